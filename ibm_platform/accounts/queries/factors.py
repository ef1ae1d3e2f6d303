"""Second factors as a person sees them, what a session has proved, and resets that wait for a second person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from ibm_platform.accounts.factors import marks
from ibm_platform.accounts.models import FactorReset, User
from ibm_platform.accounts.permissions import Rights, may_ask_factor_reset, require_admin
from ibm_platform.accounts.queries.sets import FACTORS, people_managed_by
from ibm_platform.common.errors import NotAllowed, NotVisible

APP = Authenticator.Type.TOTP.value
PASSKEY = Authenticator.Type.WEBAUTHN.value
RECOVERY = Authenticator.Type.RECOVERY_CODES.value


@dataclass(frozen=True)
class FactorRow:
    """One factor of a person; ``name`` is empty for an app."""

    id: int
    kind: str
    name: str
    created_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True)
class FactorsPage:
    """What the page of the own factors shows; ``codes_left`` is None when there are no recovery codes."""

    rows: tuple[FactorRow, ...]
    codes_left: int | None
    may_remove: bool

    @property
    def has_app(self) -> bool:
        return any(row.kind == APP for row in self.rows)

    @property
    def has_passkey(self) -> bool:
        return any(row.kind == PASSKEY for row in self.rows)


@dataclass(frozen=True)
class ResetRow:
    """A lost factor that waits for an administrator; ``may_decide`` is False for whoever asked and for whom it is."""

    id: int
    person_id: int
    person_name: str
    reason: str
    asked_by: str
    asked_at: datetime
    may_decide: bool


def factors_page(person_id: int) -> FactorsPage:
    """Return the own factors, oldest first: one query."""
    found = list(Authenticator.objects.filter(user_id=person_id).order_by("created_at", "pk"))
    rows = tuple(
        FactorRow(factor.pk, factor.type, factor.data.get("name", ""), factor.created_at, factor.last_used_at)
        for factor in found
        if factor.type in FACTORS
    )
    codes = [factor.data["codes"] for factor in found if factor.type == RECOVERY]
    left = sum(1 for code in codes[0] if code) if codes else None
    return FactorsPage(rows, left, may_remove=len(rows) > 1 or not settings.IBM_SECOND_FACTOR)


def factor_kinds(person_id: int) -> frozenset[str]:
    """Return the kinds of second factor that the person has; empty when there is none to prove."""
    return frozenset(Authenticator.objects.filter(user_id=person_id, type__in=FACTORS).values_list("type", flat=True))


def factors_of(person_id: int) -> QuerySet[Any]:
    """Second factors of one person; recovery codes are none."""
    return Authenticator.objects.filter(user_id=person_id, type__in=FACTORS)


def proved_at_of(request: Any) -> datetime | None:
    """
    Return when the person at this request last proved to be there: at sign-in, or again since.

    None for a program with a token: nobody is present who could prove anything.
    """
    if getattr(request, "auth", None) is not None:
        return None
    return marks.proved_at(request.session)


def has_second_factor(request: Any) -> bool:
    """Whether this session has proved a second factor, or none is asked for here."""
    return not settings.IBM_SECOND_FACTOR or marks.SECOND_FACTOR_KEY in request.session


def person_to_reset(rights: Rights, *, person_id: int, asked_by_id: int) -> User:
    """
    Return the person whose factor the asker may report as lost.

    Raises:
        NotAllowed: the asker's roles report nothing, or it is the asker's own factor.
        NotVisible: the asker does not manage the person.
    """
    if not may_ask_factor_reset(rights):
        raise NotAllowed(_("A lost second factor is reported by a focal point, a coordinator or an administrator."))
    person = people_managed_by(rights).filter(pk=person_id).first()
    if person is None:
        raise NotVisible(_("There is no such person."))
    if person.pk == asked_by_id:
        raise NotAllowed(_("You cannot report your own factor as lost; ask your focal point or a coordinator."))
    return person


def reset_state(rights: Rights, *, person: User) -> str:
    """Return what the page of a person says: "open" (a reset waits), "lost" (it may be reported) or nothing."""
    if not may_ask_factor_reset(rights):
        return ""
    if FactorReset.objects.filter(person=person, decided_at__isnull=True).exists():
        return "open"
    return "lost" if factors_of(person.pk).exists() else ""


def waiting_resets(rights: Rights) -> int:
    """Return how many lost factors wait for an administrator; nobody else is told."""
    return FactorReset.objects.filter(decided_at__isnull=True).count() if rights.is_admin else 0


def open_resets(rights: Rights, *, asked_by_id: int) -> tuple[ResetRow, ...]:
    """
    Return the resets that wait, oldest first.

    Raises:
        NotAllowed: the one who asks is no administrator.
    """
    require_admin(rights)
    resets = FactorReset.objects.filter(decided_at__isnull=True).select_related("person", "asked_by")
    return tuple(
        ResetRow(
            reset.pk,
            reset.person_id,
            reset.person.name,
            reset.reason,
            reset.asked_by.name,
            reset.asked_at,
            may_decide=asked_by_id not in (reset.person_id, reset.asked_by_id),
        )
        for reset in resets.order_by("asked_at", "pk")
    )
