"""Words that occur nowhere else, put into every text that a country can write."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass, field
from datetime import timedelta

from assessments import operations
from assessments.models import Assessment, Assignment
from assessments.queries.framework import known_framework
from assessments.queries.settled import settled_values
from assessments.scoring.consistency import warnings
from ibm_platform.accounts.models import Agency, Country, Role, User
from tests.builders import a_coordinator, make_cycle
from tests.people import invite, make_agency, make_country, now


@dataclass
class Flock:
    """The words of one owner. ``word`` gives a new one each time and remembers it."""

    owner: str
    words: list[str] = field(default_factory=list)

    def word(self, place: str) -> str:
        digest = hashlib.sha256(f"{self.owner}/{place}/{len(self.words)}".encode()).hexdigest()
        self.words.append("zq" + "".join(chr(ord("g") + int(digit, 16)) for digit in digest[:14]))
        return self.words[-1]

    def sung_in(self, content: bytes) -> list[str]:
        """Which of the words occur, in whatever case."""
        lowered = content.lower()
        return [word for word in self.words if word.encode() in lowered]


@dataclass(frozen=True)
class Nation:
    """A country whose texts are canaries; ``silent`` are those of the Border Guard before its release."""

    flock: Flock
    silent: Flock
    country: Country
    agencies: dict[str, Agency]
    people: dict[str, User]
    assessments: dict[str, Assessment]


def make_nation(code: str, time_zone: str, year: int) -> Nation:
    """A country with one assessment in collection, one returned and one accepted, told in canaries alone."""
    flock, silent = Flock(code), Flock(f"{code} guard")
    country = make_country(code, f"Country {flock.word('country')}", time_zone)
    agencies = {
        kind: make_agency(country, flock.word("agency")[:12].upper(), f"Agency {flock.word('agency')}", (kind,))
        for kind in ("BG", "CUS")
    }
    # The short name above is the first twelve letters of its word.
    flock.words = [word[:12] for word in flock.words]
    people = {
        role.value: _person(flock, role, country=country) for role in (Role.FOCAL_POINT, Role.SIGNATORY, Role.REVIEWER)
    }
    for kind, agency in agencies.items():
        people[f"officer {kind}"] = _person(flock, Role.OFFICER, agency=agency)
        people[f"lead {kind}"] = _person(flock, Role.AGENCY_LEAD, agency=agency)
    nation = Nation(flock, silent, country, agencies, people, {})
    for number, upto in enumerate(("collection", "returned", "accepted")):
        nation.assessments[upto] = _told(nation, upto, year + number)
    return nation


def _person(flock: Flock, role: Role, **place: object) -> User:
    email = f"{flock.word('mail')}@demo.example"
    return invite(role, name=f"Person {flock.word('name')}", email=email, **place)


def _told(nation: Nation, upto: str, year: int) -> Assessment:
    flock, people = nation.flock, nation.people
    focal, signatory, coordinator = people["focal_point"], people["signatory"], a_coordinator()
    at = now() - timedelta(hours=1)
    cycle = make_cycle(code=str(year))
    assessment = operations.open_assessment(
        actor=focal, at=at, country_id=nation.country.pk, cycle_id=cycle.pk, reference_date=at.date()
    )
    pk = assessment.pk
    one = {"at": at, "assessment_id": pk}
    profile = {"land_border": "yes", "crossings": "3", "remarks": flock.word("profile")}
    operations.save_profile(actor=focal, answers=profile, **one)
    operations.set_agencies(actor=focal, agency_ids=[agency.pk for agency in nation.agencies.values()], **one)
    operations.propose_assignments(actor=focal, **one)
    operations.approve_scope(actor=signatory, **one)
    for kind, agency in nation.agencies.items():
        wish = operations.ask_extension(
            actor=people[f"lead {kind}"], agency_id=agency.pk, days=1, reason=flock.word("wish"), **one
        )
        if kind == "BG":
            operations.decide_extension(actor=focal, extension_id=wish.pk, days=0, answer=flock.word("decision"), **one)
    day = cycle.answers_due + timedelta(days=1)
    operations.move_deadlines(actor=focal, days={"answers_due": day}, reason=flock.word("moved"), **one)
    for kind, agency in nation.agencies.items():
        unreleased = upto == "collection" and kind == "BG"
        _answered(assessment, agency, people[f"officer {kind}"], nation.silent if unreleased else flock)
        if not unreleased:
            where = {"actor": people[f"lead {kind}"], "agency_id": agency.pk, **one}
            operations.release_answers(**where)
            operations.reopen_release(reason=flock.word("opened"), **where)
            operations.release_answers(**where)
        own = nation.silent if unreleased else flock
        _discussed(people[f"officer {kind}"], own, pk, visibility="agency", agency_id=agency.pk)
    _discussed(people["officer CUS"], flock, pk, visibility="agencies", agency_id=nation.agencies["CUS"].pk)
    _discussed(focal, flock, pk, visibility="agency")
    if upto == "collection":
        return assessment
    operations.start_consolidation(actor=focal, **one)
    framework = known_framework(assessment.framework_version)
    for indicator in framework.spec.indicators:
        operations.settle_level(
            actor=focal,
            indicator_code=indicator.code,
            kind="level",
            level="1" if indicator.code == "P2.F1.01" else "3",
            reason=flock.word("reason"),
            expected_revision=0,
            **one,
        )
        _proven(assessment, None, focal, indicator.code, flock)
    _met(nation, assessment)
    for warning in warnings(framework.spec, settled_values(assessment)):
        operations.explain_warning(actor=focal, warning=warning.code, text=flock.word("explanation"), **one)
    operations.validate_result(actor=focal, **one)
    operations.reopen_consolidation(actor=focal, reason=flock.word("reopened"), **one)
    operations.validate_result(actor=focal, **one)
    operations.submit(actor=signatory, **one)
    _reviewed(nation, pk)
    _discussed(people["reviewer"], flock, pk, visibility="reviewers")
    if upto == "returned":
        operations.return_questions(actor=coordinator, questions={"P1.F1.01": flock.word("returned")}, **one)
    else:
        operations.accept(actor=coordinator, **one)
    assessment.refresh_from_db()
    return assessment


def _reviewed(nation: Nation, assessment_id: int) -> None:
    """One whole round of review, with a remark and its reply."""
    flock, people, coordinator = nation.flock, nation.people, a_coordinator()
    one = {"at": now(), "assessment_id": assessment_id}
    reviewer, focal = people["reviewer"], people["focal_point"]
    for part in ("F1", "F2"):
        operations.assign_reviewer(actor=coordinator, field=part, person_id=reviewer.pk, **one)
    operations.declare_interests(actor=reviewer, has_conflict=False, note=flock.word("declaration"), **one)
    operations.open_round(actor=coordinator, **one)
    operations.propose_peer_level(
        actor=reviewer,
        indicator_code="P1.F1.01",
        kind="level",
        level="2",
        reason=flock.word("peer reason"),
        expected_revision=0,
        **one,
    )
    operations.write_remark(
        actor=reviewer, indicator_code="P1.F1.01", kind="scoring", text=flock.word("remark"), is_blocking=True, **one
    )
    operations.send_round(actor=coordinator, **one)
    operations.reply_remark(actor=focal, number=1, decision="keep", text=flock.word("reply"), **one)
    operations.confirm_response(actor=people["signatory"], **one)
    operations.close_remark(actor=reviewer, number=1, words=flock.word("closing"), **one)
    operations.close_round(actor=coordinator, **one)


def _met(nation: Nation, assessment: Assessment) -> None:
    """A workshop with a vote, an outcome, a dissent and a guest, told in canaries."""
    flock, people, code = nation.flock, nation.people, "P1.F1.01"
    chair = people["officer CUS"]
    one = {"at": now(), "assessment_id": assessment.pk}
    workshop = operations.plan_workshop(
        actor=people["focal_point"],
        title=flock.word("workshop"),
        begins_on=now().date(),
        chair_id=chair.pk,
        indicator_codes=[code],
        **one,
    )
    here = {"workshop_id": workshop.pk, **one}
    at_item = {"indicator_code": code, **here}
    operations.open_workshop(actor=chair, **here)
    operations.arrive(actor=chair, name=flock.word("guest"), role=flock.word("guest's role"), **here)
    operations.ask_room(actor=chair, text=flock.word("asked"), **at_item)
    operations.start_vote(actor=chair, expected_round=0, **at_item)
    operations.cast_vote(
        actor=people["lead BG"],
        agency_id=nation.agencies["BG"].pk,
        kind="level",
        level="4",
        reason=flock.word("vote"),
        expected_round=1,
        **at_item,
    )
    operations.reveal_votes(actor=chair, expected_round=1, **at_item)
    operations.settle_in_workshop(
        actor=chair,
        kind="level",
        level="3",
        reason=flock.word("agreed"),
        dissent={nation.agencies["BG"].pk: flock.word("dissent")},
        expected_revision=1,
        **at_item,
    )
    operations.close_workshop(actor=chair, **here)
    operations.sign_minutes(actor=chair, **here)


def _discussed(author: User, flock: Flock, assessment_id: int, **whom: object) -> None:
    """A comment with an answer to it, both in canaries."""
    one = {"actor": author, "at": now(), "assessment_id": assessment_id}
    begun = operations.write_comment(indicator_code="P1.F2.01", text=flock.word("comment"), **whom, **one)
    operations.answer_comment(comment_id=begun.pk, text=flock.word("answer"), **one)


def _answered(assessment: Assessment, agency: Agency, officer: User, flock: Flock) -> None:
    codes = (
        Assignment.objects.standing()
        .filter(assessment=assessment, agency=agency)
        .values_list("indicator__code", flat=True)
    )
    for code in codes:
        said = {"kind": "level", "level": "3"} if code != "P2.F2.02" else {"kind": "insufficient", "level": None}
        operations.save_answer(
            actor=officer,
            at=now(),
            assessment_id=assessment.pk,
            agency_id=agency.pk,
            indicator_code=code,
            reason=flock.word("reason"),
            comment=flock.word("comment"),
            expected_revision=0,
            **said,
        )
        _proven(assessment, agency, officer, code, flock)
    _filed(assessment, agency, officer, codes[0], flock)


def _filed(assessment: Assessment, agency: Agency, officer: User, code: str, flock: Flock) -> None:
    """A file whose name and content are canaries."""
    content = flock.word("file").encode()
    (kept,) = operations.attach_files(
        actor=officer,
        at=now(),
        assessment_id=assessment.pk,
        agency_id=agency.pk,
        indicator_code=code,
        uploads=[operations.Upload(io.BytesIO(content), f"{flock.word('label')}.txt")],
    )
    assert kept.code == ""


def _proven(assessment: Assessment, agency: Agency | None, person: User, code: str, flock: Flock) -> None:
    operations.add_evidence(
        actor=person,
        at=now(),
        assessment_id=assessment.pk,
        agency_id=agency.pk if agency else None,
        indicator_code=code,
        title=flock.word("title"),
        kind="E1",
        issued_by=flock.word("issuer"),
        holder=flock.word("holder"),
        marking="public",
    )
