"""An agency's answers: who saves them, what may be said, and that nobody's text is lost."""

import pytest

from assessments import operations
from assessments.models import AgencyAnswer, AnswerRevision, Assessment, AssessmentEvent
from assessments.operations import AnswerConflict, KeyUsedBefore
from ibm_platform.accounts.models import User
from ibm_platform.common.errors import Invalid, NotAllowed, NotVisible
from tests.builders import a_lead, answer_questions, cast_of, make_assessment
from tests.people import make_coordinator, make_donor, make_reviewer, make_stranger, now

pytestmark = pytest.mark.django_db

QUESTION = "P1.F1.01"


def save(assessment: Assessment, actor: User, agency: str = "CUS", **changed: object) -> AgencyAnswer:
    words = {"indicator_code": QUESTION, "kind": "level", "level": "2", "expected_revision": 0, **changed}
    return operations.save_answer(
        actor=actor,
        at=now(),
        assessment_id=assessment.pk,
        agency_id=cast_of(assessment).agencies[agency].pk,
        **words,  # type: ignore[arg-type]
    )


def test_officer_saves_an_answer_of_the_own_agency():
    assessment = make_assessment()
    officer = cast_of(assessment).officers["CUS"]

    answer = save(assessment, officer, comment="Order 112 is in force.")

    stored = AgencyAnswer.objects.select_related("level").get(pk=answer.pk)
    assert stored.said() == {"kind": "level", "level": "2", "reason": "", "comment": "Order 112 is in force."}
    assert (stored.revision, stored.saved_by) == (1, officer)
    assert AssessmentEvent.objects.filter(assessment=assessment, kind="answer_saved").count() == 1


def test_agency_lead_saves_an_answer_too():
    assessment = make_assessment()

    answer = save(assessment, a_lead(cast_of(assessment).agencies["CUS"]))

    assert answer.revision == 1


def test_answer_of_another_country_does_not_exist():
    assessment = make_assessment()

    with pytest.raises(NotVisible):
        save(assessment, make_stranger("officer"))


def test_answer_of_another_agency_does_not_exist():
    assessment = make_assessment()

    with pytest.raises(NotVisible):
        save(assessment, cast_of(assessment).officers["BG"], agency="CUS")


@pytest.mark.parametrize("role", ["focal_point", "signatory", "coordinator"])
def test_other_roles_do_not_answer(role):
    assessment = make_assessment()

    with pytest.raises(NotAllowed):
        save(assessment, getattr(cast_of(assessment), role))


@pytest.mark.parametrize("make", [make_reviewer, make_donor])
def test_reviewer_and_donor_do_not_even_see_a_collection(make):
    assessment = make_assessment()

    with pytest.raises(NotVisible):
        save(assessment, make())


def test_another_coordinator_sees_the_assessment_but_does_not_answer():
    assessment = make_assessment()

    with pytest.raises(NotAllowed):
        save(assessment, make_coordinator(name="Second"))


@pytest.mark.parametrize(
    "upto", ["setup", "consolidation", "validated", "submitted", "accepted", "published", "withdrawn"]
)
def test_answer_is_locked_outside_collection(upto):
    assessment = make_assessment(upto=upto)
    before = list(AgencyAnswer.objects.values_list("pk", "revision"))

    with pytest.raises(NotAllowed):
        save(assessment, cast_of(assessment).officers["CUS"], level="4", expected_revision=1)

    assert list(AgencyAnswer.objects.values_list("pk", "revision")) == before


def test_released_answer_cannot_be_changed_in_collection():
    assessment = make_assessment(release=True)

    with pytest.raises(NotAllowed, match="released"):
        save(assessment, cast_of(assessment).officers["CUS"], level="4", expected_revision=1)


def test_question_that_is_not_asked_of_the_agency_cannot_be_answered():
    assessment = make_assessment()

    with pytest.raises(NotAllowed, match="not asked"):
        save(assessment, cast_of(assessment).officers["CUS"], indicator_code="P1.F1.02")


@pytest.mark.parametrize(
    "words",
    [
        {"indicator_code": "P9.F9.99"},
        {"kind": "maybe"},
        {"level": "6"},
        {"level": None},
        {"kind": "not_applicable", "level": None, "reason": "Not here."},
        {"kind": "insufficient", "level": None, "reason": " "},
        {"kind": "insufficient", "level": "2", "reason": "Nobody knows."},
        {"indicator_code": "P2.F2.02", "kind": "not_applicable", "level": None, "reason": ""},
        {"comment": "x" * 2001},
        {"reason": "x" * 1001},
    ],
)
def test_words_that_break_a_rule_are_refused(words):
    assessment = make_assessment()

    with pytest.raises(Invalid):
        save(assessment, cast_of(assessment).officers["CUS"], **words)

    assert not AgencyAnswer.objects.exists()


def test_longest_texts_are_kept_whole():
    assessment = make_assessment()

    answer = save(
        assessment,
        cast_of(assessment).officers["CUS"],
        kind="insufficient",
        level=None,
        reason="r" * 1000,
        comment="c" * 2000,
    )

    assert (len(answer.reason), len(answer.comment)) == (1000, 2000)


def test_not_applicable_with_a_reason_is_kept_where_the_framework_allows_it():
    assessment = make_assessment()

    answer = save(
        assessment,
        cast_of(assessment).officers["CUS"],
        indicator_code="P2.F2.02",
        kind="not_applicable",
        level=None,
        reason="There is no land border.",
    )

    assert (answer.kind, answer.level_id) == ("not_applicable", None)


def test_same_key_of_the_same_writer_writes_once_and_returns_what_that_save_left():
    assessment = make_assessment()
    officer = cast_of(assessment).officers["CUS"]
    first = save(assessment, officer, idempotency_key="k-1")
    save(assessment, officer, level="4", expected_revision=1, idempotency_key="k-2")

    again = save(assessment, officer, idempotency_key="k-1")

    assert (again.pk, again.revision, again.level.code) == (first.pk, 1, "2")
    assert AgencyAnswer.objects.select_related("level").get().level.code == "4"
    assert AnswerRevision.objects.count() == 2


def test_same_key_with_another_content_is_refused():
    assessment = make_assessment()
    officer = cast_of(assessment).officers["CUS"]
    save(assessment, officer, idempotency_key="k-1")

    with pytest.raises(KeyUsedBefore):
        save(assessment, officer, level="5", expected_revision=1, idempotency_key="k-1")


def test_same_content_makes_no_new_revision():
    assessment = make_assessment()
    officer = cast_of(assessment).officers["CUS"]
    save(assessment, officer)

    answer = save(assessment, officer, expected_revision=1)

    assert answer.revision == 1
    assert AnswerRevision.objects.count() == 1


def test_second_writer_gets_both_texts_and_what_they_started_from():
    assessment = make_assessment()
    cast = cast_of(assessment)
    lead = a_lead(cast.agencies["CUS"])
    save(assessment, cast.officers["CUS"], comment="before")
    save(assessment, lead, level="3", comment="theirs", expected_revision=1)

    with pytest.raises(AnswerConflict) as caught:
        save(assessment, cast.officers["CUS"], level="4", comment="mine", expected_revision=1)

    details = caught.value.details
    assert (details["base"]["comment"], details["base"]["revision"]) == ("before", 1)
    assert (details["theirs"]["comment"], details["theirs"]["revision"], details["theirs"]["by"]) == (
        "theirs",
        2,
        lead.name,
    )
    assert (details["mine"]["comment"], details["mine"]["level"]) == ("mine", "4")
    assert AgencyAnswer.objects.get().comment == "theirs"


def test_merged_text_wins_and_every_text_stays_in_the_history():
    assessment = make_assessment()
    cast = cast_of(assessment)
    save(assessment, cast.officers["CUS"], comment="before")
    save(assessment, a_lead(cast.agencies["CUS"]), comment="theirs", expected_revision=1)

    save(assessment, cast.officers["CUS"], comment="theirs and mine", expected_revision=2)

    said = AnswerRevision.objects.order_by("revision").values_list("revision", "comment")
    assert list(said) == [(1, "before"), (2, "theirs"), (3, "theirs and mine")]


def test_returned_question_alone_unlocks_for_its_agency():
    assessment = make_assessment(upto="returned")
    officer = cast_of(assessment).officers["CUS"]

    answer = save(assessment, officer, level="4", expected_revision=1)

    assert answer.revision == 2
    with pytest.raises(NotAllowed, match="returned"):
        save(assessment, officer, indicator_code="P1.F2.01", level="4", expected_revision=1)


def test_a_save_costs_the_same_whatever_the_agencies_answers_and_countries(django_assert_num_queries):
    small = make_assessment()
    officer = cast_of(small).officers["CUS"]
    agency = cast_of(small).agencies["CUS"].pk
    save(small, officer)

    def again(level: str, revision: int) -> None:
        operations.save_answer(
            actor=officer,
            at=at,
            assessment_id=small.pk,
            agency_id=agency,
            indicator_code=QUESTION,
            kind="level",
            level=level,
            expected_revision=revision,
            idempotency_key=f"key-{revision}",
        )

    at = now()
    # Savepoint and its release, lock, rights, part, answer, key, update, revision, last event, event.
    with django_assert_num_queries(11):
        again("3", 1)
    from tests.builders import make_cycle
    from tests.people import make_country

    belmara = make_country("XB", "Belmara", "Europe/Athens")
    make_assessment(country=belmara, upto="submitted")
    make_assessment(country=belmara, cycle=make_cycle(code="2029"), upto="accepted")
    answer_questions(small, {"P2.F1.01": 4, "P2.F2.01": 2})
    with django_assert_num_queries(11):
        again("4", 2)
