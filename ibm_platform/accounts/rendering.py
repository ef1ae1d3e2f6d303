"""Mails as plain text. They are built here and not in templates, because text must not be escaped as HTML is."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import formats, translation
from django.utils.translation import gettext as _

from ibm_platform.accounts.models import Membership, User
from ibm_platform.common.isolation import isolated


def invitation_mail(*, person: User, inviter: User, membership: Membership | None, link: str) -> EmailMessage:
    """
    Return the mail that tells ``person`` of a role, in the person's language.

    Args:
        membership: the role just given; None when only a new link is sent.
        link: the page to choose a password; empty for somebody who has one.
    """
    with translation.override(person.language or settings.LANGUAGE_CODE):
        if membership is None:
            subject = _("Your link to the IBM maturity platform")
        else:
            subject = _("You are invited to the IBM maturity platform as %(role)s") % {
                "role": membership.get_role_display()
            }
        parts = [
            _("Good day %(name)s,") % {"name": isolated(person.name)},
            _who_invites(inviter, membership),
            _(
                "On the platform the border services of a country answer the same questions and agree on the level "
                "at which each thing stands."
            ),
        ]
        if membership is not None and membership.until is not None:
            parts.append(_("The role ends with %(day)s.") % {"day": formats.date_format(membership.until, "j F Y")})
        if link:
            parts += [_("Open this link and choose a password. It works once, for 72 hours:"), link]
        else:
            parts.append(_("Sign in with the password that you have."))
        return _mail(subject, parts, person.email)


def reset_mail(*, person: User, link: str) -> EmailMessage:
    """Return the mail with which ``person`` sets a new password."""
    with translation.override(person.language or settings.LANGUAGE_CODE):
        parts = [
            _("Good day %(name)s,") % {"name": isolated(person.name)},
            _("somebody asked for a new password for your account. If it was you, open this link; it works once:"),
            link,
            _("If it was not you, do nothing: your password stays as it is."),
        ]
        return _mail(_("Set a new password for the IBM maturity platform"), parts, person.email)


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


def _mail(subject: str, parts: list[str], address: str) -> EmailMessage:
    return EmailMessage(subject, "\n\n".join(parts) + "\n", settings.DEFAULT_FROM_EMAIL, [address])
