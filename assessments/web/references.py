"""
The reference beside a judgement, on one page with it.

Both parts share one form, so that whichever button is pressed, with or without a script, everything typed is sent; what the button
did not save stands on the page that answers. Nothing typed is kept anywhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments import operations
from assessments.inspection import MAX_FILE_BYTES, Refusal, words
from assessments.queries import QuestionPage, SettlePage
from assessments.web.file_words import ACCEPT
from assessments.web.forms import EvidenceForm, fact_choices, kind_choices
from assessments.web.uploading import refused
from ibm_platform.common.errors import Conflict, Invalid
from ibm_platform.common.forms import blame
from ibm_platform.common.isolation import isolated
from ibm_platform.common.kept_text import typed_here

ADD, TAKE_AWAY, BRING_BACK, ENTER = "add_reference", "take_away", "bring_back", "enter"
"""What the buttons are called: two values of ``then``, and two names that carry a reference's number."""
USE, CHOSEN_FILE = "use_file", "chosen_file"
"""The button, another value of ``then``, and the field that carries the number of a file that lies here already."""
PREFIX = "evidence-"
# Kind, strength and marking have a value from the start: they do not say that somebody typed.
TYPED = ("title", "issued_by", "holder", "dated_on", "page_reference", "proves")


@dataclass(frozen=True, slots=True)
class Outcome:
    """
    What became of a button of the references, and of the files that came along.

    ``form`` is the refused reference; ``taken_away`` can be brought back; ``files`` names every file that was sent.
    """

    form: EvidenceForm | None = None
    added: bool = False
    taken_away: int | None = None
    files: tuple[operations.FileOutcome, ...] = ()

    @property
    def status(self) -> int:
        return 200 if self.form is None and not self.refused else 422

    @property
    def refused(self) -> Sequence[operations.FileOutcome]:
        return refused(self.files)

    @property
    def reloads(self) -> bool:
        """Whether something was added and nothing refused: then the page may be loaded anew."""
        return self.status == 200 and (self.added or bool(self.files))


def typed_reference(sent: Mapping[str, str]) -> dict[str, Any]:
    """Return the reference that stands typed in a sent form, by the names of its form's fields; empty when none does."""
    if not any(sent.get(PREFIX + name, "").strip() for name in TYPED):
        return {}
    typed: dict[str, Any] = {name: sent.get(PREFIX + name, "") for name in EvidenceForm.base_fields}
    proves = PREFIX + "proves"
    typed["proves"] = sent.getlist(proves) if isinstance(sent, QueryDict) else [sent.get(proves, "")]
    return typed


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
    if sent.get("then") == USE:
        return _used(request, assessment_id, agency_id, indicator_code)
    if sent.get("then") == ADD or (sent.get("then") == ENTER and typed_reference(sent)):
        form = blank_form(page(), sent)
        added = _added(request, form, assessment_id, agency_id, indicator_code)
        return Outcome(form=None if added else form, added=added)
    return None


def shown(request: HttpRequest, page: QuestionPage | SettlePage, outcome: Outcome | None) -> dict[str, Any]:
    """Return what the template needs: the form of a reference with what stands typed in it, and what can be brought back."""
    outcome = outcome or Outcome()
    typed = {} if outcome.added else typed_reference(typed_here(request))
    form = outcome.form or blank_form(page, initial=typed)
    return {
        "evidence_form": form,
        "taken_away": outcome.taken_away,
        "refused_files": outcome.refused,
        "accept": ACCEPT,
        "most_bytes": MAX_FILE_BYTES,
        "too_large": words(Refusal("too_large"), translate=_),
    }


def blank_form(page: QuestionPage | SettlePage, *sent: QueryDict, **more: Any) -> EvidenceForm:
    """The form of a reference beside the judgement of a page."""
    return EvidenceForm(*sent, kinds=kind_choices(page), facts=fact_choices(page.levels), beside=True, **more)


def _moved(request: HttpRequest, assessment_id: int) -> Outcome:
    sent = request.POST
    evidence_id = _number(sent.get(TAKE_AWAY) or sent.get(BRING_BACK) or "")
    whose = {"actor": request.user, "at": timezone.now(), "assessment_id": assessment_id, "evidence_id": evidence_id}
    if TAKE_AWAY in sent:
        operations.remove_evidence(**whose)
        messages.info(request, _("The reference was taken away. The history keeps it."))
        return Outcome(taken_away=evidence_id)
    operations.restore_evidence(**whose)
    messages.success(request, _("The reference is back."))
    return Outcome()


def _used(request: HttpRequest, assessment_id: int, agency_id: int | None, indicator_code: str) -> Outcome:
    chosen = _number(request.POST.get(CHOSEN_FILE, ""))
    if not chosen:
        messages.warning(request, _("Choose a file first."))
        return Outcome()
    try:
        used = operations.use_file(
            actor=request.user,
            at=timezone.now(),
            assessment_id=assessment_id,
            agency_id=agency_id,
            indicator_code=indicator_code,
            file_id=chosen,
        )
    except Conflict as problem:
        messages.warning(request, str(problem))
        return Outcome()
    messages.success(request, _("%(title)s now stands behind this question, too.") % {"title": isolated(used.title)})
    return Outcome(added=True)


def _number(text: str) -> int:
    """A number beyond the database's reach names nothing either."""
    return int(text) if text.isdecimal() and len(text) <= 18 else 0


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
