"""What a person was told, and of what the person wants letters."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ibm_platform.accounts import operations, queries

NOTICES_ON_A_PAGE = 50


@login_required
@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    told = queries.told_to(request.user, queries.rights_of_request(request), timezone.now())
    page = Paginator(told.order_by("-created_at", "-pk"), NOTICES_ON_A_PAGE).get_page(request.GET.get("page"))
    rows = [queries.notice_row(notice) for notice in page]
    return render(request, "notices/notices.html", {"rows": rows, "page_obj": page})


@login_required
@require_POST
def read(request: HttpRequest, notice_id: int) -> HttpResponse:
    operations.read_notice(actor=request.user, at=timezone.now(), notice_id=notice_id)
    return redirect("notices")


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    count = operations.read_notices(actor=request.user, at=timezone.now())
    messages.success(
        request,
        ngettext("%(count)d notice is marked as read.", "%(count)d notices are marked as read.", count)
        % {"count": count},
    )
    return redirect("notices")


@login_required
@require_http_methods(["GET", "POST"])
def choices(request: HttpRequest) -> HttpResponse:
    """Show of what the person has letters; a box that is not sent is an empty one."""
    rows = queries.notice_choices(request.user.pk)
    if request.method == "POST":
        wanted = set(request.POST.getlist("mail"))
        named = [*(row.kind for row in rows), queries.DIGEST]
        operations.choose_notices(actor=request.user, at=timezone.now(), mail={kind: kind in wanted for kind in named})
        messages.success(request, _("Your choice is saved."))
        return redirect("notice_choices")
    words = {
        "at_once": [row for row in rows if row.at_once],
        "daily": [row for row in rows if not row.at_once],
        "digest": queries.DIGEST,
        "has_digest": queries.has_digest(request.user.pk),
    }
    return render(request, "notices/choices.html", words)


@require_http_methods(["GET", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Ask (GET: programs that look at links press nothing), then end letters of one kind; nobody needs to sign in."""
    label = queries.unsubscribed_label(token)
    if request.method == "POST":
        operations.unsubscribe(token=token, at=timezone.now())
        return render(request, "notices/unsubscribed.html", {"label": label})
    return render(request, "notices/unsubscribe.html", {"label": label})
