"""A campaign is opened, and a country's assessment in it."""

from __future__ import annotations

import re
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.lifecycle import Status
from assessments.models import Assessment, Cycle
from assessments.operations.dates import is_of_our_time, not_of_our_time
from assessments.operations.events import record
from assessments.queries.calendar import suggested_steps
from frameworks.models import FrameworkVersion
from ibm_platform.accounts.models import Country, Role, User
from ibm_platform.accounts.queries import rights_of
from ibm_platform.common.errors import Conflict, Invalid, NotAllowed, NotVisible
from ibm_platform.common.isolation import isolated
from ibm_platform.common.text import clean_text

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,19}")


class CycleExists(Conflict):
    code = "cycle_exists"


class AssessmentExists(Conflict):
    """A country has one current assessment in a cycle."""

    code = "assessment_exists"


@transaction.atomic
def open_cycle(
    *,
    actor: User,
    at: datetime,
    code: str,
    name: str,
    framework_version_id: int,
    answers_due: date,
    submission_due: date,
) -> Cycle:
    """
    Open a campaign under a published framework version.

    Raises:
        NotAllowed: the actor is no coordinator.
        Invalid: a value is missing, the dates are in the wrong order, before 2000 or more than ten years ahead, or the version
            is not published.
        CycleExists: the code is taken.
    """
    if not rights_of(actor, at).is_coordinator:
        raise NotAllowed(_("Only a coordinator opens a cycle."))
    wrong: dict[str, str] = {}
    if not _CODE.fullmatch(code):
        wrong["code"] = _("Give up to 20 letters, digits and hyphens, such as 2027.")
    cleaned_name = clean_text(name, limit=120)
    if not cleaned_name:
        wrong["name"] = _("Give the cycle a name.")
    for field, day in (("answers_due", answers_due), ("submission_due", submission_due)):
        if not is_of_our_time(day, at):
            wrong[field] = not_of_our_time(at)
    if not wrong.keys() & {"answers_due", "submission_due"} and submission_due < answers_due:
        wrong["submission_due"] = _("The submission is due on or after the day when answers are due.")
    version = FrameworkVersion.objects.published().filter(pk=framework_version_id).first()
    if version is None:
        wrong["framework_version"] = _("Choose a published version of the framework.")
    if wrong or version is None:
        raise Invalid(next(iter(wrong.values())), fields=wrong)
    if Cycle.objects.filter(code=code).exists():
        raise CycleExists(_("There is a cycle with the code “%(code)s” already.") % {"code": code})
    return Cycle.objects.create(
        code=code,
        name=cleaned_name,
        framework_version=version,
        answers_due=answers_due,
        submission_due=submission_due,
        opened_by=actor,
        opened_at=at,
    )


@transaction.atomic
def open_assessment(*, actor: User, at: datetime, country_id: int, cycle_id: int, reference_date: date) -> Assessment:
    """
    Open a country's assessment in a cycle, in set-up, with the cycle's framework version and deadlines.

    Workshop, review and response get the days that the methodology suggests; the focal point moves them.

    Args:
        reference_date: the day that the answers describe.

    Raises:
        NotVisible: no such cycle, or the country is not the actor's.
        NotAllowed: the actor is neither coordinator nor focal point of the country.
        Invalid: the reference date lies before 2000 or more than ten years ahead.
        AssessmentExists: the country has a current assessment in this cycle.
    """
    rights = rights_of(actor, at)
    country = Country.objects.filter(pk=country_id).first()
    if country is None or not (rights.is_coordinator or rights.roles_in(country_id)):
        raise NotVisible(_("There is no such country for you."))
    if not (rights.is_coordinator or country_id in rights.country_ids(Role.FOCAL_POINT)):
        raise NotAllowed(_("Only a coordinator or the national focal point opens an assessment."))
    if not is_of_our_time(reference_date, at):
        message = not_of_our_time(at)
        raise Invalid(message, fields={"reference_date": message})
    # The row of the cycle is the lock here: two openings of one country stand in line.
    cycle = Cycle.objects.select_for_update(of=("self",)).filter(pk=cycle_id).first()
    if cycle is None:
        raise NotVisible(_("There is no such cycle."))
    if Assessment.objects.filter(country=country, cycle=cycle, is_current=True).exists():
        raise AssessmentExists(
            _("%(country)s has an assessment in %(cycle)s already.")
            % {"country": isolated(country), "cycle": isolated(cycle)}
        )
    assessment = Assessment.objects.create(
        country=country,
        cycle=cycle,
        framework_version_id=cycle.framework_version_id,
        status=Status.SETUP.value,
        status_since=at,
        reference_date=reference_date,
        answers_due=cycle.answers_due,
        submission_due=cycle.submission_due,
        **suggested_steps(cycle.answers_due, cycle.submission_due),
        opened_by=actor,
        opened_at=at,
    )
    record(
        assessment,
        "opened",
        actor,
        at,
        {
            "country": country.code,
            "cycle": cycle.code,
            "framework_version": cycle.framework_version_id,
            "reference_date": reference_date.isoformat(),
        },
    )
    return assessment
