"""Load a framework version from its YAML file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from frameworks.loader import FrameworkProblems
from frameworks.management.files import read_document
from frameworks.operations import import_framework
from ibm_platform.common.errors import DomainError


class Command(BaseCommand):
    help = "Load a framework version from a YAML file; the same content twice changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--publish", action="store_true", help="publish it: from then on it cannot be changed")
        parser.add_argument("--dry-run", action="store_true", help="only say what would be done")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            source = read_document(path)
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}.") from None
        try:
            plan = import_framework(
                source=source, at=timezone.now(), publish=options["publish"], dry_run=options["dry_run"]
            )
        except FrameworkProblems as problems:
            raise CommandError(f"{path}: nothing was changed.\n{problems}") from None
        except DomainError as error:
            raise CommandError(f"{path}: {error}") from None
        self.stdout.write(
            f"{plan.code} {plan.number}: {plan.indicators} indicators, {plan.prerequisites} prerequisites, "
            f"content {plan.content_hash[:12]}"
        )
        would = "would be " if options["dry_run"] else ""
        self.stdout.write(f"{would}imported" if plan.new else "was there already, with the same content")
        if plan.publishes:
            self.stdout.write(f"{would}published")
        elif not plan.new and not options["dry_run"]:
            self.stdout.write("nothing was changed")
