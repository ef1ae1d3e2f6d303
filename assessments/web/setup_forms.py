"""What the focal point and the coordinator fill in before anybody answers. Rules live in the operations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.queries.opening import AssessmentOpening, CycleOpening
from assessments.queries.setup import SetupPage
from frameworks.spec import ProfileQuestion

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
YES_NO = [("yes", _("Yes")), ("no", _("No"))]


class ProfileForm(forms.Form):
    """One field for each question of the framework's profile. Nothing is required: a profile is filled in several sittings."""

    def __init__(self, *args: Any, page: SetupPage, **kwargs: Any) -> None:
        answers = {line.question.code: line.answer for line in page.profile}
        super().__init__(*args, initial=answers, **kwargs)
        for line in page.profile:
            self.fields[line.question.code] = _profile_field(line.question)

    def answers(self) -> dict[str, str]:
        """The argument of ``save_profile``."""
        return dict(self.cleaned_data)


def _profile_field(question: ProfileQuestion) -> forms.Field:
    words = {"label": question.question, "help_text": question.explanation, "required": False}
    if question.kind == "yes_no":
        return forms.ChoiceField(choices=YES_NO, widget=forms.RadioSelect, **words)
    if question.kind == "number":
        return forms.CharField(max_length=20, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **words)
    return forms.CharField(widget=forms.Textarea(attrs={"rows": 2, "maxlength": 2000}), **words)


class AgenciesForm(forms.Form):
    """Which agencies take part, by id."""

    agencies = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, *args: Any, choices: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agencies"].choices = [(str(pk), str(pk)) for pk in choices]


class AssignmentsForm(forms.Form):
    """Which questions one agency is asked, by code."""

    questions = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: Any, choices: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["questions"].choices = [(code, code) for code in choices]


class CycleForm(forms.Form):
    code = forms.CharField(
        label=_("Code"), max_length=20, help_text=_("Short, such as 2027. It stands in lists and files.")
    )
    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("As countries know it, such as IBM assessment 2027.")
    )
    framework_version = forms.TypedChoiceField(
        label=_("Framework version"),
        coerce=int,
        help_text=_("Every assessment of the cycle is measured by it."),
    )
    answers_due = forms.DateField(label=_("Answers due"), widget=DATE)
    submission_due = forms.DateField(label=_("Submission due"), widget=DATE)

    def __init__(self, *args: Any, page: CycleOpening, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["framework_version"].choices = [(version.id, version.name) for version in page.versions]

    def arguments(self) -> dict[str, Any]:
        """Keyword arguments of ``open_cycle``, beside actor and at."""
        values = dict(self.cleaned_data)
        version = values.pop("framework_version")
        return {**values, "framework_version_id": version}


class AssessmentForm(forms.Form):
    country = forms.TypedChoiceField(label=_("Country"), coerce=int)
    cycle = forms.TypedChoiceField(label=_("Cycle"), coerce=int)
    reference_date = forms.DateField(
        label=_("Reference date"), widget=DATE, help_text=_("The day that the answers describe.")
    )

    def __init__(self, *args: Any, page: AssessmentOpening, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [(country.id, country.name) for country in page.countries]
        self.fields["cycle"].choices = [(cycle.id, cycle.name) for cycle in page.cycles]

    def arguments(self) -> dict[str, Any]:
        """Keyword arguments of ``open_assessment``, beside actor and at."""
        values = self.cleaned_data
        return {
            "country_id": values["country"],
            "cycle_id": values["cycle"],
            "reference_date": values["reference_date"],
        }
