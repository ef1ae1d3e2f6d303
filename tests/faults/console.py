"""Another process of an installation: it runs the programs that stand on its lines, one after the other, and answers each."""

import contextlib
import io
import json
import sys
import traceback

import django
from django.db import connections

django.setup()
# A program's own "print" must not get among the answers.
answers = sys.stdout
for line in sys.stdin:
    printed, complaint = io.StringIO(), ""
    with contextlib.redirect_stdout(printed):
        try:
            exec(json.loads(line), {})  # noqa: S102  the tests' own lines
        except Exception:  # noqa: BLE001  whatever it is, the test shows it
            complaint = traceback.format_exc()
    # As at the end of a process: the next program begins with a connection of its own.
    connections.close_all()
    answers.write(json.dumps([printed.getvalue().strip(), complaint]) + "\n")
    answers.flush()
