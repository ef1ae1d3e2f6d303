"""Before anybody answers: the country's profile, the agencies that take part, and what each is asked."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.lifecycle import Move, Status
from assessments.models import AgencyAnswer, Assessment, Assignment, Participation
from assessments.operations.entry import enter
from assessments.operations.errors import ConditionsNotMet
from assessments.operations.events import record
from assessments.operations.judgement import indicator_id_of
from assessments.permissions import Action
from assessments.queries.access import Seen
from assessments.queries.conditions import applicable_codes, problems_of
from ibm_platform.accounts.models import Agency, User
from ibm_platform.common.errors import Conflict, Invalid, NotVisible
from ibm_platform.common.text import clean_text

PROFILE_TEXT_LIMIT = 2000  # characters
_NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,3})?")


class AgencyHasAnswers(Conflict):
    """What an agency has said stays; it cannot be put outside the assessment."""

    code = "agency_has_answers"


class AlreadyReleased(Conflict):
    code = "already_released"


@transaction.atomic
def save_profile(*, actor: User, at: datetime, assessment_id: int, answers: Mapping[str, str]) -> Assessment:
    """
    Store answers to the profile questions; those not named stay as they are, an empty one is taken away.

    Args:
        answers: question code → "yes" or "no", a number without sign, or a text.

    Raises:
        Invalid: an unknown question, or an answer that its kind does not allow; details name each.
    """
    seen = enter(Action.EDIT_PROFILE, actor=actor, at=at, assessment_id=assessment_id)
    questions = {question.code: question for question in seen.spec.profile}
    profile = dict(seen.assessment.profile)
    wrong: dict[str, str] = {}
    for code, given in answers.items():
        question = questions.get(code)
        if question is None:
            wrong[code] = _("The profile of this framework has no such question.")
            continue
        try:
            answer = clean_text(given, limit=PROFILE_TEXT_LIMIT)
        except Invalid as error:
            wrong[code] = str(error)
            continue
        if answer and question.kind == "yes_no" and answer not in ("yes", "no"):
            wrong[code] = _("Answer yes or no.")
        elif answer and question.kind == "number" and not _NUMBER.fullmatch(answer):
            wrong[code] = _("Give a number, such as 12 or 1250.5; 0 where there is none.")
        elif answer:
            profile[code] = answer
        else:
            profile.pop(code, None)
    if wrong:
        raise Invalid(next(iter(wrong.values())), fields=wrong)
    assessment = seen.assessment
    changed = {code: profile.get(code) for code in questions if profile.get(code) != assessment.profile.get(code)}
    if changed:
        assessment.profile = profile
        assessment.save(update_fields=["profile"])
        record(assessment, "profile_saved", actor, at, {"answers": changed})
    return assessment


@transaction.atomic
def set_agencies(*, actor: User, at: datetime, assessment_id: int, agency_ids: Collection[int]) -> Assessment:
    """
    Make exactly these agencies take part. One that is taken out loses its questions.

    Raises:
        NotVisible: an agency is not one of the country's.
        AgencyHasAnswers: an agency that has answered would be taken out.
        ConditionsNotMet: in collection, an applicable question would be asked of nobody.
    """
    seen = enter(Action.MANAGE_AGENCIES, actor=actor, at=at, assessment_id=assessment_id)
    wanted = set(agency_ids)
    present = set(Participation.objects.filter(assessment=seen.assessment).values_list("agency_id", flat=True))
    added, removed = wanted - present, present - wanted
    known = Agency.objects.filter(pk__in=added, country_id=seen.assessment.country_id, is_active=True)
    if known.count() != len(added):
        raise NotVisible(_("There is no such agency in this country."))
    if AgencyAnswer.objects.filter(assessment=seen.assessment, agency_id__in=removed).exists():
        raise AgencyHasAnswers(_("An agency that has answered cannot be taken out."))
    Assignment.objects.filter(assessment=seen.assessment, agency_id__in=removed).delete()
    Participation.objects.filter(assessment=seen.assessment, agency_id__in=removed).delete()
    Participation.objects.bulk_create(
        Participation(assessment=seen.assessment, agency_id=agency_id) for agency_id in sorted(added)
    )
    _require_scope(seen)
    if added or removed:
        record(seen.assessment, "agencies_set", actor, at, {"added": sorted(added), "removed": sorted(removed)})
    return seen.assessment


@transaction.atomic
def propose_assignments(*, actor: User, at: datetime, assessment_id: int) -> int:
    """
    Ask every applicable indicator of the agencies whose type the framework names for it. Nothing is taken away.

    Returns:
        How many questions were assigned anew.
    """
    seen = enter(Action.ASSIGN, actor=actor, at=at, assessment_id=assessment_id)
    present = set(Assignment.objects.filter(assessment=seen.assessment).values_list("agency_id", "indicator_id"))
    # Who has released is not asked anything more.
    agencies = Participation.objects.filter(assessment=seen.assessment, released_at__isnull=True).values_list(
        "agency_id", "agency__types"
    )
    framework = seen.framework
    made = [
        Assignment(assessment=seen.assessment, agency_id=agency_id, indicator_id=framework.indicator_ids[code])
        for code in applicable_codes(seen)
        for agency_id, types in agencies
        if set(types) & set(framework.indicators[code].agency_types)
        and (agency_id, framework.indicator_ids[code]) not in present
    ]
    Assignment.objects.bulk_create(made)
    if made:
        _record_assignments(seen, made)
    return len(made)


@transaction.atomic
def set_assignments(
    *, actor: User, at: datetime, assessment_id: int, agency_id: int, indicator_codes: Collection[str]
) -> None:
    """
    Ask one agency exactly these questions.

    Raises:
        NotVisible: the agency does not take part.
        Invalid: this version has no such indicator.
        AlreadyReleased: the agency has released its answers.
        AgencyHasAnswers: a question that the agency has answered would be taken away.
        ConditionsNotMet: in collection, an applicable question would be asked of nobody.
    """
    seen = enter(Action.ASSIGN, actor=actor, at=at, assessment_id=assessment_id)
    participation = Participation.objects.filter(assessment=seen.assessment, agency_id=agency_id).first()
    if participation is None:
        raise NotVisible(_("This agency does not take part; add it first."))
    wanted = {indicator_id_of(seen.framework, code) for code in indicator_codes}
    assignments = Assignment.objects.filter(assessment=seen.assessment, agency_id=agency_id)
    present = set(assignments.values_list("indicator_id", flat=True))
    added, removed = wanted - present, present - wanted
    if (added or removed) and participation.released_at is not None:
        raise AlreadyReleased(_("This agency has released its answers; its questions stand."))
    answered = AgencyAnswer.objects.filter(
        assessment=seen.assessment, agency_id=agency_id, indicator_id__in=removed
    ).values_list("indicator_id", flat=True)
    if answered:
        codes = sorted(seen.framework.indicator_codes[indicator_id] for indicator_id in answered)
        raise AgencyHasAnswers(
            _("The agency has answered %(codes)s; these questions stay.") % {"codes": ", ".join(codes)},
            indicators=codes,
        )
    assignments.filter(indicator_id__in=removed).delete()
    Assignment.objects.bulk_create(
        Assignment(assessment=seen.assessment, agency_id=agency_id, indicator_id=indicator_id)
        for indicator_id in sorted(added)
    )
    _require_scope(seen)
    if added or removed:
        names = seen.framework.indicator_codes
        record(
            seen.assessment,
            "assignments_set",
            actor,
            at,
            {
                "agency": agency_id,
                "added": sorted(names[indicator_id] for indicator_id in added),
                "removed": sorted(names[indicator_id] for indicator_id in removed),
            },
        )


def _require_scope(seen: Seen) -> None:
    """Pass while the scope that the signatory approved still holds; in set-up nobody has approved anything yet."""
    if seen.status == Status.COLLECTION and (problems := problems_of(seen, Move.APPROVE_SCOPE)):
        raise ConditionsNotMet(problems)


def _record_assignments(seen: Seen, made: Collection[Assignment]) -> None:
    by_agency: dict[int, list[str]] = defaultdict(list)
    for assignment in made:
        by_agency[assignment.agency_id].append(seen.framework.indicator_codes[assignment.indicator_id])
    record(
        seen.assessment,
        "assignments_proposed",
        seen.person,
        seen.at,
        {"added": {str(agency_id): sorted(codes) for agency_id, codes in sorted(by_agency.items())}},
    )
