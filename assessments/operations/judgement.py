"""What may be said of an indicator, checked once for agencies' answers and national levels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.models.judgement import Judgement, Kind
from assessments.queries.framework import KnownFramework
from assessments.scoring.types import Value
from ibm_platform.accounts.models import User
from ibm_platform.common.errors import Conflict, Invalid
from ibm_platform.common.text import clean_text

COMMENT_LIMIT = 2000  # characters
REASON_LIMIT = 1000
SAVED_FIRST = gettext_lazy("Somebody else saved this first. Compare both texts and save again; nothing is lost.")


Standing = TypeVar("Standing", bound=Judgement)


class KeyUsedBefore(Invalid):
    """An idempotency key names one save; it came again with another content."""

    code = "idempotency_key_used"


def current_said(framework: KnownFramework, row: Judgement) -> dict[str, Any]:
    """What a stored judgement says, as plain values; its level is read from the framework, so that nothing more is loaded."""
    value = framework.value(row.kind, row.level_id)
    return {"kind": row.kind, "level": value.level, "reason": row.reason, "comment": row.comment}


@dataclass(frozen=True, slots=True)
class Said:
    """A checked judgement: texts as they are stored, the level's code and row."""

    kind: Kind
    level: str | None
    level_id: int | None
    reason: str
    comment: str

    @property
    def value(self) -> Value:
        return Value(self.kind.value, self.level)

    def is_what_stands_in(self, row: Judgement) -> bool:
        """Whether the row says the same; compared by keys, so that nothing more is loaded."""
        return (row.kind, row.level_id, row.reason, row.comment) == (
            self.kind,
            self.level_id,
            self.reason,
            self.comment,
        )

    def as_dict(self) -> dict[str, Any]:
        return {"kind": self.kind.value, "level": self.level, "reason": self.reason, "comment": self.comment}


def indicator_id_of(framework: KnownFramework, indicator_code: str) -> int:
    """
    Return the row of an indicator of this version.

    Raises:
        Invalid: this version has no such indicator.
    """
    try:
        return framework.indicator_ids[indicator_code]
    except KeyError:
        raise Invalid(
            _("This version of the framework has no question “%(code)s”.") % {"code": indicator_code}
        ) from None


def checked(
    framework: KnownFramework, indicator_code: str, *, kind: str, level: str | None, reason: str, comment: str = ""
) -> Said:
    """
    Return the judgement as it may be stored.

    Raises:
        Invalid: the indicator or the level is not of this version, "not applicable" is not foreseen for this indicator, a
            reason is missing, or a text is too long.
    """
    indicator_id_of(framework, indicator_code)
    indicator = framework.indicators[indicator_code]
    if kind not in Kind.values:
        raise _invalid("kind", _("Choose a level, “not applicable” or “information insufficient”."))
    said = Kind(kind)
    if said == Kind.LEVEL and level not in framework.level_ids:
        raise _invalid("level", _("Choose one of the levels of this framework."))
    if said != Kind.LEVEL and level:
        raise _invalid("level", _("Give a level or a mark, not both."))
    if said == Kind.NOT_APPLICABLE and not indicator.may_be_not_applicable:
        raise _invalid(
            "kind", _("This question applies to every country; choose a level or “information insufficient”.")
        )
    reason = text_of("reason", reason, limit=REASON_LIMIT)
    if said != Kind.LEVEL and not reason:
        raise _invalid("reason", _("Give the reason in a sentence."))
    return Said(
        kind=said,
        level=level if said == Kind.LEVEL else None,
        level_id=framework.level_ids[level] if said == Kind.LEVEL and level else None,
        reason=reason,
        comment=text_of("comment", comment, limit=COMMENT_LIMIT),
    )


def already_stored(
    current: Standing | None,
    said: Said,
    *,
    actor: User,
    expected_revision: int,
    idempotency_key: str,
    error: type[Conflict],
) -> Standing | None:
    """
    Return what stands when the save changes nothing: it came before under this key, or says what is there. None: it is new.

    Raises:
        KeyUsedBefore: the key named another content.
        Conflict: (as ``error``) somebody else saved first; details ``base``, ``theirs`` (with who and when), ``mine``.
    """
    revisions = None if current is None else current.revisions  # type: ignore[attr-defined]
    if current is not None and idempotency_key:
        stored = revisions.filter(saved_by=actor, idempotency_key=idempotency_key).order_by().first()
        if stored is not None:
            return _as_stored(current, stored, said)
    if current is not None and said.is_what_stands_in(current):
        return current
    if expected_revision != (0 if current is None else current.revision):
        base = None if current is None else revisions.filter(revision=expected_revision).first()
        raise _stale(current, said, error=error, base=base)
    return None


def _stale(current: Judgement | None, mine: Said, *, error: type[Conflict], base: Judgement | None) -> Conflict:
    theirs = None
    if current is not None:
        theirs = {
            **current.said(),
            "revision": current.revision,
            "by": current.saved_by.name,
            "at": current.saved_at.isoformat(),
        }
    return error(
        SAVED_FIRST,
        base=None if base is None else {**base.said(), "revision": base.revision},
        theirs=theirs,
        mine=mine.as_dict(),
    )


def text_of(field: str, text: str, *, limit: int) -> str:
    """
    Return a text as it is stored.

    Raises:
        Invalid: it is too long; ``field`` is to blame.
    """
    try:
        return clean_text(text, limit=limit)
    except Invalid as error:
        raise _invalid(field, str(error)) from None


def _invalid(field: str, message: str) -> Invalid:
    return Invalid(message, fields={field: message})


def _as_stored(current: Standing, stored: Judgement, said: Said) -> Standing:
    """
    Return ``current`` as the save ``stored`` left it, also when somebody has changed it since.

    Raises:
        KeyUsedBefore: the key named another content.
    """
    if not said.is_what_stands_in(stored):
        raise KeyUsedBefore(_("This save was sent before with another content; reload the page and save again."))
    for field in Judgement._meta.get_fields():
        setattr(current, field.name, getattr(stored, field.name))
    return current
