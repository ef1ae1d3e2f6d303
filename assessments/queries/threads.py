"""Threads as one reader sees them: which comments, what of each, and what may be done with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from assessments.models import Comment, CommentMention, CommentRead
from assessments.models.comment import Visibility
from assessments.permissions import Action
from assessments.queries.access import Seen
from assessments.queries.context import AgencyRef, agency_ref
from assessments.queries.readers import Reader, Sides
from assessments.queries.seen import comments_seen
from ibm_platform.accounts.models import Role
from ibm_platform.common.errors import NotVisible


@dataclass(frozen=True, slots=True)
class CommentView:
    id: int
    indicator: str
    title: str
    """Of the question."""
    parent: int | None
    visibility: Visibility
    agency: AgencyRef | None
    """The side it was written from; None for the national side, the coordinator and reviewers."""
    author: str
    at: datetime
    text: str
    """Empty while it is hidden."""
    mentioned: tuple[str, ...]
    names_reader: bool
    """The reader was asked to look."""
    is_own: bool
    is_unread: bool
    resolved_at: datetime | None
    resolved_by: str
    hidden_at: datetime | None
    hidden_by: str
    may_hide: bool
    may_show: bool


@dataclass(frozen=True, slots=True)
class Thread:
    root: CommentView
    replies: tuple[CommentView, ...]
    may_answer: bool
    may_resolve: bool
    """Also to open it again, where it is resolved."""
    readers: tuple[Reader, ...] = ()
    """Who may be named in an answer; only on the page of the thread."""

    @property
    def comments(self) -> tuple[CommentView, ...]:
        return (self.root, *self.replies)

    @property
    def unread(self) -> tuple[int, ...]:
        """Ids of the comments that the reader has not marked as read."""
        return tuple(one.id for one in self.comments if one.is_unread)


def require_comment(seen: Seen, comment_id: int) -> Comment:
    """
    Return a comment that the person may read; one query.

    Raises:
        NotVisible: there is none of this id for the person.
    """
    found = comments_seen(seen).filter(pk=comment_id).select_related("parent").first()
    if found is None:
        raise NotVisible(_("There is no such comment."))
    return found


def hides(seen: Seen, row: Comment) -> bool:
    """Whether the person may hide a comment that the person reads: an own one, or one that the focal point's office reads."""
    return row.author_id == seen.person.pk or _is_of_office(seen, row)


def shows_again(seen: Seen, row: Comment) -> bool:
    """Whether the person may show a hidden one: what its author took back the author alone, what the office hid the office."""
    if row.hidden_by_id == row.author_id:
        return row.author_id == seen.person.pk
    return _is_of_office(seen, row)


def _is_of_office(seen: Seen, row: Comment) -> bool:
    """An agency's own thread is none of the focal point's, whom another role may let read it."""
    if row.visibility == Visibility.AGENCY and row.agency_id is not None:
        return False
    return Role.FOCAL_POINT in seen.rights.roles_in(seen.assessment.country_id)


def marked_of(seen: Seen) -> QuerySet[Comment]:
    """Comments the person reads, each with ``is_unread``."""
    read = CommentRead.objects.filter(comment=OuterRef("pk"), person=seen.person)
    waits = Q(~Exists(read), hidden_at__isnull=True) & ~Q(author=seen.person)
    return comments_seen(seen).annotate(is_unread=ExpressionWrapper(waits, output_field=BooleanField()))


def rows_of(seen: Seen) -> QuerySet[Comment]:
    named = CommentMention.objects.filter(comment=OuterRef("pk"), person=seen.person)
    return (
        marked_of(seen)
        .annotate(names_reader=Exists(named))
        .select_related("author", "agency", "resolved_by", "hidden_by")
        .order_by("pk")
    )


def mentioned_of(seen: Seen, rows: QuerySet[Comment]) -> Mapping[int, tuple[str, ...]]:
    """Comment → names of whoever was asked to look; one query."""
    found: dict[int, tuple[str, ...]] = {}
    pairs = CommentMention.objects.filter(comment__in=rows.order_by().values("pk")).order_by("person__name", "pk")
    for comment_id, name in pairs.values_list("comment_id", "person__name"):
        found[comment_id] = (*found.get(comment_id, ()), name)
    return found


def threads_of(
    seen: Seen, rows: Iterable[Comment], own: Sides, mentioned: Mapping[int, tuple[str, ...]]
) -> tuple[Thread, ...]:
    roots: dict[int, CommentView] = {}
    answers: dict[int, list[CommentView]] = {}
    for row in rows:
        view = _view(seen, row, mentioned.get(row.pk, ()))
        if row.parent_id is None:
            roots[row.pk] = view
        else:
            answers.setdefault(row.parent_id, []).append(view)
    threads = []
    for pk, root in roots.items():
        may = own.may_answer(root.visibility, root.agency.id if root.agency else None)
        threads.append(Thread(root, tuple(answers.get(pk, ())), may and root.resolved_at is None, may))
    return tuple(threads)


def _view(seen: Seen, row: Comment, mentioned: tuple[str, ...]) -> CommentView:
    code = seen.framework.indicator_codes[row.indicator_id]
    is_hidden = row.hidden_at is not None
    writes = seen.may(Action.COMMENT)
    return CommentView(
        id=row.pk,
        indicator=code,
        title=seen.framework.indicators[code].title,
        parent=row.parent_id,
        visibility=Visibility(row.visibility),
        agency=agency_ref(row.agency) if row.agency else None,
        author=row.author.name,
        at=row.at,
        text="" if is_hidden else row.text,
        mentioned=() if is_hidden else mentioned,
        names_reader=not is_hidden and row.names_reader,  # type: ignore[attr-defined]
        is_own=row.author_id == seen.person.pk,
        is_unread=row.is_unread,  # type: ignore[attr-defined]
        resolved_at=row.resolved_at,
        resolved_by=row.resolved_by.name if row.resolved_by else "",
        hidden_at=row.hidden_at,
        hidden_by=row.hidden_by.name if row.hidden_by else "",
        may_hide=writes and not is_hidden and hides(seen, row),
        may_show=writes and is_hidden and shows_again(seen, row),
    )
