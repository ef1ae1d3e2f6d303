"""Small helps that Django's template language lacks. None of them asks the database."""

from collections.abc import Mapping

from django import template
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from assessments.charts import shades
from assessments.lifecycle import Move
from assessments.queries import JudgementView, LevelOption, ValueView, VoteView
from assessments.web.forms import EvidenceForm
from assessments.web.kept_parts import evidence_fields
from assessments.web.move_words import BUTTONS, EXPLANATIONS, HEADINGS
from frameworks.spec import FrameworkSpec

register = template.Library()

ROW_WORDS = {
    "not_started": _("Not started"),
    "in_progress": _("In progress"),
    "completed": _("Completed"),
    "returned": _("Returned"),
    "locked": _("Locked"),
}
ROW_TAGS = {
    "not_started": "is-open",
    "in_progress": "is-going",
    "completed": "is-done",
    "returned": "is-back",
    "locked": "is-shut",
}


@register.filter
def heading(move: Move) -> str:
    """Return what the page of a step is called."""
    return HEADINGS[move]


@register.filter
def explanation(move: Move) -> str:
    """Return what a step does, in one or two sentences."""
    return EXPLANATIONS[move]


@register.filter
def button(move: Move) -> str:
    """Return the words on a step's button."""
    return BUTTONS[move]


@register.filter
def row_words(status: str) -> str | Promise:
    """Return the word for how far a row of questions has come."""
    return ROW_WORDS[status]


@register.filter
def row_tag(status: str) -> str:
    """Return the class of that word's tag."""
    return ROW_TAGS[status]


@register.filter
def fields(form: EvidenceForm) -> SafeString:
    """Return the fields of the evidence form, drawn."""
    return evidence_fields(form)


@register.filter
def of_agency(votes: Mapping[int, VoteView], agency_id: int) -> VoteView | None:
    """Return an agency's own vote; None before it has voted."""
    return votes.get(agency_id)


@register.filter
def dissent_of(typed: Mapping[str, str], agency_id: int) -> str:
    """Return what was typed as an agency's dissent and not saved."""
    return typed.get(f"dissent_{agency_id}", "")


@register.filter
def shade(said: LevelOption | JudgementView | ValueView, spec: FrameworkSpec) -> int:
    """Return the number of the plate's colour, 1–5; insufficient information has the colour of the level it counts as."""
    code = said.code if isinstance(said, LevelOption) else said.level or spec.scoring.insufficient_level
    return shades(spec.levels)[code]
