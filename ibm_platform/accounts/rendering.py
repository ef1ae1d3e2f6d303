"""Letters as plain text. They are built here and not in templates, because text must not be escaped as HTML is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum

from django.conf import settings
from django.utils import formats, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ibm_platform.accounts.models import Membership, User
from ibm_platform.common.isolation import isolated


@dataclass(frozen=True)
class Letter:
    """What a letter says, in the language of the person to whom it goes."""

    subject: str
    text: str


@dataclass(frozen=True)
class Occasion:
    """
    What somebody is invited to do, in the words of the app that knows; accounts know no assessments.

    Names in it are isolated by whoever writes it. It holds no answer, level, comment or score: a letter leaves the platform.
    """

    subject: str
    paragraphs: tuple[str, ...]


class AccountChange(Enum):
    """What happened to an account, as the sentence in which its letter says so."""

    APP_ADDED = gettext_lazy("An app on a phone was added as your second factor.")
    APP_REMOVED = gettext_lazy("The app on a phone is no longer your second factor.")
    PASSKEY_ADDED = gettext_lazy("A passkey was added as your second factor.")
    PASSKEY_REMOVED = gettext_lazy("A passkey was removed from your second factors.")
    CODES_RENEWED = gettext_lazy("New recovery codes were made; the earlier ones no longer work.")
    CODE_USED = gettext_lazy("One of your recovery codes was used; it does not work again.")
    PASSWORD_CHANGED = gettext_lazy("Your password was changed, and your other sessions were ended.")
    FACTORS_RESET = gettext_lazy(
        "Your second factor was reset, because it was reported as lost. You were signed out everywhere and choose a new one "
        "at the next sign-in."
    )


Telling = Callable[[], Occasion]
"""Is called while the language of the letter is in force."""


def invitation_letter(
    *, person: User, inviter: User, membership: Membership | None, link: str, telling: Telling | None = None
) -> Letter:
    """
    Return the letter that tells ``person`` of a role, in the person's language.

    Args:
        membership: the role just given; None when only a new link is sent.
        link: the page to choose a password; empty for somebody who has one.
        telling: what the person is asked to do with the role.
    """
    with translation.override(person.language or settings.LANGUAGE_CODE):
        occasion = telling() if telling is not None else None
        parts = [_("Good day %(name)s,") % {"name": isolated(person.name)}, _who_invites(inviter, membership)]
        if occasion is not None:
            parts += occasion.paragraphs
        parts.append(
            _(
                "On the platform the border services of a country answer the same questions and agree on the level "
                "at which each thing stands."
            )
        )
        if membership is not None:
            parts.append(_("The role ends with %(day)s.") % {"day": formats.date_format(membership.until, "j F Y")})
        if link:
            parts += [_("Open this link and choose a password. It works once, for 72 hours:"), link]
        else:
            parts.append(_("Sign in with the password that you have."))
        return _letter(occasion.subject if occasion is not None else _subject(membership), parts)


def reset_letter(*, person: User, link: str) -> Letter:
    """Return the letter with which ``person`` sets a new password."""
    with translation.override(person.language or settings.LANGUAGE_CODE):
        parts = [
            _("Good day %(name)s,") % {"name": isolated(person.name)},
            _("somebody asked for a new password for your account. If it was you, open this link; it works once:"),
            link,
            _("If it was not you, do nothing: your password stays as it is."),
        ]
        return _letter(_("Set a new password for the IBM maturity platform"), parts)


def account_changed_letter(*, person: User, change: AccountChange, at: datetime) -> Letter:
    """Return the letter that tells ``person`` of a change to the own account; it holds no link that a forger could imitate."""
    with translation.override(person.language or settings.LANGUAGE_CODE):
        moment = formats.date_format(at.astimezone(UTC), "j F Y H:i")
        parts = [
            _("Good day %(name)s,") % {"name": isolated(person.name)},
            str(change.value),
            _("It happened on %(moment)s (UTC).") % {"moment": moment},
            _("If it was you, or you asked for it, there is nothing to do."),
            _(
                "If not, open the platform as you always do, ask for a new password on the page of sign-in, and tell an "
                "administrator at once."
            ),
        ]
        return _letter(_("Your account on the IBM maturity platform was changed"), parts)


def notice_letter(*, person: User, subject: str | Promise, sentence: Callable[[], str], link: str, stop: str) -> Letter:
    """
    Return the letter that tells ``person`` of one thing that cannot wait, in the person's language.

    Args:
        sentence: is called while the language of the letter is in force.
        stop: the page that ends letters of this kind.
    """
    with translation.override(person.language or settings.LANGUAGE_CODE):
        parts = [
            _("Good day %(name)s,") % {"name": isolated(person.name)},
            sentence(),
            _("Open it here, after you have signed in:"),
            link,
            _("If you want no more letters of this kind, open this page:"),
            stop,
        ]
        return _letter(str(subject), parts)


def digest_letter(*, person: User, sentences: Callable[[], list[str]], link: str, stop: str) -> Letter:
    """
    Return the daily letter, one line for each thing; arguments as ``notice_letter``.
    """
    with translation.override(person.language or settings.LANGUAGE_CODE):
        lines = sentences()
        subject = ngettext("%(count)d notice for you", "%(count)d notices for you", len(lines)) % {"count": len(lines)}
        parts = [
            _("Good day %(name)s,") % {"name": isolated(person.name)},
            _("this happened since the last letter and is unread:"),
            "\n".join(f"- {line}" for line in lines),
            _("Open your notices here, after you have signed in:"),
            link,
            _("If you want no more daily letters, open this page:"),
            stop,
        ]
        return _letter(subject, parts)


def _subject(membership: Membership | None) -> str:
    if membership is None:
        return _("Your link to the IBM maturity platform")
    role = {"role": membership.get_role_display()}
    return _("You are invited to the IBM maturity platform as %(role)s") % role


def _who_invites(inviter: User, membership: Membership | None) -> str:
    names = {"inviter": isolated(inviter.name)}
    if membership is None:
        return _("%(inviter)s sends you a link to sign in.") % names
    names["role"] = membership.get_role_display()
    if membership.country is None:
        return _("%(inviter)s invites you as %(role)s.") % names
    names["country"] = isolated(membership.country.name)
    if membership.agency is None:
        return _("%(inviter)s invites you as %(role)s for %(country)s.") % names
    names["agency"] = isolated(membership.agency.name)
    return _("%(inviter)s invites you as %(role)s of %(agency)s in %(country)s.") % names


def _letter(subject: str, parts: list[str]) -> Letter:
    return Letter(subject, "\n\n".join(parts) + "\n")
