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
    "not_applicable_approved": _("Not applicable approved"),
    "report_requested": _("Reports asked for"),
    "archived": _("Assessment archived"),
    "unarchived": _("Assessment brought back into the lists"),
}


def kind_choices(kinds: Iterable[str]) -> list[tuple[str, str]]:
    """Return the kinds that are in a record with their words, in the order of the words."""
    return sorted(((kind, str(LABELS.get(kind, kind))) for kind in kinds), key=lambda one: one[1].casefold())
