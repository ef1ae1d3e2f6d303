"""An agency's lead hands its answers over, and they are opened again with a reason (methodology 5.1)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from assessments.models import AgencyAnswer, Participation, Release
from assessments.operations.entry import enter
from assessments.operations.errors import ConditionsNotMet
from assessments.operations.events import record
from assessments.operations.moves import required_reason
from assessments.operations.noticing import tell_released, tell_reopened
from assessments.permissions import Action
from assessments.queries.access import Seen
from assessments.queries.conditions import release_problems, why_locked
from assessments.queries.releases import own_to_hand_over, part_to_reopen
from ibm_platform.accounts.models import User
from ibm_platform.common.errors import Conflict, NotAllowed
from ibm_platform.common.isolation import isolated


class ReleasedAlready(Conflict):
    """The agency's answers are with the focal point."""

    code = "released_already"


class NotReleased(Conflict):
    """There is nothing to open again."""

    code = "not_released"


@transaction.atomic
def release_answers(
    *, actor: User, at: datetime, assessment_id: int, agency_id: int, idempotency_key: str = ""
) -> Release:
    """
    Hand the agency's answers over to the national focal point; from then on the agency reads but does not change them.

    The same key from the same person returns the release that it made.

    Args:
        idempotency_key: up to 64 characters, one for each press of the button.

    Raises:
        NotVisible: no such assessment or agency for the actor.
        NotAllowed: collection is over, the actor does not lead the agency, or it is closed.
        ReleasedAlready: somebody released before.
        ConditionsNotMet: questions are still open; details name each.
    """
    seen = enter(Action.RELEASE, actor=actor, at=at, assessment_id=assessment_id)
    participation = own_to_hand_over(seen, agency_id)
    if participation.released_at is not None:
        standing = _standing(participation)
        if idempotency_key and (standing.by_id, standing.idempotency_key) == (actor.pk, idempotency_key):
            return standing
        raise ReleasedAlready(
            _("The answers of %(agency)s are released already (%(reference)s); go back to the list to read them.")
            % {"agency": isolated(participation.agency.name), "reference": isolated(standing.reference)}
        )
    locked = why_locked(seen, is_active=participation.agency.is_active, is_released=False, is_returned=False)
    if locked:
        raise NotAllowed(locked)
    problems = release_problems(seen, agency_id)
    if problems:
        raise ConditionsNotMet(problems)
    participation.released_at, participation.released_by = at, actor
    participation.save(update_fields=["released_at", "released_by"])
    release = Release.objects.create(
        participation=participation,
        number=_next_number(seen, agency_id),
        at=at,
        by=actor,
        idempotency_key=idempotency_key,
        revisions=_present_revisions(seen, agency_id),
    )
    record(seen.assessment, "answers_released", actor, at, {"agency": agency_id, "number": release.number})
    tell_released(seen, participation.agency, release.number)
    return release


@transaction.atomic
def reopen_release(*, actor: User, at: datetime, assessment_id: int, agency_id: int, reason: str) -> Release:
    """
    Give the answers back to the agency: it may change them, and nobody else reads them until it releases again.

    Raises:
        NotVisible: no such assessment or agency for the actor.
        NotAllowed: collection is over, the actor neither leads the agency nor is the focal point, or the agency is closed.
        NotReleased: the answers are with the agency.
        Invalid: no reason, or one that is too long.
    """
    seen = enter(Action.REOPEN_RELEASE, actor=actor, at=at, assessment_id=assessment_id)
    participation = part_to_reopen(seen, agency_id)
    agency = isolated(participation.agency.name)
    if participation.released_at is None:
        raise NotReleased(
            _("The answers of %(agency)s are not released; the agency can change them as it is.") % {"agency": agency}
        )
    if not participation.agency.is_active:
        # Nobody could hand them over again.
        raise NotAllowed(_("%(agency)s is closed; open the agency first, then its answers.") % {"agency": agency})
    said = required_reason(reason)
    release = _standing(participation)
    release.reopened_at, release.reopened_by, release.reason = at, actor, said
    release.save(update_fields=["reopened_at", "reopened_by", "reason"])
    participation.released_at, participation.released_by = None, None
    participation.save(update_fields=["released_at", "released_by"])
    details = {"agency": agency_id, "number": release.number, "reason": said}
    record(seen.assessment, "release_reopened", actor, at, details)
    tell_reopened(seen, participation.agency, release)
    return release


def _standing(participation: Participation) -> Release:
    """Return the release that holds; the agency has released."""
    release = Release.objects.select_related("by").get(participation=participation, reopened_at__isnull=True)
    release.participation = participation
    return release


def _next_number(seen: Seen, agency_id: int) -> int:
    """Over the whole cycle: the assessment that followed a withdrawn one does not begin with the same references."""
    before = Release.objects.filter(
        participation__agency_id=agency_id,
        participation__assessment__country_id=seen.assessment.country_id,
        participation__assessment__cycle_id=seen.assessment.cycle_id,
    )
    return (before.aggregate(last=Max("number"))["last"] or 0) + 1


def _present_revisions(seen: Seen, agency_id: int) -> dict[str, int]:
    codes = seen.framework.indicator_codes
    rows = AgencyAnswer.objects.filter(assessment=seen.assessment, agency_id=agency_id).order_by("indicator__position")
    return {codes[indicator_id]: revision for indicator_id, revision in rows.values_list("indicator_id", "revision")}
