"""What the page on which a release is opened again reads from a request."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class ReopeningForm(forms.Form):
    reason = forms.CharField(
        label=_("Why they are opened again"),
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 1000}),
        help_text=_("One or two sentences. The agency reads them, and they are kept in the record."),
    )
