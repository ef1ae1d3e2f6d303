"""Sign-in to the API by personal token."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.request import Request

from ibm_platform.accounts import operations, queries


class TokenAuthentication(BaseAuthentication):
    """``Authorization: Bearer <token>``; the token opens what its owner may see at the moment of the call."""

    keyword = "Bearer"

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        words = get_authorization_header(request).split()
        if not words or words[0].lower() != self.keyword.lower().encode():
            return None
        if len(words) != 2:
            raise exceptions.AuthenticationFailed(_("Give one token after the word Bearer."))
        try:
            secret = words[1].decode("ascii")
        except UnicodeDecodeError as error:
            raise exceptions.AuthenticationFailed(_("This token is not valid; make a new one.")) from error
        at = timezone.now()
        token = queries.token_in_force(secret=secret, at=at)
        if token is None:
            raise exceptions.AuthenticationFailed(_("This token is not valid; make a new one."))
        if settings.IBM_SECOND_FACTOR and not token.owner_has_factor:
            raise exceptions.AuthenticationFailed(
                _("The owner of this token has no second factor; sign in on the platform and add one."),
                code="second_factor_needed",
            )
        operations.note_token_use(token=token, at=at)
        return token.owner, token

    def authenticate_header(self, request: Request) -> str:
        return self.keyword
