"""What a focal point writes about findings."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class SeveralForm(forms.Form):
    """One sentence for several findings; which ones, the page ticks and the operation checks."""

    text = forms.CharField(strip=True, error_messages={"required": _("Write one or two sentences.")})


class ExplanationForm(SeveralForm):
    """Why one finding stands."""

    warning = forms.CharField(max_length=120)
    expected_revision = forms.IntegerField(min_value=0, max_value=2**31 - 1)
