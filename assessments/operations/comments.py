"""People talk about a question: write, answer, resolve, hide. Nothing is deleted, and the record never holds the words."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.limits import COMMENT_CHARACTERS, COMMENTS_PER_HOUR
from assessments.models import Comment, CommentMention, CommentRead
from assessments.models.comment import Visibility
from assessments.operations.entry import enter
from assessments.operations.events import record
from assessments.operations.judgement import KeyUsedBefore, indicator_id_of, text_of
from assessments.operations.noticing import tell_commented
from assessments.permissions import Action
from assessments.queries.access import Seen, see
from assessments.queries.readers import Audience, Sides, audiences, readers, sides
from assessments.queries.seen import comments_seen
from assessments.queries.threads import hides, require_comment, shows_again
from ibm_platform.accounts.models import User
from ibm_platform.common.errors import Conflict, Invalid, NotAllowed, NotVisible, TooMany

HOUR = timedelta(hours=1)


class ThreadResolved(Conflict):
    """Somebody has resolved the thread meanwhile, or opened it again."""

    code = "thread_resolved"


class CommentHidden(Conflict):
    """Somebody has hidden the comment meanwhile, or shown it again."""

    code = "comment_hidden"


@transaction.atomic
def write_comment(
    *,
    actor: User,
    at: datetime,
    assessment_id: int,
    indicator_code: str,
    text: str,
    visibility: str = "",
    agency_id: int | None = None,
    mentions: Collection[int] = (),
    client_key: str = "",
) -> Comment:
    """
    Begin a thread about a question.

    Args:
        visibility: who reads it, for good; empty for the narrowest that is open to the side.
        agency_id: the own agency for which the actor writes; None for the national or the reviewing side.
        mentions: people who are asked to look, each of whom reads the thread.
        client_key: the caller's name for this comment; sent twice, it is written once.

    Raises:
        NotVisible: no such assessment, or no such side for the actor there.
        NotAllowed: the role or the state does not allow it.
        Invalid: no text, one that is too long, or an audience or a person that is not open to it.
        KeyUsedBefore: the key named another comment.
        TooMany: the actor wrote too much within an hour.
    """
    seen = enter(Action.COMMENT, actor=actor, at=at, assessment_id=assessment_id)
    indicator_id = indicator_id_of(seen.framework, indicator_code)
    said = _text(text)
    audience = _audience(seen, indicator_code, visibility, agency_id)
    wanted = Comment(
        assessment=seen.assessment,
        indicator_id=indicator_id,
        agency_id=agency_id,
        visibility=audience.visibility.value,
        text=said,
        author=actor,
        at=at,
        client_key=client_key,
    )
    return _stored(seen, wanted, audience, mentions, "comment_written", indicator_code)


@transaction.atomic
def answer_comment(
    *,
    actor: User,
    at: datetime,
    assessment_id: int,
    comment_id: int,
    text: str,
    mentions: Collection[int] = (),
    client_key: str = "",
) -> Comment:
    """
    Answer the first comment of a thread; whoever reads that one reads the answer.

    Raises:
        NotVisible: there is no such comment for the actor.
        NotAllowed: the role, the state or a closed agency does not allow it.
        ThreadResolved: the thread was resolved.
        Invalid: the comment is an answer itself, no text, one that is too long, or somebody who does not read it.
        KeyUsedBefore, TooMany: as ``write_comment``.
    """
    seen = enter(Action.COMMENT, actor=actor, at=at, assessment_id=assessment_id)
    root = require_comment(seen, comment_id)
    if root.parent_id is not None:
        raise Invalid(_("Answer the first comment of the thread; an answer takes no answers of its own."))
    own = _require_voice(seen, root)
    side = own.answers_for(root.visibility, root.agency_id)
    wanted = Comment(
        assessment=seen.assessment,
        indicator_id=root.indicator_id,
        parent=root,
        agency_id=side.id if side else None,
        visibility=root.visibility,
        text=_text(text),
        author=actor,
        at=at,
        client_key=client_key,
    )
    audience = Audience(Visibility(root.visibility), side if root.visibility == Visibility.AGENCY else None)
    code = seen.framework.indicator_codes[root.indicator_id]
    return _stored(seen, wanted, audience, mentions, "comment_answered", code)


@transaction.atomic
def resolve_comment(*, actor: User, at: datetime, assessment_id: int, comment_id: int) -> Comment:
    """
    Mark a thread as settled between its readers.

    Raises:
        NotVisible, NotAllowed: as ``answer_comment``.
        ThreadResolved: it was resolved already.
        Invalid: the comment is an answer.
    """
    seen, root = _thread(actor, at, assessment_id, comment_id)
    if root.resolved_at is not None:
        raise ThreadResolved(_("Somebody has resolved this thread already; reload the page."))
    root.resolved_at, root.resolved_by = at, actor
    root.save(update_fields=["resolved_at", "resolved_by"])
    _record(seen, "comment_resolved", root)
    return root


@transaction.atomic
def reopen_comment(*, actor: User, at: datetime, assessment_id: int, comment_id: int) -> Comment:
    """
    Open a resolved thread again.

    Raises:
        NotVisible, NotAllowed, Invalid: as ``resolve_comment``.
        ThreadResolved: it is open.
    """
    seen, root = _thread(actor, at, assessment_id, comment_id)
    if root.resolved_at is None:
        raise ThreadResolved(_("This thread is open already; reload the page."))
    root.resolved_at = root.resolved_by = None
    root.save(update_fields=["resolved_at", "resolved_by"])
    _record(seen, "comment_reopened", root)
    return root


@transaction.atomic
def hide_comment(*, actor: User, at: datetime, assessment_id: int, comment_id: int) -> Comment:
    """
    Take the words of a comment from everybody's sight: the author's own, or the focal point any that the office reads.

    Raises:
        NotVisible: there is no such comment for the actor.
        NotAllowed: it is somebody else's.
        CommentHidden: it is hidden already.
    """
    seen = enter(Action.COMMENT, actor=actor, at=at, assessment_id=assessment_id)
    row = require_comment(seen, comment_id)
    if not hides(seen, row):
        raise NotAllowed(_("Only its author and the national focal point may hide a comment."))
    if row.hidden_at is not None:
        raise CommentHidden(_("This comment is hidden already; reload the page."))
    row.hidden_at, row.hidden_by = at, actor
    row.save(update_fields=["hidden_at", "hidden_by"])
    _record(seen, "comment_hidden", row)
    return row


@transaction.atomic
def show_comment(*, actor: User, at: datetime, assessment_id: int, comment_id: int) -> Comment:
    """
    Show a hidden comment again.

    Raises:
        NotVisible: there is no such comment for the actor.
        NotAllowed: its author took it back, and the actor is somebody else; or the focal point hid it.
        CommentHidden: it is not hidden.
    """
    seen = enter(Action.COMMENT, actor=actor, at=at, assessment_id=assessment_id)
    row = require_comment(seen, comment_id)
    if row.hidden_at is None:
        raise CommentHidden(_("This comment is shown already; reload the page."))
    if not shows_again(seen, row):
        raise NotAllowed(_("Whoever hid a comment shows it again: its author, or the national focal point."))
    row.hidden_at = row.hidden_by = None
    row.save(update_fields=["hidden_at", "hidden_by"])
    _record(seen, "comment_shown", row)
    return row


@transaction.atomic
def read_comments(*, actor: User, at: datetime, assessment_id: int, comment_ids: Collection[int]) -> int:
    """
    Note that the actor has read these comments; own ones, unknown ones and those of others' threads are passed over.

    A person's own note: it waits for no lock and stands in no record, and is taken in every state in which comments are read.

    Returns:
        How many were waiting.

    Raises:
        NotVisible: no such assessment for the actor.
        NotAllowed: nobody of the actor's role reads comments in this state.
    """
    seen = see(actor, at, assessment_id, Action.READ_COMMENTS)
    waiting = comments_seen(seen).filter(pk__in=list(comment_ids)).exclude(author=actor)
    fresh = list(waiting.exclude(readings__person=actor).order_by("pk").values_list("pk", flat=True))
    CommentRead.objects.bulk_create(
        [CommentRead(comment_id=pk, person=actor, at=at) for pk in fresh], ignore_conflicts=True
    )
    return len(fresh)


def _thread(actor: User, at: datetime, assessment_id: int, comment_id: int) -> tuple[Seen, Comment]:
    seen = enter(Action.COMMENT, actor=actor, at=at, assessment_id=assessment_id)
    root = require_comment(seen, comment_id)
    if root.parent_id is not None:
        raise Invalid(_("A thread is resolved by its first comment."))
    _require_voice(seen, root)
    return seen, root


def _require_voice(seen: Seen, root: Comment) -> Sides:
    own = sides(seen)
    if not own.may_answer(root.visibility, root.agency_id):
        raise NotAllowed(_("You can read this thread, but not write in it."))
    return own


def _audience(seen: Seen, indicator_code: str, visibility: str, agency_id: int | None) -> Audience:
    own = sides(seen)
    if agency_id is not None and agency_id not in {agency.id for agency in own.agencies}:
        if agency_id in seen.own_agencies:
            raise NotAllowed(_("Your agency is closed; it writes nothing more."))
        raise NotVisible(_("There is no such agency for you in this assessment."))
    if agency_id is None and not (own.is_national or own.is_reviewing):
        message = _("Say for which agency you write.")
        raise Invalid(message, fields={"agency": message})
    offered = [
        one for one in audiences(seen, own, indicator_code) if (one.agency.id if one.agency else None) == agency_id
    ]
    if not offered:
        message = _("Your agency is not asked this question.")
        raise Invalid(message, fields={"indicator": message})
    chosen = next((one for one in offered if not visibility or one.visibility == visibility), None)
    if chosen is None:
        message = _("Choose one of the groups of readers that are offered to you.")
        raise Invalid(message, fields={"visibility": message})
    return chosen


def _text(text: str) -> str:
    said = text_of("text", text, limit=COMMENT_CHARACTERS)
    if not said:
        message = _("Write your comment.")
        raise Invalid(message, fields={"text": message})
    return said


def _stored(
    seen: Seen, wanted: Comment, audience: Audience, mentions: Collection[int], kind: str, indicator_code: str
) -> Comment:
    before = _written_before(wanted)
    if before is not None:
        return before
    if wanted.parent is not None and wanted.parent.resolved_at is not None:
        raise ThreadResolved(_("This thread was resolved; open it again to answer."))
    named = _mentioned(seen, audience, mentions, indicator_code)
    _spare(wanted.author, wanted.at)
    wanted.save(force_insert=True)
    CommentMention.objects.bulk_create([CommentMention(comment=wanted, person_id=pk) for pk in named])
    _record(seen, kind, wanted, indicator_code)
    tell_commented(seen, wanted, indicator_code, named)
    return wanted


def _written_before(wanted: Comment) -> Comment | None:
    if not wanted.client_key:
        return None
    stored = Comment.objects.filter(
        assessment=wanted.assessment, author=wanted.author, client_key=wanted.client_key
    ).first()
    if stored is None:
        return None
    same = ("indicator_id", "parent_id", "visibility", "agency_id", "text")
    if any(getattr(stored, name) != getattr(wanted, name) for name in same):
        raise KeyUsedBefore(_("This comment was sent before with another content; reload the page and write it again."))
    return stored


def _mentioned(seen: Seen, audience: Audience, mentions: Collection[int], indicator_code: str) -> list[int]:
    """Ids of the people to ask; who else exists is not told to whoever guesses."""
    wanted = set(mentions)
    if not wanted:
        return []
    known = {reader.id for reader in readers(seen, [audience], indicator_code)[audience]}
    if not wanted <= known:
        message = _("Name only people who read this comment; they stand in the list.")
        raise Invalid(message, fields={"mentions": message})
    return sorted(wanted)


def _spare(author: User, at: datetime) -> None:
    written = Comment.objects.filter(author=author, at__gt=at - HOUR)
    if written.count() < COMMENTS_PER_HOUR:
        return
    oldest = written.order_by("-at")[COMMENTS_PER_HOUR - 1].at
    minutes = max(1, -int((at - oldest - HOUR).total_seconds() // 60))
    raise TooMany(
        ngettext(
            "You wrote %(limit)d comments within an hour; write the next one in a minute.",
            "You wrote %(limit)d comments within an hour; write the next one in %(minutes)d minutes.",
            minutes,
        )
        % {"limit": COMMENTS_PER_HOUR, "minutes": minutes}
    )


def _record(seen: Seen, kind: str, row: Comment, indicator_code: str = "") -> None:
    """Which comment of which question, for whom and from which side; never what it says."""
    details: dict[str, str | int] = {
        "comment": row.pk,
        "visibility": str(row.visibility),
        "indicator": indicator_code or seen.framework.indicator_codes[row.indicator_id],
    }
    if row.agency_id is not None:
        details["agency"] = row.agency_id
    record(seen.assessment, kind, seen.person, seen.at, details)
