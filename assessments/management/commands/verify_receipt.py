"""Recompute a frozen scorecard from its own receipt."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessments.scoring.codec import verify_receipt


class Command(BaseCommand):
    help = (
        "Recompute a frozen scorecard from its own receipt; exit 0 when it is identical, else 1 with every difference."
    )
    # A receipt is checked without a database, years later and elsewhere.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE.json", type=Path, help="a receipt as the platform gave it out")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            document = json.loads(path.read_bytes())
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
        except (ValueError, RecursionError) as error:
            raise CommandError(f"{path} is not a receipt: it is not JSON.") from error
        if not isinstance(document, dict):
            raise CommandError(f"{path} is not a receipt: it is not a JSON object.")
        differences = verify_receipt(document)
        if differences:
            raise CommandError("The receipt does not agree with its recomputation:\n" + "\n".join(differences))
        self.stdout.write(f"{path}: identical.")
