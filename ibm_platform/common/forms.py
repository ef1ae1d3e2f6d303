"""What the forms of every app share."""

from __future__ import annotations

from django import forms

from ibm_platform.common.errors import DomainError


def blame(form: forms.Form, error: DomainError) -> None:
    """Show an operation's refusal in the form: beside each field that it names, above all fields what names none of them."""
    fields = error.details.get("fields") or {}
    for field, messages in fields.items():
        # One sentence or several: Django takes both.
        form.add_error(field if field in form.fields else None, messages)
    if not fields:
        form.add_error(None, str(error))
