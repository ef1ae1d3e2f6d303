"""What the officer's pages read from a request. Rules live in the operations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from assessments.queries import JudgementView, Kind, LevelOption, Marking, QuestionPage, SettlePage

JUDGEMENT_FORM = "judgement"
"""Id of the form of a question's page that carries the judgement, and the reference beside it."""
SAID_WITHOUT_LEVEL = (Kind.NOT_APPLICABLE.value, Kind.INSUFFICIENT.value)


def chosen_of(answer: JudgementView | None) -> str:
    """What the radio group shows for a stored judgement: a level's code, one of the two words, or nothing."""
    if answer is None:
        return ""
    return answer.level or answer.kind


def kind_choices(page: QuestionPage | SettlePage) -> list[tuple[str, str]]:
    """The version's evidence kinds as a form offers them."""
    return [(kind.code, f"{kind.code} {kind.name}") for kind in page.evidence_kinds]


def fact_choices(levels: Sequence[LevelOption]) -> list[tuple[str, SafeString]]:
    """The statements of a question, each behind the number of its level."""
    return [
        (level.code, format_html("<b>{}</b> <bdi>{}</bdi>", level.value, level.fact)) for level in levels if level.fact
    ]


class JudgementForm(forms.Form):
    """One radio group carries a level's code or one of the two words that are no level."""

    choice = forms.CharField(
        label=_("Your answer"),
        max_length=40,
        error_messages={"required": _("Choose the statement that is true today.")},
    )
    reason = forms.CharField(label=_("Reason"), required=False, strip=True)
    comment = forms.CharField(label=_("What makes you say so?"), required=False, strip=True)
    expected_revision = forms.IntegerField(min_value=0)
    idempotency_key = forms.CharField(max_length=64, required=False)

    def judgement(self) -> dict[str, Any]:
        """The arguments of ``save_answer`` that come from the page."""
        values = self.cleaned_data
        choice = values["choice"]
        without_level = choice in SAID_WITHOUT_LEVEL
        return {
            "kind": choice if without_level else Kind.LEVEL.value,
            "level": None if without_level else choice,
            "reason": self.reason_in(values),
            "comment": values["comment"],
            "expected_revision": values["expected_revision"],
            "idempotency_key": values["idempotency_key"],
        }

    @classmethod
    def reason_in(cls, values: Mapping[str, str]) -> str:
        """A reason belongs to the two words; one left over from an earlier choice is not sent along."""
        return values["reason"] if values["choice"] in SAID_WITHOUT_LEVEL else ""


class SettleForm(JudgementForm):
    """The national level: its reason belongs to every choice."""

    def judgement(self) -> dict[str, Any]:
        judgement = super().judgement()
        del judgement["comment"]
        return judgement

    @classmethod
    def reason_in(cls, values: Mapping[str, str]) -> str:
        return values["reason"]


class RestoringForm(forms.Form):
    """Which earlier state stands again, and what stood when it was chosen."""

    revision = forms.IntegerField(min_value=1, max_value=2**31 - 1)
    expected_revision = forms.IntegerField(min_value=0, max_value=2**31 - 1)


def unsaved_judgement(
    kind: type[JudgementForm], sent: Mapping[str, str], *, choice: str, reason: str, comment: str = ""
) -> JudgementForm | None:
    """Return the form with what was ``sent`` and not saved; None when that is nothing, or what the page offers by itself."""
    if "expected_revision" not in sent:
        return None
    typed = {name: sent.get(name, "") for name in ("choice", "reason", "comment", "expected_revision")}
    written = (typed["choice"], _plain(kind.reason_in(typed)), _plain(typed["comment"]))
    offered = {"choice": choice, "reason": reason}
    if written == (choice, _plain(kind.reason_in(offered)), _plain(comment)):
        return None
    return kind(initial=typed)


def _plain(text: str) -> str:
    """As the operations store it: a browser sends other line ends."""
    return text.replace("\r\n", "\n").strip()


def starting_revision(form: JudgementForm | None, page: QuestionPage | SettlePage) -> int:
    """
    The revision that the text on the page started from.

    A form that came back keeps its own: with the present one, its correction would overwrite unseen what somebody saved meanwhile.
    """
    if form is None:
        return page.revision
    if not form.is_bound:
        given = form.initial["expected_revision"]
        return int(given) if given.isdecimal() and len(given) < 10 else page.revision
    return form.cleaned_data.get("expected_revision", page.revision)


class EvidenceForm(forms.Form):
    """
    A reference to a document: what it is called, what kind, who issued it, where it lies.

    ``beside`` a judgement its fields belong to the judgement's form, which is saved without a reference, too.
    """

    title = forms.CharField(
        label=_("Title"),
        max_length=200,
        help_text=_("As it stands on the document, with its number."),
        error_messages={"required": _("Give the title as it stands on the document.")},
    )
    kind = forms.ChoiceField(label=_("Kind"))
    strength = forms.ChoiceField(
        label=_("Strength"),
        choices=[
            ("A", _("A – a third party can verify it")),
            ("B", _("B – official internal record")),
            ("C", _("C – statement only")),
        ],
    )
    dated_on = forms.DateField(
        label=_("Date"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    issued_by = forms.CharField(label=_("Issuing body"), max_length=150, required=False)
    holder = forms.CharField(
        label=_("Who holds it"), max_length=150, required=False, help_text=_("An office or a person's post.")
    )
    page_reference = forms.CharField(
        label=_("Page or article"), max_length=60, required=False, help_text=_("Where in the document it stands.")
    )
    marking = forms.ChoiceField(label=_("Marking"), choices=Marking.choices, initial=Marking.RESTRICTED)
    proves = forms.MultipleChoiceField(
        label=_("Which statements it proves"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        *args: Any,
        kinds: Sequence[tuple[str, str]],
        facts: Sequence[tuple[str, SafeString]] = (),
        beside: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, prefix="evidence", **kwargs)
        self.kinds, self.facts, self.beside = tuple(kinds), tuple(facts), beside
        self.fields["kind"].choices = self.kinds
        self.fields["proves"].choices = self.facts
        if beside:
            self.use_required_attribute = False
            for field in self.fields.values():
                field.widget.attrs["form"] = JUDGEMENT_FORM
