"""Who reads which comment: three visibilities, every role, every state; and the same people from the other side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from pytest_django import DjangoDbBlocker

from assessments import operations
from assessments.lifecycle import Status
from assessments.models import Assessment
from assessments.queries.access import see
from assessments.queries.comments import unread_counts
from assessments.queries.readers import Audience, readers, sides
from assessments.queries.seen import comments_seen
from ibm_platform.accounts.models import User
from ibm_platform.accounts.operations import end_membership, grant_membership
from ibm_platform.common.errors import NotVisible
from tests.builders import a_coordinator, a_lead, cast_of, make_assessment
from tests.kept import kept
from tests.people import any_admin, make_agency, make_focal_point, make_officer, make_reviewer, make_stranger, now
from tests.reviewing import assign

pytestmark = pytest.mark.django_db

CODE = "P1.F1.01"
OPEN = [status.value for status in Status if status not in (Status.SETUP, Status.WITHDRAWN)]
CHECKED = ("submitted", "returned", "accepted", "published")


@dataclass(frozen=True)
class Talk:
    """A submitted assessment with a comment of each kind, and everybody who might read one."""

    assessment: Assessment
    comments: dict[str, int]
    people: dict[str, User]


@pytest.fixture(scope="module")
def talk(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Talk]:
    with kept(django_db_blocker):
        assessment = make_assessment(upto="submitted")
        cast, country = cast_of(assessment), assessment.country
        both = make_focal_point(country, "Zwo Hatt")
        grant_membership(
            person_id=both.pk,
            role="officer",
            agency_id=cast.agencies["CUS"].pk,
            actor=any_admin(),
            at=now(),
            proved_at=now(),
        )
        former = make_officer(cast.agencies["CUS"], "Forma Lier")
        end_membership(membership_id=former.memberships.get().pk, actor=any_admin(), at=now(), proved_at=now())
        people = {
            "customs": cast.officers["CUS"],
            "customs lead": a_lead(cast.agencies["CUS"]),
            "guard": cast.officers["BG"],
            "focal": cast.focal_point,
            "two hats": both,
            "signatory": cast.signatory,
            "coordinator": a_coordinator(),
            "reviewer": make_reviewer(country),
            "former": former,
            "plants": make_officer(make_agency(country, "PHY", "Plant Health", ("HEA",))),
            "stranger": make_stranger(),
            "admin": any_admin(),
        }

        assign(assessment, people["reviewer"], "F1")

        def said(who: str, visibility: str, agency: str | None = None) -> int:
            return operations.write_comment(
                actor=people[who],
                at=now(),
                assessment_id=assessment.pk,
                indicator_code=CODE,
                text=f"By {who}.",
                visibility=visibility,
                agency_id=cast.agencies[agency].pk if agency else None,
            ).pk

        comments = {
            "customs": said("customs", "agency", "CUS"),
            "guard": said("guard", "agency", "BG"),
            "office": said("signatory", "agency"),
            "agencies": said("guard", "agencies", "BG"),
            "reviewers": said("reviewer", "reviewers"),
        }
        yield Talk(assessment, comments, people)


def heard(talk: Talk, who: str) -> set[str]:
    """Which of the comments the person reads; empty for whom the assessment does not exist."""
    try:
        seen = see(talk.people[who], now(), talk.assessment.pk)
    except NotVisible:
        return set()
    found = set(comments_seen(seen).values_list("pk", flat=True))
    return {name for name, pk in talk.comments.items() if pk in found}


READ = {
    "customs": {"customs", "agencies"},
    "customs lead": {"customs", "agencies"},
    "guard": {"guard", "agencies"},
    "focal": {"office", "agencies", "reviewers"},
    "two hats": {"customs", "office", "agencies", "reviewers"},
    "signatory": {"office", "agencies", "reviewers"},
    "coordinator": {"reviewers"},
    "reviewer": {"reviewers"},
    "former": set(),
    "plants": set(),
    "stranger": set(),
    "admin": set(),
}
REVIEWING = ("coordinator", "reviewer")


@pytest.mark.parametrize("status", OPEN)
def test_each_reads_what_was_written_for_them_in_every_state(talk: Talk, status: str) -> None:
    Assessment.objects.filter(pk=talk.assessment.pk).update(status=status)

    found = {who: heard(talk, who) for who in READ}

    # Reviewers and the coordinator come in with the submission.
    assert found == {
        who: set() if who in REVIEWING and status not in CHECKED else wanted for who, wanted in READ.items()
    }


@pytest.mark.parametrize(
    ("visibility", "side", "expected"),
    [
        ("agency", "CUS", {"customs", "customs lead", "two hats"}),
        ("agency", None, {"focal", "two hats", "signatory"}),
        ("agencies", None, {"customs", "customs lead", "guard", "focal", "two hats", "signatory"}),
        ("reviewers", None, {"focal", "two hats", "signatory", "coordinator", "reviewer"}),
    ],
)
def test_only_readers_can_be_named(talk: Talk, visibility: str, side: str | None, expected: set[str]) -> None:
    """The list of whom to name and the rule of reading say the same of everybody."""
    seen = see(talk.people["two hats"], now(), talk.assessment.pk)
    agency = next((one for one in sides(seen).agencies if one.code == side), None)
    audience = Audience(visibility, agency)

    offered = {reader.id for reader in readers(seen, [audience], CODE)[audience]}

    named = {who for who, person in talk.people.items() if person.pk in offered}
    assert named == expected - {"two hats"}
    comment = talk.comments[{"agency": "customs" if side else "office"}.get(visibility, visibility)]
    assert {who for who in talk.people if comment in _seen_by(talk, who)} == expected


def _seen_by(talk: Talk, who: str) -> set[int]:
    return {talk.comments[name] for name in heard(talk, who)}


def test_counts_are_of_what_is_read_and_never_of_the_own(talk: Talk) -> None:
    def waiting(who: str) -> int:
        return sum(unread_counts(see(talk.people[who], now(), talk.assessment.pk)).values())

    found = {who: waiting(who) for who in ("customs", "customs lead", "guard", "focal", "signatory", "reviewer")}

    assert found == {"customs": 1, "customs lead": 2, "guard": 0, "focal": 3, "signatory": 2, "reviewer": 0}


def test_an_agency_that_was_taken_out_reads_nothing_any_more(talk: Talk) -> None:
    seen = see(talk.people["two hats"], now(), talk.assessment.pk)
    talk.assessment.participations.filter(agency__code="CUS").update(left_at=now(), left_by=talk.people["focal"])

    assert heard(talk, "customs") == set()
    # The other role of the same person goes on.
    assert heard(talk, "two hats") == {"office", "agencies", "reviewers"}
    everybody = Audience("agencies", None)
    assert talk.people["customs"].pk not in {one.id for one in readers(seen, [everybody], CODE)[everybody]}
