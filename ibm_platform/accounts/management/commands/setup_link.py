"""Print the link with which the first administrator sets the platform up."""

from __future__ import annotations

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.urls import reverse
from django.utils import timezone

from ibm_platform.accounts import operations
from ibm_platform.common.errors import Conflict


class Command(BaseCommand):
    help = "Prints a one-time set-up link while the platform has no administrator; it works for 72 hours."

    def add_arguments(self, parser: CommandParser) -> None:
        here = f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"
        parser.add_argument("--address", default=here, help="where the platform answers")

    def handle(self, *args: Any, address: str, **options: Any) -> None:
        try:
            secret = operations.create_setup_link(at=timezone.now())
        except Conflict as error:
            self.stdout.write(str(error))
            return
        self.stdout.write(address.rstrip("/") + reverse("setup", args=[secret]))
