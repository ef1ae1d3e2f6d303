"""The forms in which a comment is written: a new thread, and an answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from assessments.queries import AudienceChoice, Reader, Status
from assessments.web.comment_words import offered, place_of

SOMEBODY_ELSE = _("Name only people who read this comment; they stand in the list.")


class AnswerForm(forms.Form):
    """What is said, and who is asked to look."""

    text = forms.CharField(
        label=_("Your comment"), required=False, widget=forms.Textarea(attrs={"rows": 3, "maxlength": 2000})
    )
    mentions = forms.MultipleChoiceField(
        label=_("Ask somebody to look"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": SOMEBODY_ELSE},
    )
    idempotency_key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, people: Iterable[Reader], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mentions"].choices = by_place(people)
        if not self.fields["mentions"].choices:
            del self.fields["mentions"]

    def said(self) -> dict[str, Any]:
        """Keyword arguments of the operation."""
        return {
            "text": self.cleaned_data["text"],
            "mentions": [int(pk) for pk in self.cleaned_data.get("mentions", ())],
            "client_key": self.cleaned_data["idempotency_key"],
        }


class CommentForm(AnswerForm):
    """A new thread: also who reads it, the narrowest circle first and chosen."""

    audience = forms.ChoiceField(
        label=_("Who reads it"),
        help_text=_("It cannot be changed afterwards; answers are read by the same people."),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose who reads it."),
            "invalid_choice": _("Choose one of the groups of readers that are offered to you."),
        },
    )
    field_order = ("text", "audience", "mentions", "idempotency_key")

    def __init__(self, *args: Any, choices: tuple[AudienceChoice, ...], status: Status, **kwargs: Any) -> None:
        people = {reader.id: reader for choice in choices for reader in choice.readers}
        super().__init__(*args, people=people.values(), **kwargs)
        self.by_value = {choice.audience.value: choice.audience for choice in choices}
        sides = {choice.audience.agency for choice in choices}
        self.fields["audience"].choices = [
            (value, _with_note(*offered(one, sides=len(sides), status=status, is_national=_is_national(choices))))
            for value, one in self.by_value.items()
        ]
        self.fields["audience"].initial = next(iter(self.by_value), "")

    def said(self) -> dict[str, Any]:
        audience = self.by_value[self.cleaned_data["audience"]]
        side = audience.agency.id if audience.agency else None
        return {**super().said(), "visibility": audience.visibility.value, "agency_id": side}


def by_place(people: Iterable[Reader]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return people as choices, by the side from which each reads."""
    found: dict[str, list[tuple[str, str]]] = {}
    for reader in sorted(people, key=lambda one: (not one.agency, one.agency.casefold(), one.name.casefold())):
        found.setdefault(place_of(reader), []).append((str(reader.id), reader.name))
    return list(found.items())


def _with_note(words: str, note: str) -> SafeString:
    return format_html('{}<span class="note">{}</span>', words, note)


def _is_national(choices: Iterable[AudienceChoice]) -> bool:
    return any(choice.audience.agency is None and choice.audience.visibility != "reviewers" for choice in choices)
