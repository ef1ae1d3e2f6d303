"""The demo keeps its promises: countries in different states, two published cycles for one, records that hold."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from assessments import queries
from assessments.models import Assessment, AssessmentEvent
from assessments.operations.verifying import verify_chain
from ibm_platform.accounts.models import Agency, User
from ibm_platform.accounts.queries import rights_of
from tests.builders import make_framework

pytestmark = pytest.mark.django_db


@pytest.mark.timeout(300)
def test_the_demo_tells_its_story_once(tmp_path, settings, capsys):
    settings.DATA_DIR = tmp_path
    make_framework("ibm")

    call_command("seed_demo")
    people = User.objects.count()
    call_command("seed_demo")

    states = list(Assessment.objects.order_by("country__code", "cycle__code").values_list("country__name", "status"))
    assert states == [
        ("Arvenia", "collection"),
        ("Belmara", "published"),
        ("Belmara", "published"),
        ("Cordovia", "submitted"),
        ("Dravenia", "accepted"),
        ("Estoria", "setup"),
    ]
    assert User.objects.count() == people
    accounts = tmp_path / "demo-accounts.txt"
    assert accounts.stat().st_mode & 0o777 == 0o600
    assert "customs.arvenia@demo.example" in accounts.read_text()
    assert [verify_chain(assessment.pk) for assessment in Assessment.objects.all()] == [[]] * 6


@pytest.mark.timeout(300)
def test_the_demo_shows_how_a_service_shares_its_work(tmp_path, settings):
    settings.DATA_DIR = tmp_path
    make_framework("ibm")
    at = timezone.now()

    call_command("seed_demo", countries=1, cycles=2)

    assessment = Assessment.objects.get()
    focal, lead, officer = (
        User.objects.get(email=f"{name}.arvenia@demo.example") for name in ("focal", "migration", "asylum")
    )
    service = Agency.objects.get(name="Migration Service").pk
    tasks = queries.tasks(officer, at, assessment.pk, service)
    calendar = queries.calendar(focal, at, assessment.pk)
    away = rights_of(officer, at + timedelta(days=12))
    events = list(AssessmentEvent.objects.filter(assessment=assessment).order_by("number").values_list("at", flat=True))
    assert (len(tasks.own), tasks.is_bound) == (6, True)
    assert tasks.extended_until == assessment.answers_due + timedelta(days=3)
    assert [one.agency.name for one in calendar.open_requests] == ["Plant Health"]
    assert {one.on_behalf_of for one in away.holdings} == {None, lead.pk}
    assert events == sorted(events)


@pytest.mark.timeout(300)
def test_the_demo_has_files_behind_answers_and_an_answer_to_a_comment_that_waits_to_be_read(tmp_path, settings):
    settings.DATA_DIR = tmp_path
    make_framework("ibm")

    call_command("seed_demo", countries=1, cycles=2)

    at = timezone.now()
    assessment = Assessment.objects.get()
    officer = User.objects.get(email="customs.arvenia@demo.example")
    labels = {row.label for row in queries.file_register(officer, at, assessment.pk)[:9]}
    threads = queries.comments(officer, at, assessment.pk)
    assert labels == {"Order 14-2025.txt", "Checks at crossings 2025.csv"}
    assert (len(threads.threads), threads.unread) == (1, 1)
