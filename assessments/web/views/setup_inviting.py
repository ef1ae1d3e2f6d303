"""Somebody is called to an agency, from the set-up: the letter says what is asked and until when."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments import operations, queries
from assessments.web.inviting_forms import CallForm
from assessments.web.pages import show
from ibm_platform.accounts.queries import proved_at_of
from ibm_platform.common.errors import Conflict, Invalid, NotVisible
from ibm_platform.common.forms import blame


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def call(request: HttpRequest, assessment_id: int, agency_id: int) -> HttpResponse:
    """Show the form for one agency that takes part; a POST invites and tells that a letter is on its way."""
    page = queries.setup_people(request.user, timezone.now(), assessment_id)
    agency = next((one for one in page.agencies if one.agency.id == agency_id), None)
    if agency is None:
        raise NotVisible(_("This agency does not take part; add it first."))
    form = CallForm(request.POST or None, role=request.GET.get("role", ""))
    if request.method == "POST" and form.is_valid():
        try:
            invitation = operations.invite_to_assessment(
                actor=request.user,
                at=timezone.now(),
                assessment_id=assessment_id,
                agency_id=agency_id,
                link_to=lambda secret: request.build_absolute_uri(reverse("invitation", args=[secret])),
                proved_at=proved_at_of(request),
                **form.cleaned_data,
            )
        except (Invalid, Conflict) as problem:
            blame(form, problem)
        else:
            # The link is shown in this one answer only, and only where there is no mail server.
            return show(
                request,
                "assessments/called.html",
                page,
                agency=agency.agency,
                person=invitation.person,
                is_new=bool(invitation.mailed_link),
                link=invitation.link if settings.SHOW_MAIL_LINKS else "",
            )
    return show(request, "assessments/call.html", page, status=422 if form.errors else 200, agency=agency, form=form)
