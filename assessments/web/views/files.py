"""Files behind references: the register of an assessment, the reference that carries one, and the files themselves."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments import operations, queries
from assessments.web.file_words import ACCEPT, KINDS, SCAN_WORDS, kept_words
from assessments.web.forms import EvidenceForm, fact_choices, kind_choices
from assessments.web.pages import show
from ibm_platform.common.downloads import attachment
from ibm_platform.common.errors import Invalid
from ibm_platform.common.forms import blame
from ibm_platform.common.isolation import isolated
from ibm_platform.common.uploads import arrived_files, dropped_files, takes_files

FILES_A_PAGE = 50
REPLACEMENT = "replacement"


@require_safe
@login_required
def files(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """List the files that the person may have; the filter lives in the address."""
    chosen = {name: request.GET.get(name, "")[:40] for name in ("agency", "kind", "scan_state")}
    register = queries.file_register(request.user, timezone.now(), assessment_id, wanted=queries.FileFilter(**chosen))
    page = Paginator(register, FILES_A_PAGE).get_page(request.GET.get("page"))
    return show(
        request,
        "assessments/files.html",
        register,
        page_obj=page,
        rows=list(page),
        agencies=register.agencies(),
        kinds=KINDS.items(),
        scan_states=SCAN_WORDS.items(),
        chosen=chosen,
        query=urlencode({name: value for name, value in chosen.items() if value}),
    )


@require_safe
@login_required
def file_version(request: HttpRequest, assessment_id: int, file_id: int, number: int) -> HttpResponseBase:
    """Give one version of a file; whether the person may have it is asked at every download."""
    found = queries.file_content(request.user, timezone.now(), assessment_id, file_id, number)
    return attachment(request, content=found.chunks, name=found.name, media_type=found.media_type, size=found.size)


@require_safe
@login_required
def file_manifest(request: HttpRequest, assessment_id: int) -> HttpResponseBase:
    """Give the list of the files that the person may have as a table."""
    lines = queries.manifest_csv(request.user, timezone.now(), assessment_id)
    return attachment(
        request,
        content=(line.encode() for line in lines),
        name=f"files-{assessment_id}.csv",
        media_type="text/csv; charset=utf-8",
        size=None,
    )


@require_safe
@login_required
def file_archive(request: HttpRequest, assessment_id: int) -> HttpResponseBase:
    """Give every file that the person may have in one archive, written while it is sent."""
    pieces = queries.all_files(request.user, timezone.now(), assessment_id)
    name = f"files-{assessment_id}.zip"
    return attachment(request, content=pieces, name=name, media_type="application/zip", size=None)


@takes_files
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def reference(request: HttpRequest, assessment_id: int, evidence_id: int) -> HttpResponse:
    """Show one reference with the versions of its file; a POST changes it, or puts a newer version in the file's place."""
    page = queries.reference(request.user, timezone.now(), assessment_id, evidence_id)
    refused, form = "", None
    if request.method == "POST" and request.POST.get("then") == "replace":
        refused = _replaced(request, page)
        if not refused:
            return redirect(request.path)
    elif request.method == "POST":
        form = EvidenceForm(request.POST, kinds=kind_choices(page), facts=fact_choices(page.levels))
        if _changed(request, form, assessment_id, evidence_id):
            return redirect(place_of(page))
    file = page.evidence.file
    return show(
        request,
        "assessments/reference.html",
        page,
        status=422 if refused or form else 200,
        form=form or _form(page),
        refused=refused,
        back=place_of(page),
        accept=ACCEPT,
        versions=() if file is None else queries.file_versions(request.user, timezone.now(), assessment_id, file.id),
    )


def place_of(page: queries.ReferencePage) -> str:
    """Where the reference stands: beside the agency's answer for whoever wrote it, else among the national levels."""
    pk, code, agency = page.context.id, page.indicator.code, page.evidence.agency
    if agency is not None and agency.id in page.context.rights.agencies_in(page.context.country_id):
        return reverse("assessments:question", args=[pk, agency.id, code]) + "#evidence"
    if "settle" in page.context.allowed_actions or "add_national_evidence" in page.context.allowed_actions:
        return reverse("assessments:settle", args=[pk, code]) + "#evidence"
    if "read_settled" in page.context.allowed_actions:
        return reverse("assessments:review", args=[pk]) + f"#{code}"
    return reverse("assessments:assessment", args=[pk])


def _form(page: queries.ReferencePage) -> EvidenceForm:
    initial = {name: getattr(page.evidence, name) for name in EvidenceForm.base_fields}
    return EvidenceForm(kinds=kind_choices(page), facts=fact_choices(page.levels), initial=initial)


def _changed(request: HttpRequest, form: EvidenceForm, assessment_id: int, evidence_id: int) -> bool:
    if not form.is_valid():
        return False
    try:
        operations.change_evidence(
            actor=request.user,
            at=timezone.now(),
            assessment_id=assessment_id,
            evidence_id=evidence_id,
            **form.cleaned_data,
        )
    except Invalid as problem:
        blame(form, problem)
        return False
    messages.success(request, _("The reference was changed. The history keeps what it said before."))
    return True


def _replaced(request: HttpRequest, page: queries.ReferencePage) -> str:
    """Return why the file was not replaced; empty when it was."""
    file = page.evidence.file
    if file is None:
        return _("This reference has no file.")
    try:
        outcome = operations.receive_version(
            actor=request.user,
            at=timezone.now(),
            assessment_id=page.context.id,
            file_id=file.id,
            arrived=arrived_files(request, REPLACEMENT),
            dropped=dropped_files(request),
        )
    except Invalid as problem:
        return str(problem)
    if outcome.code:
        return outcome.sentence
    words = {"name": isolated(outcome.name), "message": kept_words(outcome.flags)}
    messages.success(request, _("%(name)s: %(message)s The earlier versions stay.") % words)
    return ""
