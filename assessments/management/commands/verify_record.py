"""Check that the record of what happened was not changed."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessments.operations.events import verify_records
from ibm_platform.common.errors import NotVisible


class Command(BaseCommand):
    help = (
        "Check the chain of hashes of every assessment's record, or of one; a line for each. "
        "Exit 0 when all are whole, else 1 with the first broken event."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--assessment", type=int, metavar="ID", help="only this one")

    def handle(self, *args: Any, **options: Any) -> None:
        first_break = ""
        try:
            for record in verify_records(options["assessment"]):
                state = record.breaks[0] if record.breaks else "whole"
                self.stdout.write(f"{record.assessment_id} {record.name}: {record.events} events, {state}")
                if record.breaks and not first_break:
                    first_break = f"Assessment {record.assessment_id} ({record.name}): {record.breaks[0]}"
        except NotVisible as error:
            raise CommandError(str(error)) from error
        if first_break:
            raise CommandError(first_break)
