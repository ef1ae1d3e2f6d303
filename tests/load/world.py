"""The rows of a measured installation: two countries through the real operations, two hundred more as copies of one result."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from string import ascii_uppercase

from django.db import transaction
from django.test import Client

from assessments import operations
from assessments.models import Assessment, Assignment, Scorecard, ScorecardValue, SettledLevel
from assessments.queries.framework import known_framework
from ibm_platform.accounts.models import Agency, Country, User
from tests.builders import IBM_AGENCIES, a_coordinator, cast_of, make_assessment, make_cycle
from tests.people import make_agency, make_country, now

COUNTRIES = 200


@dataclass(frozen=True)
class World:
    """Addresses, and the sessions of who may open them."""

    officer: str
    focal_point: str
    coordinator: str
    question: str
    scorecard: str
    scorecard_api: str
    portfolio: str
    writers: tuple[tuple[str, str], ...]
    """Session and question of each client of the burst: everybody writes on another question of one assessment."""


@transaction.atomic
def make_world(*, writers: int) -> World:
    """Arvenia collects, with every question answered and an earlier cycle behind it; Belmara has settled 88 levels."""
    begun = now() - timedelta(days=400)
    earlier = make_cycle(code="2024", framework="ibm", at=begun)
    finished = make_assessment(upto="published", cycle=earlier, agencies=[_customs(make_country())], at=begun)
    cycle = make_cycle(code="2027", framework="ibm")
    collecting = make_assessment(upto="collection", cycle=cycle)
    belmara = make_country("XB", "Belmara", "Europe/Athens")
    settled = make_assessment(upto="validated", cycle=cycle, country=belmara, agencies=[_customs(belmara)])
    _answer_all(collecting)
    copy_results(finished, COUNTRIES)
    people = cast_of(collecting)
    sessions = {code: signed_in(officer) for code, officer in people.officers.items()}
    codes = known_framework(collecting.framework_version).indicator_codes
    asked = [
        (sessions[row.agency.code], _question(collecting, row.agency_id, codes[row.indicator_id]))
        for row in Assignment.objects.standing()
        .filter(assessment=collecting)
        .select_related("agency")
        .order_by("indicator__position", "agency__code")
    ]
    customs = people.agencies["CUS"].pk
    first = next(one for one in asked if f"/agencies/{customs}/" in one[1])
    return World(
        officer=sessions["CUS"],
        focal_point=signed_in(cast_of(settled).focal_point),
        coordinator=signed_in(a_coordinator()),
        question=first[1],
        scorecard=f"/assessments/{settled.pk}/scorecard/",
        scorecard_api=f"/api/v1/assessments/{settled.pk}/scorecard/",
        portfolio=f"/assessments/?cycle={earlier.pk}",
        writers=tuple(one for one in asked if one != first)[:writers],
    )


def copy_results(finished: Assessment, number: int) -> None:
    """Give ``number`` more countries the same published result, row by row and without its history."""
    card = Scorecard.objects.get(assessment=finished)
    values, levels = (
        list(ScorecardValue.objects.filter(scorecard=card)),
        list(SettledLevel.objects.filter(assessment=finished)),
    )
    # None of these begins with X: the countries of the demo do.
    codes = [f"{first}{second}" for first in "ABCDEFGH" for second in ascii_uppercase][:number]
    countries = Country.objects.bulk_create(
        Country(code=code, name=f"Invented {code}", time_zone="Europe/Vienna") for code in codes
    )
    copies = Assessment.objects.bulk_create(_copy(finished, country=one) for one in countries)
    cards = Scorecard.objects.bulk_create(_copy(card, assessment=one) for one in copies)
    ScorecardValue.objects.bulk_create(
        (_copy(value, scorecard=one) for one in cards for value in values), batch_size=2000
    )
    SettledLevel.objects.bulk_create(
        (_copy(level, assessment=one) for one in copies for level in levels), batch_size=2000
    )


def signed_in(person: User) -> str:
    """The key of a session as signing in leaves it, with the stamp of its limits."""
    browser = Client()
    browser.force_login(person)
    return str(browser.session.session_key)


def _customs(country: Country) -> Agency:
    """A service of every kind, so that it alone can answer for its country."""
    types = [one for _name, types in IBM_AGENCIES.values() for one in types]
    return make_agency(country, code="CUS", name="Customs", types=types)


def _copy(row, **changed):
    fields = {
        field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key
    }
    for name, value in changed.items():
        fields[f"{name}_id"] = value.pk
    return type(row)(**fields)


def _answer_all(assessment: Assessment) -> None:
    """Every agency says level 2 of everything, with a comment, and names one document."""
    people, spec = cast_of(assessment), known_framework(assessment.framework_version)
    for row in Assignment.objects.standing().filter(assessment=assessment).select_related("agency"):
        words = {
            "actor": people.officers[row.agency.code],
            "at": now(),
            "assessment_id": assessment.pk,
            "agency_id": row.agency_id,
            "indicator_code": spec.indicator_codes[row.indicator_id],
        }
        operations.save_answer(
            **words,
            kind="level",
            level="2",
            comment="The order covers four of five crossings; the fifth follows this year.",
            expected_revision=0,
        )
        operations.add_evidence(
            **words, title="Order on the sequence of controls", kind=spec.spec.evidence_kinds[0].code
        )


def _question(assessment: Assessment, agency_id: int, code: str) -> str:
    return f"/assessments/{assessment.pk}/agencies/{agency_id}/questions/{code}/"
