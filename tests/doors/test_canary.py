"""
No word of one country in any byte that another country's people are given.

Two countries write canaries into every text they have. Everybody of the other country walks every address: the pages that are
linked, the API, and, knocking at doors that are not theirs, every address of the first country's assessments.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from assessments.models import AssignmentChange, Comment, EvidenceReference, ExtensionRequest, Workshop
from ibm_platform.accounts.models import User
from reports.models import Report
from reports.operations import request_report
from tests.architecture.access_registry import NATIONAL, REPORT, SIGNED_IN
from tests.doors.canaries import Flock, Nation, make_nation
from tests.kept import kept
from tests.letters import as_sent, post_letters
from tests.people import make_admin, make_coordinator, make_donor, make_reviewer, now

pytestmark = pytest.mark.django_db

LINK = re.compile(r'(?:href|src|hx-get|action)="(/[^"#]*)')
# Leaving, and what nobody wrote.
NOT_WALKED = ("/accounts/logout/", "/static/", "/i18n/")
MOST_FOLLOWED = 150
"""Addresses that are looked at because they stand in an answer, beside those that are named."""


@dataclass(frozen=True)
class Aviary:
    """``first`` is listened for, ``second`` listens."""

    first: Nation
    second: Nation
    report: Report
    donor: User
    admin: User
    coordinator: User


@pytest.fixture(scope="module")
def aviary(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Aviary]:
    with kept(django_db_blocker):
        first, second = make_nation("XA", "Europe/Vienna", 2030), make_nation("XB", "Europe/Athens", 2030)
        report = request_report(
            actor=first.people["signatory"],
            at=now(),
            assessment_id=first.assessments["accepted"].pk,
            language="en",
            edition="internal",
        )
        # Between the countries stand people who serve both: they have no words of their own.
        yield Aviary(first, second, report, make_donor(), make_admin(), make_coordinator())


def addresses_of(nation: Nation, report: Report | None = None) -> Iterator[str]:
    """Every address of the registry with the things of this nation in it, for each of its assessments."""
    for name, (args, _status) in SIGNED_IN.items():
        if name != "account_logout":
            yield reverse(name, args=args)
    for assessment in nation.assessments.values():
        evidence = EvidenceReference.objects.filter(assessment=assessment).order_by("file").last()
        wish = ExtensionRequest.objects.filter(assessment=assessment).first()
        change = AssignmentChange.objects.filter(assessment=assessment).first()
        comment = Comment.objects.filter(assessment=assessment).first()
        workshop = Workshop.objects.filter(assessment=assessment).first()
        for agency in nation.agencies.values():
            things = {
                "CUS": agency.pk,
                "evidence": evidence.pk,
                "file": evidence.file_id or 1,
                "warning": "none",
                "extension": wish.pk,
                "change": change.pk,
                "comment": comment.pk,
                "workshop": workshop.pk if workshop else 1,
            }
            for name, door in NATIONAL.items():
                args = [agency.code if arg == "CUS" else arg.format(**things) for arg in door.args]
                yield reverse(name, args=[assessment.pk, *args])
    if report is not None:
        for name in REPORT:
            yield reverse(name, args=[report.pk])


def walk(person: User, starts: Iterable[str], *, follow: bool = True) -> Iterator[tuple[str, bytes]]:
    """Give the bytes of every address, headers too; then of every address that stands in them."""
    client = Client()
    client.force_login(person)
    waiting = deque(dict.fromkeys(starts))
    most = len(waiting) + MOST_FOLLOWED
    seen: set[str] = set()
    while waiting and len(seen) < most:
        address = waiting.popleft()
        if address in seen or address.startswith(NOT_WALKED):
            continue
        seen.add(address)
        response: HttpResponse = client.get(address)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        assert response.status_code < 500, address
        yield address, content + str(response.headers).encode()
        if follow and response["Content-Type"].startswith("text/html"):
            waiting.extend(unescape(link) for link in LINK.findall(content.decode()))
        if response.status_code in (301, 302):
            waiting.append(response["Location"])


def heard(flock: Flock, person: User, starts: Iterable[str], *, follow: bool = True) -> dict[str, list[str]]:
    """Address → the words of ``flock`` in what it answered."""
    return {
        address: found for address, content in walk(person, starts, follow=follow) if (found := flock.sung_in(content))
    }


PEOPLE = ("focal_point", "signatory", "reviewer", "officer BG", "lead CUS")


@pytest.mark.parametrize("role", PEOPLE)
def test_nobody_of_one_country_hears_a_word_of_the_other(aviary: Aviary, role: str) -> None:
    person = aviary.second.people[role]

    own = heard(aviary.first.flock, person, ["/", *addresses_of(aviary.second)])
    knocking = heard(aviary.first.flock, person, addresses_of(aviary.first, aviary.report), follow=False)

    assert (own, knocking) == ({}, {})


def test_a_donor_hears_nothing_that_was_not_published(aviary: Aviary) -> None:
    starts = ["/", *addresses_of(aviary.first, aviary.report)]

    assert heard(aviary.first.flock, aviary.donor, starts) == {}


@pytest.mark.parametrize("role", ["focal_point", "signatory", "officer CUS", "lead CUS"])
def test_what_an_agency_has_not_released_is_heard_by_nobody_else(aviary: Aviary, role: str) -> None:
    starts = ["/", *addresses_of(aviary.first, aviary.report)]

    assert heard(aviary.first.silent, aviary.first.people[role], starts) == {}


def test_the_coordinator_hears_nothing_before_submission(aviary: Aviary) -> None:
    assert heard(aviary.first.silent, aviary.coordinator, ["/", *addresses_of(aviary.first)]) == {}


def test_the_administrator_hears_names_and_no_answer(aviary: Aviary) -> None:
    sung = heard(aviary.first.flock, aviary.admin, ["/", *addresses_of(aviary.first, aviary.report)])
    named = b" ".join(
        text.encode()
        for text in (
            aviary.first.country.name,
            *(f"{agency.code} {agency.name}" for agency in aviary.first.agencies.values()),
            *(f"{person.name} {person.email}" for person in aviary.first.people.values()),
        )
    ).lower()

    assert [word for words in sung.values() for word in words if word.encode() not in named] == []


def test_the_countrys_own_people_do_hear_their_words(aviary: Aviary) -> None:
    """Without this, silence above would prove nothing."""
    people, flock = aviary.first.people, aviary.first.flock

    focal = heard(flock, people["focal_point"], ["/", *addresses_of(aviary.first)])
    guard = heard(aviary.first.silent, people["officer BG"], ["/", *addresses_of(aviary.first)])

    assert {word for words in focal.values() for word in words} >= set(flock.words[:2])
    assert len({word for words in focal.values() for word in words}) > len(flock.words) * 0.7
    assert {word for words in guard.values() for word in words} == set(aviary.first.silent.words)


def test_a_mail_to_one_country_holds_no_word_of_the_other(aviary: Aviary) -> None:
    post_letters()
    make_reviewer(aviary.second.country)

    assert [aviary.first.flock.sung_in(as_sent(letter).encode()) for letter in post_letters()] == [[]]
