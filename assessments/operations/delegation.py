"""The lead of an agency shares its questions out among the officers."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.lifecycle import Status
from assessments.models import Assignment, Delegation
from assessments.operations.assigning import AlreadyReleased
from assessments.operations.entry import enter
from assessments.operations.events import record
from assessments.operations.judgement import indicator_id_of
from assessments.operations.noticing import tell_delegated
from assessments.permissions import Action
from assessments.queries.calendar import require_led_agency
from assessments.queries.delegated import officers_of, standing_delegations
from ibm_platform.accounts.models import User
from ibm_platform.common.errors import Invalid
from ibm_platform.common.isolation import isolated_code


@transaction.atomic
def delegate(
    *,
    actor: User,
    at: datetime,
    assessment_id: int,
    agency_id: int,
    officer_id: int | None,
    indicator_codes: Collection[str],
) -> int:
    """
    Give questions of an agency to one of its officers; each is taken from the officer who had it.

    Args:
        officer_id: None gives them back to all of the agency.

    Returns:
        For how many questions something changed.

    Raises:
        NotVisible: the actor does not lead this agency, or it takes no part.
        AlreadyReleased: in collection, the agency has released its answers.
        Invalid: no question, one that the agency is not asked, or somebody who is no officer of it.
    """
    seen = enter(Action.DELEGATE, actor=actor, at=at, assessment_id=assessment_id)
    participation = require_led_agency(seen, agency_id)
    if seen.status == Status.COLLECTION and participation.released_at is not None:
        raise AlreadyReleased(_("Your agency has released its answers; there is nothing left to share out."))
    if officer_id is not None and officer_id not in {pk for pk, _name in officers_of(agency_id, at)}:
        message = _("Choose an officer of your agency.")
        raise Invalid(message, fields={"officer": message})
    wanted = {indicator_id_of(seen.framework, code): code for code in indicator_codes}
    if not wanted:
        message = _("Choose at least one question.")
        raise Invalid(message, fields={"questions": message})
    asked = set(
        Assignment.objects.standing()
        .filter(assessment=seen.assessment, agency_id=agency_id)
        .values_list("indicator_id", flat=True)
    )
    if missing := sorted(code for indicator_id, code in wanted.items() if indicator_id not in asked):
        message = _("Your agency is not asked %(codes)s.") % {
            "codes": ", ".join(isolated_code(code) for code in missing)
        }
        raise Invalid(message, fields={"questions": message})
    given = standing_delegations().filter(
        assessment=seen.assessment, agency_id=agency_id, indicator_id__in=list(wanted)
    )
    held = dict(given.values_list("indicator_id", "officer_id"))
    changed = [indicator_id for indicator_id in sorted(wanted) if held.get(indicator_id) != officer_id]
    if not changed:
        return 0
    given.filter(indicator_id__in=changed).update(ended_at=at, ended_by=actor)
    if officer_id is not None:
        Delegation.objects.bulk_create(
            Delegation(
                assessment=seen.assessment,
                agency_id=agency_id,
                indicator_id=indicator_id,
                officer_id=officer_id,
                made_by=actor,
                made_at=at,
            )
            for indicator_id in changed
        )
    record(
        seen.assessment,
        "questions_delegated",
        actor,
        at,
        {
            "agency": agency_id,
            "officer": officer_id,
            "indicators": sorted(wanted[one] for one in changed),
            "from": {wanted[one]: held.get(one) for one in changed},
        },
    )
    if officer_id is not None and officer_id != actor.pk:
        tell_delegated(seen, participation.agency, officer_id, len(changed))
    return len(changed)
