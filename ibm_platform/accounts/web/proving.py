"""
"Prove again that it is you": the page, and what leads to it.

An operation that needs a recent proof raises ``ProveAgain``. A program gets the refusal; a person gets the page in the very
answer, with everything that was sent in hidden fields, and after the proof the browser sends it on by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from ibm_platform.accounts import operations, queries
from ibm_platform.accounts.factors import marks, passkeys
from ibm_platform.accounts.permissions import ProveAgain
from ibm_platform.common.errors import Invalid, TooMany
from ibm_platform.common.web import wants_json

PREFIX = "prove"
# Never handed on: the secret of the form that was sent, and what this page asks itself.
OWN = ("csrfmiddlewaretoken", f"{PREFIX}-")


class ProveForm(forms.Form):
    """One of three proofs; which are offered depends on what the person has."""

    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        required=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    code = forms.CharField(
        label=gettext_lazy("Or the present code of your app"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "dir": "ltr"}),
    )
    credential = forms.JSONField(required=False, widget=forms.HiddenInput(attrs={"data-passkey-answer": ""}))

    def __init__(self, *args: Any, kinds: frozenset[str], has_password: bool, **kwargs: Any) -> None:
        super().__init__(*args, prefix=PREFIX, **kwargs)
        if not has_password:
            del self.fields["password"]
        if "totp" not in kinds:
            del self.fields["code"]
        if "webauthn" not in kinds:
            del self.fields["credential"]


class ProvingMiddleware:
    """Answer ``ProveAgain`` of a page with the page that asks for the proof; nothing that was written is lost."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, ProveAgain) or wants_json(request):
            return None
        return _page(request, _form(request), back=request.get_full_path(), kept=_kept(request), status=403)


@sensitive_post_parameters(f"{PREFIX}-password", f"{PREFIX}-code")
@login_required
@require_http_methods(["GET", "POST"])
def prove(request: HttpRequest) -> HttpResponse:
    """Ask for a proof, then go back; what was sent before is sent again from the browser, by its own hand (307)."""
    back = _way_back(request)
    if request.method == "GET":
        return _page(request, _form(request), back=back, kept=[], status=200)
    form = _form(request, request.POST)
    kept = _kept(request)
    if form.is_valid() and _is_proved(request, form):
        marks.note_proof(request.session, at=timezone.now())
        return redirect(back, preserve_request=bool(request.POST.get(f"{PREFIX}-sends")))
    return _page(request, form, back=back, kept=kept, status=422)


def _is_proved(request: HttpRequest, form: ProveForm) -> bool:
    given, at = form.cleaned_data, timezone.now()
    try:
        if given.get("credential"):
            return _answered(request, form, given["credential"])
        if given.get("code"):
            operations.prove_app_code(code=given["code"], actor=request.user, at=at)
        elif given.get("password"):
            operations.prove_password(password=given["password"], actor=request.user, at=at)
        else:
            form.add_error(None, _("Give your password, or one of the other proofs."))
            return False
    except Invalid as error:
        for field, messages in error.details["fields"].items():
            form.add_error(field, messages)
        return False
    except TooMany as error:
        form.add_error(None, str(error))
        return False
    return True


def _answered(request: HttpRequest, form: ProveForm, credential: Any) -> bool:
    factor = passkeys.proved_factor(request.user, credential)
    if factor is None:
        form.add_error(None, _("The device did not prove who you are; try again."))
        return False
    operations.note_passkey_use(factor_id=factor.pk, actor=request.user, at=timezone.now())
    return True


def _form(request: HttpRequest, data: Any = None) -> ProveForm:
    kinds = queries.factor_kinds(request.user.pk)
    return ProveForm(data, kinds=kinds, has_password=request.user.has_usable_password())


def _kept(request: HttpRequest) -> list[tuple[str, str]]:
    """The fields that were sent, in their order, without secrets of this page and of the form."""
    return [(name, value) for name, values in request.POST.lists() if not name.startswith(OWN) for value in values]


def _way_back(request: HttpRequest) -> str:
    wanted = request.POST.get(f"{PREFIX}-back") or request.GET.get("next") or ""
    return wanted if get_adapter().is_safe_url(wanted) else reverse("account")


def _page(
    request: HttpRequest, form: ProveForm, *, back: str, kept: list[tuple[str, str]], status: int
) -> HttpResponse:
    sends = request.method == "POST" and (request.path != reverse("prove") or f"{PREFIX}-sends" in request.POST)
    words = {"form": form, "back": back, "kept": kept, "sends": sends}
    return render(request, "accounts/prove.html", words, status=status)
