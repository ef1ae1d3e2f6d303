"""The board, the national levels and the warnings: the focal point acts, the others read or are refused."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from assessments.models import SettledLevel, WarningExplanation
from tests.assessments.api.calls import Program
from tests.builders import answer_questions, cast_of, make_assessment
from tests.people import make_focal_point, make_reviewer, make_signatory, now
from tests.reading import as_read

pytestmark = pytest.mark.django_db

CODES = ("P1.F1.01", "P1.F1.02", "P1.F2.01", "P2.F1.01", "P2.F2.01", "P2.F2.02")


def address(name: str, assessment, *more: object) -> str:
    return reverse(f"assessments:{name}", args=[assessment.pk, *more])


def level_of(assessment, code: str) -> tuple[str, str | None, str] | None:
    row = SettledLevel.objects.filter(assessment=assessment, indicator__code=code).select_related("level").first()
    return (row.kind, row.level and row.level.code, row.reason) if row else None


@pytest.fixture
def assessment(db):
    """In consolidation: on P1.F1.01 Border Guard says 4 and Customs 2; everything else stands at 3."""
    return make_assessment(upto="consolidation", answers={"P1.F1.01": {"BG": 4, "CUS": 2}})


@pytest.fixture
def focal(client, assessment):
    client.force_login(cast_of(assessment).focal_point)
    return client


def settling(**fields: str) -> dict[str, str]:
    return {"choice": "3", "reason": "", "expected_revision": "0", **fields}


def test_a_refused_settling_keeps_the_revision_it_started_from(focal, assessment):
    page = address("settle", assessment, "P1.F1.01")
    focal.post(page, settling(reason="Agreed on site."))

    refused = focal.post(page, settling(choice="", reason="Mine."))

    assert refused.status_code == 422
    assert 'name="expected_revision" value="0"' in refused.text


def test_the_board_says_who_is_behind(client):
    assessment = make_assessment(upto="collection", answers={"P1.F1.01": 3}, at=now() - timedelta(days=9))
    client.force_login(cast_of(assessment).focal_point)

    page = client.get(address("board", assessment))

    assert "<h1>Border Guard and Customs are behind</h1>" in as_read(page.text)
    row = page.context["rows"][0]
    assert (row.agency.code, row.answered, row.asked) == ("BG", 1, 6)
    assert (row.cells[0].words, row.cells[0].tone) == ("Still for 9 days", "late")
    assert (row.cells[1].words, row.cells[1].tone) == ("Not started", "open")


def test_the_board_shows_counts_and_never_a_level_or_a_word_of_an_agency(client):
    assessment = make_assessment(upto="collection", answers={"P1.F1.01": "INSUFFICIENT"})
    client.force_login(cast_of(assessment).focal_point)

    page = client.get(address("board", assessment))

    assert "Nobody we asked knows." not in page.text
    assert 'class="level' not in page.text


def test_the_board_filters_by_its_address(client):
    assessment = make_assessment(upto="collection", at=now() - timedelta(days=9))
    cast = cast_of(assessment)
    answer_questions(assessment, {code: {"CUS": 3} for code in CODES})
    client.force_login(cast.focal_point)

    behind = client.get(address("board", assessment), {"show": "still"})
    by_open = client.get(address("board", assessment), {"sort": "open"})

    assert [row.agency.code for row in behind.context["rows"]] == ["BG"]
    assert [row.agency.code for row in by_open.context["rows"]] == ["BG", "CUS"]


def test_the_board_is_narrowed_to_one_part_by_its_address(client):
    assessment = make_assessment(upto="collection", answers={"P1.F1.01": {"CUS": 3}, "P2.F1.01": {"BG": 2}})
    focal_point = cast_of(assessment).focal_point
    client.force_login(focal_point)
    program = Program(focal_point)

    whole, second, unknown = (client.get(address("board", assessment), {"part": part}) for part in ("", "P2", "²"))
    called = program.get(f"assessments/{assessment.pk}/board/?part=P2").body["results"]

    counts = [[(row.agency.code, row.answered) for row in page.context["rows"]] for page in (whole, second, unknown)]
    assert counts == [[("BG", 1), ("CUS", 1)], [("BG", 1), ("CUS", 0)], [("BG", 1), ("CUS", 1)]]
    assert [(row["agency"], row["answered"]) for row in called] == counts[1]
    assert second.context["sum"].asked < whole.context["sum"].asked
    # The heading and the figures over it stay those of the whole.
    assert second.context["finding"] == whole.context["finding"]


def test_the_board_tells_how_often_agencies_acted_since_monday_and_not_what(client):
    """Thursday, 7 March 2030: Sunday's answer is of the week before."""
    sunday, thursday = datetime(2030, 3, 3, 12, tzinfo=UTC), datetime(2030, 3, 7, 12, tzinfo=UTC)
    with time_machine.travel(sunday, tick=False):
        assessment = make_assessment(upto="collection")
        answer_questions(assessment, {"P1.F1.01": {"CUS": 3, "BG": 4}})
    with time_machine.travel(thursday, tick=False):
        answer_questions(assessment, {"P2.F1.01": {"CUS": 5}})
        client.force_login(cast_of(assessment).focal_point)
        page = client.get(address("board", assessment))

    assert "Since Monday 4 March" in page.text
    assert [(agency.code, words) for agency, words in page.context["lately"]] == [("CUS", "1 answer given")]


def test_the_board_offers_closing_collection_to_the_focal_point_alone(client, coordinator):
    assessment = make_assessment(upto="collection", release=True)
    closing = address("move", assessment, "start_consolidation")
    pages = []
    for person in (cast_of(assessment).focal_point, make_signatory(assessment.country), coordinator):
        client.force_login(person)
        pages.append(client.get(address("board", assessment)).text)

    assert [closing in page for page in pages] == [True, False, False]
    assert all("<h1>Every agency has released its answers</h1>" in page for page in pages)


def test_the_list_names_what_needs_a_talk(focal, assessment):
    page = focal.get(address("settling_list", assessment))

    first = page.context["groups"][0].rows[0]
    assert "<h1>1 question needs a talk between the agencies</h1>" in page.text
    assert (first.row.code, first.apart, first.row.levels) == ("P1.F1.01", "two levels apart", (2, 4))
    assert page.context["first_open"] == "P1.F1.01"


def test_the_list_is_filtered_by_pillar_open_and_order(client):
    assessment = make_assessment(
        upto="consolidation", answers={"P2.F2.01": {"BG": 5, "CUS": 1}}, settled={"P1.F1.01": 3, "P2.F1.01": 3}
    )
    client.force_login(cast_of(assessment).focal_point)

    def shown(**query: str) -> list[str]:
        page = client.get(address("settling_list", assessment), query)
        return [one.row.code for group in page.context["groups"] for one in group.rows]

    assert shown(part="P1") == ["P1.F1.01", "P1.F1.02", "P1.F2.01"]
    assert shown(part="P2", open="1") == ["P2.F2.01", "P2.F2.02"]
    assert shown(order="agenda", open="1")[0] == "P2.F2.01"
    assert shown(part="nonsense") == []


def test_the_settle_page_compares_the_agencies_and_settles_nothing_by_itself(focal, assessment):
    page = focal.get(address("settle", assessment, "P1.F1.01"))

    assert page.context["spread_sentence"] == (
        "The two answers lie two levels apart. The lower answer is 2; nothing is settled until you say so."
    )
    assert page.context["chosen"] == ""
    assert [column.answer.label for column in page.context["page"].columns] == ["4", "2"]
    assert level_of(assessment, "P1.F1.01") is None


def test_where_the_agencies_agree_the_proposal_is_chosen_beforehand(focal, assessment):
    page = focal.get(address("settle", assessment, "P1.F2.01"))

    assert page.context["chosen"] == "3"
    assert page.context["spread_sentence"].startswith("The two answers agree. The proposal is 3;")


def test_settling_continues_with_the_next_question(focal, assessment):
    answer = focal.post(
        address("settle", assessment, "P1.F1.01"),
        settling(choice="2", then="continue", following="P1.F1.02"),
    )

    assert answer["Location"] == address("settle", assessment, "P1.F1.02")
    assert level_of(assessment, "P1.F1.01") == ("level", "2", "")


def test_settling_may_stay_and_ends_with_the_list(focal, assessment):
    stays = focal.post(address("settle", assessment, "P1.F2.01"), settling(then="stay", following="P2.F1.01"))
    ends = focal.post(address("settle", assessment, "P2.F2.02"), settling(then="continue", following=""))
    astray = focal.post(
        address("settle", assessment, "P2.F1.01"), settling(then="continue", following="//elsewhere.example/")
    )

    assert stays["Location"] == address("settle", assessment, "P1.F2.01")
    assert ends["Location"] == astray["Location"] == address("settling_list", assessment)


def test_another_level_than_the_proposal_needs_a_reason_and_keeps_the_choice(focal, assessment):
    page = focal.post(address("settle", assessment, "P1.F1.01"), settling(choice="4"))

    assert page.status_code == 422
    assert page.context["chosen"] == "4"
    assert (
        page.text.count("Give the reason: this level differs from the one proposed from the agencies&#x27; answers.")
        == 2
    )
    assert level_of(assessment, "P1.F1.01") is None


def test_a_refused_text_stays_on_the_page(focal, assessment):
    page = focal.post(
        address("settle", assessment, "P1.F1.02"), settling(choice="not_applicable", reason="We have none.")
    )

    assert page.status_code == 422
    assert "This question applies to every country" in page.text
    assert ">We have none.</textarea>" in page.text


def test_nothing_chosen_is_said_in_words(focal, assessment):
    page = focal.post(address("settle", assessment, "P1.F1.01"), settling(choice="", reason="Half a sentence"))

    assert page.status_code == 422
    assert ">Half a sentence</textarea>" in page.text
    assert 'role="alert"' in page.text


@pytest.mark.parametrize(("choice", "code"), [("not_applicable", "P2.F2.02"), ("insufficient", "P1.F1.01")])
def test_the_country_may_say_what_is_no_level(focal, assessment, choice, code):
    answer = focal.post(
        address("settle", assessment, code), settling(choice=choice, reason="Nobody keeps the figures.")
    )

    assert answer.status_code == 302
    assert level_of(assessment, code) == (choice, None, "Nobody keeps the figures.")


def test_a_profiles_reason_fills_the_reason_of_not_applicable(client):
    assessment = make_assessment(upto="consolidation", profile={"land_border": "no"}, settled={"P1.F1.01": 3})
    client.force_login(cast_of(assessment).focal_point)

    page = client.get(address("settle", assessment, "P2.F2.02"))

    assert (page.context["chosen"], page.context["reason"]) == ("not_applicable", "The state has no land border.")
    assert page.context["spread_sentence"] == (
        "No agency answered. The country's profile proposes “not applicable”: The state has no land border."
    )


def test_two_focal_points_at_once_see_both_texts_and_choose(client, assessment):
    client.force_login(make_focal_point(assessment.country, name="Deputy Point"))
    client.post(address("settle", assessment, "P1.F1.01"), settling(choice="2", reason="As Customs says."))
    client.force_login(cast_of(assessment).focal_point)
    page = address("settle", assessment, "P1.F1.01")

    conflict = client.post(page, settling(choice="4", reason="As Border Guard says."))
    kept = client.post(page, settling(choice="4", reason="As Border Guard says.", expected_revision="1"))

    assert conflict.status_code == 409
    assert "Deputy Point changed this level while you were away" in as_read(conflict.text)
    assert ("As Customs says." in conflict.text, "As Border Guard says." in conflict.text) == (True, True)
    assert 'name="expected_revision" value="1"' in conflict.text
    assert kept.status_code == 302
    assert level_of(assessment, "P1.F1.01") == ("level", "4", "As Border Guard says.")


def test_the_same_save_sent_twice_counts_once(focal, assessment):
    twice = settling(choice="2", idempotency_key="pressed-twice")

    answers = [focal.post(address("settle", assessment, "P1.F1.01"), twice).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert SettledLevel.objects.get(assessment=assessment).revision == 1


def test_levels_can_be_read_but_not_changed_once_they_stand(client):
    assessment = make_assessment(upto="validated")
    client.force_login(cast_of(assessment).focal_point)
    page = address("settle", assessment, "P1.F1.01")

    shown = client.get(page)

    assert "National levels can be read but not changed now." in shown.text
    assert 'name="choice"' not in shown.text
    assert client.post(page, settling(expected_revision="1")).status_code == 403


def test_only_the_returned_question_opens_again(client):
    assessment = make_assessment(upto="returned")
    client.force_login(cast_of(assessment).focal_point)

    returned, other = (client.get(address("settle", assessment, code)) for code in ("P1.F1.01", "P1.F1.02"))

    assert "Is there a newer order?" in returned.text
    assert ('name="choice"' in returned.text, 'name="choice"' in other.text) == (True, False)


def test_a_reference_of_the_country_is_added_beside_the_level(focal, assessment):
    answer = focal.post(
        address("settle", assessment, "P1.F1.01"),
        {
            "then": "add_reference",
            "evidence-title": "Order 12",
            "evidence-kind": "E1",
            "evidence-strength": "A",
            "evidence-marking": "internal",
        },
    )

    page = focal.get(answer["Location"])
    assert [one.title for one in page.context["page"].national_evidence] == ["Order 12"]
    number = page.context["page"].national_evidence[0].id
    assert f'name="take_away" value="{number}"' in page.text


def unfitting():
    """P2.F2.01 stands at 4 although P2.F1.01, needed at 3, stands at 2."""
    assessment = make_assessment(upto="consolidation", settled={"P2.F1.01": 2, "P2.F2.01": 4})
    return assessment, "P2.F1.01@3>P2.F2.01@3"


def test_a_warning_is_explained_and_keeps_its_sentence(client):
    assessment, warning = unfitting()
    client.force_login(cast_of(assessment).focal_point)
    page = address("warnings", assessment)

    before = client.get(page)
    answer = client.post(page, {"warning": warning, "text": "A pilot runs under a circular.", "expected_revision": 0})
    after = client.get(page)

    assert "<h1>One finding is open</h1>" in before.text
    assert answer.status_code == 302
    assert list(WarningExplanation.objects.values_list("warning", "text")) == [
        (warning, "A pilot runs under a circular.")
    ]
    assert "A pilot runs under a circular." in after.text


def test_an_empty_or_too_long_explanation_is_refused_with_its_text(client):
    assessment, warning = unfitting()
    client.force_login(cast_of(assessment).focal_point)
    page = address("warnings", assessment)

    empty = client.post(page, {"warning": warning, "text": " ", "expected_revision": 0})
    long = client.post(page, {"warning": warning, "text": "because " * 200, "expected_revision": 0})
    unknown = client.post(page, {"warning": "nothing", "text": "Because.", "expected_revision": 0})

    assert (empty.status_code, long.status_code, unknown.status_code) == (422, 422, 422)
    assert "Write one or two sentences." in empty.text
    assert "because because" in long.text
    assert not WarningExplanation.objects.exists()


def test_two_explanations_at_once_show_the_other_and_keep_ones_own(client):
    assessment, warning = unfitting()
    page = address("warnings", assessment)
    client.force_login(make_focal_point(assessment.country, name="Deputy Point"))
    client.post(page, {"warning": warning, "text": "A circular allows it.", "expected_revision": 0})
    client.force_login(cast_of(assessment).focal_point)

    conflict = client.post(page, {"warning": warning, "text": "A pilot came first.", "expected_revision": 0})
    stands = WarningExplanation.objects.get().text
    merged = client.post(page, {"warning": warning, "text": "Both are true.", "expected_revision": 1})

    assert conflict.status_code == 409
    assert "Deputy Point</bdi> explained this while you wrote." in conflict.text
    assert '<blockquote class="prose">A circular allows it.</blockquote>' in as_read(conflict.text)
    assert ">A pilot came first.</textarea>" in conflict.text
    assert 'name="expected_revision" value="1"' in conflict.text
    assert (stands, merged.status_code) == ("A circular allows it.", 302)
    assert WarningExplanation.objects.get().text == "Both are true."


def test_the_signatory_reads_warnings_and_explains_none(client):
    assessment, warning = unfitting()
    client.force_login(make_signatory(assessment.country))
    page = address("warnings", assessment)

    assert "Not explained yet." in client.get(page).text
    assert client.post(page, {"warning": warning, "text": "Because.", "expected_revision": 0}).status_code == 403


NATIONAL = (("board", ()), ("settling_list", ()), ("settle", ("P1.F1.01",)), ("warnings", ()))


def statuses(client, assessment) -> dict[str, int]:
    return {name: client.get(address(name, assessment, *more)).status_code for name, more in NATIONAL}


def test_the_focal_point_and_the_signatory_read_everything(client, assessment):
    for person in (cast_of(assessment).focal_point, make_signatory(assessment.country)):
        client.force_login(person)

        assert statuses(client, assessment) == {"board": 200, "settling_list": 200, "settle": 200, "warnings": 200}


def test_the_coordinator_sees_progress_and_no_level_before_submission(client, coordinator, assessment):
    client.force_login(coordinator)

    assert statuses(client, assessment) == {"board": 200, "settling_list": 403, "settle": 403, "warnings": 403}


def test_an_officer_sees_none_of_it(client, assessment):
    client.force_login(cast_of(assessment).officers["CUS"])

    assert set(statuses(client, assessment).values()) == {403}
    assert client.post(address("settle", assessment, "P1.F1.01"), settling()).status_code == 403
    assert level_of(assessment, "P1.F1.01") is None


def test_nothing_is_there_for_another_country_or_a_reviewer_before_submission(client, assessment, stranger):
    for person in (stranger, make_reviewer(assessment.country)):
        client.force_login(person)

        assert set(statuses(client, assessment).values()) == {404}
        assert client.post(address("settle", assessment, "P1.F1.01"), settling()).status_code == 404


def test_nobody_is_sent_to_sign_in(client, assessment):
    for name, more in NATIONAL:
        page = address(name, assessment, *more)

        assert client.get(page)["Location"] == f"{reverse('account_login')}?next={page}"


def test_an_unknown_question_is_not_there(focal, assessment):
    assert focal.get(address("settle", assessment, "P9.F9.99")).status_code == 404
    assert focal.post(address("settle", assessment, "P9.F9.99"), settling()).status_code == 404
