"""The own second factors: list, app, passkey, recovery codes, and the prompt after the password."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ibm_platform.accounts import operations, permissions, queries
from ibm_platform.accounts.factors import codes, marks, passkeys
from ibm_platform.accounts.factors.picture import picture_of
from ibm_platform.accounts.web.signing_in import remember_language, sign_in
from ibm_platform.common.errors import Conflict, Invalid, TooMany
from ibm_platform.common.forms import blame
from ibm_platform.common.sealing import CannotUnseal, seal, unseal

OFFER = "app offer"
NO_ANSWER = gettext_lazy("The device did not prove who you are; try again.")


def code_field(label: Any, *, digits_only: bool) -> forms.CharField:
    attributes = {"autocomplete": "one-time-code", "dir": "ltr", "spellcheck": "false", "autocapitalize": "none"}
    if digits_only:
        attributes["inputmode"] = "numeric"
    return forms.CharField(
        label=label,
        max_length=40,
        error_messages={"required": gettext_lazy("Give the code.")},
        widget=forms.TextInput(attrs=attributes),
    )


class AppForm(forms.Form):
    """``offer`` is the secret that the page showed, sealed for this person: nothing is stored before it is proved."""

    code = code_field(gettext_lazy("Code that the app shows"), digits_only=True)
    offer = forms.CharField(widget=forms.HiddenInput, max_length=400)


class PromptForm(forms.Form):
    code = code_field(gettext_lazy("Code of your app, or one of your recovery codes"), digits_only=False)


class AnswerForm(forms.Form):
    """What a device answered to the question that the page's script handed to it."""

    credential = forms.JSONField(
        widget=forms.HiddenInput(attrs={"data-passkey-answer": ""}),
        error_messages={"required": NO_ANSWER, "invalid": NO_ANSWER},
    )


class PasskeyForm(AnswerForm):
    name = forms.CharField(
        label=gettext_lazy("Name of the device"),
        help_text=gettext_lazy("So that you know it again, such as “my phone”."),
        max_length=60,
        error_messages={"required": gettext_lazy("Give the device a name, such as “my phone”.")},
    )

    field_order = ("name", "credential")


@login_required
@require_GET
def factors(request: HttpRequest) -> HttpResponse:
    """The own factors; the first time, the choice between them."""
    page = queries.factors_page(request.user.pk)
    is_proved = queries.has_second_factor(request)
    return render(request, "mfa/factors.html", {"page": page, "is_proved": is_proved, "next": _next(request)})


@sensitive_post_parameters("code", "offer")
@login_required
@require_http_methods(["GET", "POST"])
def add_app(request: HttpRequest) -> HttpResponse:
    """Show a secret to the app, and take it once the app's code proves that it arrived."""
    form = AppForm(request.POST if request.method == "POST" else None)
    secret = _offered(request) or codes.new_app_secret()
    if request.method == "POST" and form.is_valid():
        at = timezone.now()
        try:
            shown = operations.enrol_app(
                secret=secret,
                code=form.cleaned_data["code"],
                actor=request.user,
                at=at,
                proved_at=queries.proved_at_of(request),
            )
        except (Invalid, Conflict) as error:
            blame(form, error)
        else:
            return _enrolled(request, shown)
    words = {
        "form": form,
        "secret": [secret[start : start + 4] for start in range(0, len(secret), 4)],
        "address": codes.app_address(request.user, secret),
        "picture": picture_of(codes.app_address(request.user, secret)),
        "offer": seal(secret, purpose=OFFER, bound_to=str(request.user.pk)),
        "next": _next(request),
    }
    return render(request, "mfa/app.html", words, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def add_passkey(request: HttpRequest) -> HttpResponse:
    form = PasskeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        at, proved_at = timezone.now(), queries.proved_at_of(request)
        # Before the answer is looked at: it can be looked at once, and the proof comes back with the same answer.
        permissions.require_proof(proved_at, at)
        credential = passkeys.enrolled(form.cleaned_data["credential"])
        if credential is None:
            form.add_error(None, NO_ANSWER)
        else:
            try:
                shown = operations.enrol_passkey(
                    name=form.cleaned_data["name"],
                    credential=credential,
                    actor=request.user,
                    at=at,
                    proved_at=proved_at,
                )
            except (Invalid, Conflict) as error:
                blame(form, error)
            else:
                return _enrolled(request, shown)
    words = {"form": form, "next": _next(request)}
    return render(request, "mfa/passkey.html", words, status=422 if form.errors else 200)


@login_required
@require_POST
def passkey_question(request: HttpRequest) -> HttpResponse:
    """Hand the page's script what the device is asked, to make a passkey or to prove one."""
    if request.POST.get("for") == "enrolment":
        return JsonResponse(passkeys.enrolment_question(request.user))
    return JsonResponse(passkeys.proving_question(request.user))


@login_required
@require_POST
def remove(request: HttpRequest, factor_id: int) -> HttpResponse:
    operations.remove_factor(
        factor_id=factor_id, actor=request.user, at=timezone.now(), proved_at=queries.proved_at_of(request)
    )
    messages.success(request, _("The second factor is removed."))
    return redirect("second_factor")


@login_required
@require_POST
def renew_codes(request: HttpRequest) -> HttpResponse:
    """Make new recovery codes and show them in the very answer: they are stored nowhere."""
    shown = operations.renew_recovery_codes(
        actor=request.user, at=timezone.now(), proved_at=queries.proved_at_of(request)
    )
    return _show_codes(request, shown)


@sensitive_post_parameters("code")
@login_required
@require_http_methods(["GET", "POST"])
def prompt(request: HttpRequest) -> HttpResponse:
    """After the password: a code of the app, a recovery code, or a passkey."""
    kinds = queries.factor_kinds(request.user.pk)
    if not kinds or (queries.has_second_factor(request) and request.method == "GET"):
        return redirect(_next(request))
    form = PromptForm(request.POST if "code" in request.POST else None)
    answer = AnswerForm(request.POST if "credential" in request.POST else None)
    is_right = _code_is_right(request, form) if form.is_bound else _device_is_right(request, answer)
    if request.method == "POST" and is_right:
        marks.note_second_factor(request.session, at=timezone.now())
        return redirect(_next(request))
    words = {"form": form, "answer": answer, "kinds": kinds, "next": _next(request)}
    return render(request, "mfa/prompt.html", words, status=422 if form.errors or answer.errors else 200)


@require_POST
def sign_in_question(request: HttpRequest) -> HttpResponse:
    """Hand the script of the sign-in page a question that any passkey of this site may answer."""
    return JsonResponse(passkeys.proving_question(None))


@require_POST
def sign_in_with_passkey(request: HttpRequest) -> HttpResponse:
    """Sign in whoever's passkey answered: the device is one factor, and what opens it the other."""
    form = AnswerForm(request.POST)
    factor = passkeys.proved_factor(None, form.cleaned_data["credential"]) if form.is_valid() else None
    if factor is None or not factor.user.is_active:
        messages.error(request, NO_ANSWER)
        return redirect("account_login")
    at = timezone.now()
    operations.note_passkey_use(factor_id=factor.pk, actor=factor.user, at=at)
    sign_in(request, factor.user)
    marks.note_second_factor(request.session, at=at)
    return remember_language(redirect(_next(request)), factor.user.language)


def _code_is_right(request: HttpRequest, form: PromptForm) -> bool:
    if not form.is_valid():
        return False
    try:
        operations.prove_second_factor(code=form.cleaned_data["code"], actor=request.user, at=timezone.now())
    except (Invalid, TooMany) as error:
        blame(form, error)
        return False
    return True


def _device_is_right(request: HttpRequest, form: AnswerForm) -> bool:
    if not form.is_bound or not form.is_valid():
        return False
    factor = passkeys.proved_factor(request.user, form.cleaned_data["credential"])
    if factor is None:
        form.add_error(None, NO_ANSWER)
        return False
    operations.note_passkey_use(factor_id=factor.pk, actor=request.user, at=timezone.now())
    return True


def _offered(request: HttpRequest) -> str:
    """The secret that this person was shown before; empty for the first look, and for one that was made up."""
    try:
        return unseal(request.POST.get("offer", ""), purpose=OFFER, bound_to=str(request.user.pk))
    except (CannotUnseal, ValueError):
        return ""


def _enrolled(request: HttpRequest, shown: tuple[str, ...]) -> HttpResponse:
    """Go on after a factor was added: whoever was kept at the gate is through."""
    marks.note_second_factor(request.session, at=timezone.now())
    if shown:
        return _show_codes(request, shown)
    messages.success(request, _("The second factor is added."))
    return redirect("second_factor")


def _show_codes(request: HttpRequest, shown: tuple[str, ...]) -> HttpResponse:
    return render(request, "mfa/codes.html", {"codes": shown, "next": _next(request)})


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return wanted if get_adapter().is_safe_url(wanted) else "/"
