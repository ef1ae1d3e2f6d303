"""A lost second factor: reported by one person, decided by an administrator."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ibm_platform.accounts import operations, queries
from ibm_platform.common.errors import Conflict, Invalid
from ibm_platform.common.forms import blame
from ibm_platform.common.isolation import isolated


class LossForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("How do you know?"),
        help_text=gettext_lazy("For example: the person called from the office's number and I know the voice."),
        max_length=300,
        error_messages={"required": gettext_lazy("Say how you know that it is lost.")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@login_required
@require_http_methods(["GET", "POST"])
def report_loss(request: HttpRequest, person_id: int) -> HttpResponse:
    """Say that somebody's second factor is lost, and how one knows."""
    rights = queries.rights_of_request(request)
    person = queries.person_to_reset(rights, person_id=person_id, asked_by_id=request.user.pk)
    form = LossForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.ask_factor_reset(
                person_id=person_id,
                reason=form.cleaned_data["reason"],
                actor=request.user,
                at=timezone.now(),
                proved_at=queries.proved_at_of(request),
            )
        except (Invalid, Conflict) as error:
            blame(form, error)
        else:
            messages.success(
                request,
                _("An administrator is asked to reset the second factor of %(name)s.")
                % {"name": isolated(person.name)},
            )
            return redirect("person", person_id=person_id)
    words = {"person": person, "form": form, "state": queries.reset_state(rights, person=person)}
    return render(request, "accounts/reset_ask.html", words, status=422 if form.errors else 200)


@login_required
@require_GET
def resets(request: HttpRequest) -> HttpResponse:
    """The losses that wait for an administrator."""
    rows = queries.open_resets(queries.rights_of_request(request), asked_by_id=request.user.pk)
    return render(request, "accounts/resets.html", {"rows": rows})


@login_required
@require_POST
def decide(request: HttpRequest, reset_id: int) -> HttpResponse:
    confirmed = request.POST.get("decision") == "confirm"
    reset = operations.decide_factor_reset(
        reset_id=reset_id,
        confirmed=confirmed,
        actor=request.user,
        at=timezone.now(),
        proved_at=queries.proved_at_of(request),
    )
    name = {"name": isolated(reset.person.name)}
    said = (
        _("The second factor of %(name)s is reset. The person is signed out and chooses a new one at the next sign-in.")
        if confirmed
        else _("The second factor of %(name)s stays as it is.")
    )
    messages.success(request, said % name)
    return redirect("factor_resets")
