"""The own account: name, language, roles, tokens; and the page of help."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ibm_platform.accounts import operations, queries
from ibm_platform.accounts.web.forms import AccountForm, TokenForm
from ibm_platform.accounts.web.signing_in import remember_language
from ibm_platform.common.errors import Invalid, TooMany
from ibm_platform.common.forms import blame
from ibm_platform.common.isolation import isolated


@login_required
@require_http_methods(["GET", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    person = request.user
    form = AccountForm(request.POST or None, initial={"name": person.name, "language": person.language})
    if request.method == "POST" and form.is_valid():
        try:
            person = operations.change_own_account(actor=person, **form.cleaned_data)
        except Invalid as error:
            blame(form, error)
        else:
            messages.success(request, _("Your name and language are saved."))
            return remember_language(redirect("account"), person.language)
    return _account_page(request, form=form, token_form=TokenForm(prefix="token"))


@login_required
@require_POST
def make_token(request: HttpRequest) -> HttpResponse:
    """Make a token and show its secret in the very answer: it is stored nowhere, also not in the session."""
    form = TokenForm(request.POST, prefix="token")
    if form.is_valid():
        try:
            made = operations.create_api_token(
                actor=request.user, at=timezone.now(), proved_at=queries.proved_at_of(request), **form.cleaned_data
            )
        except (Invalid, TooMany) as error:
            blame(form, error)
        else:
            return render(request, "accounts/token_made.html", {"name": made.token.name, "secret": made.secret})
    person = request.user
    own = AccountForm(initial={"name": person.name, "language": person.language})
    return _account_page(request, form=own, token_form=form)


@login_required
@require_POST
def revoke_token(request: HttpRequest, token_id: int) -> HttpResponse:
    token = operations.revoke_api_token(token_id=token_id, actor=request.user, at=timezone.now())
    messages.success(request, _("The token “%(name)s” no longer works.") % {"name": isolated(token.name)})
    return redirect("account")


@require_GET
def help_page(request: HttpRequest) -> HttpResponse:
    """What each role does, and whom to ask in the own country."""
    contacts = queries.contacts_of(queries.rights_of_request(request), at=timezone.now())
    return render(request, "help/help.html", {"contacts": contacts})


def _account_page(request: HttpRequest, *, form: AccountForm, token_form: TokenForm) -> HttpResponse:
    at = timezone.now()
    words = {
        "form": form,
        "token_form": token_form,
        "roles": queries.own_roles(request.user.pk, at=at),
        "tokens": queries.own_tokens(request.user.pk, at=at),
        "ending": queries.roles_ending(request.user.pk, at=at),
        "standing_in": queries.own_substitutions(request.user.pk, at=at),
    }
    return render(request, "accounts/account.html", words, status=422 if form.errors or token_form.errors else 200)
