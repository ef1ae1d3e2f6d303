"""The demo keeps its promises: countries in different states, two published cycles for one, records that hold."""

import pytest
from django.core.management import call_command

from assessments.models import Assessment
from assessments.operations.events import verify_chain
from ibm_platform.accounts.models import User
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
