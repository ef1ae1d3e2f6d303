"""The rules as Django's password validators; ``AUTH_PASSWORD_VALIDATORS`` names them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ibm_platform.accounts.limits import PASSWORD_LONGEST, PASSWORD_OWN_PART, PASSWORD_SHORTEST
from ibm_platform.accounts.models import Agency, Country, User
from ibm_platform.accounts.passwords.known import is_known

SHORTEST_WORD = 3
# The platform's own words, and what people reach for first.
OWN_WORDS = (
    "integrated", "border", "borders", "management", "maturity", "platform", "assessment", "customs", "guard", "police",
    "agency", "ministry", "officer", "coordinator", "administrator", "signatory", "reviewer", "framework", "indicator",
    "survey", "account", "password", "passwort", "passwd", "secret", "welcome", "letmein", "login", "admin", "qwerty",
    "qwertz", "azerty", "asdfgh", "abcdef", "iloveyou", "changeme", "summer", "winter", "spring", "autumn", "ibm",
)  # fmt: skip
# Letters that stand for others in "p4ssw0rd".
DISGUISES = str.maketrans("0134578@$!|", "oleastbasil")


class Length:
    """12 to 128 characters, whatever they are; a space at the end counts like any other."""

    def validate(self, password: str, user: Any = None) -> None:
        if len(password) < PASSWORD_SHORTEST:
            raise ValidationError(
                _("The password has %(length)d characters; it needs at least %(least)d characters.")
                % {"length": len(password), "least": PASSWORD_SHORTEST},
                code="password_too_short",
            )
        if len(password) > PASSWORD_LONGEST:
            raise ValidationError(
                _("The password has %(length)d characters; shorten it to %(most)d.")
                % {"length": len(password), "most": PASSWORD_LONGEST},
                code="password_too_long",
            )

    def get_help_text(self) -> str:
        return _("%(least)d to %(most)d characters; a short sentence is good.") % {
            "least": PASSWORD_SHORTEST,
            "most": PASSWORD_LONGEST,
        }


class KnownPasswords:
    """No password that was found in a breach, and none that repeats or only lengthens a common one."""

    def validate(self, password: str, user: Any = None) -> None:
        plain = password.strip().lower()
        core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", plain)
        forms = {password, plain, _unit(plain), core, _unit(core)}
        if any(is_known(form) for form in forms if form) or len(set(plain)) < 4:
            raise ValidationError(
                _("Others have used this password, or one very like it, and it is on the lists that guessers try."),
                code="password_known",
            )

    def get_help_text(self) -> str:
        return _("Not a password that is on the lists of guessers.")


class KnownWords:
    """Something of one's own must be left when names of this platform, its countries, agencies and the person are taken away."""

    def validate(self, password: str, user: Any = None) -> None:
        words = words_around(user)
        for plain in (password.lower(), password.lower().translate(DISGUISES)):
            if len(_own_part(plain, words)) < PASSWORD_OWN_PART:
                raise ValidationError(
                    _(
                        "The password is made of names and words that anybody here would try. Add words of your own, "
                        "or choose a short sentence."
                    ),
                    code="password_known_words",
                )

    def get_help_text(self) -> str:
        return _("More than names of countries, agencies, people and words of the platform.")


def words_around(user: Any) -> tuple[str, ...]:
    """Return the words that say nothing secret here, in lower case, the longest first."""
    texts: list[str] = [*OWN_WORDS, *_of_person(user)]
    texts += Country.objects.values_list("name", flat=True)
    for name, code in Agency.objects.values_list("name", "code"):
        texts += (name, code)
    words = {word for text in texts for word in (text.lower(), *re.split(r"[\W_]+", text.lower()))}
    return tuple(sorted((word for word in words if len(word) >= SHORTEST_WORD), key=lambda word: (-len(word), word)))


def _of_person(user: Any) -> Iterable[str]:
    return (user.name, user.email) if isinstance(user, User) else ()


def _own_part(plain: str, words: Iterable[str]) -> str:
    """Return what is left without the words, and without the digits and signs round them; all of it where none is found."""
    left = plain
    for word in words:
        left = left.replace(word, " ")
    # Letters of any script count, and so do pictures. Digits alone are no fault: only beside a known word they add nothing.
    return plain if left == plain else re.sub(r"[\d\s!-/:-@\[-`{-~]+", "", left)


def _unit(text: str) -> str:
    """Return the shortest text of which this is a repetition."""
    doubled = (text + text).find(text, 1) if text else -1
    return text[:doubled] if 0 < doubled < len(text) else text
