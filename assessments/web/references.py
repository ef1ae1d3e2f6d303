"""
The reference beside a judgement, on one page with it.

Both parts share one form, so that whichever button is pressed, with or without a script, everything typed is sent; what the button
did not save stands on the page that answers. Nothing typed is kept anywhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments import operations
from assessments.queries import QuestionPage, SettlePage
from assessments.web.forms import EvidenceForm, kind_choices
from ibm_platform.common.errors import Invalid
from ibm_platform.common.forms import blame
from ibm_platform.common.kept_text import typed_here

ADD, TAKE_AWAY, BRING_BACK, ENTER = "add_reference", "take_away", "bring_back", "enter"
"""What the buttons are called: two values of ``then``, and two names that carry a reference's number."""
PREFIX = "evidence-"
# Kind, strength and marking have a value from the start: they do not say that somebody typed.
TYPED = ("title", "issued_by", "holder", "dated_on")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a button of the references. ``form`` is the refused reference; ``taken_away`` can be brought back."""

    form: EvidenceForm | None = None
    added: bool = False
    taken_away: int | None = None

    @property
    def status(self) -> int:
        return 200 if self.form is None else 422


def typed_reference(sent: Mapping[str, str]) -> dict[str, str]:
    """Return the reference that stands typed in a sent form, by the names of its form's fields; empty when none does."""
    if not any(sent.get(PREFIX + name, "").strip() for name in TYPED):
        return {}
    return {name: sent.get(PREFIX + name, "") for name in EvidenceForm.base_fields}


def is_left_behind(request: HttpRequest) -> bool:
    """Whether a judgement was saved while a reference beside it stands typed and not added; the person is told then."""
    if not typed_reference(request.POST):
        return False
    messages.warning(request, _("The reference is not added yet; add it, or empty its fields."))
    return True


def acted(
    request: HttpRequest,
    *,
    assessment_id: int,
    agency_id: int | None,
    indicator_code: str,
    page: Callable[[], QuestionPage | SettlePage],
) -> Outcome | None:
    """
    Do what a button of the references asks; None when another button was pressed.

    Args:
        agency_id: None for a reference of the country itself.
        page: reads the page's query, for the kinds of evidence that the framework knows.
    """
    sent = request.POST
    if TAKE_AWAY in sent or BRING_BACK in sent:
        return _moved(request, assessment_id)
    if sent.get("then") == ADD or (sent.get("then") == ENTER and typed_reference(sent)):
        form = EvidenceForm(sent, kinds=kind_choices(page()), beside=True)
        added = _added(request, form, assessment_id, agency_id, indicator_code)
        return Outcome(form=None if added else form, added=added)
    return None


def shown(request: HttpRequest, page: QuestionPage | SettlePage, outcome: Outcome | None) -> dict[str, Any]:
    """Return what the template needs: the form of a reference with what stands typed in it, and what can be brought back."""
    outcome = outcome or Outcome()
    typed = {} if outcome.added else typed_reference(typed_here(request))
    form = outcome.form or EvidenceForm(kinds=kind_choices(page), beside=True, initial=typed)
    return {"evidence_form": form, "taken_away": outcome.taken_away}


def _moved(request: HttpRequest, assessment_id: int) -> Outcome:
    sent = request.POST
    number = sent.get(TAKE_AWAY) or sent.get(BRING_BACK) or ""
    # A number beyond the database's reach is no reference either.
    evidence_id = int(number) if number.isdecimal() and len(number) <= 18 else 0
    whose = {"actor": request.user, "at": timezone.now(), "assessment_id": assessment_id, "evidence_id": evidence_id}
    if TAKE_AWAY in sent:
        operations.remove_evidence(**whose)
        messages.info(request, _("The reference was taken away. The history keeps it."))
        return Outcome(taken_away=evidence_id)
    operations.restore_evidence(**whose)
    messages.success(request, _("The reference is back."))
    return Outcome()


def _added(
    request: HttpRequest, form: EvidenceForm, assessment_id: int, agency_id: int | None, indicator_code: str
) -> bool:
    if not form.is_valid():
        return False
    try:
        operations.add_evidence(
            actor=request.user,
            at=timezone.now(),
            assessment_id=assessment_id,
            agency_id=agency_id,
            indicator_code=indicator_code,
            **form.cleaned_data,
        )
    except (Invalid, operations.TooManyReferences) as problem:
        blame(form, problem)
        return False
    messages.success(request, _("The reference was added."))
    return True
