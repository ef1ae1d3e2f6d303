"""Before anybody answers: the country's profile, and the agencies that take part."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.models import AgencyAnswer, Assessment, Assignment, Participation
from assessments.operations.assigning import AgencyHasAnswers, require_scope, write_change
from assessments.operations.entry import enter
from assessments.operations.events import record
from assessments.permissions import Action
from ibm_platform.accounts.models import Agency, User
from ibm_platform.common.errors import Invalid, NotVisible
from ibm_platform.common.text import clean_text

PROFILE_TEXT_LIMIT = 2000  # characters
_NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,3})?")


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
        before = {code: assessment.profile.get(code) for code in changed}
        assessment.profile = profile
        assessment.save(update_fields=["profile"])
        record(assessment, "profile_saved", actor, at, {"from": before, "to": changed})
    return assessment


@transaction.atomic
def set_agencies(*, actor: User, at: datetime, assessment_id: int, agency_ids: Collection[int]) -> Assessment:
    """
    Make exactly these agencies take part. One that is taken out is asked nothing more; its rows stay.

    Raises:
        NotVisible: an agency is not one of the country's.
        AgencyHasAnswers: an agency that has answered would be taken out.
        ConditionsNotMet: in collection, an applicable question would be asked of nobody.
    """
    seen = enter(Action.MANAGE_AGENCIES, actor=actor, at=at, assessment_id=assessment_id)
    wanted = set(agency_ids)
    parts = Participation.objects.standing().filter(assessment=seen.assessment)
    present = set(parts.values_list("agency_id", flat=True))
    added, removed = wanted - present, present - wanted
    known = Agency.objects.filter(pk__in=added, country_id=seen.assessment.country_id, is_active=True)
    if known.count() != len(added):
        raise NotVisible(_("There is no such agency in this country."))
    if AgencyAnswer.objects.filter(assessment=seen.assessment, agency_id__in=removed).exists():
        raise AgencyHasAnswers(_("An agency that has answered cannot be taken out."))
    codes = seen.framework.indicator_codes
    asked = Assignment.objects.standing().filter(assessment=seen.assessment, agency_id__in=removed)
    pairs = [
        (agency_id, codes[indicator_id]) for agency_id, indicator_id in asked.values_list("agency_id", "indicator_id")
    ]
    if pairs:
        write_change(seen, (), pairs)
    parts.filter(agency_id__in=removed).update(left_at=at, left_by=actor)
    Participation.objects.bulk_create(
        Participation(assessment=seen.assessment, agency_id=agency_id) for agency_id in sorted(added)
    )
    require_scope(seen)
    if added or removed:
        record(seen.assessment, "agencies_set", actor, at, {"added": sorted(added), "removed": sorted(removed)})
    return seen.assessment
