"""``docs/authentication.md`` names every address that takes credentials, and no other."""

import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from ibm_platform.accounts import operations
from tests import people
from tests.accounts.sessions.test_limits import signed_in
from tests.accounts.web.test_signing_in import reset_link
from tests.architecture.access_registry import BY_ROLE, PUBLIC, SIGNED_IN
from tests.architecture.test_access_matrix import names_of

pytestmark = pytest.mark.django_db

# Sent by a script, so that no field of a page shows them; each has its tests beside those of second factors.
BY_SCRIPT = {"passkey_sign_in", "second_factor_passkey"}
# Shown to whoever has a factor to prove; nobody here has.
AFTER_A_PASSWORD = {"second_factor_prompt"}
FIELD = re.compile(r'<input[^>]+(?:type="password"|autocomplete="one-time-code")')


def told(repository: Path) -> set[str]:
    return set(
        re.findall(r"^\| `([a-z_]+)` \|", (repository / "docs/authentication.md").read_text(), flags=re.MULTILINE)
    )


def test_the_document_lists_exactly_the_pages_with_a_field_for_a_secret(repository, officer):
    invited = operations.invite_person(
        email="new@demo.example", name="New One", role="donor", link_to=str, actor=people.any_admin(), at=people.now(),
        proved_at=people.now(),
    )  # fmt: skip
    nobody, somebody = Client(), signed_in(officer)
    links = {"invitation": invited.mailed_link, "account_reset_password_from_key": reset_link(nobody, officer)}
    found = set()
    for name in {*PUBLIC, *SIGNED_IN, *BY_ROLE}:
        for client in (nobody, somebody):
            page = client.get(address_of(name, links), follow=True).content.decode()
            # A page of somebody who is not signed in ends at the sign-in.
            if FIELD.search(page) and (name == "account_login" or 'id="id_login"' not in page):
                found.add(name)
    # Its link works only while there is no administrator.
    found |= {"setup"}

    assert found | BY_SCRIPT | AFTER_A_PASSWORD == told(repository)


def test_every_name_of_the_document_is_an_address(repository):
    assert told(repository) <= set(names_of(get_resolver().url_patterns))


def address_of(name: str, links: dict[str, str]) -> str:
    if name == "account_reset_password_from_key":
        return links[name]
    if name in links:
        return reverse(name, args=[links[name]])
    args = (PUBLIC.get(name) or SIGNED_IN.get(name) or (BY_ROLE[name].args,))[0]
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        # Pages of one person or agency: any number will do, their forms are those of the list above or ask for no secret.
        return reverse(name, args=[1 for _arg in args])
