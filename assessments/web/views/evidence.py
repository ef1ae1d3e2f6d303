"""References to evidence: adding one beside an answer or a national level, taking one away, bringing it back."""

from __future__ import annotations

from urllib.parse import urldefrag

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments import operations, queries
from assessments.web.forms import EvidenceForm, kind_choices
from assessments.web.pages import show
from assessments.web.unsaved import keep_judgement
from ibm_platform.common.errors import Invalid
from ibm_platform.common.forms import blame


@require_POST
@login_required
def add_to_answer(request: HttpRequest, assessment_id: int, agency_id: int, indicator_code: str) -> HttpResponse:
    """Add a reference of the agency; an unclear one comes back with what was typed."""
    page = queries.question(request.user, timezone.now(), assessment_id, agency_id, indicator_code)
    form = EvidenceForm(request.POST, kinds=kind_choices(page))
    beside = reverse("assessments:question", args=[assessment_id, agency_id, indicator_code])
    keep_judgement(request, beside)
    if _added(request, form, assessment_id, agency_id, indicator_code):
        return redirect(beside)
    return show(request, "assessments/evidence.html", page, status=422, evidence_form=form, action=request.path)


@require_POST
@login_required
def add_to_national_level(request: HttpRequest, assessment_id: int, indicator_code: str) -> HttpResponse:
    """Add a reference that the country gives when it settles a level."""
    page = queries.settling(request.user, timezone.now(), assessment_id, indicator_code)
    form = EvidenceForm(request.POST, kinds=kind_choices(page))
    beside = reverse("assessments:settle", args=[assessment_id, indicator_code])
    keep_judgement(request, beside)
    if _added(request, form, assessment_id, None, indicator_code):
        return redirect(beside)
    return show(request, "assessments/evidence.html", page, status=422, evidence_form=form, action=request.path)


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
    except Invalid as problem:
        blame(form, problem)
        return False
    messages.success(request, _("The reference was added."))
    return True


@require_POST
@login_required
def remove(request: HttpRequest, assessment_id: int, evidence_id: int) -> HttpResponse:
    operations.remove_evidence(
        actor=request.user, at=timezone.now(), assessment_id=assessment_id, evidence_id=evidence_id
    )
    messages.info(request, _("The reference was taken away. The history keeps it."))
    return redirect(_back(request, assessment_id))


@require_POST
@login_required
def restore(request: HttpRequest, assessment_id: int, evidence_id: int) -> HttpResponse:
    operations.restore_evidence(
        actor=request.user, at=timezone.now(), assessment_id=assessment_id, evidence_id=evidence_id
    )
    messages.success(request, _("The reference is back."))
    return redirect(_back(request, assessment_id))


def _back(request: HttpRequest, assessment_id: int) -> str:
    """The page the button stood on, never another site; what was typed there is kept for it."""
    address = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        keep_judgement(request, urldefrag(address).url)
        return address
    return reverse("assessments:assessment", args=[assessment_id])
