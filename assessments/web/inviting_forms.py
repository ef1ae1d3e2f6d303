"""The form with which the focal point calls somebody to an agency, from the set-up."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ibm_platform.accounts.operations import usual_last_day

ROLES = [("agency_lead", _("Lead: shares the questions out and releases")), ("officer", _("Officer: answers"))]


class CallForm(forms.Form):
    """Who is called to which role of the agency."""

    role = forms.ChoiceField(
        label=_("Role"),
        choices=ROLES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose lead or officer."), "invalid_choice": _("Choose lead or officer.")},
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        error_messages={
            "required": _("Give the e-mail address."),
            "invalid": _("Give an e-mail address such as name@service.example."),
        },
    )
    name = forms.CharField(label=_("Name"), max_length=150, error_messages={"required": _("Give the person's name.")})
    until = forms.DateField(
        label=_("Last day of the role"),
        help_text=_("Three years from now at most. The role can be given again."),
        error_messages={"required": _("Give the last day of the role."), "invalid": _("Give a day of the calendar.")},
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, role: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("until", usual_last_day(timezone.now()))
        if role in dict(ROLES):
            self.initial["role"] = role
