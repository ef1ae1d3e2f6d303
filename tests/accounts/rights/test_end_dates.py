"""Every right ends; forms offer a day, nobody gives more than three years, and the person is told before."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command

from ibm_platform.accounts import queries
from ibm_platform.accounts.models import Membership, Role
from ibm_platform.accounts.web.forms import RoleForm
from ibm_platform.common.errors import Invalid
from tests import people
from tests.accounts.sessions.test_limits import signed_in
from tests.architecture.tracked import lines_matching, text_files

pytestmark = pytest.mark.django_db


def invited(until, role=Role.DONOR):
    return people.invite(role, name="Enda Dayle", until=until).memberships.get()


def test_a_right_without_a_word_lasts_two_years(admin):
    today = people.now().date()

    assert invited(None).until == today + timedelta(days=730)
    assert admin.memberships.get().until == today + timedelta(days=730)


@pytest.mark.parametrize("role", [Role.DONOR, Role.ADMIN, Role.COORDINATOR])
def test_three_years_are_the_most(role, admin):
    today = people.now().date()

    assert invited(today + timedelta(days=1096), role).until == today + timedelta(days=1096)
    with pytest.raises(Invalid):
        invited(today + timedelta(days=1097), role)
    with pytest.raises(Invalid):
        invited(today - timedelta(days=1), role)


def test_the_form_offers_two_years_and_wants_a_day():
    form = RoleForm(roles=[("donor", "Donor")], countries=[], agencies=[])
    empty = RoleForm({"role": "donor", "until": ""}, roles=[("donor", "Donor")], countries=[], agencies=[])

    assert form["until"].value() == people.now().date() + timedelta(days=730)
    assert empty.errors["until"] == ["Give the last day of the role."]


def test_nothing_on_a_page_speaks_of_a_role_without_end():
    assert lines_matching(r"(?i)\bno end\b|without an end", text_files(".html", under="templates/")) == []
    assert lines_matching(r"(?i)_\(.*(\bno end\b|without an end)", text_files(".py", under="ibm_platform/")) == []


@pytest.mark.parametrize(("days", "told"), [(31, False), (30, True), (0, True)])
def test_the_person_is_told_a_month_before(days, told, admin):
    person = invited(people.now().date() + timedelta(days=days), Role.ADMIN).person
    client = signed_in(person)

    work, account = (client.get(address).content.decode() for address in ("/", "/accounts/"))

    assert ("A role of yours ends with" in work) == told
    assert ("setup_link" in account) == told


def test_a_right_is_gone_the_day_after(admin):
    with time_machine.travel(people.now(), tick=False) as clock:
        person = invited(people.now().date() + timedelta(days=1)).person
        clock.shift(timedelta(days=1))
        last_day = queries.rights_of(person, people.now()).roles
        clock.shift(timedelta(days=1))
        after = queries.rights_of(person, people.now()).roles

    assert (last_day, after) == ({Role.DONOR}, frozenset())


def test_when_the_last_administrator_has_run_out_the_command_opens_the_house_again(admin, capsys):
    Membership.objects.filter(person=admin).update(until=people.now().date() - timedelta(days=1))

    call_command("setup_link")

    assert "/setup/" in capsys.readouterr().out
