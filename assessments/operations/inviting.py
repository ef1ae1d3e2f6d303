"""People called from the set-up of an assessment: the invitation says what is asked of them, how much and until when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from django.db import transaction
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.lifecycle import Status
from assessments.models import Assignment, Participation
from assessments.operations.entry import enter
from assessments.operations.events import record
from assessments.permissions import Action
from assessments.queries.access import Seen
from ibm_platform.accounts.models import AGENCY_ROLES, Agency, User
from ibm_platform.accounts.operations import Invitation, Occasion, invite_person
from ibm_platform.common.errors import Invalid, NotVisible
from ibm_platform.common.isolation import isolated

MINUTES_A_QUESTION = 7.5
"""Reading, asking a colleague, choosing and writing a comment; 24 questions take about three hours."""


@transaction.atomic
def invite_to_assessment(
    *,
    actor: User,
    at: datetime,
    assessment_id: int,
    agency_id: int,
    role: str,
    email: str,
    name: str,
    until: date | None = None,
    link_to: Callable[[str], str],
    proved_at: datetime | None,
) -> Invitation:
    """
    Give somebody a role in an agency that takes part, with a letter that says how many questions wait and until when.

    Args:
        role: agency lead or officer.
        until: last day of the role; None for the usual two years.
        link_to: makes the address of the page from the link's secret.
        proved_at: when the actor last gave a password or a second factor; None for a program.

    Raises:
        NotVisible: no such assessment for the actor, or the agency does not take part.
        ProveAgain: the actor signed in too long ago.
        NotAllowed: the actor does not set this assessment up, or the role is not the actor's to give.
        Invalid, AlreadyHeld, ConflictOfInterest: see ``ibm_platform.accounts.operations.invite_person``.
    """
    seen = enter(Action.MANAGE_PEOPLE, actor=actor, at=at, assessment_id=assessment_id)
    if role not in AGENCY_ROLES:
        message = _("Choose agency lead or officer; other roles are given on the page of people.")
        raise Invalid(message, fields={"role": [message]})
    participation = (
        Participation.objects.standing()
        .filter(assessment=seen.assessment, agency_id=agency_id)
        .select_related("agency")
        .first()
    )
    if participation is None:
        raise NotVisible(_("This agency does not take part; add it first."))
    asked = Assignment.objects.standing().filter(assessment=seen.assessment, agency_id=agency_id).count()
    # Later there is nothing to answer: the letter then tells of the role alone.
    is_answering = seen.status in (Status.SETUP, Status.COLLECTION) and participation.released_at is None
    due = max(day for day in (seen.assessment.answers_due, participation.extended_until) if day is not None)
    invitation = invite_person(
        email=email,
        name=name,
        role=role,
        agency_id=agency_id,
        until=until,
        telling=(lambda: _occasion(seen, participation.agency, asked, due)) if is_answering else None,
        link_to=link_to,
        actor=actor,
        at=at,
        proved_at=proved_at,
    )
    record(
        seen.assessment,
        "person_invited",
        actor,
        at,
        {"agency": agency_id, "role": role, "person": invitation.person.pk},
    )
    return invitation


def _occasion(seen: Seen, agency: Agency, asked: int, due: date) -> Occasion:
    """Counts, names and a day: nothing that anybody has answered."""
    assessment = seen.assessment
    words = {
        "agency": isolated(agency.name),
        "country": isolated(assessment.country.name),
        "cycle": isolated(assessment.cycle.name),
        "day": isolated(formats.date_format(due, "D j F Y")),
        "zone": isolated(assessment.country.time_zone),
        "count": asked,
    }
    if not asked:
        # Before questions are assigned nobody can say how many there will be.
        return Occasion(
            subject=_("You are asked to answer for %(agency)s – %(country)s – by %(day)s") % words,
            paragraphs=(
                _(
                    "It is about “%(cycle)s”. Which questions %(agency)s is asked, you see on the platform once they are "
                    "assigned. The answers are due by %(day)s (%(zone)s)."
                )
                % words,
            ),
        )
    hours = max(1, round(asked * MINUTES_A_QUESTION / 60))
    parts = [
        ngettext(
            "It is about “%(cycle)s”: %(agency)s is asked %(count)d question. The answer is due by %(day)s (%(zone)s).",
            "It is about “%(cycle)s”: %(agency)s is asked %(count)d questions. The answers are due by %(day)s (%(zone)s).",
            asked,
        )
        % words,
        ngettext(
            "It takes about %(hours)d hour in all, in pieces as you like: what you have written is kept.",
            "It takes about %(hours)d hours in all, in pieces as you like: what you have written is kept.",
            hours,
        )
        % {"hours": hours},
    ]
    if seen.status == Status.SETUP:
        parts.append(_("Answering begins once the scope of the assessment is approved."))
    subject = ngettext(
        "You are asked to answer %(count)d question for %(agency)s – %(country)s – by %(day)s",
        "You are asked to answer %(count)d questions for %(agency)s – %(country)s – by %(day)s",
        asked,
    )
    return Occasion(subject=subject % words, paragraphs=tuple(parts))
