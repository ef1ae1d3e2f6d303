"""What people fill in around a workshop: its plan, the chair's steps, a vote, and who came."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.limits import WORKSHOP_TITLE_CHARACTERS
from assessments.queries import AgencyRef, Kind, WorkshopPerson, WorkshopsPage
from assessments.web.forms import SAID_WITHOUT_LEVEL
from assessments.web.setup_forms import DATE

LARGEST = 2**31 - 1


class PlanForm(forms.Form):
    """When it is, and who leads it."""

    title = forms.CharField(
        label=_("Title"),
        max_length=WORKSHOP_TITLE_CHARACTERS,
        error_messages={"required": _("Give the workshop a title.")},
    )
    begins_on = forms.DateField(label=_("First day"), widget=DATE)
    ends_on = forms.DateField(
        label=_("Last day"), widget=DATE, required=False, help_text=_("Empty for a workshop of one day.")
    )
    chair = forms.TypedChoiceField(
        label=_("Chair"), coerce=int, help_text=_("Leads the room from the laptop, and signs the minutes.")
    )
    rapporteur = forms.TypedChoiceField(
        label=_("Rapporteur"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("May do everything that the chair does, but for signing."),
    )

    def __init__(self, *args: Any, people: Iterable[WorkshopPerson], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(one.id), _person(one)) for one in people]
        self.fields["chair"].choices = [("", "–"), *choices]
        self.fields["rapporteur"].choices = [("", "–"), *choices]

    def plan(self) -> dict[str, Any]:
        """Keyword arguments of the operation."""
        given = self.cleaned_data
        return {
            "title": given["title"],
            "begins_on": given["begins_on"],
            "ends_on": given["ends_on"],
            "chair_id": given["chair"],
            "rapporteur_id": given["rapporteur"],
        }


class NewWorkshopForm(PlanForm):
    """A new one: also its agenda."""

    indicators = forms.MultipleChoiceField(
        label=_("Agenda"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("In the order of the list: critical and far apart first."),
    )
    idempotency_key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, page: WorkshopsPage, **kwargs: Any) -> None:
        super().__init__(*args, people=page.people, **kwargs)
        self.fields["indicators"].choices = [(row.code, f"{row.code} {row.title}") for row in page.agenda]
        self.fields["indicators"].initial = [row.code for row in page.agenda if row.is_flagged]

    def plan(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            **super().plan(),
            "indicator_codes": given["indicators"],
            "client_key": given["idempotency_key"],
        }


class StepForm(forms.Form):
    """One step of who leads: what its button says, and the fields that belong to it."""

    step = forms.CharField(max_length=20)
    indicator = forms.CharField(max_length=40, required=False)
    text = forms.CharField(required=False)
    round = forms.IntegerField(min_value=0, max_value=LARGEST, required=False)
    choice = forms.CharField(label=_("National level"), max_length=40, required=False)
    reason = forms.CharField(label=_("Reason"), required=False)
    expected_revision = forms.IntegerField(min_value=0, max_value=LARGEST, required=False)
    idempotency_key = forms.CharField(max_length=64, required=False)

    def arguments(self, names: Iterable[str], dissent: Mapping[int, str]) -> dict[str, Any]:
        """Keyword arguments of an operation that takes ``names`` beside who, when and where."""
        given = self.cleaned_data
        said = judgement_of(given["choice"])
        every = {
            "indicator_code": given["indicator"],
            "text": given["text"],
            "expected_round": given["round"] or 0,
            "reason": given["reason"],
            "dissent": dissent,
            "expected_revision": given["expected_revision"] or 0,
            "idempotency_key": given["idempotency_key"],
            **said,
        }
        return {name: every[name] for name in names}


class VoteForm(forms.Form):
    """One agency's vote."""

    agency = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    indicator = forms.CharField(max_length=40)
    round = forms.IntegerField(min_value=0, max_value=LARGEST)
    choice = forms.CharField(
        label=_("Your vote"), max_length=40, error_messages={"required": _("Choose a level before you vote.")}
    )
    reason = forms.CharField(label=_("Reason"), required=False)


class ArriveForm(forms.Form):
    """Who came: somebody with an account, or a guest."""

    person = forms.IntegerField(min_value=1, max_value=2**63 - 1, required=False)
    name = forms.CharField(label=_("Name"), required=False)
    role = forms.CharField(label=_("Role"), required=False)
    agency = forms.IntegerField(min_value=1, max_value=2**63 - 1, required=False)


def judgement_of(choice: str) -> dict[str, Any]:
    """A radio group carries a level's code or one of the two words that are no level."""
    without_level = choice in SAID_WITHOUT_LEVEL
    return {"kind": choice if without_level else Kind.LEVEL.value, "level": None if without_level else choice or None}


def dissent_in(sent: Mapping[str, str], agencies: Iterable[AgencyRef]) -> dict[int, str]:
    """Agency id → what it holds against the level; what was left empty objects to nothing."""
    return {one.id: text for one in agencies if (text := sent.get(f"dissent_{one.id}", "").strip())}


def _person(one: WorkshopPerson) -> str:
    return f"{one.name}, {one.agency.name if one.agency else one.role.label}"
