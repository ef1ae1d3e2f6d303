"""Signing in and passwords: the library's views with this product's forms, pages and language."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as library_forms
from allauth.account import views as library
from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

REQUIRED = {
    "login": _("Give your e-mail address."),
    "email": _("Give your e-mail address."),
    "password": _("Give the password."),
}
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def remember_language(response: HttpResponse, language: str) -> HttpResponse:
    """Let the browser ask for the person's own language from now on; without one, for what it always asked."""
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            path=settings.LANGUAGE_COOKIE_PATH,
            domain=settings.LANGUAGE_COOKIE_DOMAIN,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite=settings.LANGUAGE_COOKIE_SAMESITE,
        )
    return response


def sign_in(request: HttpRequest, person: Any) -> None:
    """
    Start a session for somebody who just proved a mailbox or a passkey; the session's key changes.

    Whoever was signed in here goes first: two sign-ins do not share one session.
    """
    if request.user.is_authenticated:
        logout(request)
    login(request, person, backend=BACKEND)


def _plain(form: Any, labels: dict[str, Any]) -> None:
    """Give the library's fields our labels; a placeholder is no label and goes."""
    for name, field in form.fields.items():
        field.label = labels.get(name, field.label)
        field.widget.attrs.pop("placeholder", None)
        field.help_text = ""
        field.error_messages["required"] = REQUIRED.get(name, REQUIRED["password"])


class SignInForm(library_forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, {"login": _("E-mail address"), "password": _("Password")})
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class ChangePasswordForm(library_forms.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(
            self, {"oldpassword": _("Present password"), "password1": _("New password"), "password2": _("Once more")}
        )


class ResetForm(library_forms.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, {"email": _("E-mail address")})


class NewPasswordForm(library_forms.ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, {"password1": _("New password"), "password2": _("Once more")})


class SignInView(library.LoginView):
    form_class = SignInForm

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        return remember_language(response, getattr(self.request.user, "language", ""))


@method_decorator(login_required, name="dispatch")
class ChangePasswordView(library.PasswordChangeView):
    form_class = ChangePasswordForm


class ResetView(library.PasswordResetView):
    form_class = ResetForm


class NewPasswordView(library.PasswordResetFromKeyView):
    form_class = NewPasswordForm


sign_in_page = SignInView.as_view()
sign_out = library.logout
change_password = ChangePasswordView.as_view()
reset = ResetView.as_view()
reset_done = library.password_reset_done
new_password = NewPasswordView.as_view()
new_password_done = library.password_reset_from_key_done
