"""The people, clients and things of two countries with which every address is asked for."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse

from assessments import models, operations
from assessments.models import Assessment
from ibm_platform.accounts.models import ApiToken, Country, Membership, User
from ibm_platform.accounts.operations import end_membership
from reports.models import Report
from reports.operations import request_report
from tests.architecture.access_registry import National
from tests.builders import a_lead, cast_of, make_assessment, make_cycle
from tests.doors.scenes import World, make_world
from tests.people import any_admin, make_agency, make_officer, now
from tests.reviewing import assign
from tests.workshops import make_workshop


@dataclass(frozen=True)
class Matrix:
    """``clients`` by person, signed in once, and "nobody"; ``foreign`` names the same things in another country."""

    world: World
    clients: dict[str, Client]
    own: dict[str, str]
    foreign: dict[str, str]
    belmara: Assessment
    report: Report
    people: Mapping[str, User]

    def url(
        self, name: str, door: National, things: Mapping[str, str] | None = None, assessment_id: int | None = None
    ) -> str:
        """The address of a door, by default with the things of its scene in the own country."""
        named = things or self.own
        key = assessment_id or self.world.assessments[door.scene].pk
        return reverse(name, args=[key, *(arg.format(**named) for arg in door.args)])


def make_matrix(scenes: Collection[str]) -> Matrix:
    """Build the scenes, and the same things in another country, whose assessment stands in consolidation."""
    world = make_world(scenes)
    former = make_officer(world.agencies["CUS"], "Forma Lier")
    end_membership(membership_id=former.memberships.get().pk, actor=any_admin(), at=now(), proved_at=now())
    people = {**world.people, "former": former}
    belmara = make_assessment(
        upto="consolidation",
        country=world.belmara,
        cycle=make_cycle(code="2029"),
        agencies=[make_agency(world.belmara, "BCU", "Belmara Customs", ("CUS",))],
        settled={"P1.F1.01": 3},
    )
    foreign_extension = _foreign_extension(world.belmara)
    if "submitted" in world.assessments:
        _reviewed(world.assessments["submitted"], world.people["reviewer"])
    officer = world.people["customs"]
    report = request_report(
        actor=world.people["signatory"],
        at=now(),
        assessment_id=world.assessments["accepted"].pk,
        language="en",
        edition="internal",
    )
    return Matrix(
        world=world,
        clients={"nobody": Client(), **{name: _signed_in(person) for name, person in people.items()}},
        own={
            "CUS": str(world.agencies["CUS"].pk),
            **_file_of(world.assessments["consolidation"]),
            "warning": "P2.F1.01",
            "extension": str(_extension_of(world.assessments["collection"], world.people["lead"])),
            "comment": str(_comment_of(world.assessments["collection"])),
            "workshop": str(make_workshop(world.assessments["consolidation"]).pk),
            "change": str(_change_of(world.assessments["setup"])),
            "officer": str(officer.pk),
            "role": str(officer.memberships.get().pk),
        },
        foreign={
            "CUS": str(cast_of(belmara).agencies["BCU"].pk),
            **_file_of(belmara),
            "extension": str(foreign_extension),
            "comment": str(_comment_of(belmara)),
            "workshop": str(make_workshop(belmara).pk),
            "change": str(_change_of(belmara)),
        },
        belmara=belmara,
        report=report,
        people=people,
    )


def _signed_in(person: User) -> Client:
    """Signed in, and known as a browser: what the first page writes is written once and not anew in each test."""
    client = Client()
    client.force_login(person)
    client.get(reverse("stay_signed_in"))
    return client


def _file_of(assessment: models.Assessment) -> dict[str, str]:
    """A reference of the country itself, and the file behind it."""
    (kept,) = operations.attach_files(
        actor=cast_of(assessment).focal_point,
        at=now(),
        assessment_id=assessment.pk,
        agency_id=None,
        indicator_code="P1.F1.01",
        uploads=[operations.Upload(io.BytesIO(b"Order on the mandate"), "order.txt")],
    )
    return {"evidence": str(kept.evidence.pk), "file": str(kept.evidence.file_id)}


def _comment_of(assessment: models.Assessment) -> int:
    """A thread for all agencies, begun by the focal point."""
    return operations.write_comment(
        actor=cast_of(assessment).focal_point,
        at=now(),
        assessment_id=assessment.pk,
        indicator_code="P1.F1.01",
        text="Which crossings do you count?",
        visibility="agencies",
    ).pk


def _reviewed(assessment: models.Assessment, reviewer: User) -> None:
    """Every field is the reviewer's, and remark 1 waits for the country."""
    assign(assessment, reviewer, "F1", "F2")
    one = {"at": now(), "assessment_id": assessment.pk}
    operations.open_round(actor=cast_of(assessment).coordinator, **one)
    said = {"indicator_code": "P1.F1.01", **one}
    operations.propose_peer_level(
        actor=reviewer, kind="level", level="2", reason="The order is old.", expected_revision=0, **said
    )
    operations.write_remark(actor=reviewer, kind="scoring", text="Which order?", **said)
    operations.send_round(actor=cast_of(assessment).coordinator, **one)


def _extension_of(assessment: models.Assessment, lead: User) -> int:
    return operations.ask_extension(
        actor=lead,
        at=now(),
        assessment_id=assessment.pk,
        agency_id=lead.memberships.get().agency_id,
        days=5,
        reason="The inventory closes later.",
    ).pk


def _foreign_extension(country: Country) -> int:
    """A wish in another assessment of the other country, which collects answers."""
    agency = make_agency(country, "BCU", "Belmara Customs", ("CUS",))
    collecting = make_assessment(upto="collection", country=country, cycle=make_cycle(code="2028"), agencies=[agency])
    return _extension_of(collecting, a_lead(agency))


def _change_of(assessment: models.Assessment) -> int:
    return models.AssignmentChange.objects.filter(assessment=assessment).latest("pk").pk


def names_of(patterns: Sequence[URLPattern | URLResolver], space: str = "") -> Iterator[str]:
    """Every URL name of the product with its namespace; an address without a name cannot be classified."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from names_of(pattern.url_patterns, inner)
        else:
            assert pattern.name, f"{pattern.pattern} has no name"
            yield space + pattern.name


def asks_to_sign_in(name: str, response: HttpResponse) -> bool:
    if name.startswith("api-"):
        return response.status_code == 401 and response["WWW-Authenticate"] == "Bearer"
    return response.status_code == 302 and response["Location"].startswith("/accounts/login/")


def counts() -> dict[str, int]:
    """How many rows there are of everything that somebody could write; a change of one also writes an event."""
    named = [getattr(models, name) for name in models.__all__]
    tables = [one for one in named if issubclass(one, Model)] + [Report, Membership, ApiToken, User]
    return {model.__name__: model.objects.count() for model in tables}
