"""A cycle that lies behind: what Customs handed over in 2024 and the country settled, for what is taken over in 2027."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from assessments import operations
from assessments.models import Assessment, Cycle
from assessments.operations import Upload
from frameworks.models import FrameworkVersion
from frameworks.operations import import_framework
from ibm_platform.accounts.models import Country
from tests.builders import (
    SOURCES,
    a_coordinator,
    a_focal_point,
    a_lead,
    a_signatory,
    an_officer,
    answer_questions,
    approve_everything,
    cast_of,
    explain_everything,
    make_assessment,
    make_cycle,
    settle,
)
from tests.people import now

Q = "P1.F1.01"
BEFORE = "The order lists six tasks. It dates from 2019."
SAID: Mapping[str, Mapping[str, Any]] = {
    Q: {"kind": "level", "level": "3", "comment": BEFORE},
    "P1.F2.01": {"kind": "insufficient", "level": None, "reason": "Nobody kept the procedures."},
}
LAW = {"kind": "E1", "title": "Border  Law", "issued_by": "Parliament", "dated_on": date(2019, 5, 1), "proves": ["3"]}


def make_behind(
    *,
    country: Country | None = None,
    cycle: Cycle | None = None,
    said: Mapping[str, Mapping[str, Any]] = SAID,
    evidence: Mapping[str, Any] = LAW,
    uploads: Sequence[Upload] = (),
) -> Assessment:
    """An accepted assessment of June 2024 in which Customs said ``said``; a reference, and files, stand behind its first answer."""
    assessment = make_assessment(
        country=country, cycle=cycle or make_cycle(code="2024"), reference_date=date(2024, 6, 1)
    )
    cast, at = cast_of(assessment), now()
    where = {"at": at, "assessment_id": assessment.pk}
    customs = {"actor": an_officer(cast.agencies["CUS"]), "agency_id": cast.agencies["CUS"].pk, **where}
    for code, words in said.items():
        operations.save_answer(indicator_code=code, expected_revision=0, **words, **customs)
    operations.add_evidence(indicator_code=next(iter(said)), **evidence, **customs)
    if uploads:
        operations.attach_files(indicator_code=next(iter(said)), uploads=uploads, **customs)
    answer_questions(assessment, {}, level=3)
    for agency in cast.agencies.values():
        operations.release_answers(actor=a_lead(agency), agency_id=agency.pk, **where)
    focal, signatory = a_focal_point(assessment.country), a_signatory(assessment.country)
    operations.start_consolidation(actor=focal, **where)
    settle(assessment, {})
    operations.validate_result(actor=focal, **where)
    explain_everything(assessment)
    operations.submit(actor=signatory, **where)
    approve_everything(assessment)
    operations.accept(actor=a_coordinator(), **where)
    return assessment


def older_version() -> FrameworkVersion:
    """Version 0.9 of the small framework: its highest level is the sixth, and it knows a kind of evidence that went."""
    text = SOURCES["small"].read_text()
    for old, new in (
        ('version: "1.0"', 'version: "0.9"'),
        ('code: "5", value: "5", name: Sustained', 'code: "6", value: "6", name: Perfected'),
        (', "5": ', ', "6": '),
        ("\nmarks:", '\n  - {code: E9, name: Hearsay, examples: A rumour., strength: "C, told."}\nmarks:'),
    ):
        assert old in text
        text = text.replace(old, new)
    plan = import_framework(source=text.encode(), at=now(), publish=True)
    return FrameworkVersion.objects.get(framework__code=plan.code, number=plan.number)


def make_older_cycle(code: str = "2024") -> Cycle:
    """The campaign of that year under that version."""
    day = now().date()
    return operations.open_cycle(
        actor=a_coordinator(),
        at=now(),
        code=code,
        name=f"IBM assessment {code}",
        framework_version_id=older_version().pk,
        answers_due=day,
        submission_due=day,
    )
