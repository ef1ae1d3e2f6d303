"""
The talk with a passkey: a question with a random challenge goes out, a signed answer comes back.

The challenge waits in the session of the request that is being answered, and is good for one answer.
"""

from __future__ import annotations

from typing import Any

from allauth.mfa.webauthn.internal import auth
from cryptography.exceptions import InvalidSignature
from django.core.exceptions import ValidationError

from ibm_platform.accounts.models import User

# What the parts of the library raise on answers that were made up, not by a device.
UNREADABLE = (ValidationError, InvalidSignature, ValueError, TypeError, KeyError, AttributeError, IndexError)


def enrolment_question(person: User) -> dict[str, Any]:
    """Return what the browser hands to the device that shall make a passkey, able to sign in by itself."""
    return dict(auth.begin_registration(person, passwordless=True))


def enrolled(credential: Any) -> dict[str, Any] | None:
    """Return the credential when the device answered the question asked; else None."""
    try:
        auth.parse_registration_response(credential)
        auth.complete_registration(credential)
    except UNREADABLE:
        return None
    return dict(credential)


def proving_question(person: User | None) -> dict[str, Any]:
    """Return what the browser hands to a device; without a person any passkey of this site may answer."""
    return dict(auth.begin_authentication(person))


def proved_factor(person: User | None, credential: Any) -> Any | None:
    """Return the library's row of the passkey that answered, when it belongs to ``person`` or, at sign-in, to anybody."""
    try:
        auth.parse_authentication_response(credential)
        owner = person or auth.extract_user_from_response(credential)
        return auth.complete_authentication(owner, credential)
    except UNREADABLE:
        return None
