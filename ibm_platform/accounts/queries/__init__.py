"""Reads of accounts: rights, sets that a person sees, and rows for pages."""

from ibm_platform.accounts.models import Role
from ibm_platform.accounts.permissions import Holding, Rights
from ibm_platform.accounts.queries.own import (
    Contact,
    LinkPage,
    contacts_of,
    invitation_page,
    own_roles,
    own_tokens,
    setup_link_page,
)
from ibm_platform.accounts.queries.people import (
    holding_to_end,
    manages_people,
    people_page,
    person_page,
    role_choices,
    seen_role_choices,
)
from ibm_platform.accounts.queries.places import (
    agency_choices,
    agency_row,
    agency_rows,
    country_choices,
    country_row,
    country_rows,
)
from ibm_platform.accounts.queries.rights import Person, rights_of, rights_of_request
from ibm_platform.accounts.queries.sets import (
    administrators,
    agencies_visible_to,
    countries_visible_to,
    digest_of,
    membership_scope,
    people_exist,
    people_managed_by,
    token_in_force,
)

__all__ = [
    "Contact",
    "Holding",
    "LinkPage",
    "Person",
    "Rights",
    "Role",
    "administrators",
    "agencies_visible_to",
    "agency_choices",
    "agency_row",
    "agency_rows",
    "contacts_of",
    "countries_visible_to",
    "country_choices",
    "country_row",
    "country_rows",
    "digest_of",
    "holding_to_end",
    "invitation_page",
    "manages_people",
    "membership_scope",
    "own_roles",
    "own_tokens",
    "people_exist",
    "people_managed_by",
    "people_page",
    "person_page",
    "rights_of",
    "rights_of_request",
    "role_choices",
    "seen_role_choices",
    "setup_link_page",
    "token_in_force",
]
