"""Check that the record of what happened was not changed."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from assessments import append_only
from assessments.operations.verifying import verify_records
from assessments.operations.verifying_exports import verify_export
from ibm_platform.common.cells import one_line
from ibm_platform.common.errors import Invalid, NotVisible


class Command(BaseCommand):
    help = (
        "Check the record of every assessment, or of one: the chain of hashes, its end, and that every saved answer and national "
        "level is told in it; a line for each. With --file an exported record, without the database. "
        "Exit 0 when all are whole, else 1 with the first broken event."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--assessment", type=int, metavar="ID", help="only this one")
        what.add_argument("--file", type=Path, metavar="PATH", help="an exported record (JSON)")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["file"]:
            self._check_file(options["file"])
        else:
            self._check_database(options["assessment"])

    def _check_database(self, assessment_id: int | None) -> None:
        first_break, assessments, events = "", 0, 0
        try:
            for record in verify_records(assessment_id):
                name = one_line(record.name)
                state = record.breaks[0] if record.breaks else "whole"
                self.stdout.write(
                    f"{record.assessment_id} {name}: {record.events} events, {record.revisions} saved states, {state}"
                )
                assessments, events = assessments + 1, events + record.events
                if record.breaks and not first_break:
                    first_break = f"Assessment {record.assessment_id} ({name}): {record.breaks[0]}"
        except NotVisible as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{assessments} assessments, {events} events")
        if first_break:
            raise CommandError(first_break)
        if unguarded := append_only.missing(connection):
            raise CommandError(f"The database lets the record be changed: it lacks the trigger {unguarded[0]}.")

    def _check_file(self, path: Path) -> None:
        try:
            export = verify_export(path.read_text(encoding="utf-8"))
        except (Invalid, UnicodeDecodeError) as error:
            raise CommandError(f"{path}: this is not an exported record of an assessment.") from error
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
        state = export.breaks[0] if export.breaks else "whole"
        self.stdout.write(
            f"{export.assessment_id} {one_line(export.name)}: {export.events} events, {export.proved} proved, "
            f"{export.withheld} withheld, {export.unsealed} without a seal, {state}"
        )
        if export.breaks:
            raise CommandError(export.breaks[0])
