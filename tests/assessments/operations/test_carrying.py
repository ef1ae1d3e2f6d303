"""What an agency said in the cycle before is a start: marked until somebody confirms it, and never handed over unconfirmed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pytest_django import DjangoDbBlocker

from assessments import operations, queries
from assessments.models import AgencyAnswer, AnswerRevision, Assessment, AssessmentEvent, EvidenceReference
from assessments.operations.verifying import verify_records
from assessments.scoring.findings import reference_key
from ibm_platform.common.errors import Invalid, NotAllowed, NotVisible
from tests.builders import a_lead, answer_questions, cast_of, make_assessment, make_cycle
from tests.carried import BEFORE, Q, make_behind, make_older_cycle
from tests.doors.knocking import undone
from tests.files import text
from tests.kept import kept
from tests.people import make_country, now

pytestmark = pytest.mark.django_db
OTHER = "P1.F2.01"


@dataclass(frozen=True)
class Desk:
    """Customs in 2027; 2024 lies behind."""

    behind: Assessment
    assessment: Assessment

    def by(self, agency: str = "CUS") -> dict[str, Any]:
        cast = cast_of(self.assessment)
        return {
            "actor": cast.officers[agency],
            "at": now(),
            "assessment_id": self.assessment.pk,
            "agency_id": cast.agencies[agency].pk,
        }

    def copy(self, code: str = Q, *, agency: str = "CUS", **more: Any) -> operations.CarriedAnswer:
        return operations.copy_previous(**{"indicator_code": code, "expected_revision": 0, **self.by(agency), **more})

    def confirm(self, *codes: str) -> list[str]:
        return [one.indicator for one in operations.confirm_carried(indicator_codes=codes, **self.by())]

    def save(self, **words: Any) -> AgencyAnswer:
        return operations.save_answer(**{"indicator_code": Q, "kind": "level", "level": "3", **self.by(), **words})

    def answer(self, code: str = Q) -> AgencyAnswer:
        return AgencyAnswer.objects.get(
            assessment=self.assessment, agency_id=self.by()["agency_id"], indicator__code=code
        )

    def references(self, assessment: Assessment | None = None) -> list[EvidenceReference]:
        rows = EvidenceReference.objects.filter(assessment=assessment or self.assessment, indicator__code=Q)
        return list(rows.filter(agency_id=self.by()["agency_id"]))


@pytest.fixture(scope="module")
def kept_desk(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Desk]:
    with kept(django_db_blocker):
        behind = make_behind()
        yield Desk(behind, make_assessment(cycle=make_cycle(code="2027")))


@pytest.fixture
def desk(kept_desk: Desk, db: None) -> Iterator[Desk]:
    with undone():
        yield kept_desk


def test_what_was_copied_is_not_handed_over_before_somebody_confirms_it(desk: Desk) -> None:
    desk.copy()
    desk.copy(OTHER)
    answer_questions(desk.assessment, {}, level=2)
    release = {**desk.by(), "actor": a_lead(cast_of(desk.assessment).agencies["CUS"])}

    with pytest.raises(operations.ConditionsNotMet) as refused:
        operations.release_answers(**release)
    confirmed = desk.confirm(OTHER, Q)
    again = desk.confirm(Q)
    operations.release_answers(**release)

    assert [(one.code, one.indicator) for one in refused.value.problems] == [
        ("carried_unconfirmed", Q),
        ("carried_unconfirmed", OTHER),
    ]
    assert (confirmed, again) == ([Q, OTHER], [])
    now_said = desk.answer()
    assert (now_said.comment, now_said.level.code, now_said.revision, now_said.carried_from) == (BEFORE, "3", 2, None)
    marks = [(row.revision, row.carried_from is not None) for row in now_said.revisions.order_by("revision")]
    assert marks == [(1, True), (2, False)]
    (record,) = verify_records(desk.assessment.pk)
    assert record.breaks == ()


def test_a_change_confirms_and_what_says_the_same_does_not(desk: Desk) -> None:
    desk.copy()

    desk.save(comment=BEFORE, expected_revision=1)
    same = desk.answer()
    desk.save(comment=f"{BEFORE} It was renewed.", expected_revision=1)
    changed = desk.answer()

    assert (same.revision, same.carried_from is None) == (1, False)
    assert (changed.revision, changed.carried_from) == (2, None)
    assert desk.confirm(Q) == []


def test_references_come_along_as_the_same_ones_once_and_only_where_wanted(desk: Desk) -> None:
    bare = desk.copy(with_evidence=False)
    assert (bare.references, desk.references()) == ((), [])
    desk.save(level="2", expected_revision=1)

    done = desk.copy(expected_revision=2, idempotency_key="one")
    twice = desk.copy(expected_revision=2, idempotency_key="one")

    (then,), (here,) = desk.references(desk.behind), desk.references()
    assert (done.references, twice.references, done.left) == ((here,), (), ())
    assert (here.carried_from, here.proves, here.marking) == (then, ["3"], then.marking)
    # No new evidence for a level that moves.
    keys = {reference_key(title=one.title, dated_on=one.dated_on) for one in (then, here)}
    assert len(keys) == 1
    told = AssessmentEvent.objects.filter(assessment=desk.assessment).order_by("number").values_list("kind", "details")
    kinds = [(kind, details.get("carried_from")) for kind, details in told][-2:]
    assert kinds == [
        ("answer_carried", {"assessment": desk.behind.pk, "cycle": "2024", "revision": 1}),
        ("evidence_added", then.pk),
    ]


def test_what_somebody_wrote_meanwhile_is_not_overwritten(desk: Desk) -> None:
    desk.save(level="2", comment="New order.", expected_revision=0)

    with pytest.raises(operations.AnswerConflict) as refused:
        desk.copy()

    assert refused.value.details["theirs"]["comment"] == "New order."
    assert refused.value.details["mine"]["comment"] == BEFORE
    assert desk.answer().comment == "New order."


def test_only_what_the_own_agency_handed_over_is_there_to_copy(desk: Desk) -> None:
    guard = cast_of(desk.assessment).officers["BG"]
    for more in ({"actor": guard}, {"code": "P1.F1.02"}):
        with pytest.raises((NotVisible, NotAllowed)):
            desk.copy(**more)
    with pytest.raises(Invalid):
        desk.copy("P9.F9.99")

    given = desk.copy(agency="BG")

    assert given.answer.comment == ""
    assert AnswerRevision.objects.get(pk=given.answer.carried_from_id).answer.agency.code == "BG"


def test_several_are_copied_at_once_and_an_answer_that_stands_stays(desk: Desk) -> None:
    desk.save(level="1", expected_revision=0)

    done = operations.copy_all_previous(indicator_codes=[OTHER, Q, "P2.F2.01"], **desk.by())

    assert [one.indicator for one in done] == [OTHER, "P2.F2.01"]
    assert desk.answer().level.code == "1"
    assert (desk.answer(OTHER).kind, desk.answer(OTHER).reason) == ("insufficient", "Nobody kept the procedures.")
    with pytest.raises(Invalid):
        operations.copy_all_previous(indicator_codes=[], **desk.by())


def test_others_learn_that_something_was_carried_and_not_what(desk: Desk) -> None:
    focal = cast_of(desk.assessment).focal_point
    before = queries.board(focal, now(), desk.assessment.pk).answered
    desk.copy()

    after = queries.board(focal, now(), desk.assessment.pk)
    told = [one for one in queries.events(focal, now(), desk.assessment.pk) if one.kind == "answer_carried"]

    assert after.answered == before
    assert [(one.is_withheld, set(one.details)) for one in told] == [(True, {"agency", "indicator", "revision"})]


def test_a_level_that_is_gone_is_named_in_words_its_text_offered_and_a_file_stays_behind(
    settings: Any, tmp_path: Path
) -> None:
    backend = {"BACKEND": "assessments.storing.LocalEvidence", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "evidence": backend}
    country, words = make_country("XB", "Belmara"), {"kind": "level", "level": "6", "comment": BEFORE}
    behind = make_behind(
        country=country,
        cycle=make_older_cycle("2023"),
        said={OTHER: {**words, "level": "2"}, Q: words},
        evidence={"kind": "E9", "title": "Told at the border"},
        uploads=[text()],
    )
    desk = Desk(behind, make_assessment(country=country, cycle=make_cycle(code="2027")))

    with pytest.raises(operations.CannotCopy, match=r"6\S* of the \S*2023\S* version") as refused:
        desk.copy()
    done = desk.copy(OTHER)

    assert refused.value.details["comment"] == BEFORE
    assert done.left == ("Told at the border",)
    page, other = (
        queries.question(desk.by()["actor"], now(), desk.assessment.pk, desk.by()["agency_id"], code)
        for code in (Q, OTHER)
    )
    assert page.previous is not None
    assert (page.previous.is_on_scale, page.previous.answer.label, page.can_copy) == (False, "6", False)
    assert [(one.title, one.carried_from, one.file, one.file_stays) for one in other.evidence] == [
        ("Order 12", "2023", None, True)
    ]
    chosen = operations.copy_all_previous(indicator_codes=[Q, "P2.F1.01"], **desk.by())
    assert [one.indicator for one in chosen] == ["P2.F1.01"]


def test_nothing_is_copied_into_a_returned_question() -> None:
    country = make_country("XC", "Cordovia")
    behind = make_behind(country=country)
    desk = Desk(behind, make_assessment(upto="returned", country=country, cycle=make_cycle(code="2027"), level=2))

    with pytest.raises(NotAllowed, match="only while answers are collected"):
        desk.copy(expected_revision=1)
