"""Somebody stands in for somebody else: for some days, at the next request, and on record."""

from datetime import timedelta

import pytest
import time_machine

from assessments.models import AssessmentEvent
from assessments.operations import ask_extension
from assessments.operations.verifying import verify_chain
from ibm_platform.accounts import operations, queries
from ibm_platform.accounts.models import Role, Substitution
from ibm_platform.accounts.operations.granting import ConflictOfInterest
from ibm_platform.common.errors import Conflict, Invalid, NotAllowed, NotVisible
from tests import people
from tests.accounts.sessions.test_limits import signed_in
from tests.builders import cast_of, make_assessment
from tests.tampering import unguarded

pytestmark = pytest.mark.django_db


def role_of(person, role):
    return person.memberships.get(role=role)


def lend(person, role, to, *, actor=None, days=7, begins=0, at=None):
    moment = at or people.now()
    return operations.substitute(
        membership_id=role_of(person, role).pk,
        substitute_id=to.pk,
        from_day=moment.date() + timedelta(days=begins),
        until=moment.date() + timedelta(days=days),
        actor=actor or person,
        at=moment,
        proved_at=moment,
    )


def test_the_substitute_has_the_role_and_the_absent_keeps_it(agency_lead, officer, customs, django_assert_num_queries):
    lend(agency_lead, Role.AGENCY_LEAD, officer)

    with django_assert_num_queries(1):
        rights = queries.rights_of(officer, people.now())

    assert rights.agency_ids(Role.AGENCY_LEAD) == {customs.pk}
    assert rights.own.roles == {Role.OFFICER}
    assert {h.on_behalf_of for h in rights.holdings} == {None, agency_lead.pk}
    assert queries.rights_of(agency_lead, people.now()).roles == {Role.AGENCY_LEAD}


def test_it_begins_and_ends_by_the_day_between_two_requests(agency_lead, officer):
    with time_machine.travel(people.now(), tick=False) as clock:
        lend(agency_lead, Role.AGENCY_LEAD, officer, begins=1, days=2)
        seen = []
        for _day in range(4):
            client = signed_in(officer)
            seen.append(client.get("/accounts/people/").status_code)
            clock.shift(timedelta(days=1))

    assert seen == [403, 200, 200, 403]


def test_ending_it_bites_at_the_next_request(agency_lead, officer):
    row = lend(agency_lead, Role.AGENCY_LEAD, officer)
    client = signed_in(officer)
    before = client.get("/accounts/people/").status_code

    operations.end_substitution(substitution_id=row.pk, actor=agency_lead, at=people.now())

    assert (before, client.get("/accounts/people/").status_code) == (200, 403)


def test_it_dies_with_the_role_and_with_either_person(focal_point, agency_lead, officer, admin):
    def has_it() -> bool:
        return Role.AGENCY_LEAD in queries.rights_of(officer, people.now()).roles

    lend(agency_lead, Role.AGENCY_LEAD, officer)
    lent = has_it()
    operations.deactivate_person(person_id=agency_lead.pk, actor=admin, at=people.now(), proved_at=people.now())

    assert (lent, has_it()) == (True, False)


def test_who_may_give_the_role_may_name_the_substitute_and_nobody_else(
    agency_lead, officer, focal_point, stranger, guard
):
    other = people.make_officer(guard, "Gus Arder")
    colleague = people.make_officer(name="Colla Gue")

    with pytest.raises(NotVisible):
        lend(agency_lead, Role.AGENCY_LEAD, officer, actor=stranger)
    with pytest.raises(NotVisible):
        lend(agency_lead, Role.AGENCY_LEAD, officer, actor=other)
    with pytest.raises(NotVisible):
        lend(agency_lead, Role.AGENCY_LEAD, officer, actor=colleague)

    assert lend(agency_lead, Role.AGENCY_LEAD, officer, actor=focal_point).made_by == focal_point


def test_agencies_stay_blind_to_each_other(agency_lead, guard, stranger):
    """Somebody of another agency would read two agencies' unreleased answers at once."""
    with pytest.raises(NotVisible):
        lend(agency_lead, Role.AGENCY_LEAD, people.make_officer(guard, "Gus Arder"))
    with pytest.raises(NotVisible):
        lend(agency_lead, Role.AGENCY_LEAD, stranger)


@pytest.mark.parametrize("role", [Role.FOCAL_POINT, Role.SIGNATORY])
def test_a_reviewer_of_the_country_never_stands_in_for_its_people(role, arvenia, signatory, focal_point):
    holder = focal_point if role == Role.FOCAL_POINT else signatory
    reviewer = people.make_reviewer(arvenia)

    with pytest.raises((ConflictOfInterest, NotVisible)):
        lend(holder, role, reviewer)


def test_a_substitute_is_held_to_the_same_conflicts_as_a_holder(coordinator, reviewer, belmara):
    lend(coordinator, Role.COORDINATOR, reviewer)

    with pytest.raises(ConflictOfInterest):
        people.invite(Role.FOCAL_POINT, name=reviewer.name, email=reviewer.email, country=belmara)


def end_role(person, role, admin):
    at = people.now()
    operations.end_membership(membership_id=role_of(person, role).pk, actor=admin, at=at, proved_at=at)


def test_it_ends_with_the_role_on_which_it_rests(agency_lead, officer, admin):
    """Somebody who has left the agency would go on there in a colleague's stead, unseen on the page of the person."""
    row = lend(agency_lead, Role.AGENCY_LEAD, officer)

    end_role(officer, Role.OFFICER, admin)

    row.refresh_from_db()
    assert queries.rights_of(officer, people.now()).roles == frozenset()
    assert row.ended_by == admin
    assert queries.own_substitutions(officer.pk, at=people.now()) == ()


def test_it_stays_while_another_role_of_the_same_place_does(signatory, officer, admin, guard):
    people.invite(Role.AGENCY_LEAD, name=officer.name, email=officer.email, agency=guard)
    lend(signatory, Role.SIGNATORY, officer)

    end_role(officer, Role.OFFICER, admin)

    assert queries.rights_of(officer, people.now()).roles == {Role.SIGNATORY, Role.AGENCY_LEAD}


def test_it_does_not_outlast_the_role_on_which_it_rests(agency_lead, customs):
    last_day = people.now().date() + timedelta(days=3)
    helper = people.invite(Role.OFFICER, name="Shor Tly", agency=customs, until=last_day)

    with pytest.raises(Invalid):
        lend(agency_lead, Role.AGENCY_LEAD, helper, days=4)

    assert lend(agency_lead, Role.AGENCY_LEAD, helper, days=3).until == last_day


def test_a_substitute_gives_roles_to_others_and_none_to_themself(focal_point, officer, guard):
    """It would last two years beyond the few days of the substitution."""
    lend(focal_point, Role.FOCAL_POINT, officer)
    wanted = {"role": Role.AGENCY_LEAD, "agency_id": guard.pk, "actor": officer}
    moment = {"at": people.now(), "proved_at": people.now()}

    with pytest.raises(NotAllowed):
        people.invite(Role.AGENCY_LEAD, name=officer.name, email=officer.email, agency=guard, actor=officer)
    with pytest.raises(NotAllowed):
        operations.grant_membership(person_id=officer.pk, **wanted, **moment)
    people.invite(Role.AGENCY_LEAD, name="New Lead", agency=guard, actor=officer)

    assert queries.rights_of(officer, people.now()).own.roles == {Role.OFFICER}


def test_a_substitute_does_not_lend_the_role_further(agency_lead, officer):
    third = people.make_officer(name="Thir Dee")
    lend(agency_lead, Role.AGENCY_LEAD, officer, days=3)

    with pytest.raises(NotAllowed):
        lend(agency_lead, Role.AGENCY_LEAD, third, actor=officer, begins=4, days=9)


def test_a_donor_does_not_read_everything_in_a_coordinators_stead(coordinator, donor):
    with pytest.raises(NotVisible):
        lend(coordinator, Role.COORDINATOR, donor)


def test_administration_is_not_lent(admin, coordinator):
    with pytest.raises(NotAllowed):
        lend(admin, Role.ADMIN, coordinator)


@pytest.mark.parametrize(("begins", "days"), [(-1, 3), (3, 2), (0, 800)])
def test_days_that_make_no_sense_are_refused(begins, days, agency_lead, officer):
    with pytest.raises(Invalid):
        lend(agency_lead, Role.AGENCY_LEAD, officer, begins=begins, days=days)


def test_two_substitutes_of_one_role_do_not_overlap(agency_lead, officer):
    second = people.make_officer(name="Secu Ndus")
    lend(agency_lead, Role.AGENCY_LEAD, officer, days=5)

    with pytest.raises(Conflict):
        lend(agency_lead, Role.AGENCY_LEAD, second, begins=5, days=9)
    lend(agency_lead, Role.AGENCY_LEAD, second, begins=6, days=9)

    assert Substitution.objects.count() == 2


def test_the_page_names_and_ends_a_substitute(agency_lead, officer):
    mine, theirs = signed_in(agency_lead), signed_in(officer)
    session = mine.session
    session["proved_at"] = people.now().timestamp()
    session.save()
    address = f"/accounts/people/{agency_lead.pk}/substitute/"
    today = people.now().date()
    sent = {
        "membership": role_of(agency_lead, Role.AGENCY_LEAD).pk,
        "substitute": officer.pk,
        "from_day": today.isoformat(),
        "until": (today + timedelta(days=3)).isoformat(),
    }

    empty = mine.post(address, {**sent, "substitute": ""})
    named = mine.post(address, sent)
    page = mine.get(address).content.decode()
    own = theirs.get("/accounts/").content.decode()
    ended = theirs.post(f"/accounts/substitutions/{Substitution.objects.get().pk}/end/")

    assert (empty.status_code, named.status_code, ended.status_code) == (422, 302, 302)
    assert "Offa Cerr" in page and "Lea Dahl" in own
    assert Role.AGENCY_LEAD not in queries.rights_of(officer, people.now()).roles


def test_the_record_says_for_whom_and_still_verifies():
    assessment = make_assessment(upto="collection")
    cast = cast_of(assessment)
    agency = next(iter(cast.agencies.values()))
    lead = people.make_agency_lead(agency)
    helper = people.make_officer(agency, "Hella Per")
    lend(lead, Role.AGENCY_LEAD, helper)

    ask_extension(
        actor=helper,
        at=people.now(),
        assessment_id=assessment.pk,
        agency_id=agency.pk,
        days=3,
        reason="Two of us are ill.",
    )

    event = AssessmentEvent.objects.filter(assessment=assessment).latest("number")
    history = signed_in(cast.focal_point).get(f"/assessments/{assessment.pk}/history/").content.decode()
    assert (event.actor, event.on_behalf_of) == (helper, lead)
    assert "Hella Per\u2069 for \u2068Lea Dahl" in history
    assert verify_chain(assessment.pk) == []
    with unguarded():
        AssessmentEvent.objects.filter(pk=event.pk).update(on_behalf_of=None)
    assert verify_chain(assessment.pk) == [f"Event {event.number} was changed after it was recorded."]
