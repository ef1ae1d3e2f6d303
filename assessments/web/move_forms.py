"""What each step asks for before it is taken."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.lifecycle import Move


class MoveForm(forms.Form):
    """A step that asks for nothing but the button."""

    def __init__(self, *args: Any, page: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.page = page

    def arguments(self) -> dict[str, Any]:
        """Keyword arguments of the operation, beside actor, at and assessment."""
        return {}


class ReasonedMoveForm(MoveForm):
    reason = forms.CharField(
        label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), help_text=_("One or two sentences for the record.")
    )

    def arguments(self) -> dict[str, Any]:
        return {"reason": self.cleaned_data["reason"]}


class ConsolidationForm(ReasonedMoveForm):
    """The reason is needed only when an agency has not handed its answers over."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = False
        if not self.page.problems:
            del self.fields["reason"]

    def arguments(self) -> dict[str, Any]:
        return {"reason": self.cleaned_data.get("reason", "")}


class PublishForm(MoveForm):
    profile = forms.BooleanField(
        label=_("Scores"),
        required=False,
        help_text=_("Cell, pillar, field and tier scores. No level of a single question."),
    )
    report = forms.BooleanField(
        label=_("Report"),
        required=False,
        help_text=_("The shared edition: without reasons, comments and restricted texts."),
    )
    audience = forms.ChoiceField(
        label=_("Who may read it"),
        choices=[("all", _("All donors of the programme")), ("named", _("Only the donors named below"))],
        widget=forms.RadioSelect,
        initial="named",
    )
    donors = forms.MultipleChoiceField(label=_("Donors"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["donors"].choices = [(donor.id, donor.name) for donor in self.page.donors]

    def arguments(self) -> dict[str, Any]:
        chosen = self.cleaned_data
        everybody = chosen["audience"] == "all"
        return {
            "profile": chosen["profile"],
            "report": chosen["report"],
            "all_donors": everybody,
            "donor_ids": [] if everybody else [int(donor) for donor in chosen["donors"]],
        }


class ReturnForm(MoveForm):
    """One comment field per question; those with a comment are returned."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in self.page.questions:
            self.fields[row.code] = forms.CharField(
                label=f"{row.code} {row.title}", required=False, widget=forms.Textarea(attrs={"rows": 2})
            )

    def arguments(self) -> dict[str, Any]:
        return {"questions": {code: comment for code, comment in self.cleaned_data.items() if comment.strip()}}


FORMS: dict[Move, type[MoveForm]] = {
    Move.APPROVE_SCOPE: MoveForm,
    Move.START_CONSOLIDATION: ConsolidationForm,
    Move.VALIDATE: MoveForm,
    Move.REOPEN_CONSOLIDATION: ReasonedMoveForm,
    Move.SUBMIT: MoveForm,
    Move.RETURN: ReturnForm,
    Move.ACCEPT: MoveForm,
    Move.PUBLISH: PublishForm,
    Move.WITHDRAW_PUBLICATION: ReasonedMoveForm,
    Move.WITHDRAW: ReasonedMoveForm,
}
