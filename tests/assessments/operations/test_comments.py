"""What a comment may be, who writes it, and that the record tells of it without its words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from assessments import operations, queries
from assessments.limits import COMMENT_CHARACTERS, COMMENTS_PER_HOUR
from assessments.models import Assessment, AssessmentEvent, Comment, CommentMention, CommentRead
from assessments.operations import CommentHidden, KeyUsedBefore, ThreadResolved
from ibm_platform.accounts.models import User
from ibm_platform.accounts.operations import change_agency
from ibm_platform.common.errors import Invalid, NotAllowed, NotVisible, TooMany
from tests.builders import a_lead, cast_of, make_assessment
from tests.people import any_admin, make_stranger, now

pytestmark = pytest.mark.django_db

CODE, ONLY_GUARD = "P1.F1.01", "P1.F1.02"


class Room:
    """An assessment with its people, and what they do in it."""

    def __init__(self, upto: str = "collection") -> None:
        self.assessment: Assessment = make_assessment(upto=upto)
        self.cast = cast_of(self.assessment)
        self.customs, self.guard = self.cast.officers["CUS"], self.cast.officers["BG"]
        self.focal, self.signatory = self.cast.focal_point, self.cast.signatory
        self.lead = a_lead(self.cast.agencies["CUS"])

    def write(
        self, who: User, text: str = "Is the order still in force?", agency: str | None = None, **more
    ) -> Comment:
        wanted = {"actor": who, "at": now(), "indicator_code": CODE, **more}
        side = self.cast.agencies[agency].pk if agency else None
        return operations.write_comment(assessment_id=self.assessment.pk, text=text, agency_id=side, **wanted)

    def do(self, act, who: User, comment: Comment, **more) -> Comment:
        return act(actor=who, at=now(), assessment_id=self.assessment.pk, comment_id=comment.pk, **more)

    def answer(self, who: User, comment: Comment, text: str = "Yes, article 3 names it.", **more) -> Comment:
        return self.do(operations.answer_comment, who, comment, text=text, **more)

    def thread(self, who: User, comment: Comment) -> queries.Thread:
        return queries.comment_thread(who, now(), self.assessment.pk, comment.pk).thread

    def read(self, who: User, *comments: Comment) -> int:
        ids = [comment.pk for comment in comments]
        return operations.read_comments(actor=who, at=now(), assessment_id=self.assessment.pk, comment_ids=ids)


@pytest.fixture
def room() -> Room:
    return Room()


def test_a_thread_starts_in_the_narrowest_circle_and_its_answers_stay_there(room: Room) -> None:
    begun = room.write(room.customs, agency="CUS")

    answer = room.answer(room.lead, begun)

    assert (begun.visibility, answer.visibility) == ("agency", "agency")
    assert (answer.parent_id, answer.agency_id, answer.indicator_id) == (begun.pk, begun.agency_id, begun.indicator_id)
    with pytest.raises(NotVisible):
        room.answer(room.focal, begun)


def test_an_answer_takes_no_answers(room: Room) -> None:
    answer = room.answer(room.lead, room.write(room.customs, agency="CUS"))

    with pytest.raises(Invalid, match="first comment of the thread"):
        room.answer(room.customs, answer)
    with pytest.raises(Invalid, match="by its first comment"):
        room.do(operations.resolve_comment, room.customs, answer)


def test_each_answers_a_thread_of_all_from_the_own_side(room: Room) -> None:
    begun = room.write(room.customs, agency="CUS", visibility="agencies")

    sides = [room.answer(who, begun).agency_id for who in (room.guard, room.focal, room.lead)]

    assert sides == [room.cast.agencies["BG"].pk, None, room.cast.agencies["CUS"].pk]


@pytest.mark.parametrize(
    ("who", "agency", "more", "error", "words"),
    [
        ("customs", "CUS", {"text": " \u200e "}, Invalid, "Write your comment"),
        ("customs", "CUS", {"text": "x" * (COMMENT_CHARACTERS + 1)}, Invalid, "shorten it to 2000"),
        ("customs", "CUS", {"visibility": "reviewers"}, Invalid, "groups of readers"),
        ("customs", "CUS", {"visibility": "everybody"}, Invalid, "groups of readers"),
        ("customs", None, {}, Invalid, "for which agency"),
        ("customs", "BG", {}, NotVisible, "no such agency"),
        ("customs", "CUS", {"indicator_code": ONLY_GUARD}, Invalid, "not asked this question"),
        ("customs", "CUS", {"indicator_code": "P9"}, Invalid, "no question"),
        ("focal", "CUS", {}, NotVisible, "no such agency"),
        ("focal", None, {"visibility": "reviewers"}, Invalid, "groups of readers"),
        ("stranger", None, {}, NotVisible, "no such assessment"),
    ],
)
def test_what_is_refused(room: Room, who: str, agency: str | None, more: dict, error: type, words: str) -> None:
    person = make_stranger() if who == "stranger" else getattr(room, who)

    with pytest.raises(error, match=words):
        room.write(person, agency=agency, **more)
    assert not Comment.objects.exists()


def test_whoever_is_named_reads_it_and_who_else_exists_is_not_told(room: Room) -> None:
    named = room.write(room.customs, agency="CUS", mentions=[room.lead.pk])

    assert list(CommentMention.objects.values_list("comment", "person")) == [(named.pk, room.lead.pk)]
    assert room.thread(room.lead, named).root.names_reader
    refused = []
    # A colleague of another agency, the author, and nobody at all: the same words.
    for stranger in (room.guard.pk, room.customs.pk, 999_999):
        with pytest.raises(Invalid) as problem:
            room.write(room.customs, agency="CUS", mentions=[room.lead.pk, stranger])
        refused.append(str(problem.value))
    assert len(set(refused)) == 1
    assert Comment.objects.count() == 1


def test_sent_twice_it_is_written_once(room: Room) -> None:
    first = room.write(room.customs, agency="CUS", client_key="abc", mentions=[room.lead.pk])
    again = room.write(room.customs, agency="CUS", client_key="abc", mentions=[room.lead.pk])

    assert (first.pk, Comment.objects.count(), CommentMention.objects.count()) == (again.pk, 1, 1)
    with pytest.raises(KeyUsedBefore):
        room.write(room.customs, "Something else.", agency="CUS", client_key="abc")
    # Somebody else's key is another one.
    assert room.write(room.lead, agency="CUS", client_key="abc").pk != first.pk


def test_sixty_an_hour_and_then_words(room: Room) -> None:
    begun = room.write(room.customs, agency="CUS")
    Comment.objects.bulk_create(
        Comment(
            assessment=begun.assessment,
            indicator_id=begun.indicator_id,
            parent=begun,
            agency_id=begun.agency_id,
            visibility=begun.visibility,
            text="On and on.",
            author=room.customs,
            at=begun.at,
        )
        for _number in range(COMMENTS_PER_HOUR - 1)
    )

    with pytest.raises(TooMany, match="60 comments within an hour; write the next one in 60 minutes"):
        room.answer(room.customs, begun)
    room.answer(room.lead, begun)
    assert room.write(room.customs, agency="CUS", at=begun.at + timedelta(hours=1)).pk


def test_resolved_and_opened_again(room: Room) -> None:
    begun = room.write(room.customs, agency="CUS", visibility="agencies")

    room.do(operations.resolve_comment, room.focal, begun)
    root = room.thread(room.guard, begun).root
    assert (root.resolved_by, room.thread(room.guard, begun).may_answer) == (room.focal.name, False)
    with pytest.raises(ThreadResolved):
        room.answer(room.guard, begun)
    with pytest.raises(ThreadResolved):
        room.do(operations.resolve_comment, room.guard, begun)

    room.do(operations.reopen_comment, room.guard, begun)
    assert room.thread(room.guard, begun).root.resolved_at is None
    assert room.answer(room.guard, begun).pk


def test_hidden_keeps_the_words_and_comes_back_through_whoever_hid_it(room: Room) -> None:
    begun = room.write(room.customs, agency="CUS", visibility="agencies")
    hide, again = operations.hide_comment, operations.show_comment

    with pytest.raises(NotAllowed):
        room.do(hide, room.guard, begun)
    room.do(hide, room.customs, begun)
    shown = room.thread(room.guard, begun).root
    assert (shown.text, shown.hidden_by) == ("", room.customs.name)
    assert Comment.objects.get().text == "Is the order still in force?"
    with pytest.raises(NotAllowed):
        room.do(again, room.focal, begun)
    with pytest.raises(CommentHidden):
        room.do(hide, room.focal, begun)
    room.do(again, room.customs, begun)

    room.do(hide, room.focal, begun)
    with pytest.raises(NotAllowed):
        room.do(again, room.customs, begun)
    room.do(again, room.focal, begun)
    assert room.thread(room.guard, begun).root.text == "Is the order still in force?"


def test_read_is_read_and_nothing_of_others_is_marked(room: Room) -> None:
    own, all_of_them = room.write(room.customs, agency="CUS"), room.write(room.focal, visibility="agencies")
    hidden = room.write(room.guard, agency="BG")

    marked = [room.read(room.lead, own, all_of_them, hidden), room.read(room.lead, own, all_of_them, hidden)]

    assert marked == [2, 0]
    assert set(CommentRead.objects.values_list("comment", "person")) == {
        (own.pk, room.lead.pk),
        (all_of_them.pk, room.lead.pk),
    }
    assert room.read(room.customs, own) == 0


def test_the_record_tells_of_each_step_and_never_the_words(room: Room) -> None:
    begun = room.write(room.customs, "Secret words.", agency="CUS")
    room.answer(room.lead, begun, "More secret words.")
    for act in ("resolve_comment", "reopen_comment", "hide_comment", "show_comment"):
        room.do(getattr(operations, act), room.customs, begun)

    told = AssessmentEvent.objects.filter(kind__startswith="comment_").order_by("number")
    side = room.cast.agencies["CUS"].pk
    assert [event.kind for event in told] == [
        f"comment_{step}" for step in ("written", "answered", "resolved", "reopened", "hidden", "shown")
    ]
    assert told[0].details == {"comment": begun.pk, "visibility": "agency", "indicator": CODE, "agency": side}
    assert "ecret" not in str([event.details for event in told])


def test_after_the_end_everything_is_read_and_nothing_written() -> None:
    room = Room("submitted")
    begun = room.write(room.focal, visibility="agencies")
    operations.accept(actor=room.cast.coordinator, at=now(), assessment_id=room.assessment.pk)

    for act in ("resolve_comment", "hide_comment"):
        with pytest.raises(NotAllowed):
            room.do(getattr(operations, act), room.focal, begun)
    with pytest.raises(NotAllowed):
        room.answer(room.guard, begun)
    with pytest.raises(NotAllowed):
        room.write(room.focal)
    page = queries.comments(room.guard, now(), room.assessment.pk, indicator_code=CODE)
    assert (len(page.threads), page.choices, page.may_write) == (1, (), False)
    assert room.read(room.guard, begun) == 1


def test_reviewers_write_before_the_office_alone() -> None:
    room = Room("submitted")

    begun = room.write(room.cast.coordinator)
    answer = room.answer(room.focal, begun)

    assert (begun.visibility, answer.visibility, answer.agency_id) == ("reviewers", "reviewers", None)
    with pytest.raises(Invalid):
        room.write(room.cast.coordinator, visibility="agencies")
    with pytest.raises(NotVisible):
        room.thread(room.customs, begun)


def test_a_closed_agency_reads_on_and_writes_nothing(room: Room) -> None:
    begun = room.write(room.customs, agency="CUS")
    customs = room.cast.agencies["CUS"]
    change_agency(
        agency_id=customs.pk, name=customs.name, types=customs.types, is_active=False, actor=any_admin(), at=now()
    )

    with pytest.raises(NotAllowed):
        room.answer(room.lead, begun)
    with pytest.raises(NotAllowed):
        room.write(room.customs, agency="CUS")
    assert room.thread(room.lead, begun).root.text


@pytest.mark.parametrize(
    "broken",
    [
        {"visibility": "everybody"},
        {"visibility": "reviewers"},
        {"resolved_at": "2027-05-14T10:00Z"},
        {"hidden_at": "2027-05-14T10:00Z"},
    ],
)
def test_the_database_refuses_half_a_state(room: Room, broken: dict[str, str]) -> None:
    begun = room.write(room.customs, agency="CUS")

    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.filter(pk=begun.pk).update(**broken)
