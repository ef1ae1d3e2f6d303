"""
Assessments in any state, reached through the real operations.

``make_assessment(upto="submitted", answers={...})`` runs every step before; people come from ``tests.people`` or are made here. Two
framework versions: ``small`` (six questions, quick) and ``ibm`` (the published model).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from assessments import operations
from assessments.lifecycle import Status
from assessments.models import AgencyAnswer, Assessment, Assignment, Cycle, SettledLevel
from assessments.queries.framework import forget_frameworks, known_framework
from assessments.queries.ground import ground_of
from assessments.queries.settled import proposal, released_values, settled_values
from frameworks.models import FrameworkVersion
from frameworks.operations import import_framework
from ibm_platform.accounts.models import Agency, Country, User
from tests.cast import Cast, a_coordinator, a_focal_point, a_lead, a_signatory, an_officer, cast_of
from tests.people import make_agency, make_country, now

SOURCES = {
    "small": Path(__file__).parent / "small_framework.yaml",
    "ibm": Path(__file__).parent.parent / "frameworks" / "data" / "ibm" / "1.0.yaml",
}
AGENCIES = {"BG": ("Border Guard", ("BG",)), "CUS": ("Customs", ("CUS",))}
IBM_AGENCIES = {
    "BG": ("Border Guard", ("BG", "IMM", "CG", "POL")),
    "CUS": ("Customs", ("CUS", "VET", "PHY")),
    "GOV": ("Government office", ("CAB", "MFA", "MOI", "MOF", "MOJ", "MOT")),
}
ORDER = ("setup", "collection", "consolidation", "validated", "submitted", "accepted", "published")

Given = str | int
"""A level, "NA" or "INSUFFICIENT"."""


def make_framework(name: str = "small") -> FrameworkVersion:
    """The published version of that name, imported when it is not there yet."""
    forget_frameworks()
    plan = import_framework(source=SOURCES[name].read_bytes(), at=now(), publish=True)
    return FrameworkVersion.objects.get(framework__code=plan.code, number=plan.number)


def make_cycle(
    *,
    code: str = "2027",
    framework: str = "small",
    answers_due: date | None = None,
    submission_due: date | None = None,
    actor: User | None = None,
    at: datetime | None = None,
) -> Cycle:
    """The cycle of this code, opened by a coordinator when it is not there yet; answers due in 30 days."""
    there = Cycle.objects.filter(code=code).first()
    if there is not None:
        return there
    moment = at or now()
    # Days are counted where the made countries are: in the evening of UTC their next day has begun.
    due = answers_due or moment.astimezone(ZoneInfo("Europe/Vienna")).date() + timedelta(days=30)
    return operations.open_cycle(
        actor=actor or a_coordinator(),
        at=moment,
        code=code,
        name=f"IBM assessment {code}",
        framework_version_id=make_framework(framework).pk,
        answers_due=due,
        submission_due=submission_due or due + timedelta(days=35),
    )


def make_assessment(
    *,
    upto: str = "collection",
    country: Country | None = None,
    cycle: Cycle | None = None,
    framework: str = "small",
    agencies: Collection[Agency] | None = None,
    profile: Mapping[str, str] | None = None,
    answers: Mapping[str, Given | Mapping[str, Given]] | None = None,
    settled: Mapping[str, Given] | None = None,
    level: Given = 3,
    evidence: bool = True,
    release: bool | None = None,
    at: datetime | None = None,
    reference_date: date | None = None,
) -> Assessment:
    """
    An assessment in the state ``upto`` (also "returned" and "withdrawn").

    Args:
        answers: indicator → what every agency says, or agency code → what it says. In "collection" nothing else is answered;
            later every question is, at ``level``.
        settled: indicator → national level, with a reason; without it the proposal.
        evidence: whether national references make every level submittable.
        release: whether agencies release in "collection".
    """
    moment = at or now()
    home = country or make_country()
    campaign = cycle or make_cycle(framework=framework, at=moment)
    names = IBM_AGENCIES if campaign.framework_version.framework.code == "IBM" else AGENCIES
    taking_part = list(agencies) if agencies is not None else _agencies(home, names)
    focal, signatory = a_focal_point(home), a_signatory(home)
    assessment = operations.open_assessment(
        actor=focal,
        at=moment,
        country_id=home.pk,
        cycle_id=campaign.pk,
        reference_date=reference_date or moment.date(),
    )
    pk = assessment.pk
    spec = known_framework(assessment.framework_version).spec
    filled = {one.code: {"yes_no": "yes", "number": "3", "text": ""}[one.kind] for one in spec.profile}
    operations.save_profile(actor=focal, at=moment, assessment_id=pk, answers={**filled, **(profile or {})})
    operations.set_agencies(actor=focal, at=moment, assessment_id=pk, agency_ids=[one.pk for one in taking_part])
    operations.propose_assignments(actor=focal, at=moment, assessment_id=pk)
    _assign_the_rest(assessment, taking_part[0] if taking_part else None, focal, moment)
    if upto == "withdrawn":
        operations.withdraw(actor=signatory, at=moment, assessment_id=pk, reason="Begun too early.")
    if upto in ("setup", "withdrawn"):
        return _read(pk)
    operations.approve_scope(actor=signatory, at=moment, assessment_id=pk)
    everything = upto != "collection" or bool(release)
    answer_questions(assessment, answers or {}, level=level if everything else None, at=moment)
    if everything:
        for agency in taking_part:
            operations.release_answers(actor=a_lead(agency), at=moment, assessment_id=pk, agency_id=agency.pk)
    if upto == "collection":
        return _read(pk)
    operations.start_consolidation(actor=focal, at=moment, assessment_id=pk)
    if upto == "consolidation" and settled is None:
        return _read(pk)
    settle(assessment, settled or {}, evidence=evidence, at=moment, only_given=upto == "consolidation")
    if upto == "consolidation":
        return _read(pk)
    operations.validate_result(actor=focal, at=moment, assessment_id=pk)
    if upto == "validated":
        return _read(pk)
    explain_everything(assessment, at=moment)
    operations.submit(actor=signatory, at=moment, assessment_id=pk)
    if upto == "returned":
        first = spec.indicators[0].code
        operations.return_questions(
            actor=a_coordinator(), at=moment, assessment_id=pk, questions={first: "Is there a newer order?"}
        )
    if upto in ("submitted", "returned"):
        return _read(pk)
    approve_everything(assessment, at=moment)
    operations.accept(actor=a_coordinator(), at=moment, assessment_id=pk)
    if upto == "published":
        operations.publish(
            actor=signatory, at=moment, proved_at=moment, assessment_id=pk, profile=True, report=True, all_donors=True
        )
    return _read(pk)


def answer_questions(
    assessment: Assessment,
    answers: Mapping[str, Given | Mapping[str, Given]],
    *,
    level: Given | None = None,
    at: datetime | None = None,
) -> None:
    """Every agency answers what it is asked and has not answered: as ``answers`` says, else at ``level`` where given."""
    codes = known_framework(assessment.framework_version).indicator_codes
    answered = set(AgencyAnswer.objects.filter(assessment=assessment).values_list("agency_id", "indicator_id"))
    for row in (
        Assignment.objects.standing()
        .filter(assessment=assessment)
        .select_related("agency")
        .order_by("agency", "indicator")
    ):
        code = codes[row.indicator_id]
        given = answers.get(code, level)
        if isinstance(given, Mapping):
            given = given.get(row.agency.code, level)
        if given is None or (row.agency_id, row.indicator_id) in answered:
            continue
        operations.save_answer(
            actor=an_officer(row.agency),
            at=at or now(),
            assessment_id=assessment.pk,
            agency_id=row.agency_id,
            indicator_code=code,
            expected_revision=0,
            **said(given),
        )


def settle(
    assessment: Assessment,
    settled: Mapping[str, Given],
    *,
    evidence: bool = True,
    at: datetime | None = None,
    only_given: bool = False,
) -> None:
    """The focal point settles every indicator: as ``settled`` says, else as proposed."""
    framework = known_framework(assessment.framework_version)
    focal, moment = a_focal_point(assessment.country), at or now()
    released = released_values(assessment, framework)
    present = dict(SettledLevel.objects.filter(assessment=assessment).values_list("indicator__code", "revision"))
    for indicator in framework.spec.indicators:
        code = indicator.code
        if only_given and code not in settled:
            continue
        if code in settled:
            words = {**said(settled[code]), "reason": "Agreed in the workshop."}
        else:
            proposed = proposal(assessment, framework, code, released.get(code, ()))
            assert proposed.value is not None, f"nothing is proposed for {code}"
            words = {
                "kind": proposed.value.kind,
                "level": proposed.value.level,
                "reason": "" if proposed.value.level else proposed.reason or "Agreed in the workshop.",
            }
        operations.settle_level(
            actor=focal,
            at=moment,
            assessment_id=assessment.pk,
            indicator_code=code,
            expected_revision=present.get(code, 0),
            **words,
        )
        if evidence:
            operations.add_evidence(
                actor=focal,
                at=moment,
                assessment_id=assessment.pk,
                agency_id=None,
                indicator_code=code,
                title=f"Order on {code}",
                kind=framework.spec.evidence_kinds[0].code,
            )


def explain_everything(assessment: Assessment, *, at: datetime | None = None) -> None:
    """The focal point explains every finding that may be explained."""
    focal, moment = a_focal_point(assessment.country), at or now()
    found = [one.code for one in ground_of(assessment).findings() if one.remedy == "explain"]
    if found:
        operations.explain_warnings(
            actor=focal, at=moment, assessment_id=assessment.pk, warnings=found, text="A pilot project did this first."
        )


def approve_everything(assessment: Assessment, *, at: datetime | None = None) -> None:
    """The coordinator approves every "not applicable"."""
    for code, value in settled_values(assessment).items():
        if value.kind == "not_applicable":
            operations.approve_not_applicable(
                actor=a_coordinator(), at=at or now(), assessment_id=assessment.pk, indicator_code=code
            )


def said(given: Given) -> dict[str, str | None]:
    """The arguments of a save for a level, "NA" or "INSUFFICIENT"."""
    if given == "NA":
        return {"kind": "not_applicable", "level": None, "reason": "There is none."}
    if given == "INSUFFICIENT":
        return {"kind": "insufficient", "level": None, "reason": "Nobody we asked knows."}
    return {"kind": "level", "level": str(given), "reason": ""}


def _agencies(country: Country, names: Mapping[str, tuple[str, Collection[str]]]) -> list[Agency]:
    return [make_agency(country, code=code, name=name, types=list(types)) for code, (name, types) in names.items()]


def _assign_the_rest(assessment: Assessment, agency: Agency | None, focal: User, at: datetime) -> None:
    """What the framework's types leave over goes to the first agency."""
    framework = known_framework(assessment.framework_version)
    asked = set(Assignment.objects.standing().filter(assessment=assessment).values_list("indicator_id", flat=True))
    missing = [code for code, pk in framework.indicator_ids.items() if pk not in asked]
    applicable = {one.code for one in framework.spec.indicators if not one.may_be_not_applicable}
    missing = [code for code in missing if code in applicable]
    if agency is None or not missing:
        return
    own = (
        Assignment.objects.standing()
        .filter(assessment=assessment, agency=agency)
        .values_list("indicator_id", flat=True)
    )
    codes = [framework.indicator_codes[pk] for pk in own]
    operations.set_assignments(
        actor=focal,
        at=at,
        assessment_id=assessment.pk,
        agency_id=agency.pk,
        indicator_codes=[*codes, *missing],
    )


def _read(pk: int) -> Assessment:
    return Assessment.objects.with_context().get(pk=pk)


__all__ = [
    "ORDER",
    "Cast",
    "Status",
    "a_coordinator",
    "a_focal_point",
    "a_lead",
    "a_signatory",
    "an_officer",
    "answer_questions",
    "approve_everything",
    "cast_of",
    "explain_everything",
    "make_assessment",
    "make_cycle",
    "make_framework",
    "said",
    "settle",
]
