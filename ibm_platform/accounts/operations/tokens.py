"""Personal keys to the API."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from ibm_platform.accounts.models import ApiToken, User
from ibm_platform.accounts.operations.checks import checked_line, invalid, require_person
from ibm_platform.accounts.permissions import require_proof
from ibm_platform.accounts.queries import digest_of, rights_of
from ibm_platform.accounts.queries.factors import factors_of
from ibm_platform.common.errors import NotAllowed, NotVisible, TooMany

LONGEST_DAYS = 366
TOKENS_PER_PERSON = 10
# A use is noted at most this often: reading the API must not write a row for each call.
NOTE_USE_EVERY = timedelta(minutes=5)


class SecondFactorNeeded(NotAllowed):
    """A key that opens the account without a second factor would be the weaker door."""

    code = "second_factor_needed"


class TooManyTokens(TooMany):
    code = "too_many_tokens"


@dataclass(frozen=True)
class NewToken:
    """A token and its secret, which is shown once and stored nowhere."""

    token: ApiToken
    secret: str


def create_api_token(*, name: str, days: int, actor: User, at: datetime, proved_at: datetime | None) -> NewToken:
    """
    Make a key with which a program of the actor reads and writes what the actor may.

    Args:
        days: how long it works, 1 to 366.

    Raises:
        ProveAgain: the actor signed in too long ago.
        SecondFactorNeeded: the actor has no second factor, and this installation asks for one.
        Invalid: no name, or a life that is too long.
        TooManyTokens: ten work already.
    """
    require_proof(proved_at, at)
    if settings.IBM_SECOND_FACTOR and not factors_of(require_person(actor).pk).exists():
        raise SecondFactorNeeded(_("Add a second factor to your account first; then you can make tokens."))
    with transaction.atomic():
        owner = User.objects.select_for_update().get(pk=require_person(actor).pk)
        label = checked_line(name, field="name", limit=80, missing=_("Say what the token is for."))
        if not 1 <= days <= LONGEST_DAYS:
            raise invalid("days", _("A token works for 1 to 366 days."))
        if (
            ApiToken.objects.filter(owner=owner, revoked_at__isnull=True, expires_at__gt=at).count()
            >= TOKENS_PER_PERSON
        ):
            raise TooManyTokens(_("Ten tokens work already; revoke one first."))
        secret = f"ibm_{secrets.token_urlsafe(32)}"
        token = ApiToken.objects.create(
            owner=owner,
            name=label,
            prefix=secret[:8],
            digest=digest_of(secret),
            created_at=at,
            expires_at=at + timedelta(days=days),
        )
    return NewToken(token, secret)


def revoke_api_token(*, token_id: int, actor: User, at: datetime) -> ApiToken:
    """
    End a token at once; doing it twice changes nothing.

    Raises:
        NotVisible: the token is another person's, and the actor no administrator.
    """
    with transaction.atomic():
        token = ApiToken.objects.select_for_update().filter(pk=token_id).first()
        if token is None or (token.owner_id != actor.pk and not rights_of(actor, at).is_admin):
            raise NotVisible(_("There is no such token."))
        if token.revoked_at is None:
            token.revoked_at = at
            token.save(update_fields=["revoked_at"])
    return token


def note_token_use(*, token: ApiToken, at: datetime) -> None:
    """Remember that the token was used, at most once in five minutes."""
    before = at - NOTE_USE_EVERY
    if token.last_used_at is None or token.last_used_at <= before:
        unnoted = Q(last_used_at__isnull=True) | Q(last_used_at__lte=before)
        ApiToken.objects.filter(unnoted, pk=token.pk).update(last_used_at=at)
