"""What reviewers propose and remark, and what the country replies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from assessments.models import PeerLevel, PeerLevelRevision, Remark, RemarkReply
from assessments.models.peer_review import RemarkKind, ReplyDecision, RoundState
from assessments.operations.entry import enter
from assessments.operations.events import record
from assessments.operations.judgement import (
    COMMENT_LIMIT,
    KeyUsedBefore,
    already_stored,
    checked,
    indicator_id_of,
    text_of,
)
from assessments.operations.reviewing import require_round
from assessments.operations.settling import write_level
from assessments.permissions import Action
from assessments.queries.access import Seen
from assessments.queries.remarks import LEVEL_KINDS, closes
from assessments.queries.seen import indicators_reviewed, remarks_seen
from ibm_platform.accounts.models import User
from ibm_platform.common.errors import Conflict, Invalid, NotAllowed, NotVisible


class PeerLevelConflict(Conflict):
    """The peer level has moved on after the writer had read it."""

    code = "peer_level_conflict"


class RemarkClosed(Conflict):
    """Somebody has closed the remark meanwhile."""

    code = "remark_closed"


class RemarkWithCountry(Conflict):
    """The country replies to the remark; it is closed afterwards."""

    code = "remark_with_country"


@dataclass(frozen=True, slots=True)
class NewLevel:
    """The national level that an accepting reply settles, and the revision that its writer had read."""

    kind: str
    level: str | None
    expected_revision: int


@transaction.atomic
def propose_peer_level(
    *,
    actor: User,
    at: datetime,
    assessment_id: int,
    indicator_code: str,
    kind: str,
    level: str | None = None,
    reason: str,
    expected_revision: int,
    idempotency_key: str = "",
) -> PeerLevel:
    """
    Store what the reviewer of the field proposes, as a new revision. The national level stays what the country says.

    Raises:
        NotVisible: no such assessment for the actor, or the question is of another field.
        NotAllowed: not declared, or not now.
        RoundNotThere: no round is open to reviewers.
        Invalid: the judgement breaks a rule of the framework, or the reason is missing.
        PeerLevelConflict: the level has moved on; details ``base``, ``theirs``, ``mine``.
    """
    seen = enter(Action.PROPOSE_PEER_LEVEL, actor=actor, at=at, assessment_id=assessment_id)
    indicator_id = _reviewed(seen, indicator_code)
    current_round = require_round(seen, RoundState.OPEN)
    said = checked(seen.framework, indicator_code, kind=kind, level=level, reason=reason)
    if not said.reason:
        message = _("Give the reason in a sentence; the country replies to it.")
        raise Invalid(message, fields={"reason": message})
    current = PeerLevel.objects.filter(assessment=seen.assessment, indicator_id=indicator_id).order_by().first()
    stored = already_stored(
        current,
        said,
        actor=actor,
        expected_revision=expected_revision,
        idempotency_key=idempotency_key,
        error=PeerLevelConflict,
    )
    if stored is not None:
        return stored
    fields = {
        "kind": said.kind,
        "level_id": said.level_id,
        "reason": said.reason,
        "revision": 1 if current is None else current.revision + 1,
        "saved_at": at,
        "saved_by": actor,
    }
    if current is None:
        current = PeerLevel(assessment=seen.assessment, indicator_id=indicator_id)
    for name, value in fields.items():
        setattr(current, name, value)
    current.save()
    PeerLevelRevision.objects.create(peer_level=current, round=current_round, idempotency_key=idempotency_key, **fields)
    _record(seen, "peer_level_proposed", indicator_code, current_round.number, revision=current.revision)
    return current


@transaction.atomic
def write_remark(
    *,
    actor: User,
    at: datetime,
    assessment_id: int,
    indicator_code: str,
    kind: str,
    text: str,
    is_blocking: bool = False,
    client_key: str = "",
) -> Remark:
    """
    Write a remark about one indicator; it takes the next number of the assessment.

    Args:
        client_key: the caller's name for this remark; sent twice, it is written once.

    Raises:
        NotVisible: no such assessment for the actor, or the question is of another field.
        NotAllowed: not declared, or not now.
        RoundNotThere: no round is open to reviewers.
        Invalid: no such kind, no text, or one that is too long.
        KeyUsedBefore: the key named another remark.
    """
    seen = enter(Action.WRITE_REMARK, actor=actor, at=at, assessment_id=assessment_id)
    indicator_id = _reviewed(seen, indicator_code)
    said = _required("text", text, _("Write what you ask of the country."))
    if kind not in RemarkKind.values:
        message = _("Say what the remark is about: facts, evidence, scoring or wording.")
        raise Invalid(message, fields={"kind": message})
    wanted = (indicator_id, kind, is_blocking, said)
    before = Remark.objects.filter(assessment=seen.assessment, author=actor, client_key=client_key).first()
    if client_key and before is not None:
        if (before.indicator_id, before.kind, before.is_blocking, before.text) != wanted:
            raise KeyUsedBefore(_("This remark was sent before with another content; reload the page."))
        return before
    current = require_round(seen, RoundState.OPEN)
    remark = Remark.objects.create(
        assessment=seen.assessment,
        round=current,
        number=next_number(seen),
        indicator_id=indicator_id,
        kind=kind,
        is_blocking=is_blocking,
        text=said,
        author=actor,
        at=at,
        client_key=client_key,
    )
    _record(seen, "remark_written", indicator_code, current.number, remark=remark.number, kind=kind)
    return remark


def next_number(seen: Seen) -> int:
    """Return the number after the last remark; two writers stand in line at the assessment's lock."""
    return (Remark.objects.filter(assessment=seen.assessment).aggregate(last=Max("number"))["last"] or 0) + 1


@transaction.atomic
def reply_remark(
    *,
    actor: User,
    at: datetime,
    assessment_id: int,
    number: int,
    decision: str,
    text: str,
    new_level: NewLevel | None = None,
    client_key: str = "",
) -> RemarkReply:
    """
    Reply to a remark: accept it, keep what stands, or explain.

    Accepting a factual or a scoring remark may settle a new national level, for its indicator alone; the text is its reason.

    Raises:
        NotVisible: no such remark for the actor.
        NotAllowed: not the focal point, or not now.
        RoundNotThere: no round waits for the country's reply.
        RemarkClosed: it was closed.
        Invalid: no such decision, no text, or a level where there can be none.
        SettledConflict: the national level has moved on.
        KeyUsedBefore: the key named another reply.
    """
    seen = enter(Action.REPLY_REMARK, actor=actor, at=at, assessment_id=assessment_id)
    remark = require_remark(seen, number)
    if decision not in ReplyDecision.values:
        message = _("Choose: accept, keep or explain.")
        raise Invalid(message, fields={"decision": message})
    said = _required("text", text, _("Write your reply."))
    before = RemarkReply.objects.filter(remark=remark, author=actor, client_key=client_key).first()
    if client_key and before is not None:
        if (before.decision, before.text) != (decision, said):
            raise KeyUsedBefore(_("This reply was sent before with another content; reload the page."))
        return before
    current = require_round(seen, RoundState.WITH_COUNTRY)
    if remark.round_id != current.pk or remark.closed_at is not None:
        raise RemarkClosed(_("This remark takes no reply any more; reload the page."))
    revision = None if new_level is None else _settle(seen, remark, decision, said, new_level, client_key)
    reply = RemarkReply.objects.create(
        remark=remark,
        decision=decision,
        text=said,
        author=actor,
        at=at,
        client_key=client_key,
        settled_revision=revision,
    )
    code = seen.framework.indicator_codes[remark.indicator_id]
    _record(seen, "remark_replied", code, current.number, remark=number, decision=decision)
    return reply


def _settle(seen: Seen, remark: Remark, decision: str, reason: str, new: NewLevel, key: str) -> int:
    if decision != ReplyDecision.ACCEPT or remark.kind not in LEVEL_KINDS:
        message = _("A new level goes with accepting a factual or a scoring remark; take the level out.")
        raise Invalid(message, fields={"level": message})
    code = seen.framework.indicator_codes[remark.indicator_id]
    said = checked(seen.framework, code, kind=new.kind, level=new.level, reason=reason)
    settled = write_level(seen, code, said, expected_revision=new.expected_revision, idempotency_key=key)
    return settled.revision


@transaction.atomic
def close_remark(*, actor: User, at: datetime, assessment_id: int, number: int, words: str = "") -> Remark:
    """
    Close a remark: its author, or the coordinator; not while the country replies to it.

    Args:
        words: why it is closed; may be empty.

    Raises:
        NotVisible: no such remark for the actor.
        NotAllowed: somebody else's, or not now.
        RemarkClosed: it is closed already.
        RemarkWithCountry: the country has not confirmed its reply yet.
    """
    seen = enter(Action.CLOSE_REMARK, actor=actor, at=at, assessment_id=assessment_id)
    remark = require_remark(seen, number)
    if not closes(seen, remark):
        raise NotAllowed(_("Its author or the coordinator closes a remark."))
    cleaned = text_of("words", words, limit=COMMENT_LIMIT)
    if remark.closed_at is not None:
        raise RemarkClosed(_("This remark is closed already; reload the page."))
    if remark.round.state == RoundState.WITH_COUNTRY:
        raise RemarkWithCountry(_("The country replies to this remark; close it when the reply is confirmed."))
    remark.closed_at, remark.closed_by, remark.closing_words = at, actor, cleaned
    remark.save(update_fields=["closed_at", "closed_by", "closing_words"])
    code = seen.framework.indicator_codes[remark.indicator_id]
    _record(seen, "remark_closed", code, remark.round.number, remark=number)
    return remark


def require_remark(seen: Seen, number: int) -> Remark:
    """
    Return a remark that the person may read.

    Raises:
        NotVisible: there is none of this number for the person.
    """
    found = remarks_seen(seen).select_related("round").filter(number=number).first()
    if found is None:
        raise NotVisible(_("There is no such remark."))
    return found


def _reviewed(seen: Seen, indicator_code: str) -> int:
    indicator_id = indicator_id_of(seen.framework, indicator_code)
    if indicator_id not in indicators_reviewed(seen):
        raise NotVisible(_("This question is in no field that you review."))
    return indicator_id


def _required(field: str, text: str, message: str) -> str:
    said = text_of(field, text, limit=COMMENT_LIMIT)
    if not said:
        raise Invalid(message, fields={field: message})
    return said


def _record(seen: Seen, event: str, indicator_code: str, number: int, **more: str | int) -> None:
    """Which remark or level of which question and round; never what it says."""
    details = {"indicator": indicator_code, "round": number, **more}
    record(seen.assessment, event, seen.person, seen.at, details)
