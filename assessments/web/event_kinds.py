"""Kinds of events as a filter names them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.lifecycle import Move
from assessments.queries import MOVE_WORDS

LABELS: Mapping[str, str | Promise] = {
    **{move.value: MOVE_WORDS[move] for move in Move},
    "opened": _("Assessment opened"),
    "profile_saved": _("Country profile answered"),
    "agencies_set": _("Agencies changed"),
    "person_invited": _("People invited"),
    "assignments_proposed": _("Questions assigned by agency type"),
    "assignments_set": _("Questions of an agency changed"),
    "assignments_changed": _("Questions changed"),
    "assignments_undone": _("Change of questions taken back"),
    "questions_delegated": _("Questions shared out in an agency"),
    "calendar_changed": _("Days moved"),
    "extension_asked": _("More time asked for"),
    "extension_decided": _("More time decided"),
    "answer_saved": _("Answers saved"),
    "answer_carried": _("Answers carried over"),
    "answer_confirmed": _("Carried answers confirmed"),
    "answers_released": _("Answers released"),
    "release_reopened": _("Releases opened again"),
    "evidence_added": _("References added"),
    "evidence_changed": _("References changed"),
    "evidence_removed": _("References taken away"),
    "evidence_restored": _("References brought back"),
    "file_added": _("Files added"),
    "file_replaced": _("Files replaced by newer versions"),
    "file_used": _("Files used for another question"),
    "file_infected": _("Files with a virus"),
    "comment_written": _("Comments written"),
    "comment_answered": _("Comments answered"),
    "comment_resolved": _("Threads resolved"),
    "comment_reopened": _("Threads opened again"),
    "comment_hidden": _("Comments hidden"),
    "comment_shown": _("Comments shown again"),
    "level_settled": _("National levels settled"),
    "warning_explained": _("Warnings explained"),
    "warnings_explained": _("Warnings explained at once"),
    "not_applicable_approved": _("Not applicable approved"),
    "reviewer_assigned": _("Reviewers assigned"),
    "reviewer_ended": _("Reviewers taken back"),
    "interests_declared": _("No conflict of interest declared"),
    "review_declined": _("Reviews declined"),
    "round_opened": _("Review rounds opened"),
    "round_sent": _("Review rounds sent to the country"),
    "response_confirmed": _("Replies to a review confirmed"),
    "round_closed": _("Review rounds closed"),
    "peer_level_proposed": _("Peer levels proposed"),
    "remark_written": _("Remarks written"),
    "remark_replied": _("Remarks replied to"),
    "remark_closed": _("Remarks closed"),
    "agencies_reminded": _("Agencies reminded"),
    "reminder_undone": _("Reminders taken back"),
    "report_requested": _("Reports asked for"),
    "workshop_planned": _("Workshops planned"),
    "workshop_changed": _("Plans of workshops changed"),
    "workshop_opened": _("Workshops begun"),
    "workshop_item_taken": _("Questions taken up in a workshop"),
    "workshop_item_deferred": _("Questions put off in a workshop"),
    "room_asked": _("Questions to the room"),
    "vote_started": _("Votes begun"),
    "vote_cast": _("Agencies voted"),
    "votes_revealed": _("Votes shown"),
    "person_arrived": _("People came to a workshop"),
    "person_left": _("People left a workshop"),
    "workshop_closed": _("Workshops closed"),
    "minutes_signed": _("Minutes signed"),
    "archived": _("Assessment archived"),
    "unarchived": _("Assessment brought back into the lists"),
}


def kind_choices(kinds: Iterable[str]) -> list[tuple[str, str]]:
    """Return the kinds that are in a record with their words, in the order of the words."""
    return sorted(((kind, str(LABELS.get(kind, kind))) for kind in kinds), key=lambda one: one[1].casefold())
