"""Forms of the calendar: days, more time for an agency, and the answer to that wish."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.queries import CalendarPage

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class CalendarForm(forms.Form):
    """One field for each day that can still be moved, and the reason where people were told the days."""

    reason = forms.CharField(
        label=_("Why the days move"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": 1000}),
        help_text=_("It stands in the history beside the old and the new day."),
    )

    def __init__(self, *args: Any, page: CalendarPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reason = self.fields.pop("reason")
        for one in page.days:
            if one.can_move:
                self.fields[one.name] = forms.DateField(
                    label=one.label, initial=one.day, required=False, widget=DATE, help_text=_HELP.get(one.name, "")
                )
        if page.needs_reason:
            self.fields["reason"] = reason

    def days(self) -> dict[str, date | None]:
        """The argument of ``move_deadlines``."""
        return {name: value for name, value in self.cleaned_data.items() if name != "reason"}

    def reason_text(self) -> str:
        return str(self.cleaned_data.get("reason", ""))


_HELP = {
    "reference_date": _("The day that the answers describe."),
    "workshop_from": _("Empty when there is no workshop."),
    "review_due": _("Empty when nobody from outside reviews."),
}


class ExtensionForm(forms.Form):
    days = forms.IntegerField(label=_("How many days more"), min_value=1, max_value=30, initial=5)
    reason = forms.CharField(
        label=_("Why they are needed"),
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 1000}),
        help_text=_("One or two sentences for the national focal point."),
    )


class DecisionForm(forms.Form):
    days = forms.IntegerField(
        label=_("How many days more"), min_value=0, max_value=30, help_text=_("0 refuses; then say why below.")
    )
    answer = forms.CharField(
        label=_("Your answer"), required=False, widget=forms.Textarea(attrs={"rows": 2, "maxlength": 1000})
    )
