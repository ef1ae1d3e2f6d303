"""Forms that change what is asked of whom, for a cell, in bulk, and inside an agency."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.queries import DelegationPage, SetupPage, Wish


class CellForm(forms.Form):
    """Which agency is asked which question of one cell: "agency id:code"."""

    ask = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: Any, pairs: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pairs = tuple(pairs)
        self.fields["ask"].choices = [(one, one) for one in (f"{agency}:{code}" for agency, code in self.pairs)]

    def wishes(self) -> list[Wish]:
        """One for each question of each agency whose questions can still be changed."""
        ticked = set(self.cleaned_data["ask"])
        return [Wish(agency, code, f"{agency}:{code}" in ticked) for agency, code in self.pairs]


class BulkForm(forms.Form):
    """Questions, agencies, and whether these are to be asked those or not."""

    questions = forms.MultipleChoiceField(error_messages={"required": _("Choose at least one question.")})
    agencies = forms.TypedMultipleChoiceField(coerce=int, error_messages={"required": _("Choose at least one agency.")})
    asked = forms.ChoiceField(
        choices=[("yes", _("Ask them")), ("no", _("Ask them no longer"))],
        error_messages={"required": _("Say whether they are asked or not.")},
    )

    def __init__(self, *args: Any, page: SetupPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["questions"].choices = [(one.indicator.code, one.indicator.code) for one in page.indicators]
        self.fields["agencies"].choices = [
            (str(one.agency.id), one.agency.name) for one in page.agencies if one.takes_part
        ]

    def wishes(self) -> list[Wish]:
        values = self.cleaned_data
        return [
            Wish(agency, code, values["asked"] == "yes")
            for agency in values["agencies"]
            for code in values["questions"]
        ]


class DelegationForm(forms.Form):
    """An officer, or nobody in particular, and the questions to give. A form without either says nothing of the officer."""

    NOBODY = "nobody"

    officer = forms.ChoiceField(
        error_messages={
            "required": _("Say to whom the questions go."),
            "invalid_choice": _("Choose an officer of your agency."),
        }
    )
    questions = forms.MultipleChoiceField(error_messages={"required": _("Choose at least one question.")})

    def __init__(self, *args: Any, page: DelegationPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].choices = [
            (self.NOBODY, self.NOBODY),
            *((str(one.id), one.name) for one in page.officers if one.is_here),
        ]
        self.fields["questions"].choices = [(one.code, one.code) for row in page.rows for one in row.questions]

    def officer_id(self) -> int | None:
        """The argument of ``delegate``: None gives the questions back to all of the agency."""
        officer = self.cleaned_data["officer"]
        return None if officer == self.NOBODY else int(officer)
