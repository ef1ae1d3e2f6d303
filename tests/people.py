"""
People of every role, made through the real operations, and the same as fixtures.

Arvenia (XA) is the country of the tests; the stranger belongs to Belmara (XB).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from itertools import count

import pytest
from django.contrib.auth.models import AnonymousUser

from ibm_platform.accounts import operations
from ibm_platform.accounts.models import Agency, Country, Role, User

PASSWORD = "a long enough phrase"
_numbers = count(1)


def now() -> datetime:
    """The real moment: pages and the API ask the clock themselves."""
    return datetime.now(UTC)


def make_admin(name: str = "Ada Root", email: str = "") -> User:
    """The first administrator through the set-up link; later ones by invitation of the first."""
    at = now()
    address = email or f"admin{next(_numbers)}@demo.example"
    first = User.objects.filter(memberships__role=Role.ADMIN, memberships__ended_at=None, is_active=True).first()
    if first is None:
        secret = operations.create_setup_link(at=at)
        return operations.claim_setup_link(secret=secret, name=name, email=address, password=PASSWORD, at=at)
    return invite(Role.ADMIN, name=name, email=address, actor=first)


def any_admin() -> User:
    return User.objects.filter(memberships__role=Role.ADMIN, is_active=True).first() or make_admin()


def make_country(code: str = "XA", name: str = "Arvenia", time_zone: str = "Europe/Vienna") -> Country:
    """The country of this code, made when it is not there yet."""
    there = Country.objects.filter(code=code).first()
    if there is not None:
        return there
    return operations.create_country(code=code, name=name, time_zone=time_zone, actor=any_admin(), at=now())


def make_agency(
    country: Country | None = None, code: str = "CUS", name: str = "Customs", types: Sequence[str] = ("CUS",)
) -> Agency:
    """The agency of this code in the country (Arvenia), made when it is not there yet."""
    home = country or make_country()
    there = Agency.objects.filter(country=home, code=code).first()
    if there is not None:
        return there
    return operations.create_agency(
        country_id=home.pk, code=code, name=name, types=list(types), actor=any_admin(), at=now()
    )


def invite(
    role: str,
    *,
    name: str,
    email: str = "",
    country: Country | None = None,
    agency: Agency | None = None,
    until: date | None = None,
    actor: User | None = None,
    accept: bool = True,
) -> User:
    """Invite somebody and, unless told otherwise, let them set PASSWORD through their link."""
    at = now()
    invitation = operations.invite_person(
        email=email or f"{role}{next(_numbers)}@demo.example",
        name=name,
        role=role,
        country_id=country.pk if country else None,
        agency_id=agency.pk if agency else None,
        until=until,
        link_to=str,
        actor=actor or any_admin(),
        at=at,
        proved_at=at,
    )
    if accept and invitation.mailed_link:
        return operations.accept_invitation(secret=invitation.mailed_link, password=PASSWORD, at=at)
    return invitation.person


def make_coordinator(name: str = "Cora Dinar") -> User:
    return invite(Role.COORDINATOR, name=name)


def make_donor(name: str = "Dona Torr") -> User:
    return invite(Role.DONOR, name=name)


def make_focal_point(country: Country | None = None, name: str = "Fela Point") -> User:
    return invite(Role.FOCAL_POINT, name=name, country=country or make_country())


def make_signatory(country: Country | None = None, name: str = "Sigrun Tory") -> User:
    return invite(Role.SIGNATORY, name=name, country=country or make_country())


def make_reviewer(country: Country | None = None, name: str = "Revi Ewer") -> User:
    return invite(Role.REVIEWER, name=name, country=country or make_country())


def make_agency_lead(agency: Agency | None = None, name: str = "Lea Dahl") -> User:
    return invite(Role.AGENCY_LEAD, name=name, agency=agency or make_agency())


def make_officer(agency: Agency | None = None, name: str = "Offa Cerr") -> User:
    return invite(Role.OFFICER, name=name, agency=agency or make_agency())


def make_stranger(role: str = Role.FOCAL_POINT, name: str = "Stella Ferne") -> User:
    """Somebody with the same kind of role in another country, Belmara."""
    belmara = make_country("XB", "Belmara", "Europe/Athens")
    if role in {Role.AGENCY_LEAD, Role.OFFICER}:
        return invite(role, name=name, agency=make_agency(belmara, "BCU", "Belmara Customs"))
    return invite(role, name=name, country=belmara)


@pytest.fixture
def admin(db: None) -> User:
    return make_admin()


@pytest.fixture
def arvenia(db: None) -> Country:
    return make_country()


@pytest.fixture
def belmara(db: None) -> Country:
    return make_country("XB", "Belmara", "Europe/Athens")


@pytest.fixture
def customs(db: None) -> Agency:
    return make_agency()


@pytest.fixture
def guard(db: None) -> Agency:
    return make_agency(code="BG", name="Border Guard", types=("BG",))


@pytest.fixture
def coordinator(db: None) -> User:
    return make_coordinator()


@pytest.fixture
def donor(db: None) -> User:
    return make_donor()


@pytest.fixture
def focal_point(db: None) -> User:
    return make_focal_point()


@pytest.fixture
def signatory(db: None) -> User:
    return make_signatory()


@pytest.fixture
def reviewer(db: None) -> User:
    return make_reviewer()


@pytest.fixture
def agency_lead(db: None) -> User:
    return make_agency_lead()


@pytest.fixture
def officer(db: None) -> User:
    return make_officer()


@pytest.fixture
def stranger(db: None) -> User:
    return make_stranger()


@pytest.fixture
def nobody() -> AnonymousUser:
    return AnonymousUser()
