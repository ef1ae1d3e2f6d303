#!/usr/bin/env python
"""Django's command line; without DJANGO_SETTINGS_MODULE it serves the embedded installation."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ibm_platform.settings.development")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
