"""Every limit of sign-in, sessions and rights, in one place; ``docs/limits.md`` prints them and a test compares the two."""

from __future__ import annotations

from datetime import time, timedelta

# Sessions (OWASP ASVS 5.0, 7.1 to 7.3).
IDLE_MANAGING = timedelta(minutes=30)
"""Somebody who reads or manages many countries: coordinators and administrators."""
IDLE_OTHERS = timedelta(hours=3)
"""Officers type long texts and look things up between two of them."""
SIGNED_IN_AT_MOST = timedelta(hours=12)
SESSIONS_AT_ONCE = 5
WARN_BEFORE_END = timedelta(minutes=5)
NOTE_SEEN_EVERY = timedelta(seconds=60)
"""The moment of the last request is written at most this often, so that most requests write nothing."""

PROOF_LASTS = timedelta(minutes=15)
"""After signing in or proving it again, a person may give roles, publish and change the own account for so long (7.5.1)."""

# Passwords (6.1, 6.2).
PASSWORD_SHORTEST = 12
PASSWORD_LONGEST = 128
PASSWORD_OWN_PART = 8
"""Characters that must be left when known words, digits and signs are taken away."""

# Guessing (6.3.1).
FREE_FAILURES = 5
"""Wrong passwords in a row before the waiting begins."""
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)
FORGET_FAILURES_AFTER = timedelta(hours=24)
UNKNOWN_DEVICES_FAILURES = 20
UNKNOWN_DEVICES_WINDOW = timedelta(hours=1)
"""All browsers in which a person never signed in share this many wrong passwords in this time."""
KNOWN_DEVICE_LASTS = timedelta(days=180)

# Rights.
RIGHT_LASTS = timedelta(days=730)
"""How long a right lasts when nothing else is said: no right is for ever."""
LONGEST_RIGHT = timedelta(days=3 * 365 + 1)
WARN_BEFORE_RIGHT_ENDS = timedelta(days=30)

# Notices, by the clock of the person's country.
MORNING = time(7)
"""Reminders and the daily letter come from then on."""
MORNING_ENDS = time(12)
"""A daily letter that could not be written by then waits for the next morning."""


def wait_after(failures: int) -> timedelta:
    """Return how long nothing is tried after so many wrong passwords in a row: 1, 2, 4 … minutes, at most an hour."""
    beyond = failures - FREE_FAILURES
    if beyond < 0:
        return timedelta(0)
    # An exponent of its own limit: two to the power of a thousand is no time.
    return min(FIRST_WAIT * 2 ** min(beyond, 16), LONGEST_WAIT)


def _minutes(span: timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    if minutes % 1440 == 0:
        return f"{minutes // 1440} days"
    return f"{minutes // 60} h" if minutes % 60 == 0 else f"{minutes} min"


def limits_document() -> str:
    """Return ``docs/limits.md``."""
    rows = [
        ("A coordinator or administrator is signed out after this long without a request", _minutes(IDLE_MANAGING)),
        ("Everybody else", _minutes(IDLE_OTHERS)),
        ("Nobody stays signed in longer than", _minutes(SIGNED_IN_AT_MOST)),
        ("Sessions of one person at once; one more ends the oldest", str(SESSIONS_AT_ONCE)),
        ("The page warns before the end", _minutes(WARN_BEFORE_END)),
        ("The last request is noted at most every", f"{int(NOTE_SEEN_EVERY.total_seconds())} s"),
        (
            "Giving and ending roles, publishing and changes of the own account ask for a proof again after",
            _minutes(PROOF_LASTS),
        ),
        ("Shortest and longest password, in characters", f"{PASSWORD_SHORTEST}–{PASSWORD_LONGEST}"),
        ("Characters left of a password without known words, digits and signs", f"{PASSWORD_OWN_PART} or more"),
        ("Wrong passwords in a row before waiting begins", str(FREE_FAILURES)),
        ("First wait, doubled each time", _minutes(FIRST_WAIT)),
        ("Longest wait", _minutes(LONGEST_WAIT)),
        ("Wrong passwords are forgotten after", _minutes(FORGET_FAILURES_AFTER)),
        (
            "Wrong passwords for one person from all browsers that are new to that person",
            f"{UNKNOWN_DEVICES_FAILURES} in {_minutes(UNKNOWN_DEVICES_WINDOW)}",
        ),
        ("A browser in which somebody signed in stays known to that person for", _minutes(KNOWN_DEVICE_LASTS)),
        ("A role lasts, unless another day is given", _minutes(RIGHT_LASTS)),
        ("A role lasts at most", _minutes(LONGEST_RIGHT)),
        ("The person is told before a role ends", _minutes(WARN_BEFORE_RIGHT_ENDS)),
        (
            "The daily letter comes, by the clock of the person's country, between",
            f"{MORNING:%H:%M} and {MORNING_ENDS:%H:%M}",
        ),
    ]
    lines = [
        "# Limits of sign-in, sessions and rights",
        "",
        "Printed from `ibm_platform/accounts/limits.py`; `tests/accounts/sessions/test_limits.py` keeps it true and says how to",
        "write it anew. The limits bind pages and API alike and are enforced on the server; days are those of UTC.",
        "",
        "| what | limit |",
        "|---|---|",
        *(f"| {what} | {limit} |" for what, limit in rows),
        "",
        "Nobody is locked out for good. A browser in which a person signed in before has a count of its own, so guesses of others",
        "never make that person wait; and whoever sets a new password through the own mailbox waits no longer either.",
        "",
    ]
    return "\n".join(lines)
