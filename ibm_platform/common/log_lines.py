"""One line in the log for each message, whatever a name or an address in it holds."""

from __future__ import annotations

import logging

from ibm_platform.common.cells import one_line


class OneLine(logging.Formatter):
    """Nobody can write a line of the log through a name; the lines of a traceback stand indented below theirs."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        return one_line(super().formatMessage(record))

    def format(self, record: logging.LogRecord) -> str:
        return "\n    ".join(one_line(line) for line in super().format(record).split("\n"))
