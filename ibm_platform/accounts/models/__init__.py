"""People, places, rights, and the secrets that open doors."""

from ibm_platform.accounts.models.links import ApiToken, OneTimeLink
from ibm_platform.accounts.models.people import User
from ibm_platform.accounts.models.places import Agency, Country
from ibm_platform.accounts.models.rights import (
    AGENCY_ROLES,
    COUNTRY_ROLES,
    PLATFORM_ROLES,
    Membership,
    Role,
)

__all__ = [
    "AGENCY_ROLES",
    "COUNTRY_ROLES",
    "PLATFORM_ROLES",
    "Agency",
    "ApiToken",
    "Country",
    "Membership",
    "OneTimeLink",
    "Role",
    "User",
]
