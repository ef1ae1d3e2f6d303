"""
What happened in the demo countries, told through the operations.

Levels are drawn from the text of country, agency and indicator, so every installation tells the same story.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from assessments import operations, queries
from assessments.management.demo_data import COMMENTS, COUNTRIES, EVIDENCE, DemoAgency, DemoCountry
from assessments.management.demo_meetings import hold_workshop, review
from assessments.management.demo_papers import add_papers
from assessments.management.demo_sharing import share_work
from assessments.scoring.applicability import proposed_not_applicable
from frameworks.queries import newest_published, spec_of
from frameworks.spec import FrameworkSpec, Indicator
from ibm_platform.accounts import operations as accounts

if TYPE_CHECKING:
    from assessments.models import Assessment, Cycle
    from ibm_platform.accounts.models import Agency, Country, User

DAY = timedelta(days=1)
WORKING_DAY, HOUR = timedelta(hours=8), timedelta(hours=1)
QUIET_DAYS = {"BG": 9, "CUS": 1, "MS": 3, "PH": 12}
"""How many days ago each service of the country in collection answered last."""
STATES = ("collection", "published", "submitted", "accepted", "setup")
"""What becomes of the newest assessment of each country, in the order of ``COUNTRIES``; filling countries are published."""
REVIEWED_COUNTRY = COUNTRIES[2].code
"""Where the peer reviewer of the demo works."""

EXPLAINED = {
    "prerequisite": "The procedure rests on a circular of the ministry until the wider rule is in force.",
    "evidence": "Practice at the crossings shows it; a written order is in preparation.",
    "movement": "The level of then was settled too carefully; the documents are the same.",
}


def drawn(*parts: str) -> int:
    """A number from 0 to 99 that depends on ``parts`` alone."""
    return int.from_bytes(hashlib.sha256("/".join(parts).encode()).digest()[:4]) % 100


@dataclass
class Told:
    """A country with its people, as the story goes on."""

    data: DemoCountry
    country: Country
    focal_point: User
    signatory: User
    agencies: dict[str, Agency]
    answering: dict[str, User]
    leading: dict[str, User]


class Story:
    def __init__(self, *, now: datetime, password: str, say: Callable[[str], object]) -> None:
        self.now = now
        self.password = password
        self.say = say
        version = newest_published()
        if version is None:
            raise LookupError("Import and publish a framework first: manage.py import_framework FILE --publish")
        self.version = version
        self.spec: FrameworkSpec = spec_of(version)
        self.reviewer: User | None = None
        self.given: list[tuple[int, str, int | None, int | None]] = []

    def tell(self, *, countries: int, cycles: int) -> None:
        """Make people, countries, cycles and their assessments."""
        long_ago = self.now - 1400 * DAY
        self.admin = accounts.claim_setup_link(
            secret=accounts.create_setup_link(at=long_ago),
            name="Irma Velt",
            email="admin@demo.example",
            password=self.password,
            at=long_ago,
        )
        self.coordinator = self.person("Sabine Aldor", "coordinator@demo.example", "coordinator", self.admin, long_ago)
        self.donor = self.person("Piet Harsen", "donor@demo.example", "donor", self.coordinator, long_ago)
        told = [self.settle_in(data, long_ago) for data in self.all_countries(countries)]
        if len(told) > 2:
            self.reviewer = self.person(
                "Hedda Roin", "reviewer@demo.example", "reviewer", self.coordinator, long_ago, told[2].country
            )
        for back in range(cycles - 1, -1, -1):
            if back == 0:
                self.prolong_roles(self.now - 690 * DAY)
                self.prolong_roles(self.now - 30 * DAY)
            self.tell_cycle(told, years_back=3 * back, newest=back == 0, second_newest=back == 1)

    def all_countries(self, count: int) -> Iterable[DemoCountry]:
        yield from COUNTRIES[:count]
        letters = "FGHIJKLMNOPQRSTUVWYZ"
        for number in range(max(0, count - len(COUNTRIES))):
            model = COUNTRIES[1 + number % 3]
            code = "X" + letters[number] if number < len(letters) else "Q" + chr(77 + number // 26) + ""
            name = f"{model.name}-{number + 1}"
            yield replace(model, code=code, name=name, slug=f"{model.slug}{number + 1}")

    def person(
        self,
        name: str,
        email: str,
        role: str,
        by: User,
        at: datetime,
        country: Country | None = None,
        agency: Agency | None = None,
    ) -> User:
        """Invite a person and accept the invitation for them."""
        invitation = accounts.invite_person(
            actor=by,
            at=at,
            proved_at=at,
            email=email,
            name=name,
            role=role,
            country_id=country.pk if country else None,
            agency_id=agency.pk if agency else None,
            link_to=str,
        )
        self.given.append((invitation.person.pk, role, country.pk if country else None, agency.pk if agency else None))
        return accounts.accept_invitation(secret=invitation.link, password=self.password, at=at)

    def prolong_roles(self, at: datetime) -> None:
        """Give everybody's roles for two years more; the administrator's own first, which has to be in force for that."""
        for person_id, role, country_id, agency_id in [(self.admin.pk, "admin", None, None), *self.given]:
            accounts.grant_membership(
                person_id=person_id,
                role=role,
                country_id=country_id,
                agency_id=agency_id,
                actor=self.admin,
                at=at,
                proved_at=at,
            )

    def settle_in(self, data: DemoCountry, at: datetime) -> Told:
        """Make a country, its services and its people."""
        country = accounts.create_country(
            actor=self.admin, at=at, code=data.code, name=data.name, time_zone=data.time_zone
        )
        focal_point = self.person(
            data.focal_point, f"focal.{data.slug}@demo.example", "focal_point", self.coordinator, at, country
        )
        signatory = self.person(
            data.signatory, f"signatory.{data.slug}@demo.example", "signatory", self.coordinator, at, country
        )
        agencies, answering, leading = {}, {}, {}
        for agency in data.agencies:
            made = accounts.create_agency(
                actor=focal_point,
                at=at,
                country_id=country.pk,
                code=agency.code,
                name=agency.name,
                types=list(agency.types),
            )
            agencies[agency.code] = made
            answering[agency.code] = self.person(
                agency.person, f"{agency.address}.{data.slug}@demo.example", agency.role, focal_point, at, country, made
            )
            leading[agency.code] = answering[agency.code]
            if agency.lead:
                address = f"lead.{agency.address}.{data.slug}@demo.example"
                leading[agency.code] = self.person(agency.lead, address, "agency_lead", focal_point, at, country, made)
        return Told(data, country, focal_point, signatory, agencies, answering, leading)

    def tell_cycle(self, told: list[Told], *, years_back: int, newest: bool, second_newest: bool) -> None:
        """Open one cycle; every country with a story takes part in the newest, Belmara also in the earlier ones."""
        year = self.now.year - years_back
        begin = (self.now - 60 * DAY).replace(hour=7, minute=0, second=0, microsecond=0)
        due = (self.now + 21 * DAY).date() if newest else date(year, 9, 14)
        if not newest:
            begin = datetime(year, 6, 1, 9, tzinfo=UTC)
        cycle = operations.open_cycle(
            actor=self.coordinator,
            at=begin,
            code=str(year),
            name=f"IBM assessment {year}",
            framework_version_id=self.version.pk,
            answers_due=due,
            submission_due=due + 75 * DAY,
        )
        for number, one in enumerate(told):
            state = STATES[number] if number < len(STATES) else "published"
            if newest:
                late = 38 * DAY if state in ("collection", "setup") else 0 * DAY
                assessment = self.tell_assessment(one, cycle, begin + late, upto=state, growth=0)
                if state == "collection":
                    add_papers(one, assessment, at=self.now - 2 * HOUR)
            elif state == "published" or number >= len(STATES):
                self.tell_assessment(one, cycle, begin, upto="published", growth=-1)

    @transaction.atomic
    def tell_assessment(self, told: Told, cycle: Cycle, begin: datetime, *, upto: str, growth: int) -> Assessment:
        """Bring one assessment to the state ``upto`` through the operations, a few days a step."""
        focal, signatory = told.focal_point, told.signatory
        clock = iter(begin + step * DAY for step in range(1, 60, 3))
        assessment = operations.open_assessment(
            actor=self.coordinator,
            at=begin,
            country_id=told.country.pk,
            cycle_id=cycle.pk,
            reference_date=begin.date(),
        )
        key = assessment.pk
        self.say(f"{told.country.name} {cycle.code}: {upto}")
        operations.save_profile(actor=focal, at=next(clock), assessment_id=key, answers=told.data.profile)
        at = next(clock)
        ids = [agency.pk for agency in told.agencies.values()]
        operations.set_agencies(actor=focal, at=at, assessment_id=key, agency_ids=ids)
        operations.propose_assignments(actor=focal, at=at, assessment_id=key)
        if upto == "setup":
            return assessment
        operations.approve_scope(actor=signatory, at=next(clock), assessment_id=key)
        collecting = upto == "collection"
        # One after the other, so that the record is in the order of time.
        for agency in sorted(told.data.agencies, key=lambda one: -QUIET_DAYS[one.code] if collecting else 0):
            at = self.now - QUIET_DAYS[agency.code] * DAY - WORKING_DAY if collecting else next(clock)
            share = {"collection": {"BG": 100, "CUS": 56, "MS": 70, "PH": 30}}.get(upto, {}).get(agency.code, 100)
            self.answer(told, agency, key, at, share=share, growth=growth)
            if share == 100:
                operations.release_answers(
                    actor=told.leading[agency.code],
                    at=at + WORKING_DAY,
                    assessment_id=key,
                    agency_id=told.agencies[agency.code].pk,
                )
        if collecting:
            share_work(told, assessment, at=self.now - WORKING_DAY, person=self.person)
            return assessment
        operations.start_consolidation(actor=focal, at=next(clock), assessment_id=key)
        self.settle(told, key, next(clock))
        if upto in ("submitted", "published") and not growth:
            hold_workshop(told, key, next(clock))
        operations.validate_result(actor=focal, at=next(clock), assessment_id=key)
        operations.submit(actor=signatory, at=next(clock), assessment_id=key)
        if upto == "submitted":
            if self.reviewer is not None and told.data.code == REVIEWED_COUNTRY:
                review(told, self.coordinator, self.reviewer, key, next(clock))
            return assessment
        at = next(clock)
        for row in queries.settling_list(self.coordinator, at, key).rows:
            if row.settled and row.settled.kind == "not_applicable":
                operations.approve_not_applicable(
                    actor=self.coordinator, at=at, assessment_id=key, indicator_code=row.code
                )
        operations.accept(actor=self.coordinator, at=at, assessment_id=key)
        if upto == "published":
            signed_at = next(clock)
            operations.publish(
                actor=signatory,
                at=signed_at,
                proved_at=signed_at,
                assessment_id=key,
                profile=True,
                report=True,
                all_donors=True,
                donor_ids=[],
            )
        return assessment

    def answer(
        self, told: Told, agency: DemoAgency, assessment_id: int, at: datetime, *, share: int, growth: int
    ) -> None:
        """Answer ``share`` per cent of what the agency is asked, with an evidence reference for nearly every level ≥ 2."""
        person, row = told.answering[agency.code], told.agencies[agency.code]
        asked = queries.tasks(person, at, assessment_id, row.pk)
        codes = [question.code for group in asked.groups for line in group.rows for question in line.questions]
        by_code = {indicator.code: indicator for indicator in self.spec.indicators}
        for number, code in enumerate(codes[: round(len(codes) * share / 100)]):
            moment = at + timedelta(minutes=5 * number)
            level = self.level(told.data, agency, by_code[code], growth)
            insufficient = drawn(told.data.code, agency.code, code, "known") < 2
            operations.save_answer(
                actor=person,
                at=moment,
                assessment_id=assessment_id,
                agency_id=row.pk,
                indicator_code=code,
                kind="insufficient" if insufficient else "level",
                level=None if insufficient else str(level),
                reason="The unit that kept these figures was dissolved; nobody we can reach knows."
                if insufficient
                else "",
                comment=COMMENTS[drawn(agency.code, code) % len(COMMENTS)],
                expected_revision=0,
            )
            if not insufficient and level >= 2 and drawn(told.data.code, code, "proof") < 93:
                self.prove(person, moment, assessment_id, row.pk, code, level)

    def prove(
        self, person: User, at: datetime, assessment_id: int, agency_id: int | None, code: str, level: int
    ) -> None:
        title, kind, strength = EVIDENCE[drawn(code, str(level)) % len(EVIDENCE)]
        operations.add_evidence(
            actor=person,
            at=at,
            assessment_id=assessment_id,
            agency_id=agency_id,
            indicator_code=code,
            title=f"{title}, {at.year - 1}",
            kind=kind,
            strength=strength,
            marking="internal",
        )

    def level(self, data: DemoCountry, agency: DemoAgency, indicator: Indicator, growth: int) -> int:
        """Level an agency claims: the country's base, better and worse fields, the agency's bias, and a drawn part."""
        field = indicator.categories[self.spec.dimensions[1].code][0]
        level = data.base + growth + (field in data.strong_fields) - (field in data.weak_fields)
        draw = drawn(data.code, indicator.code)
        level += (draw > 60) - (draw < 25)
        if drawn(data.code, agency.code, indicator.code) < 18:
            level += agency.bias
        return min(5, max(1, level))

    def settle(self, told: Told, assessment_id: int, at: datetime) -> None:
        """Take the proposal everywhere, prove what has no reference yet, explain what does not fit."""
        focal = told.focal_point
        reasons = proposed_not_applicable(self.spec, told.data.profile)
        for row in queries.settling_list(focal, at, assessment_id).rows:
            excused = row.code in reasons
            operations.settle_level(
                actor=focal,
                at=at,
                assessment_id=assessment_id,
                indicator_code=row.code,
                kind="not_applicable" if excused else row.proposal.kind,
                level=None if excused else row.proposal.level,
                reason=reasons[row.code] if excused else self.why(row.proposal.kind),
                expected_revision=0,
            )
        for row in queries.settling_list(focal, at, assessment_id).rows:
            if row.lacks_evidence:
                self.prove(focal, at, assessment_id, None, row.code, 3)
        found = queries.warnings(focal, at, assessment_id)
        for kind, text in EXPLAINED.items():
            if codes := [one.code for one in found if one.kind == kind and one.waits_for_words]:
                operations.explain_warnings(actor=focal, at=at, assessment_id=assessment_id, warnings=codes, text=text)

    @staticmethod
    def why(kind: str) -> str:
        return "" if kind == "level" else "No service could give the facts on the reference date."
