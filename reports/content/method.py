"""Border context (what the profile and the agencies say) and method with its limits."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.scoring.display import shown, shown_percent
from assessments.scoring.engine import sensitivity
from ibm_platform.common.isolation import isolated
from reports.content.sheet import Plate, Sheet
from reports.content.texts import line
from reports.content.words import bound, day, listed


@dataclass(frozen=True, slots=True)
class Answering:
    """One agency: its types in words, questions asked and answered."""

    name: str
    kinds: str
    asked: int
    answered: str


@dataclass(frozen=True, slots=True)
class Context:
    heading: str
    lead: str
    profile: tuple[tuple[str, str], ...]
    agencies: tuple[Answering, ...]
    absent: str


@dataclass(frozen=True, slots=True)
class Method:
    heading: str
    lead: str
    model: tuple[str, ...]
    levels: tuple[tuple[Plate, str, str], ...]
    rules: tuple[str, ...]
    figures: tuple[tuple[str, str], ...]
    limits: tuple[str, ...]


def build_context(sheet: Sheet) -> Context:
    snapshot, spec = sheet.snapshot, sheet.spec
    kinds = {kind.code: kind.name for kind in spec.agency_types}
    absent = [sheet.agencies[agency.code] for agency in snapshot.agencies if agency.absent]
    profile = snapshot.profile
    answered = sum(agency.answered for agency in snapshot.agencies)
    return Context(
        heading=bound(
            ngettext("%(number)d agency took part", "%(number)d agencies took part", len(snapshot.agencies))
            % {"number": len(snapshot.agencies)}
        ),
        lead=_("They gave %(answers)d answers to %(questions)d questions of the model.")
        % {"answers": answered, "questions": len(spec.indicators)},
        profile=tuple(
            (question.question, _profile_word(question.kind, profile.get(question.code, "")))
            for question in spec.profile
        ),
        agencies=tuple(
            Answering(
                name=sheet.agencies[agency.code],
                kinds=", ".join(kinds.get(kind, line(kind)) for kind in agency.types),
                asked=agency.asked,
                answered=_("absent") if agency.absent else str(agency.answered),
            )
            for agency in snapshot.agencies
        ),
        absent=(
            _("Consolidation began without the answers of %(agencies)s.") % {"agencies": listed(map(isolated, absent))}
            if absent
            else ""
        ),
    )


def _profile_word(kind: str, answer: str) -> str:
    if not answer:
        return _("not answered")
    if kind == "yes_no":
        return _("yes") if answer == "yes" else _("no")
    return line(answer)


def build_method(sheet: Sheet) -> Method:
    spec = sheet.spec
    return Method(
        heading=bound(
            _("Measured on %(levels)d levels by %(questions)d observable facts")
            % {"levels": len(spec.levels), "questions": len(spec.indicators)}
        ),
        lead=_(
            "Each agency answered alone. The country then settled one national level for each question, and only these "
            "levels enter a score."
        ),
        model=tuple(spec.about),
        levels=tuple((sheet.level_plate(level.code), level.name, level.meaning) for level in spec.levels),
        rules=_scoring_rules(sheet),
        figures=_figures(sheet),
        limits=_limits(sheet),
    )


def _scoring_rules(sheet: Sheet) -> tuple[str, ...]:
    rules = [
        _("A level is reached when its fact can be observed, and those below it too; there are no half levels."),
        _("A score is shown with one decimal and never rounded up to a level that is not reached."),
        _(
            "Questions that do not apply leave the count; a question with insufficient information counts as level %(level)s."
        )
        % {"level": sheet.levels[sheet.spec.scoring.insufficient_level].value},
    ]
    cell = sheet.spec.scoring.cell
    if cell is not None and cell.cap_margin is not None:
        rules.insert(
            1,
            _(
                "The score of a cell is the mean of its questions, but at most %(margin)d above its lowest critical question."
            )
            % {"margin": cell.cap_margin},
        )
    return tuple(rules)


def _figures(sheet: Sheet) -> tuple[tuple[str, str], ...]:
    result, total = sheet.result, sheet.result.total
    not_applicable = sum(value.kind == "not_applicable" for value in sheet.settled.values())
    figures = [
        (_("Questions settled"), _("%(settled)d of %(all)d") % {"settled": total.counted, "all": total.applicable}),
        (_("Not applicable"), str(not_applicable)),
        (_("With insufficient information"), str(total.insufficient)),
        (_("With evidence, of those above the lowest level"), shown_percent(result.evidence_share)),
        (_("Reference date"), day(sheet.snapshot.reference_date)),
    ]
    doubled = sensitivity(sheet.spec, sheet.settled)
    if doubled is not None:
        figures.append(
            (
                _("Total if any one cell counted twice"),
                _("%(low)s to %(high)s") % {"low": shown(doubled[0]), "high": shown(doubled[1])},
            )
        )
    return tuple(figures)


def _limits(sheet: Sheet) -> tuple[str, ...]:
    snapshot, result = sheet.snapshot, sheet.result
    limits = [
        _("The country assessed itself. The report says %(label)s; it is no inspection and no ranking.")
        % {"label": line(snapshot.label)}
    ]
    if result.limited_evidence:
        limits.append(
            _(
                "Limited evidence: %(share)s of the questions above the lowest level name a document, fewer than %(floor)s."
            )
            % {
                "share": shown_percent(result.evidence_share),
                "floor": shown_percent(sheet.spec.scoring.limited_evidence_below),
            }
        )
    unsettled = result.total.applicable - result.total.counted
    if unsettled:
        limits.append(
            ngettext(
                "%(number)d question is not settled and enters no score.",
                "%(number)d questions are not settled and enter no score.",
                unsettled,
            )
            % {"number": unsettled}
        )
    if snapshot.returned:
        limits.append(
            ngettext(
                "The coordinator returned %(number)d question, and the country answered again.",
                "The coordinator returned %(number)d questions, and the country answered again.",
                snapshot.returned,
            )
            % {"number": snapshot.returned}
        )
    limits.append(_("Evidence is named, not enclosed; nobody outside the country has checked the documents."))
    if sheet.shared:
        limits.append(
            _(
                "This edition leaves out the country's reasons and the titles of restricted documents. Numbers are the same."
            )
        )
    return tuple(limits)
