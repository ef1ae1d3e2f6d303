"""Comments in words: who reads a thread, and what somebody should know before writing to many."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.queries import AgencyRef, Audience, CommentsPage, Reader, Status, Visibility
from ibm_platform.accounts.queries import Role
from ibm_platform.common.isolation import isolated


def read_by(visibility: Visibility, agency: AgencyRef | None) -> str:
    """Return who reads a thread, in the few words that stand beside it."""
    if visibility == Visibility.AGENCIES:
        return _("All agencies")
    if visibility == Visibility.REVIEWERS:
        return _("Reviewers")
    if agency is None:
        return _("Focal point and signatory only")
    return _("%(agency)s only") % {"agency": isolated(agency.name)}


def offered(audience: Audience, *, sides: int, status: Status, is_national: bool) -> tuple[str, str]:
    """
    Return an audience as a choice: its words, and what to know before choosing it.

    Args:
        sides: from how many sides the person may write; the words say the side where there are several.
    """
    words, note = _offered(audience, status, is_national=is_national)
    if sides > 1 and audience.visibility == Visibility.AGENCIES:
        side = isolated(audience.agency.name) if audience.agency else _("the national focal point's office")
        words = _("%(readers)s, as %(side)s") % {"readers": words, "side": side}
    return words, note


def _offered(audience: Audience, status: Status, *, is_national: bool) -> tuple[str, str]:
    if audience.visibility == Visibility.REVIEWERS:
        if is_national:
            return _("Reviewers, coordinator, focal point and signatory"), _("No agency reads it.")
        return _("The other reviewers, the coordinator, the focal point and the signatory"), _("No agency reads it.")
    if audience.visibility == Visibility.AGENCIES:
        words = _("All agencies that take part, the focal point and the signatory")
        if status == Status.COLLECTION:
            return words, _(
                "Everybody there reads it at once, before the answers are released. Do not write which level you choose: the others"
                " answer without knowing it."
            )
        return words, _("Everybody there reads it at once.")
    if audience.agency is None:
        return _("Focal point and signatory only"), _("No agency reads it.")
    agency = isolated(audience.agency.name)
    return _("%(agency)s only") % {"agency": agency}, _(
        "Neither other agencies nor the focal point read it, also later."
    )


def person_words(reader: Reader) -> str:
    """Return a person with the side from which the person reads."""
    return f"{reader.name} ({place_of(reader)})"


def place_of(reader: Reader) -> str:
    """Return the side from which somebody reads: an agency's name, or the role."""
    return reader.agency or str(Role(reader.role).label)


def finding(page: CommentsPage) -> str:
    """Return the heading: how many comments wait for the reader."""
    if page.unread:
        return ngettext("%(count)d comment waits for you", "%(count)d comments wait for you", page.unread) % {
            "count": page.unread
        }
    return _("Comments") if page.total else _("No comments yet")
