"""
Codes that a person types: those of an app (RFC 6238), and recovery codes.

The secret of the app is sealed, because it must be read again; of a recovery code only a slow hash is kept.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from datetime import datetime
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password

STEP_SECONDS = 30
SECRET_BYTES = 20
RECOVERY_CODES = 10
# Crockford's letters: none that a person could take for another one. 12 of them carry 60 bits.
LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
READ_AS = str.maketrans("ilo", "110", " -\u2010\u2011\u2013")
SECRET_LETTERS = 12
GROUP = 4


def new_app_secret() -> str:
    """Return a secret for an app, as the letters that a person could type."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def app_address(person: Any, secret: str) -> str:
    """Return the address that the app reads from the picture."""
    return str(get_adapter().build_totp_url(person, secret))


def app_step(secret: str, code: str, *, at: datetime, after: int | None) -> int | None:
    """
    Return the step of 30 seconds to which ``code`` belongs; None when it is wrong or was used.

    Args:
        code: as typed, spaces allowed.
        after: the last step whose code was taken; that one and all before it are over.
    """
    typed = digits_of(code)
    now = int(at.timestamp()) // STEP_SECONDS
    tolerance = settings.MFA_TOTP_TOLERANCE
    for step in range(now - tolerance, now + tolerance + 1):
        is_open = after is None or step > after
        if is_open and hmac.compare_digest(format_hotp_value(hotp_value(secret, step)), typed):
            return step
    return None


def digits_of(code: str) -> str:
    """Return a code as the app means it: six digits without spaces, whatever script they were typed in."""
    kept = "".join(code.split())
    if kept.isdecimal():
        kept = "".join(str(int(digit)) for digit in kept)
    # Compared in constant time, which takes plain letters alone.
    return kept if kept.isascii() else ""


def new_recovery_codes() -> tuple[tuple[str, ...], list[str]]:
    """Return ten codes for the person, and their hashes for the database."""
    bare = ["".join(secrets.choice(LETTERS) for _ in range(SECRET_LETTERS)) for _ in range(RECOVERY_CODES)]
    shown = tuple(_grouped(number, code) for number, code in enumerate(bare))
    return shown, [make_password(code) for code in bare]


def recovery_number(code: str, hashes: list[str]) -> int | None:
    """
    Return which of ``hashes`` the code opens; None when none does. A used code's hash is empty.

    The first letter says which one, so that a guess costs one slow hash and not ten.
    """
    typed = code.strip().lower().translate(READ_AS)
    if len(typed) != SECRET_LETTERS + 1 or typed[0] not in "0123456789":
        return None
    number = int(typed[0])
    if number >= len(hashes) or not hashes[number] or not check_password(typed[1:], hashes[number]):
        return None
    return number


def _grouped(number: int, code: str) -> str:
    groups = [code[start : start + GROUP] for start in range(0, SECRET_LETTERS, GROUP)]
    return "-".join([f"{number}{groups[0]}", *groups[1:]])
