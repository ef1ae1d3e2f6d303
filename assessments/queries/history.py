"""What was said before, and what happened: appended by the operations, read here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from assessments.models import AgencyAnswer, AnswerRevision, AssessmentEvent, SettledRevision
from assessments.models.judgement import Judgement
from assessments.permissions import Action
from assessments.queries.access import Seen, require_own_agency, see
from assessments.queries.context import JudgementView, judgement_view
from assessments.queries.seen import readable_parts
from ibm_platform.accounts.models import User
from ibm_platform.common.errors import NotVisible


@dataclass(frozen=True, slots=True)
class EventView:
    number: int
    at: datetime
    actor: str
    kind: str
    details: Mapping[str, Any]
    hash: str
    on_behalf_of: str = ""
    """In whose stead; empty where the actor had the right."""


# What an agency says before it has released stays with the agency, also in the record.
_OF_AN_AGENCY = ("answer_saved", "evidence_added", "evidence_removed", "evidence_restored")
_OPEN_DETAILS = ("agency", "indicator", "revision")


def answer_history(
    person: User, at: datetime, assessment_id: int, agency_id: int, indicator_code: str
) -> tuple[JudgementView, ...]:
    """
    Return every revision of one agency's answer, newest first.

    Own people read their agency's; national people and the coordinator a released one.

    Raises:
        NotVisible: no such assessment, agency or question for the person.
    """
    seen = see(person, at, assessment_id)
    if not seen.may(Action.READ_RELEASED_ANSWERS):
        require_own_agency(seen, agency_id)
    answers = AgencyAnswer.objects.filter(
        assessment=seen.assessment,
        agency_id__in=readable_parts(seen).filter(agency_id=agency_id).values("agency_id"),
        indicator_id=_indicator_id(seen, indicator_code),
    )
    revisions = AnswerRevision.objects.filter(answer__in=answers).select_related("saved_by").order_by("-revision")
    if agency_id in seen.own_agencies:
        return _views(seen, revisions)
    # Drafts stay with the agency: others read what stood when it handed over, and what came later.
    released_at = _released_at(seen).get(agency_id)
    if released_at is None:
        return ()
    later = list(revisions.filter(saved_at__gt=released_at))
    standing = revisions.filter(saved_at__lte=released_at)[:1]
    return _views(seen, [*later, *standing])


def settled_history(person: User, at: datetime, assessment_id: int, indicator_code: str) -> tuple[JudgementView, ...]:
    """
    Return every revision of one national level, newest first.

    Raises:
        NotVisible: no such assessment or question for the person.
        NotAllowed: the person does not read national levels in this state.
    """
    seen = see(person, at, assessment_id, Action.READ_SETTLED)
    revisions = SettledRevision.objects.filter(
        settled_level__assessment=seen.assessment, settled_level__indicator_id=_indicator_id(seen, indicator_code)
    )
    return _views(seen, revisions.select_related("saved_by").order_by("-revision"))


def events(
    person: User, at: datetime, assessment_id: int, *, limit: int = 200, before: int | None = None
) -> list[EventView]:
    """
    Return the record of the assessment, newest first.

    What agencies said before they released is shown as the fact that they said it, without its content.

    Args:
        limit: most events returned.
        before: only events with a smaller number, for the next page.

    Raises:
        NotVisible: no such assessment for the person.
        NotAllowed: the person's role does not read the record in this state.
    """
    seen = see(person, at, assessment_id, Action.READ_HISTORY)
    released = _released_at(seen)
    rows = AssessmentEvent.objects.filter(assessment=seen.assessment)
    if before is not None:
        rows = rows.filter(number__lt=before)
    return [
        EventView(
            number=row.number,
            at=row.at,
            actor=row.actor.name,
            kind=row.kind,
            details=_open_details(seen, row, released),
            hash=row.hash,
            on_behalf_of=row.on_behalf_of.name if row.on_behalf_of else "",
        )
        for row in rows.select_related("actor", "on_behalf_of").order_by("-number")[:limit]
    ]


def _released_at(seen: Seen) -> dict[int, datetime | None]:
    """When each agency whose answers the person may read handed them over; None for the own one before that."""
    return dict(readable_parts(seen).values_list("agency_id", "released_at"))


def _open_details(seen: Seen, row: AssessmentEvent, released: Mapping[int, datetime | None]) -> Mapping[str, Any]:
    if row.kind not in _OF_AN_AGENCY:
        return row.details
    agency_id = row.details.get("agency")
    if agency_id is None:
        is_open = seen.may(Action.READ_SETTLED)
    elif agency_id in seen.own_agencies:
        is_open = True
    else:
        # What was said before the release is the agency's draft, also when it is read afterwards.
        at = released.get(agency_id)
        is_open = at is not None and row.at >= at
    if is_open:
        return row.details
    return {name: row.details[name] for name in _OPEN_DETAILS if name in row.details}


def _indicator_id(seen: Seen, indicator_code: str) -> int:
    try:
        return seen.framework.indicator_ids[indicator_code]
    except KeyError:
        raise NotVisible(_("This version of the framework has no such question.")) from None


def _views(seen: Seen, rows: Iterable[Judgement]) -> tuple[JudgementView, ...]:
    return tuple(judgement_view(seen.framework, row) for row in rows)
