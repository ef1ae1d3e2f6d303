"""Threads as their readers see them: on a question's page, in the list of all, and counted for other lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, get_args

from django.utils.translation import gettext as _

from assessments.models.comment import Visibility
from assessments.permissions import Action
from assessments.queries.access import Seen, see
from assessments.queries.context import AssessmentContext, context_of
from assessments.queries.readers import Audience, Reader, Sides, audiences, readers, sides
from assessments.queries.threads import Thread, marked_of, mentioned_of, require_comment, rows_of, threads_of
from ibm_platform.accounts.models import User
from ibm_platform.common.errors import NotVisible

Show = Literal["", "unread", "mentioned", "open"]
NOWHERE = Sides((), is_national=False, is_reviewing=False)
SHOWS: tuple[Show, ...] = get_args(Show)
MOST_THREADS = 200
"""Newest threads that the page of all comments shows; a filter finds the others."""


@dataclass(frozen=True, slots=True)
class CommentPanel:
    """The threads of one question beside its page."""

    threads: tuple[Thread, ...]
    """Oldest first."""
    total: int
    unread: int
    may_write: bool

    @property
    def latest(self) -> tuple[Thread, ...]:
        """The few that stand beside the question: those without an end, the newest."""
        standing = [thread for thread in self.threads if thread.root.resolved_at is None]
        return tuple((standing or list(self.threads))[-3:])


@dataclass(frozen=True, slots=True)
class AudienceChoice:
    audience: Audience
    readers: tuple[Reader, ...]


@dataclass(frozen=True, slots=True)
class CommentsPage:
    context: AssessmentContext
    threads: tuple[Thread, ...]
    """Newest first, after the filter."""
    total: int
    """Threads before the filter."""
    unread: int
    """Comments that wait for the reader, whatever the filter shows."""
    indicator: str
    """The question of the filter; empty for all."""
    show: Show
    choices: tuple[AudienceChoice, ...]
    """To whom a new comment about ``indicator`` may be written; empty without a question, and where nothing can be written."""
    may_write: bool
    """Something can be written now, about some question."""
    questions: tuple[tuple[str, str], ...]
    """Code and title of each question, for the filter."""


@dataclass(frozen=True, slots=True)
class ThreadPage:
    context: AssessmentContext
    thread: Thread

    @property
    def threads(self) -> tuple[Thread, ...]:
        return (self.thread,)


def panel(seen: Seen, indicator_code: str) -> CommentPanel:
    """Return the threads of one question for the page beside which they stand; one query."""
    rows = rows_of(seen).filter(indicator_id=seen.framework.indicator_ids[indicator_code])
    threads = threads_of(seen, rows, NOWHERE, {})
    return CommentPanel(
        threads=threads,
        total=sum(len(thread.comments) for thread in threads),
        unread=sum(len(thread.unread) for thread in threads),
        may_write=seen.may(Action.COMMENT),
    )


def unread_counts(seen: Seen) -> Mapping[str, int]:
    """Return code of a question → how many comments wait for the person; one query. Own and hidden ones wait for nobody."""
    rows = marked_of(seen).filter(is_unread=True).order_by().values_list("indicator_id", flat=True)
    return Counter(seen.framework.indicator_codes[pk] for pk in rows)


def comments(
    person: User, at: datetime, assessment_id: int, *, indicator_code: str = "", show: str = ""
) -> CommentsPage:
    """
    Return the page of all threads that the person may read.

    Args:
        show: "unread", "mentioned" (the person), "open" (not resolved) or "" for all.

    Raises:
        NotVisible: no such assessment for the person, or no such question in it.
        NotAllowed: nobody of the person's role reads comments in this state.
    """
    seen = see(person, at, assessment_id, Action.READ_COMMENTS)
    if indicator_code and indicator_code not in seen.framework.indicator_ids:
        raise NotVisible(_("This version of the framework has no such question."))
    rows = rows_of(seen)
    if indicator_code:
        rows = rows.filter(indicator_id=seen.framework.indicator_ids[indicator_code])
    own = sides(seen)
    threads = threads_of(seen, rows, own, mentioned_of(seen, rows))
    kept: Show = next((one for one in SHOWS if one == show), "")
    shown = [thread for thread in reversed(threads) if _is_kept(thread, kept)]
    return CommentsPage(
        context=context_of(seen),
        threads=tuple(shown),
        total=len(threads),
        unread=sum(len(thread.unread) for thread in threads),
        indicator=indicator_code,
        show=kept,
        choices=_choices(seen, own, indicator_code),
        may_write=seen.may(Action.COMMENT),
        questions=tuple((one.code, one.title) for one in seen.spec.indicators),
    )


def comment_thread(person: User, at: datetime, assessment_id: int, comment_id: int) -> ThreadPage:
    """
    Return one thread with everybody who may be named in it, also by the id of an answer in it.

    Raises:
        NotVisible: no such assessment or comment for the person.
        NotAllowed: nobody of the person's role reads comments in this state.
    """
    seen = see(person, at, assessment_id, Action.READ_COMMENTS)
    root_id = require_comment(seen, comment_id).parent_id or comment_id
    rows = rows_of(seen).filter(pk=root_id) | rows_of(seen).filter(parent_id=root_id)
    own = sides(seen)
    found = threads_of(seen, rows, own, mentioned_of(seen, rows))[0]
    root = found.root
    audience = Audience(root.visibility, root.agency if root.visibility == Visibility.AGENCY else None)
    people = readers(seen, [audience], root.indicator)[audience] if found.may_answer else ()
    return ThreadPage(context_of(seen), replace(found, readers=people))


def require_comment_seen(person: User, at: datetime, assessment_id: int, comment_id: int) -> None:
    """
    Pass when the person may read the comment.

    Raises:
        NotVisible, NotAllowed: as ``comment_thread``.
    """
    require_comment(see(person, at, assessment_id, Action.READ_COMMENTS), comment_id)


def _choices(seen: Seen, own: Sides, indicator_code: str) -> tuple[AudienceChoice, ...]:
    if not indicator_code:
        return ()
    wanted = audiences(seen, own, indicator_code)
    people = readers(seen, wanted, indicator_code)
    return tuple(AudienceChoice(audience, people[audience]) for audience in wanted)


def _is_kept(one: Thread, show: Show) -> bool:
    if show == "unread":
        return bool(one.unread)
    if show == "mentioned":
        return any(comment.names_reader for comment in one.comments)
    return show != "open" or one.root.resolved_at is None
