"""Every letter that the platform writes: none holds an answer, a level, a comment or a score, and all go through the outbox."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from assessments.models import AgencyAnswer, EvidenceReference, ReturnedQuestion, SettledLevel
from assessments.operations import invite_to_assessment, remind
from ibm_platform.accounts import operations
from ibm_platform.accounts.models import OutgoingMail, Role
from ibm_platform.accounts.queries.mail import KIND_WORDS
from tests.accounts.factors.devices import give_phone
from tests.architecture.tracked import lines_matching, text_files
from tests.doors.canaries import Nation, make_nation
from tests.letters import as_sent, post_letters
from tests.people import any_admin, now

SAYS_A_LEVEL = re.compile(r"\blevels?\s+\d|\d\s*(?:→|of)\s*\d|\b\d[.,]\d\b|\bscores?\b|\bcomments?\b", re.IGNORECASE)


def said(nation: Nation) -> list[str]:
    """What the country's people wrote: answers, comments, reasons, references, what was returned."""
    texts = [
        *AgencyAnswer.objects.values_list("comment", "reason"),
        *SettledLevel.objects.values_list("reason"),
        *ReturnedQuestion.objects.values_list("comment"),
        *EvidenceReference.objects.values_list("title", "issued_by", "holder"),
    ]
    written = " ".join(text for row in texts for text in row)
    return [word for flock in (nation.flock, nation.silent) for word in flock.words if word in written]


def write_every_letter(nation: Nation) -> None:
    """Whoever adds a kind of letter adds it here: the test below counts the kinds."""
    at, admin, focal = now(), any_admin(), nation.people["focal_point"]
    done = {"actor": focal, "at": at, "proved_at": at, "link_to": str}
    invited = None
    for number, (upto, assessment) in enumerate(nation.assessments.items()):
        if upto in ("collection", "returned"):
            invited = invite_to_assessment(
                assessment_id=assessment.pk,
                agency_id=nation.agencies["BG"].pk,
                role=Role.OFFICER,
                email=f"new{number}@demo.example",
                name="New One",
                **done,
            )
    assert invited is not None
    operations.renew_invitation(person_id=invited.person.pk, **done)
    by_admin = {"person_id": invited.person.pk, "actor": admin, "at": at, "proved_at": at}
    operations.deactivate_person(**by_admin)
    operations.reactivate_person(link_to=str, **by_admin)
    Client().post("/accounts/password/reset/", {"email": focal.email})
    give_phone(focal)
    operations.send_notices(clock=now)
    collecting = nation.assessments["collection"]
    collecting.refresh_from_db()
    zone = ZoneInfo(collecting.country.time_zone)
    for days in (7, 2):
        day = collecting.answers_due - timedelta(days=days)
        morning = datetime.combine(day, time(8), zone)
        remind(clock=lambda morning=morning: morning)
        operations.send_notices(clock=lambda morning=morning: morning)
        operations.send_digests(clock=lambda morning=morning: morning)


@pytest.mark.django_db
def test_no_letter_holds_what_somebody_answered():
    nation = make_nation("XA", "Europe/Vienna", 2027)
    write_every_letter(nation)
    words = said(nation)

    letters = [as_sent(letter) for letter in post_letters(now() + timedelta(days=60))]

    everything = "\n".join(letters).lower()
    assert set(OutgoingMail.objects.values_list("kind", flat=True)) == set(KIND_WORDS)
    assert [word for word in words if word in everything] == []
    assert [letter for letter in letters if SAYS_A_LEVEL.search(letter)] == []
    # Without this, silence above would prove nothing: names are heard, and there was much to tell.
    assert nation.flock.sung_in(everything.encode()) != []
    assert len(words) > 60


def test_every_letter_goes_through_the_outbox():
    sends = r"\bEmailMessage\(|EmailMultiAlternatives\(|\bsend_mass_mail\(|mail_admins\(|mail_managers\(|email_user\(|core\.mail"
    code = [
        (name, text)
        for folder in ("ibm_platform/", "assessments/", "reports/", "frameworks/")
        for name, text in text_files(".py", under=folder)
    ]

    assert {line.split(":")[0] for line in lines_matching(sends, code)} <= {
        "ibm_platform/accounts/operations/mail.py",
        "ibm_platform/settings/development.py",
        "ibm_platform/settings/test.py",
    }
