"""Giving and ending roles, deactivation, and never being without an administrator."""

import threading

import pytest
from django.db import connection

from ibm_platform.accounts import operations, queries
from ibm_platform.accounts.models import Role, User
from ibm_platform.accounts.operations.people import AlreadyEnded, LastAdministrator, OwnAccount
from ibm_platform.common.errors import Invalid, NotAllowed, NotVisible
from tests import people


def end(person: User, actor: User) -> None:
    operations.end_membership(
        membership_id=person.memberships.get().pk, actor=actor, at=people.now(), proved_at=people.now()
    )


@pytest.mark.django_db
def test_a_focal_point_gives_an_own_officer_one_more_role(focal_point, officer, guard):
    operations.grant_membership(
        person_id=officer.pk,
        role=Role.AGENCY_LEAD,
        agency_id=guard.pk,
        actor=focal_point,
        at=people.now(),
        proved_at=people.now(),
    )

    assert queries.rights_of(officer, people.now()).agency_ids(Role.AGENCY_LEAD) == {guard.pk}


@pytest.mark.django_db
def test_a_person_of_another_country_is_not_visible(focal_point, stranger, customs):
    with pytest.raises(NotVisible):
        operations.grant_membership(
            person_id=stranger.pk,
            role=Role.OFFICER,
            agency_id=customs.pk,
            actor=focal_point,
            at=people.now(),
            proved_at=people.now(),
        )


@pytest.mark.django_db
def test_an_ended_role_keeps_who_ended_it_and_when(focal_point, officer):
    end(officer, focal_point)

    membership = officer.memberships.get()
    assert membership.ended_by == focal_point
    assert membership.ended_at is not None
    with pytest.raises(AlreadyEnded):
        end(officer, focal_point)


@pytest.mark.django_db
def test_roles_are_ended_by_those_who_may_give_them(agency_lead, focal_point, officer, stranger):
    with pytest.raises(NotVisible):
        end(officer, stranger)
    with pytest.raises(NotAllowed):
        end(agency_lead, agency_lead)
    with pytest.raises(NotAllowed):
        end(focal_point, officer)
    with pytest.raises(NotAllowed):
        end(focal_point, focal_point)

    end(officer, agency_lead)


@pytest.mark.django_db
def test_only_an_administrator_deactivates(focal_point, officer, coordinator):
    for actor in (focal_point, coordinator, officer):
        with pytest.raises(NotAllowed):
            operations.deactivate_person(person_id=officer.pk, actor=actor, at=people.now(), proved_at=people.now())


@pytest.mark.django_db
def test_the_own_account_is_not_deactivated(admin):
    with pytest.raises(OwnAccount):
        operations.deactivate_person(person_id=admin.pk, actor=admin, at=people.now(), proved_at=people.now())


@pytest.mark.django_db
def test_the_last_administrator_stays(admin):
    with pytest.raises(LastAdministrator):
        end(admin, admin)


@pytest.mark.django_db
def test_an_administrator_who_never_signed_in_does_not_count(admin):
    people.invite(Role.ADMIN, name="Second Root", accept=False)

    with pytest.raises(LastAdministrator):
        end(admin, admin)


@pytest.mark.django_db(transaction=True)
def test_two_administrators_cannot_end_each_other_at_once():
    first, second = people.make_admin(), people.make_admin("Second Root")
    start = threading.Barrier(2)
    outcomes: list[str] = []

    def run(target: User, actor: User) -> None:
        try:
            start.wait()
            operations.deactivate_person(person_id=target.pk, actor=actor, at=people.now(), proved_at=people.now())
            outcomes.append("done")
        except (LastAdministrator, NotAllowed):
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in ((first, second), (second, first))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["done", "refused"]
    assert queries.administrators(people.now()).count() == 1


@pytest.mark.django_db
def test_somebody_who_comes_back_sets_a_new_password(admin, officer):
    operations.deactivate_person(person_id=officer.pk, actor=admin, at=people.now(), proved_at=people.now())

    invitation = operations.reactivate_person(
        person_id=officer.pk, link_to=str, actor=admin, at=people.now(), proved_at=people.now()
    )

    assert not User.objects.get(pk=officer.pk).check_password(people.PASSWORD)
    person = operations.accept_invitation(secret=invitation.link, password="a phrase for later", at=people.now())
    assert queries.rights_of(person, people.now()).roles == {"officer"}


@pytest.mark.django_db
def test_a_person_chooses_a_language_of_the_platform(officer):
    operations.choose_language(language="ar-xb", actor=officer)

    assert User.objects.get(pk=officer.pk).language == "ar-xb"
    with pytest.raises(Invalid):
        operations.choose_language(language="tlh", actor=officer)


@pytest.mark.django_db
def test_a_name_loses_its_control_and_direction_characters(officer):
    operations.change_own_account(name=" Offa\u202e \x00Cerr\n ", language="", actor=officer)

    assert User.objects.get(pk=officer.pk).name == "Offa Cerr"


@pytest.mark.django_db
def test_nobody_changes_nothing(nobody):
    with pytest.raises(NotAllowed):
        operations.choose_language(language="en", actor=nobody)
