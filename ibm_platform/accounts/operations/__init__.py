"""Writes of accounts. Every operation: lock, permit, check, write; ``actor`` and ``at`` are always passed in."""

from ibm_platform.accounts.operations.links import (
    Invitation,
    LinkOver,
    LinkUnknown,
    accept_invitation,
    claim_setup_link,
    create_setup_link,
    invite_person,
    renew_invitation,
)
from ibm_platform.accounts.operations.people import (
    change_own_account,
    choose_language,
    deactivate_person,
    end_membership,
    grant_membership,
    reactivate_person,
)
from ibm_platform.accounts.operations.places import change_agency, change_country, create_agency, create_country
from ibm_platform.accounts.operations.tokens import NewToken, create_api_token, note_token_use, revoke_api_token

__all__ = [
    "Invitation",
    "LinkOver",
    "LinkUnknown",
    "NewToken",
    "accept_invitation",
    "change_agency",
    "change_country",
    "change_own_account",
    "choose_language",
    "claim_setup_link",
    "create_agency",
    "create_api_token",
    "create_country",
    "create_setup_link",
    "deactivate_person",
    "end_membership",
    "grant_membership",
    "invite_person",
    "note_token_use",
    "reactivate_person",
    "renew_invitation",
    "revoke_api_token",
]
