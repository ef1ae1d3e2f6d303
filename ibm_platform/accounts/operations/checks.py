"""Checks of single values that several operations share; each raises with the field to blame."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from ibm_platform.accounts.models import User
from ibm_platform.common.errors import DomainError, Invalid, NotAllowed
from ibm_platform.common.text import clean_text


def invalid(field: str, message: str, *more: str) -> Invalid:
    """Return an error that blames one field; ``more`` are further sentences for the same field."""
    return Invalid(message, fields={field: [message, *more]})


def checked_line(text: str, *, field: str, limit: int, missing: str) -> str:
    """
    Return one line of text without control characters.

    Raises:
        Invalid: no letter is left (``missing`` says what to give), or it is longer than ``limit`` characters.
    """
    try:
        line = " ".join(clean_text(text, limit=limit).split())
    except DomainError as error:
        raise invalid(field, str(error)) from error
    # Marks of direction alone, or punctuation, name nobody.
    if not any(character.isalnum() for character in line):
        raise invalid(field, missing)
    return line


def checked_name(name: str) -> str:
    return checked_line(name, field="name", limit=150, missing=_("Give the person's name."))


def checked_email(email: str) -> str:
    """Return the address in lower case: one mailbox is one person."""
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise invalid("email", _("Give an e-mail address such as name@service.example.")) from error
    if len(address) > 254:
        raise invalid("email", _("The e-mail address is longer than 254 characters."))
    return address


def check_password(password: str, *, person: User) -> None:
    """
    Raises:
        Invalid: the password is too short, too common or too like the person's name; each reason is named.
    """
    try:
        validate_password(password, user=person)
    except ValidationError as error:
        raise invalid("password", *error.messages) from error


def require_person(actor: object) -> User:
    """
    Raises:
        NotAllowed: nobody is signed in.
    """
    if not isinstance(actor, User) or actor.pk is None or not actor.is_active:
        raise NotAllowed(_("Sign in first."))
    return actor
