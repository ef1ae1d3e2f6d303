"""Write the two pseudo-languages of development into a folder."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from ibm_platform.common.pseudo import write_catalogues


class Command(BaseCommand):
    help = "Make the pseudo-languages en-xa (longer) and ar-xb (mirrored) from the source texts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        count = write_catalogues(settings.BASE_DIR, options["folder"])
        self.stdout.write(f"{count} messages in two pseudo-languages.")
