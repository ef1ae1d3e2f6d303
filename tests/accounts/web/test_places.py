"""Countries and agencies: the small helps of their pages."""


def test_the_only_country_is_chosen_without_asking(focal_point, client):
    client.force_login(focal_point)

    form = client.get("/accounts/agencies/new/").context["form"]

    assert form["country"].value() == focal_point.memberships.get().country_id


def test_the_invitation_says_that_an_agency_comes_first(focal_point, client):
    client.force_login(focal_point)

    page = client.get("/accounts/people/invite/").content.decode()

    assert "Add the agency first" in page
