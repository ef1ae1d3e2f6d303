"""``manage.py render_report REPORT_ID --output FILE.pdf``: make a report in this process and write it to a file."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ibm_platform.common.errors import DomainError
from reports import operations


class Command(BaseCommand):
    help = "Makes the report of a row that waits (or reads the one that is ready) and writes the PDF to a file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("report_id", metavar="REPORT_ID", type=UUID)
        parser.add_argument("--output", required=True, type=Path, metavar="FILE.pdf")

    def handle(self, *args: Any, report_id: UUID, output: Path, **options: Any) -> None:
        try:
            pdf = operations.make_for_operator(report_id=report_id, clock=timezone.now)
        except DomainError as error:
            raise CommandError(str(error)) from error
        try:
            output.write_bytes(pdf)
        except OSError as error:
            raise CommandError(f"The file cannot be written: {error}") from error
        self.stdout.write(f"{output}: {len(pdf)} bytes")
