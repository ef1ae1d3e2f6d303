"""Write a stored framework version as canonical YAML."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from frameworks import queries
from frameworks.canonical import to_yaml
from ibm_platform.common.errors import DomainError


class Command(BaseCommand):
    help = "Write a framework version to standard output; importing it again gives the same content hash."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", metavar="CODE")
        # "version" alone would be Django's own --version.
        parser.add_argument("number", metavar="VERSION")

    def handle(self, *args: Any, **options: Any) -> None:
        version = queries.stored_version(options["code"], options["number"])
        if version is None:
            raise CommandError("There is no such framework version.")
        try:
            self.stdout.write(to_yaml(queries.spec_of(version)), ending="")
        except DomainError as error:
            raise CommandError(str(error)) from None
