"""Where a person goes after a question was saved."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import HttpRequest

CONFIRM = "confirm"
"""The value of ``then`` by which a person stands for an answer that was carried over."""
CODE = re.compile(r"[A-Za-z0-9._-]{1,40}")


def after_saving(
    request: HttpRequest,
    *,
    here: str,
    listing: str,
    question: Callable[[str], str],
    section: Callable[[str], str] | None = None,
) -> str:
    """
    Return where the pressed button (``then``) leads: "list" to the list, "continue" to the question named by ``following``.

    Args:
        question: makes the address of another question's page from its code.
        section: makes the address of the check of a section, where the last question of one names it in ``section``.
    """
    then, code = request.POST.get("then"), request.POST.get("following", "")
    if then in ("stay", "enter", CONFIRM):
        return here
    ended = request.POST.get("section", "")
    if section is not None and then != "list" and CODE.fullmatch(ended):
        return section(ended)
    if then == "list" or not CODE.fullmatch(code):
        return listing
    return question(code)
