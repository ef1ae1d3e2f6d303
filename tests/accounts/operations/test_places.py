"""Countries and agencies, and who may change them."""

import pytest

from ibm_platform.accounts import operations
from ibm_platform.accounts.models import Agency, Country
from ibm_platform.accounts.operations.places import AlreadyThere
from ibm_platform.common.errors import Invalid, NotAllowed, NotVisible
from tests import people

pytestmark = pytest.mark.django_db


def add_country(actor, *, code="XC", name="Cordovia", time_zone="UTC"):
    return operations.create_country(code=code, name=name, time_zone=time_zone, actor=actor, at=people.now())


def add_agency(actor, country, *, code="POL", name="Police", types=("POL",)):
    return operations.create_agency(
        country_id=country.pk, code=code, name=name, types=list(types), actor=actor, at=people.now()
    )


def test_an_administrator_adds_a_country(admin):
    country = add_country(admin, code=" xc ", time_zone="Europe/Athens")

    assert (country.code, country.name, country.time_zone) == ("XC", "Cordovia", "Europe/Athens")


@pytest.mark.parametrize("who", ["coordinator", "focal_point", "signatory", "officer", "donor", "nobody"])
def test_nobody_else_adds_a_country(request, who):
    actor = request.getfixturevalue(who)

    with pytest.raises(NotAllowed):
        add_country(actor)
    assert not Country.objects.filter(code="XC").exists()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"code": "X1"}, "code"),
        ({"code": "ΑΒ"}, "code"),
        ({"name": " \u200e\n"}, "name"),
        ({"name": "n" * 101}, "name"),
        ({"time_zone": "Europe/Atlantis"}, "time_zone"),
        ({"time_zone": "../../etc/passwd"}, "time_zone"),
    ],
)
def test_a_value_that_cannot_be_read_is_named(admin, values, field):
    with pytest.raises(Invalid) as caught:
        add_country(admin, **values)

    assert list(caught.value.details["fields"]) == [field]


@pytest.mark.parametrize("values", [{"code": "XA"}, {"name": "Arvenia"}])
def test_codes_and_names_of_countries_are_taken_once(admin, arvenia, values):
    with pytest.raises(AlreadyThere):
        add_country(admin, **values)


def test_a_country_keeps_its_code_and_changes_its_name(admin, arvenia):
    operations.change_country(country_id=arvenia.pk, name="New Arvenia", time_zone="UTC", actor=admin, at=people.now())

    assert list(Country.objects.values_list("code", "name", "time_zone")) == [("XA", "New Arvenia", "UTC")]


@pytest.mark.parametrize("who", ["admin", "coordinator", "focal_point"])
def test_agencies_are_added_by_those_who_serve_the_country(request, who, arvenia):
    agency = add_agency(request.getfixturevalue(who), arvenia, types=("POL", "BG", "POL"))

    assert agency.types == ["BG", "POL"]


@pytest.mark.parametrize(
    ("who", "error"),
    [
        ("agency_lead", NotAllowed),
        ("officer", NotAllowed),
        ("signatory", NotAllowed),
        ("reviewer", NotAllowed),
        ("stranger", NotVisible),
        ("donor", NotVisible),
        ("nobody", NotVisible),
    ],
)
def test_others_add_no_agency(request, who, error, arvenia):
    actor = request.getfixturevalue(who)

    with pytest.raises(error):
        add_agency(actor, arvenia)
    assert not Agency.objects.filter(code="POL").exists()


def test_an_agency_code_is_taken_once_in_a_country(admin, customs, belmara):
    with pytest.raises(AlreadyThere):
        add_agency(admin, customs.country, code="cus")
    assert add_agency(admin, belmara, code="CUS").country == belmara


@pytest.mark.parametrize("types", [["<b>"], ["a" * 21], [""]])
def test_agency_types_are_plain_codes(admin, arvenia, types):
    with pytest.raises(Invalid) as caught:
        add_agency(admin, arvenia, types=types)

    assert list(caught.value.details["fields"]) == ["types"]


def test_an_agency_of_another_country_is_not_visible(stranger, customs):
    with pytest.raises(NotVisible):
        operations.change_agency(
            agency_id=customs.pk, name="Ours", types=[], is_active=True, actor=stranger, at=people.now()
        )
