"""Fill an empty embedded installation with invented countries, through the same operations that people use."""

from __future__ import annotations

import secrets
from datetime import UTC
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from assessments.management.demo_accounts import write_accounts
from assessments.management.demo_story import Story
from ibm_platform.accounts.queries import people_exist


class Command(BaseCommand):
    help = "Make demo countries, people and assessments in different states. Does nothing where people exist already."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--countries", type=int, default=5, help="how many countries (5 with a story, more as filling)"
        )
        parser.add_argument(
            "--cycles", type=int, default=2, help="how many cycles, the newest in this year (2 or more)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["countries"] < 1 or options["cycles"] < 2:
            raise CommandError("Give at least one country and two cycles.")
        if people_exist():
            self.stdout.write("People exist already; the demo is left as it is.")
            return
        password = secrets.token_urlsafe(9)
        story = Story(now=timezone.now().astimezone(UTC), password=password, say=self.stdout.write)
        # All or nothing: people without the file of their accounts could not be told how to sign in.
        with transaction.atomic():
            story.tell(countries=options["countries"], cycles=options["cycles"])
            path = write_accounts(settings.DATA_DIR, password)
        self.stdout.write(f"Demo ready. Accounts: {path.name} in the data folder.")
