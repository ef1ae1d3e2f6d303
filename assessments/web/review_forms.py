"""What the pages of the review read from a request. Rules live in the operations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from assessments.operations import NewLevel
from assessments.queries import Kind, LevelOption, RemarkKind, RemarkPage, ReplyDecision, ReviewedQuestionPage
from assessments.web.forms import SAID_WITHOUT_LEVEL

KEY = {"required": False, "max_length": 64, "widget": forms.HiddenInput}
REVISION = {"min_value": 0, "max_value": 2**31 - 1, "widget": forms.HiddenInput}


def _statements(levels: Iterable[LevelOption]) -> list[tuple[str, Any]]:
    return [(one.code, format_html("<b>{}</b> <bdi>{}</bdi>", one.value, one.fact or one.name)) for one in levels]


def _judged(choice: str) -> tuple[str, str | None]:
    """Kind and level of what was chosen."""
    return (choice, None) if choice in SAID_WITHOUT_LEVEL else (Kind.LEVEL.value, choice)


class PeerForm(forms.Form):
    """The level that the reviewer sees, and why."""

    choice = forms.ChoiceField(
        label=_("The level that you see"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose the statement that is true today."),
            "invalid_choice": _("Choose one of the levels of this framework."),
        },
    )
    reason = forms.CharField(
        label=_("Your reason"), required=False, widget=forms.Textarea(attrs={"rows": 3, "maxlength": 1000})
    )
    expected_revision = forms.IntegerField(**REVISION)
    idempotency_key = forms.CharField(**KEY)

    def __init__(self, *args: Any, page: ReviewedQuestionPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["choice"].choices = [
            *_statements(page.levels),
            *([(Kind.NOT_APPLICABLE.value, _("Does not apply"))] if page.indicator.may_be_not_applicable else []),
            (Kind.INSUFFICIENT.value, _("Information insufficient")),
        ]

    def proposal(self) -> dict[str, Any]:
        """Keyword arguments of the operation."""
        kind, level = _judged(self.cleaned_data["choice"])
        names = ("reason", "expected_revision", "idempotency_key")
        return {"kind": kind, "level": level, **{name: self.cleaned_data[name] for name in names}}


class RemarkForm(forms.Form):
    """What is asked of the country about one question."""

    kind = forms.ChoiceField(
        label=_("What it is about"),
        choices=RemarkKind.choices,
        error_messages={"invalid_choice": _("Say what the remark is about: facts, evidence, scoring or wording.")},
    )
    text = forms.CharField(
        label=_("Your remark"), required=False, widget=forms.Textarea(attrs={"rows": 3, "maxlength": 2000})
    )
    is_blocking = forms.BooleanField(label=_("The assessment is not accepted while this is open"), required=False)
    client_key = forms.CharField(**KEY)


class ReplyForm(forms.Form):
    """What the country replies; with a factual or a scoring remark that it accepts also the new level."""

    decision = forms.ChoiceField(
        label=_("Your reply"),
        choices=[
            (ReplyDecision.ACCEPT.value, _("Accept: they are right")),
            (ReplyDecision.KEEP.value, _("Keep: what we said stands")),
            (ReplyDecision.EXPLAIN.value, _("Explain: here is what they need to know")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose: accept, keep or explain.")},
    )
    text = forms.CharField(
        label=_("In words"), required=False, widget=forms.Textarea(attrs={"rows": 3, "maxlength": 1000})
    )
    choice = forms.ChoiceField(
        label=_("New national level"), required=False, help_text=_("Only when you accept; your words are its reason.")
    )
    expected_revision = forms.IntegerField(**REVISION)
    client_key = forms.CharField(**KEY)

    def __init__(self, *args: Any, page: RemarkPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not page.may_settle:
            del self.fields["choice"]
            return
        levels = [(one.code, f"{one.value} {one.fact or one.name}") for one in page.levels]
        if page.indicator.may_be_not_applicable:
            levels.append((Kind.NOT_APPLICABLE.value, _("Does not apply")))
        levels.append((Kind.INSUFFICIENT.value, _("Information insufficient")))
        self.fields["choice"].choices = [("", _("The level stays")), *levels]

    def reply(self) -> dict[str, Any]:
        """Keyword arguments of the operation."""
        values = self.cleaned_data
        chosen = values.get("choice")
        new = None
        if chosen:
            kind, level = _judged(chosen)
            new = NewLevel(kind, level, values["expected_revision"])
        return {**{name: values[name] for name in ("decision", "text", "client_key")}, "new_level": new}


class DeclarationForm(forms.Form):
    """Conflict of interest, or none."""

    has_conflict = forms.TypedChoiceField(
        label=_("Your declaration"),
        choices=[
            (
                "no",
                _(
                    "I am not from this state, I do not work for it, and neither I nor my employer bids for a contract there. I"
                    " have no conflict of interest."
                ),
            ),
            ("yes", _("I have a conflict of interest, and decline.")),
        ],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two.")},
    )
    note = forms.CharField(
        label=_("What the coordinator should know"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 1000}),
    )


class ReviewerForm(forms.Form):
    """Who reviews one field."""

    field = forms.CharField(max_length=20)
    person = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
