"""The outbox for administrators: letters that wait or failed, never what they say."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ibm_platform.accounts import operations, queries
from ibm_platform.common.errors import Conflict
from ibm_platform.common.isolation import isolated


@login_required
@require_GET
def mail(request: HttpRequest) -> HttpResponse:
    page = queries.mail_page(queries.rights_of_request(request))
    return render(request, "accounts/mail.html", {"page": page})


@login_required
@require_POST
def retry(request: HttpRequest, letter_id: int) -> HttpResponse:
    try:
        letter = operations.retry_letter(letter_id=letter_id, actor=request.user, at=timezone.now())
    except Conflict as error:
        # Beside somebody else's click, or after a worker was quicker: the list shows how it stands now.
        messages.error(request, str(error))
    else:
        words = {"address": isolated(letter.address)}
        messages.success(request, _("The letter to %(address)s is tried again within the next seconds.") % words)
    return redirect("mail")


@login_required
@require_POST
def withdraw(request: HttpRequest, letter_id: int) -> HttpResponse:
    try:
        letter = operations.withdraw_letter(letter_id=letter_id, actor=request.user, at=timezone.now())
    except Conflict as error:
        messages.error(request, str(error))
    else:
        words = {"address": isolated(letter.address)}
        messages.success(request, _("The letter to %(address)s is taken back; it will not be sent.") % words)
    return redirect("mail")
