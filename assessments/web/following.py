"""Where a person goes after a question was saved."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from assessments.web.unsaved import keep_reference

CODE = re.compile(r"[A-Za-z0-9._-]{1,40}")


def after_saving(request: HttpRequest, *, here: str, listing: str, question: Callable[[str], str]) -> HttpResponse:
    """
    Go where the pressed button (``then``) leads: "stay" here, "list" to the list, else to the question named by ``following``.

    A reference that was typed and not added holds the person here.

    Args:
        question: makes the address of another question's page from its code.
    """
    if keep_reference(request, here):
        messages.warning(request, _("The reference is not added yet; add it, or empty its title."))
        return redirect(here + "#evidence")
    then, code = request.POST.get("then"), request.POST.get("following", "")
    if then == "stay":
        return redirect(here)
    if then == "list" or not CODE.fullmatch(code):
        return redirect(listing)
    return redirect(question(code))
