"""One country with an assessment in every state, and the people who knock at both doors."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta

from assessments import operations
from assessments.models import Assessment
from ibm_platform.accounts.models import Agency, Country, User
from tests.builders import a_lead, cast_of, make_assessment, make_cycle
from tests.people import (
    make_admin,
    make_agency,
    make_country,
    make_donor,
    make_officer,
    make_reviewer,
    make_stranger,
    now,
)

Q = "P1.F1.01"
WIDE = "P1.F2.01"
ONLY_GUARD = "P1.F1.02"
MAY_NOT_APPLY = "P2.F2.02"
CODES = (Q, ONLY_GUARD, WIDE, "P2.F1.01", "P2.F2.01", MAY_NOT_APPLY)


@dataclass(frozen=True)
class World:
    """``assessments`` by scene; ``agencies`` by code, of Arvenia; ``people`` by what they are called in the tables."""

    country: Country
    belmara: Country
    assessments: Mapping[str, Assessment]
    agencies: Mapping[str, Agency]
    people: Mapping[str, User]


SCENES: Mapping[str, Callable[[int], Assessment]] = {
    "collection": lambda year: _made("collection", year, answers={Q: {"CUS": 3}}),
    "setup": lambda year: _made("setup", year),
    "unassigned": lambda year: _unassigned(year),
    "answered": lambda year: _made("collection", year, answers=dict.fromkeys(CODES, 3)),
    "released": lambda year: _made("collection", year, answers=dict.fromkeys(CODES, 3), release=True),
    "late": lambda year: _late(year),
    "consolidation": lambda year: _made("consolidation", year, answers={WIDE: {"BG": 2, "CUS": 4}}),
    "settled": lambda year: _made("consolidation", year, settled=dict.fromkeys(CODES, 3)),
    "warned": lambda year: _made("consolidation", year, settled={**dict.fromkeys(CODES, 3), "P2.F1.01": 1}),
    "validated": lambda year: _made("validated", year),
    "unproven": lambda year: _made("validated", year, evidence=False),
    "submitted": lambda year: _made("submitted", year, settled={MAY_NOT_APPLY: "NA"}),
    "approvable": lambda year: _made("submitted", year),
    "returned": lambda year: _made("returned", year),
    "accepted": lambda year: _made("accepted", year),
    "published": lambda year: _made("published", year),
    "withdrawn": lambda year: _made("withdrawn", year),
    "asking": lambda year: _asking(year),
    "archived": lambda year: _archived(year),
    "changed": lambda year: _changed(year),
    "changed levels": lambda year: _changed_levels(year),
}


def make_world(scenes: Collection[str] = tuple(SCENES)) -> World:
    """Build these scenes (with "collection") through the operations; each stands in a cycle of its own, from 2030 on."""
    country, belmara = make_country(), make_country("XB", "Belmara", "Europe/Athens")
    assessments = {
        name: make(2030 + number)
        for number, (name, make) in enumerate(SCENES.items())
        if name in scenes or name == "collection"
    }
    cast = cast_of(assessments["collection"])
    agencies = {**cast.agencies, "PHY": make_agency(country, "PHY", "Plant Health", ("HEA",))}
    people = {
        "focal": cast.focal_point,
        "signatory": cast.signatory,
        "coordinator": cast.coordinator,
        "customs": cast.officers["CUS"],
        "guard": cast.officers["BG"],
        "lead": a_lead(agencies["CUS"]),
        "plants": make_officer(agencies["PHY"], "Planta Healey"),
        "reviewer": make_reviewer(country),
        "donor": make_donor(),
        "admin": make_admin(),
        "stranger": make_stranger("focal_point"),
        "stranger signatory": make_stranger("signatory", "Sive Ander"),
        "stranger officer": make_stranger("officer", "Otho Ander"),
    }
    return World(country, belmara, assessments, agencies, people)


def _made(upto: str, year: int, **more: object) -> Assessment:
    return make_assessment(upto=upto, cycle=make_cycle(code=str(year)), **more)


def _unassigned(year: int) -> Assessment:
    """Set-up in which Customs is asked nothing yet."""
    assessment = _made("setup", year)
    cast = cast_of(assessment)
    operations.set_assignments(
        actor=cast.focal_point,
        at=now(),
        assessment_id=assessment.pk,
        agency_id=cast.agencies["CUS"].pk,
        indicator_codes=[],
    )
    return assessment


def _asking(year: int) -> Assessment:
    """Collection in which Customs asks for five more days."""
    assessment = _made("collection", year)
    customs = cast_of(assessment).agencies["CUS"]
    operations.ask_extension(
        actor=a_lead(customs),
        at=now(),
        assessment_id=assessment.pk,
        agency_id=customs.pk,
        days=5,
        reason="The inventory closes later.",
    )
    return assessment


def _archived(year: int) -> Assessment:
    """Accepted, and out of the lists."""
    assessment = _made("accepted", year)
    operations.archive_assessment(actor=cast_of(assessment).focal_point, at=now(), assessment_id=assessment.pk)
    return Assessment.objects.with_context().get(pk=assessment.pk)


def _late(year: int) -> Assessment:
    """Collection whose last day is over, with Customs still out."""
    begun = now() - timedelta(days=40)
    cycle = make_cycle(code=str(year), answers_due=(now() - timedelta(days=2)).date(), at=begun)
    return make_assessment(upto="collection", cycle=cycle, at=begun)


def _changed(year: int) -> Assessment:
    """Collection in which Customs has said 3, and then 4."""
    assessment = _made("collection", year, answers={Q: {"CUS": 3}})
    cast = cast_of(assessment)
    operations.save_answer(
        actor=cast.officers["CUS"],
        at=now(),
        assessment_id=assessment.pk,
        agency_id=cast.agencies["CUS"].pk,
        indicator_code=Q,
        kind="level",
        level="4",
        comment="The order is in force.",
        expected_revision=1,
    )
    return assessment


def _changed_levels(year: int) -> Assessment:
    """Consolidation in which the country has settled on 4, and then on 2."""
    assessment = _made("consolidation", year, settled={Q: 4})
    operations.settle_level(
        actor=cast_of(assessment).focal_point,
        at=now(),
        assessment_id=assessment.pk,
        indicator_code=Q,
        kind="level",
        level="2",
        reason="Agreed again in the workshop.",
        expected_revision=1,
    )
    return assessment
