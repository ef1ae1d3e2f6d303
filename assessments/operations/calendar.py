"""The days of an assessment are moved, and an agency gets more time than the others (methodology 5.2)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessments.lifecycle import Status
from assessments.models import Assessment, ExtensionRequest, Participation
from assessments.operations.dates import is_of_our_time, not_of_our_time
from assessments.operations.entry import enter
from assessments.operations.events import record
from assessments.operations.judgement import REASON_LIMIT, text_of
from assessments.operations.moves import required_reason
from assessments.operations.noticing import tell_extension_asked, tell_extension_decided
from assessments.permissions import Action
from assessments.queries.access import Seen
from assessments.queries.calendar import LABELS, MOVABLE, OPTIONAL, require_led_agency, require_request
from assessments.queries.conditions import last_day
from ibm_platform.accounts.models import User
from ibm_platform.common.errors import Conflict, Invalid, NotAllowed
from ibm_platform.common.isolation import isolated

MOST_DAYS = 30  # days more that an agency can ask for at a time


class AskedAlready(Conflict):
    """One wish of an agency waits for its answer at a time."""

    code = "asked_already"


class DecidedAlready(Conflict):
    code = "decided_already"


class NothingToExtend(Conflict):
    """The agency has handed its answers over."""

    code = "nothing_to_extend"


@transaction.atomic
def move_deadlines(
    *, actor: User, at: datetime, assessment_id: int, days: Mapping[str, date | None], reason: str = ""
) -> Assessment:
    """
    Move days of the calendar; those not named stay. From collection on a reason goes into the record.

    Args:
        days: name of a day (``queries.calendar.MOVABLE``) → its new date, None to do without it.

    Raises:
        NotAllowed: the day's step is over.
        Invalid: an unknown day, one that lies in the past or far away, the days are not in order, the submission would be due
            before the last day that an agency was given, or no reason is given.
    """
    seen = enter(Action.MOVE_DEADLINE, actor=actor, at=at, assessment_id=assessment_id)
    if unknown := sorted(set(days) - set(MOVABLE)):
        raise Invalid(_("The calendar has no such day: %(names)s.") % {"names": ", ".join(unknown)})
    assessment = seen.assessment
    changed = {name: day for name, day in days.items() if day != getattr(assessment, name)}
    if not changed:
        return assessment
    for name in changed:
        if seen.status not in MOVABLE[name]:
            raise NotAllowed(_("“%(day)s” cannot be moved any more: its step is over.") % {"day": LABELS[name]})
    wrong = _wrong_days(seen, changed) or _wrong_order(assessment, changed) or _wrong_beside_extensions(seen, changed)
    if wrong:
        raise Invalid(next(iter(wrong.values())), fields=wrong)
    moved = {
        name: {"from": _text(getattr(assessment, name)), "to": _text(day)} for name, day in sorted(changed.items())
    }
    # In set-up nobody was told any day yet.
    if seen.status == Status.SETUP:
        said = text_of("reason", reason, limit=REASON_LIMIT)
    else:
        said = required_reason(reason)
    for name, day in changed.items():
        setattr(assessment, name, day)
    assessment.save(update_fields=sorted(changed))
    record(assessment, "calendar_changed", actor, at, {"days": moved, "reason": said})
    return assessment


@transaction.atomic
def ask_extension(
    *, actor: User, at: datetime, assessment_id: int, agency_id: int, days: int, reason: str
) -> ExtensionRequest:
    """
    The lead of an agency asks the focal point for more days; nothing moves before that one decides.

    Args:
        days: 1 to 30, counted from the agency's last day.

    Raises:
        NotVisible: the actor does not lead this agency, or it takes no part.
        NothingToExtend: it has released its answers.
        AskedAlready: an earlier wish waits for its answer.
        Invalid: another number of days, or no reason.
    """
    seen = enter(Action.ASK_EXTENSION, actor=actor, at=at, assessment_id=assessment_id)
    participation = require_led_agency(seen, agency_id)
    if participation.released_at is not None:
        raise NothingToExtend(_("Your agency has released its answers; there is nothing left to do."))
    if not 1 <= days <= MOST_DAYS:
        message = _("Ask for 1 to %(most)d days.") % {"most": MOST_DAYS}
        raise Invalid(message, fields={"days": message})
    said = required_reason(reason)
    if ExtensionRequest.objects.filter(
        assessment=seen.assessment, agency_id=agency_id, decided_at__isnull=True
    ).exists():
        raise AskedAlready(_("Your agency has asked already; the national focal point has not decided yet."))
    wish = ExtensionRequest.objects.create(
        assessment=seen.assessment,
        agency=participation.agency,
        days=days,
        reason=said,
        asked_by=actor,
        asked_at=at,
    )
    # The reason is for the own country's focal point: it stands with the wish, not in the record.
    record(seen.assessment, "extension_asked", actor, at, {"agency": agency_id, "days": days})
    tell_extension_asked(seen, participation.agency, wish.pk, days)
    return wish


@transaction.atomic
def decide_extension(
    *, actor: User, at: datetime, assessment_id: int, extension_id: int, days: int, answer: str = ""
) -> ExtensionRequest:
    """
    The focal point gives an agency more days, or refuses.

    Args:
        days: 0 refuses; else counted from the agency's last day, or from today where that has passed.

    Raises:
        NotVisible: there is no such wish, or the agency was taken out.
        DecidedAlready: it was decided before.
        NothingToExtend: the agency has released its answers meanwhile, and days are given.
        Invalid: another number of days, a day after the submission is due, or a refusal without a word.
    """
    seen = enter(Action.DECIDE_EXTENSION, actor=actor, at=at, assessment_id=assessment_id)
    wish, participation = require_request(seen, extension_id)
    if wish.decided_at is not None:
        raise DecidedAlready(_("This wish was decided already; reload the page."))
    if not 0 <= days <= MOST_DAYS:
        message = _("Give 0 to %(most)d days.") % {"most": MOST_DAYS}
        raise Invalid(message, fields={"days": message})
    said = text_of("answer", answer, limit=REASON_LIMIT)
    until, before = None, participation.extended_until
    if days:
        if participation.released_at is not None:
            raise NothingToExtend(_("The agency has released its answers meanwhile; it needs no more days."))
        until = new_last_day(seen, participation.extended_until, days)
        if until > seen.assessment.submission_due:
            message = _("That would be after the day on which the submission is due; give fewer days.")
            raise Invalid(message, fields={"days": message})
        participation.extended_until = until
        participation.save(update_fields=["extended_until"])
    elif not said:
        message = _("Say in a sentence why there is no more time.")
        raise Invalid(message, fields={"answer": message})
    wish.granted, wish.until, wish.answer, wish.decided_by, wish.decided_at = days, until, said, actor, at
    wish.save(update_fields=["granted", "until", "answer", "decided_by", "decided_at"])
    record(
        seen.assessment,
        "extension_decided",
        actor,
        at,
        {"agency": wish.agency_id, "days": days, "until": _text(until), "from": {"until": _text(before)}},
    )
    tell_extension_decided(seen, participation.agency, wish.pk, until)
    return wish


def new_last_day(seen: Seen, extended_until: date | None, days: int) -> date:
    """Return the agency's last day after ``days`` more; days that have passed already help nobody."""
    return max(last_day(seen.assessment.answers_due, extended_until), seen.today()) + timedelta(days=days)


def _wrong_days(seen: Seen, changed: Mapping[str, date | None]) -> dict[str, str]:
    wrong = {}
    for name, day in changed.items():
        if day is None:
            if name not in OPTIONAL:
                wrong[name] = _("An assessment needs this day.")
        elif not is_of_our_time(day, seen.at):
            wrong[name] = not_of_our_time(seen.at)
        elif name != "reference_date" and day < seen.today():
            wrong[name] = _("Give a day from today on.")
    return wrong


def _wrong_order(assessment: Assessment, changed: Mapping[str, date | None]) -> dict[str, str]:
    """Each day lies on or after the one before it; days that stood before in another order are left in peace."""
    names = [name for name in MOVABLE if name != "reference_date"]
    days = {name: changed.get(name, getattr(assessment, name)) for name in names}
    wrong: dict[str, str] = {}
    before: str | None = None
    for name in names:
        if days[name] is None:
            continue
        if before is not None and {before, name} & set(changed) and days[name] < days[before]:
            wrong[name if name in changed else before] = _("“%(later)s” comes on or after “%(earlier)s”.") % {
                "later": LABELS[name],
                "earlier": LABELS[before],
            }
        before = name
    return wrong


def _wrong_beside_extensions(seen: Seen, changed: Mapping[str, date | None]) -> dict[str, str]:
    """The submission is not due before the last day that an agency was given."""
    due = changed.get("submission_due")
    if due is None or seen.status != Status.COLLECTION:
        return {}
    given = (
        Participation.objects.standing()
        .filter(assessment=seen.assessment, released_at__isnull=True, extended_until__gt=due)
        .select_related("agency")
        .order_by("-extended_until")
        .first()
    )
    if given is None or given.extended_until is None:
        return {}
    words = {"agency": isolated(given.agency.name), "day": isolated(date_format(given.extended_until, "D j F Y"))}
    return {"submission_due": _("%(agency)s was given time until %(day)s; give that day or a later one.") % words}


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
