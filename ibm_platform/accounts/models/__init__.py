"""People, places, rights, and the secrets that open doors."""

from ibm_platform.accounts.models.factors import FactorGuesses, FactorReset
from ibm_platform.accounts.models.links import ApiToken, OneTimeLink
from ibm_platform.accounts.models.mail import OutgoingMail
from ibm_platform.accounts.models.notices import DailyDigest, Notice, NoticeChoice
from ibm_platform.accounts.models.people import User
from ibm_platform.accounts.models.places import Agency, Country
from ibm_platform.accounts.models.rights import (
    AGENCY_ROLES,
    COUNTRY_ROLES,
    PLATFORM_ROLES,
    Membership,
    Role,
    Substitution,
)
from ibm_platform.accounts.models.sessions import SignInSession

__all__ = [
    "AGENCY_ROLES",
    "COUNTRY_ROLES",
    "PLATFORM_ROLES",
    "Agency",
    "ApiToken",
    "Country",
    "DailyDigest",
    "FactorGuesses",
    "FactorReset",
    "Membership",
    "Notice",
    "NoticeChoice",
    "OneTimeLink",
    "OutgoingMail",
    "Role",
    "SignInSession",
    "Substitution",
    "User",
]
