"""How the library of second factors is bent to this product: secrets are sealed, names are ours."""

from __future__ import annotations

from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from ibm_platform.common.sealing import seal, unseal

PURPOSE = "second factor"


class SecondFactors(DefaultMFAAdapter):  # type: ignore[misc]
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("The device did not prove who you are; try again."),
    }

    def encrypt(self, text: str) -> str:
        return seal(text, purpose=PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text, purpose=PURPOSE)

    def _get_site_name(self) -> str:
        return str(settings.MFA_TOTP_ISSUER)

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        """Name the account by its address: the device shows it when several passkeys are there."""
        return {**super().get_public_key_credential_user_entity(user), "display_name": user.name}
