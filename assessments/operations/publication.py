"""What the signatory opens to donors, and takes back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.lifecycle import Move
from assessments.models import Assessment, Consent
from assessments.operations.entry import enter
from assessments.operations.moves import required_reason, write_move
from assessments.permissions import Action
from ibm_platform.accounts.models import Membership, Role, User
from ibm_platform.accounts.permissions import require_proof
from ibm_platform.common.errors import Invalid

PROVED_MOVES = frozenset({Move.PUBLISH, Move.WITHDRAW_PUBLICATION})
"""Moves that a person makes who has just proved to be present; their operations ask for ``proved_at``."""


@transaction.atomic
def publish(
    *,
    actor: User,
    at: datetime,
    proved_at: datetime | None,
    assessment_id: int,
    profile: bool = False,
    report: bool = False,
    all_donors: bool = False,
    donor_ids: Collection[int] = (),
) -> Assessment:
    """
    Open what the switches name to the donors named, and nothing else (methodology 5.3).

    Args:
        profile: cell, pillar, field and tier scores.
        report: the shared edition of the report.

    Raises:
        ProveAgain: the actor signed in too long ago, or a program asks: what is open to others is opened by a person.
        Invalid: no switch is on, nobody is named, or somebody named is no donor.
    """
    seen = enter(Action.PUBLISH, actor=actor, at=at, assessment_id=assessment_id)
    require_proof(proved_at, at)
    if not (profile or report):
        raise Invalid(_("Choose what to open: the scores, the report or both."))
    chosen = set() if all_donors else set(donor_ids)
    if not all_donors and not chosen:
        raise Invalid(_("Choose the donors who may read it."))
    donors = set(
        Membership.objects.in_force(at)
        .filter(role=Role.DONOR, person_id__in=chosen)
        .values_list("person_id", flat=True)
    )
    if chosen - donors:
        raise Invalid(_("One of the people chosen is not a donor any more; reload the list."))
    consent = Consent.objects.create(
        assessment=seen.assessment,
        profile=profile,
        report=report,
        all_donors=all_donors,
        signed_at=at,
        signed_by=actor,
    )
    consent.donors.set(chosen)
    return write_move(
        seen,
        Move.PUBLISH,
        {"profile": profile, "report": report, "all_donors": all_donors, "donors": sorted(chosen)},
    )


@transaction.atomic
def withdraw_publication(
    *, actor: User, at: datetime, proved_at: datetime | None, assessment_id: int, reason: str
) -> Assessment:
    """
    Close to donors what was opened; the consent stays as a record, the frozen scorecard as it is.

    Raises:
        ProveAgain: the actor signed in too long ago, or a program asks.
    """
    seen = enter(Action.WITHDRAW_PUBLICATION, actor=actor, at=at, assessment_id=assessment_id)
    require_proof(proved_at, at)
    text = required_reason(reason)
    Consent.objects.filter(assessment=seen.assessment, withdrawn_at__isnull=True).update(
        withdrawn_at=at, withdrawn_by=actor
    )
    return write_move(seen, Move.WITHDRAW_PUBLICATION, {"reason": text})
