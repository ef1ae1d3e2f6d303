"""Addresses of accounts. Of the sign-in library only these views are open: no sign-up, no second e-mail address."""

from django.urls import path, re_path

from ibm_platform.accounts.web import account, entering, people, places, signing_in

urlpatterns = [
    path("setup/<str:token>/", entering.setup, name="setup"),
    path("help/", account.help_page, name="help"),
    path("accounts/", account.account, name="account"),
    path("accounts/login/", signing_in.sign_in_page, name="account_login"),
    path("accounts/logout/", signing_in.sign_out, name="account_logout"),
    path("accounts/password/change/", signing_in.change_password, name="account_change_password"),
    path("accounts/password/reset/", signing_in.reset, name="account_reset_password"),
    path("accounts/password/reset/done/", signing_in.reset_done, name="account_reset_password_done"),
    path(
        "accounts/password/reset/key/done/",
        signing_in.new_password_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        signing_in.new_password,
        name="account_reset_password_from_key",
    ),
    path("accounts/invitation/<str:token>/", entering.invitation, name="invitation"),
    path("accounts/tokens/", account.make_token, name="make_token"),
    path("accounts/tokens/<int:token_id>/revoke/", account.revoke_token, name="revoke_token"),
    path("accounts/people/", people.people, name="people"),
    path("accounts/people/invite/", people.invite, name="invite"),
    path("accounts/people/<int:person_id>/", people.person, name="person"),
    path("accounts/people/<int:person_id>/deactivate/", people.deactivate, name="deactivate"),
    path("accounts/people/<int:person_id>/reactivate/", people.reactivate, name="reactivate"),
    path("accounts/people/<int:person_id>/invitation/", people.renew, name="renew_invitation"),
    path("accounts/roles/<int:membership_id>/end/", people.end_role, name="end_role"),
    path("accounts/countries/", places.countries, name="countries"),
    path("accounts/countries/new/", places.add_country, name="add_country"),
    path("accounts/countries/<str:code>/", places.change_country, name="change_country"),
    path("accounts/agencies/", places.agencies, name="agencies"),
    path("accounts/agencies/new/", places.add_agency, name="add_agency"),
    path("accounts/agencies/<int:agency_id>/", places.change_agency, name="change_agency"),
]
