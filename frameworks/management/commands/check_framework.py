"""Say what is wrong with framework files, all of it at once."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from frameworks.canonical import content_hash
from frameworks.loader import FrameworkProblems, load
from frameworks.management.files import read_document


class Command(BaseCommand):
    help = "Check framework files: every problem with path and line, exit 1; or a line of summary each, exit 0."
    # It reads files only, also where no database was set up yet.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", type=Path, nargs="+", metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        problems = 0
        for path in options["files"]:
            try:
                spec = load(read_document(path))
            except OSError as error:
                self.stderr.write(f"{path}: {error.strerror}.")
                problems += 1
            except FrameworkProblems as found:
                for problem in found.problems:
                    self.stderr.write(f"{path}: {problem}")
                problems += len(found.problems)
            else:
                cells = len({spec.cell_of(indicator) for indicator in spec.indicators} - {None})
                self.stdout.write(
                    f"{path}: {spec.code} {spec.version}, {len(spec.dimensions)} dimensions, {cells} cells, "
                    f"{len(spec.levels)} levels, {len(spec.indicators)} indicators, "
                    f"{len(spec.prerequisites)} prerequisites, content {content_hash(spec)[:12]}"
                )
        if problems:
            raise CommandError(f"{problems} to mend before anything can be imported.")
