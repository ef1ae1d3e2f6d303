"""What was said before: appended by the operations, read here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from assessments.models import AnswerRevision, Release, SettledRevision
from assessments.models.judgement import Judgement
from assessments.permissions import Action
from assessments.queries.access import Seen, require_own_agency, see
from assessments.queries.context import JudgementView, judgement_view, with_cycle
from assessments.queries.seen import readable_parts
from ibm_platform.accounts.models import User
from ibm_platform.common.errors import NotVisible


def answer_history(
    person: User, at: datetime, assessment_id: int, agency_id: int, indicator_code: str
) -> tuple[JudgementView, ...]:
    """
    Return every revision of one agency's answer, newest first.

    Own people read their agency's; whoever reads released answers, what stood at each release and what was changed when it was
    returned. Drafts stay with the agency, those between two releases too; while a release is open again, nothing is read.

    Raises:
        NotVisible: no such assessment, agency or question for the person.
    """
    seen = see(person, at, assessment_id)
    if not seen.may(Action.READ_RELEASED_ANSWERS):
        require_own_agency(seen, agency_id)
    part = readable_parts(seen).filter(agency_id=agency_id)
    revisions = AnswerRevision.objects.filter(
        answer__assessment=seen.assessment,
        answer__agency_id__in=part.values("agency_id"),
        answer__indicator_id=_indicator_id(seen, indicator_code),
    ).order_by("-revision")
    revisions = with_cycle(revisions)
    if agency_id in seen.own_agencies:
        return _views(seen, revisions)
    stood = [
        handed_over.get(indicator_code, 0)
        for handed_over in Release.objects.filter(participation__in=part)
        .order_by("number")
        .values_list("revisions", flat=True)
    ]
    if not stood:
        return ()
    return _views(seen, [row for row in revisions if row.revision in stood or row.revision > stood[-1]])


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


def _indicator_id(seen: Seen, indicator_code: str) -> int:
    try:
        return seen.framework.indicator_ids[indicator_code]
    except KeyError:
        raise NotVisible(_("This version of the framework has no such question.")) from None


def _views(seen: Seen, rows: Iterable[Judgement]) -> tuple[JudgementView, ...]:
    return tuple(judgement_view(seen.framework, row) for row in rows)
