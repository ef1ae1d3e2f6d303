"""The first administrator and invitations: links that work once, for 72 hours, and open no more than the inviter has."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from ibm_platform.accounts import operations, queries
from ibm_platform.accounts.models import AGENCY_ROLES, Membership, OneTimeLink, Role, User
from ibm_platform.accounts.operations.granting import AlreadyHeld, ConflictOfInterest
from ibm_platform.accounts.operations.links import AlreadySetUp
from ibm_platform.common.errors import Conflict, Invalid, NotAllowed, NotVisible
from tests import people
from tests.letters import post_letters
from tests.reading import as_read


def claim(secret: str, *, email: str = "first@demo.example", at=None) -> User:
    return operations.claim_setup_link(
        secret=secret, name="First One", email=email, password=people.PASSWORD, at=at or people.now()
    )


def invite_officer(actor: User, agency, *, email: str = "new@demo.example", at=None) -> operations.Invitation:
    return operations.invite_person(
        email=email,
        name="New One",
        role=Role.OFFICER,
        agency_id=agency.pk,
        link_to=str,
        actor=actor,
        at=at or people.now(),
        proved_at=at or people.now(),
    )


@pytest.mark.django_db
def test_the_setup_link_makes_one_administrator_and_then_is_over():
    secret = operations.create_setup_link(at=people.now())

    person = claim(secret)

    assert queries.rights_of(person, people.now()).is_admin
    with pytest.raises(operations.LinkOver):
        claim(secret, email="second@demo.example")
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_a_newer_setup_link_ends_the_earlier_one():
    earlier = operations.create_setup_link(at=people.now())
    later = operations.create_setup_link(at=people.now())

    with pytest.raises(operations.LinkOver):
        claim(earlier)
    assert claim(later).email == "first@demo.example"


@pytest.mark.django_db
def test_there_is_no_setup_link_once_there_is_an_administrator(admin):
    with pytest.raises(AlreadySetUp):
        operations.create_setup_link(at=people.now())


@pytest.mark.django_db
def test_a_setup_link_works_for_72_hours():
    start = people.now()
    secret = operations.create_setup_link(at=start)

    with pytest.raises(operations.LinkOver):
        claim(secret, at=start + timedelta(hours=72))
    assert claim(secret, at=start + timedelta(hours=71, minutes=59)).is_active


@pytest.mark.django_db
def test_an_invented_setup_link_is_unknown():
    operations.create_setup_link(at=people.now())

    with pytest.raises(operations.LinkUnknown):
        claim("not-a-secret")


@pytest.mark.django_db
def test_the_secret_of_a_link_is_not_stored():
    secret = operations.create_setup_link(at=people.now())

    assert secret not in str(OneTimeLink.objects.values().get())


@pytest.mark.django_db
def test_a_weak_password_leaves_the_setup_link_unused():
    secret = operations.create_setup_link(at=people.now())

    with pytest.raises(Invalid) as caught:
        operations.claim_setup_link(
            secret=secret, name="First One", email="first@demo.example", password="short", at=people.now()
        )

    assert list(caught.value.details["fields"]) == ["password"]
    assert claim(secret).name == "First One"


@pytest.mark.django_db(transaction=True)
def test_of_two_people_with_the_setup_link_one_wins():
    secret = operations.create_setup_link(at=people.now())
    start = threading.Barrier(2)
    outcomes: list[str] = []

    def run(number: int) -> None:
        try:
            start.wait()
            claim(secret, email=f"person{number}@demo.example")
            outcomes.append("won")
        except operations.LinkOver:
            outcomes.append("over")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["over", "won"]
    assert Membership.objects.filter(role=Role.ADMIN).count() == 1


@pytest.mark.django_db
def test_an_invitation_is_mailed_and_sets_the_password_once(focal_point, customs):
    invitation = invite_officer(focal_point, customs)

    person = operations.accept_invitation(secret=invitation.mailed_link, password=people.PASSWORD, at=people.now())

    letter = post_letters()[-1]
    assert letter.to == ["new@demo.example"]
    assert invitation.mailed_link in letter.body
    assert "Fela Point invites you as Officer of Customs in Arvenia." in as_read(letter.body)
    assert person.check_password(people.PASSWORD)
    assert queries.rights_of(person, people.now()).agency_ids(Role.OFFICER) == {customs.pk}
    with pytest.raises(operations.LinkOver):
        operations.accept_invitation(secret=invitation.mailed_link, password="another long phrase", at=people.now())


@pytest.mark.django_db
def test_an_invitation_works_for_72_hours(focal_point, customs):
    start = people.now()
    invitation = invite_officer(focal_point, customs, at=start)

    with pytest.raises(operations.LinkOver):
        operations.accept_invitation(
            secret=invitation.mailed_link, password=people.PASSWORD, at=start + timedelta(hours=72)
        )


@pytest.mark.django_db
def test_a_new_link_ends_the_earlier_one(focal_point, customs):
    first = invite_officer(focal_point, customs)

    second = operations.renew_invitation(
        person_id=first.person.pk, link_to=str, actor=focal_point, at=people.now(), proved_at=people.now()
    )

    with pytest.raises(operations.LinkOver):
        operations.accept_invitation(secret=first.mailed_link, password=people.PASSWORD, at=people.now())
    operations.accept_invitation(secret=second.mailed_link, password=people.PASSWORD, at=people.now())


@pytest.mark.django_db
def test_no_new_link_for_somebody_who_has_a_password(focal_point, officer):
    with pytest.raises(Conflict):
        operations.renew_invitation(
            person_id=officer.pk, link_to=str, actor=focal_point, at=people.now(), proved_at=people.now()
        )


@pytest.mark.django_db
def test_inviting_a_known_address_gives_a_role_and_no_link_to_the_account(agency_lead, admin, customs):
    invitation = invite_officer(agency_lead, customs, email=admin.email.upper())

    assert (invitation.person, invitation.link, invitation.mailed_link) == (admin, "", "")
    assert invitation.person.name == "Ada Root"
    assert queries.rights_of(admin, people.now()).roles == {"admin", "officer"}


@pytest.mark.django_db
def test_an_inviter_does_not_get_the_link_of_somebody_who_holds_more(admin, agency_lead, customs):
    people.invite(Role.ADMIN, name="Second Root", email="second@demo.example", actor=admin, accept=False)

    invitation = invite_officer(agency_lead, customs, email="second@demo.example")

    assert invitation.link == ""
    letter = post_letters()[-1]
    assert invitation.mailed_link in letter.body
    assert letter.to == ["second@demo.example"]


@pytest.mark.django_db
def test_the_same_role_is_not_given_twice(focal_point, customs):
    invite_officer(focal_point, customs)

    with pytest.raises(AlreadyHeld):
        invite_officer(focal_point, customs, email=" NEW@demo.example ")
    assert Membership.objects.filter(role=Role.OFFICER).count() == 1


@pytest.mark.django_db
def test_somebody_of_the_country_cannot_review_it(coordinator, officer, arvenia, belmara):
    def review(country):
        return operations.invite_person(
            email=officer.email,
            name="",
            role=Role.REVIEWER,
            country_id=country.pk,
            link_to=str,
            actor=coordinator,
            at=people.now(),
            proved_at=people.now(),
        )

    with pytest.raises(ConflictOfInterest):
        review(arvenia)
    assert review(belmara).person == officer


@pytest.mark.django_db
def test_a_reviewer_gets_no_role_in_the_country_reviewed(focal_point, reviewer, customs):
    with pytest.raises(ConflictOfInterest):
        invite_officer(focal_point, customs, email=reviewer.email)


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.FOCAL_POINT, Role.SIGNATORY, Role.AGENCY_LEAD, Role.OFFICER])
def test_nobody_coordinates_and_stands_on_a_countrys_side(admin, coordinator, arvenia, customs, role):
    place = {"agency_id": customs.pk} if role in AGENCY_ROLES else {"country_id": arvenia.pk}
    national = people.invite(
        role, name="Nadia Tional", country=arvenia, agency=customs if "agency_id" in place else None
    )

    def invite(email, role, **where):
        return operations.invite_person(
            email=email, name="", role=role, link_to=str, actor=admin, at=people.now(), proved_at=people.now(), **where
        )

    with pytest.raises(ConflictOfInterest, match="end the national roles first"):
        invite(national.email, Role.COORDINATOR)
    with pytest.raises(ConflictOfInterest, match="choose somebody else"):
        invite(coordinator.email, role, **place)
    with pytest.raises(ConflictOfInterest):
        operations.grant_membership(
            person_id=coordinator.pk, role=role, actor=admin, at=people.now(), proved_at=people.now(), **place
        )


@pytest.mark.django_db
def test_an_invited_coordinator_who_has_not_come_yet_gets_no_national_role(admin, arvenia):
    invited = people.invite(Role.COORDINATOR, name="Cora New", accept=False)

    with pytest.raises(ConflictOfInterest):
        people.invite(Role.SIGNATORY, name="", email=invited.email, country=arvenia, actor=admin)


@pytest.mark.django_db
def test_who_coordinated_until_yesterday_may_serve_a_country(admin, coordinator, arvenia):
    operations.end_membership(
        membership_id=coordinator.memberships.get().pk, actor=admin, at=people.now(), proved_at=people.now()
    )

    focal_point = people.invite(Role.FOCAL_POINT, name="", email=coordinator.email, country=arvenia, actor=admin)

    assert focal_point == coordinator


GRANTS = {
    "admin": set(Role.values),
    "coordinator": {"focal_point", "signatory", "reviewer", "donor"},
    "focal_point": {"agency_lead", "officer"},
    "agency_lead": {"officer"},
    "officer": set(),
    "signatory": set(),
    "reviewer": set(),
    "donor": set(),
}


@pytest.mark.django_db
@pytest.mark.parametrize("who", GRANTS)
def test_each_role_invites_exactly_those_it_may(request, who, arvenia, customs):
    actor = request.getfixturevalue(who)
    invited = set()

    for role in Role.values:
        try:
            operations.invite_person(
                email=f"new.{role}@demo.example",
                name="New One",
                role=role,
                country_id=arvenia.pk if role in {"focal_point", "signatory", "reviewer"} else None,
                agency_id=customs.pk if role in {"agency_lead", "officer"} else None,
                link_to=str,
                actor=actor,
                at=people.now(),
                proved_at=people.now(),
            )
        except NotAllowed:
            continue
        except NotVisible:
            # A donor is of no country, and so does not see that Arvenia exists.
            assert who == "donor"
            continue
        invited.add(role)

    assert invited == GRANTS[who]


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.FOCAL_POINT, Role.AGENCY_LEAD, Role.OFFICER])
def test_another_country_is_not_visible_to_its_inviters(role, customs):
    stranger = people.make_stranger(role)

    with pytest.raises(NotVisible):
        invite_officer(stranger, customs)


@pytest.mark.django_db
def test_an_agency_lead_does_not_invite_for_another_agency_of_the_country(agency_lead, guard):
    with pytest.raises(NotAllowed):
        invite_officer(agency_lead, guard)


@pytest.mark.django_db
def test_nobody_is_invited_to_a_closed_agency(focal_point, customs):
    operations.change_agency(
        agency_id=customs.pk, name="Customs", types=["CUS"], is_active=False, actor=focal_point, at=people.now()
    )

    with pytest.raises(Invalid):
        invite_officer(focal_point, customs)


@pytest.mark.django_db
def test_an_administrator_is_invited_for_three_years_at_most(admin):
    with pytest.raises(Invalid) as caught:
        operations.invite_person(
            email="late@demo.example",
            name="Late One",
            role=Role.ADMIN,
            until=people.now().date() + timedelta(days=1100),
            link_to=str,
            actor=admin,
            at=people.now(),
            proved_at=people.now(),
        )

    assert list(caught.value.details["fields"]) == ["until"]
    assert not User.objects.filter(email="late@demo.example").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("email", ["", "no-address", "two@at@demo.example", "line\nbreak@demo.example"])
def test_an_address_that_cannot_be_read_is_named(focal_point, customs, email):
    with pytest.raises(Invalid) as caught:
        invite_officer(focal_point, customs, email=email)

    assert list(caught.value.details["fields"]) == ["email"]


@pytest.mark.django_db
def test_a_mail_server_that_is_down_does_not_undo_the_role(focal_point, customs, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9

    invitation = invite_officer(focal_point, customs)
    post_letters()

    assert invitation.person.letters.get().sent_at is None
    assert queries.rights_of(invitation.person, people.now()).roles == {"officer"}
