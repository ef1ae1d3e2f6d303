"""An earlier state is brought back: nothing is turned back, its content becomes the newest revision."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.models import AgencyAnswer, AnswerRevision, SettledLevel, SettledRevision
from assessments.models.judgement import Judgement
from assessments.operations.answers import require_open_question, write_answer
from assessments.operations.entry import enter
from assessments.operations.evidence import require_returned_if_returning
from assessments.operations.judgement import Said, checked, current_said, indicator_id_of
from assessments.operations.settling import write_level
from assessments.permissions import Action
from assessments.queries.access import Seen, require_own_agency
from ibm_platform.accounts.models import User
from ibm_platform.common.errors import NotVisible


@transaction.atomic
def restore_revision(
    *,
    actor: User,
    at: datetime,
    assessment_id: int,
    agency_id: int,
    indicator_code: str,
    revision: int,
    expected_revision: int,
    idempotency_key: str = "",
) -> AgencyAnswer:
    """
    Store what an agency said at ``revision`` as the newest revision of its answer; the record says where it came from.

    A content that stands already changes nothing.

    Args:
        expected_revision: the revision that stood when the person chose.

    Raises:
        NotVisible: no such assessment, agency or revision for the actor.
        NotAllowed: the question is not open to the actor now, as for ``save_answer``.
        AnswerConflict: the answer has moved on; details ``base``, ``theirs``, ``mine``.
    """
    seen = enter(Action.ANSWER, actor=actor, at=at, assessment_id=assessment_id)
    require_own_agency(seen, agency_id)
    indicator_id = indicator_id_of(seen.framework, indicator_code)
    require_open_question(seen, agency_id, indicator_id)
    answers = AgencyAnswer.objects.filter(assessment=seen.assessment, agency_id=agency_id, indicator_id=indicator_id)
    earlier = AnswerRevision.objects.filter(answer__in=answers, revision=revision).first()
    return write_answer(
        seen,
        agency_id,
        indicator_code,
        _said_again(seen, indicator_code, earlier),
        expected_revision=expected_revision,
        idempotency_key=idempotency_key,
        restored_from=revision,
    )


@transaction.atomic
def restore_settled(
    *,
    actor: User,
    at: datetime,
    assessment_id: int,
    indicator_code: str,
    revision: int,
    expected_revision: int,
    idempotency_key: str = "",
) -> SettledLevel:
    """
    Store what the country settled at ``revision`` as the newest revision; an approval of "not applicable" is not brought back.

    A content that stands already changes nothing.

    Args:
        expected_revision: the revision that stood when the person chose.

    Raises:
        NotVisible: no such assessment or revision for the actor.
        NotAllowed: not in consolidation, or the question was not returned.
        Invalid: the proposal has changed meanwhile, and the level needs a reason now.
        SettledConflict: the level has moved on; details ``base``, ``theirs``, ``mine``.
    """
    seen = enter(Action.SETTLE, actor=actor, at=at, assessment_id=assessment_id)
    indicator_id = indicator_id_of(seen.framework, indicator_code)
    require_returned_if_returning(seen, indicator_id)
    levels = SettledLevel.objects.filter(assessment=seen.assessment, indicator_id=indicator_id)
    earlier = SettledRevision.objects.filter(settled_level__in=levels, revision=revision).first()
    return write_level(
        seen,
        indicator_code,
        _said_again(seen, indicator_code, earlier),
        expected_revision=expected_revision,
        idempotency_key=idempotency_key,
        restored_from=revision,
    )


def _said_again(seen: Seen, indicator_code: str, earlier: Judgement | None) -> Said:
    if earlier is None:
        raise NotVisible(_("There is no such revision."))
    return checked(seen.framework, indicator_code, **current_said(seen.framework, earlier))
