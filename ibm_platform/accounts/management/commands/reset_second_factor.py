"""Take the second factors of somebody away who lost them, where no two other people could do it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from ibm_platform.accounts import operations
from ibm_platform.common.errors import DomainError

QUESTION = "Second factor, recovery codes and all sessions of {email} end. Type the address again: "


class Command(BaseCommand):
    help = (
        "Resets the second factor of a person, such as the only administrator, who lost phone and recovery codes. "
        "Wherever two other people are left, they do it on the page of the person."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", metavar="EMAIL", help="the address with which the person signs in")
        parser.add_argument("--yes", action="store_true", help="do not ask to type the address again")

    def handle(self, *args: Any, email: str, yes: bool, **options: Any) -> None:
        if not yes and _typed_again(email).casefold() != email.strip().casefold():
            raise CommandError("The two addresses differ; nothing was changed.")
        try:
            person = operations.reset_factors_at_console(email=email, at=timezone.now())
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{person.email} chooses a new second factor at the next sign-in. A letter tells the person.")


def _typed_again(email: str) -> str:
    try:
        return input(QUESTION.format(email=email)).strip()
    except EOFError as error:
        raise CommandError("Nobody is here to type the address again; give --yes. Nothing was changed.") from error
