"""A name with a line end in it forges no line of the log."""

import io
import logging
from logging.config import dictConfig

from django.conf import settings

FORGED = "Ana\n2027-01-01 00:00:00,000 INFO root signed in\r\u2028\x1b[2J"


def logged(act) -> list[str]:
    """What the handlers of the settings write of it."""
    formatter = settings.LOGGING["formatters"]["line"]
    dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"line": formatter},
            "handlers": {
                "here": {"class": "logging.StreamHandler", "formatter": "line", "stream": (out := io.StringIO())}
            },
            "loggers": {"forging": {"handlers": ["here"], "level": "INFO", "propagate": False}},
        }
    )
    act(logging.getLogger("forging"))
    return out.getvalue().splitlines()


def test_a_message_is_one_line():
    lines = logged(lambda log: log.warning("Refused: %s", FORGED))

    assert len(lines) == 1
    assert lines[0].endswith("WARNING forging Refused: Ana 2027-01-01 00:00:00,000 INFO root signed in   [2J")


def test_a_traceback_stands_indented():
    def act(log: logging.Logger) -> None:
        try:
            raise ValueError(FORGED)
        except ValueError:
            log.exception("Failed")

    first, *rest = logged(act)

    assert first.endswith("ERROR forging Failed")
    assert all(line.startswith("    ") for line in rest)
