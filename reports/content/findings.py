"""Findings: one page for each cell, with the facts met and missing and the actions that close the gap."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.scoring.display import shown
from assessments.scoring.roadmap import Action
from frameworks.spec import Indicator
from reports import charts
from reports.content.results import marks_words
from reports.content.sheet import Plate, Sheet, Unit
from reports.content.texts import Text, flow
from reports.content.words import euro_range, listed, low_to_high, span


@dataclass(frozen=True, slots=True)
class Fact:
    """One Indicator: what is met, what is missing for the next level, and what the country says of it."""

    code: str
    title: str
    critical: bool
    plate: Plate
    met: str
    missing: str
    reason: Text


@dataclass(frozen=True, slots=True)
class ActionCard:
    code: str
    title: str
    start: Plate
    end: Plate
    critical: bool
    what: str
    goal: str
    """The sentence that says when the level is reached, with the model's fact quoted."""
    added: str
    terms: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CellPage:
    code: str
    anchor: str
    name: str
    group: str
    now: str
    now_note: str
    target: str
    gap: str
    marks: charts.Dumbbell
    marks_words: str
    compared: str
    description: str
    lead: str
    facts: tuple[Fact, ...]
    actions: tuple[ActionCard, ...]


def build_findings(sheet: Sheet) -> tuple[CellPage, ...]:
    by_indicator: dict[str, list[Action]] = {}
    for action in sheet.roadmap.actions:
        by_indicator.setdefault(action.indicator, []).append(action)
    return tuple(_page(sheet, unit, by_indicator) for unit in sheet.units)


def _page(sheet: Sheet, unit: Unit, by_indicator: dict[str, list[Action]]) -> CellPage:
    node, before = sheet.node(unit), sheet.before(unit.kind, unit.code)
    target = sheet.target.nodes[unit.kind, unit.code]
    was = shown(before) if before is not None else ""
    actions = [action for indicator in unit.indicators for action in by_indicator.get(indicator.code, [])]
    note = _("now, %(band)s; lowest %(floor)s") % {"band": sheet.band_name(node.band), "floor": node.floor}
    return CellPage(
        code=unit.code,
        anchor=unit.code.replace(".", "-"),
        name=unit.name,
        group=unit.group,
        now=shown(node.score),
        now_note=note if node.score is not None else _("no score yet") if node.applicable else _("not applicable"),
        target=shown(target.score),
        gap=sheet.gap(unit.kind, unit.code),
        marks=charts.dumbbell(
            node.score,
            target.score,
            before,
            lowest=sheet.spec.levels[0].value,
            highest=sheet.spec.levels[-1].value,
        ),
        marks_words=marks_words(shown(node.score), shown(target.score), was),
        compared=sheet.snapshot.previous.cycle_code if was and sheet.snapshot.previous else "",
        description=sheet.spec.cell_descriptions.get(unit.code, ""),
        lead=_lead(sheet, unit),
        facts=tuple(_fact(sheet, indicator) for indicator in unit.indicators),
        actions=tuple(action_card(sheet, action) for action in actions),
    )


def _lead(sheet: Sheet, unit: Unit) -> str:
    """Numbers and codes instead of adjectives: how many stand where, and what holds the score down."""
    node = sheet.node(unit)
    if node.score is None:
        if not node.applicable:
            return _("No question of this cell applies to the country.")
        return _("No question of this cell is settled yet.")
    standing = {
        indicator.code: level.value
        for indicator in unit.indicators
        if (level := sheet.standing(indicator.code)) is not None
    }
    at_floor = [code for code, value in standing.items() if value == node.floor]
    sentences = [
        ngettext(
            "%(number)d question is settled, at level %(range)s.",
            "%(number)d questions are settled, at levels %(range)s.",
            len(standing),
        )
        % {"number": len(standing), "range": low_to_high((min(standing.values()), max(standing.values())))}
    ]
    if len(standing) > 1 and len(at_floor) < len(standing):
        sentences.append(
            ngettext("%(codes)s stands lowest.", "%(codes)s stand lowest.", len(at_floor)) % {"codes": listed(at_floor)}
        )
    if node.capped_by:
        sentences.append(
            ngettext(
                "The mean is %(mean)s; the critical question %(codes)s holds the score at %(score)s.",
                "The mean is %(mean)s; the critical questions %(codes)s hold the score at %(score)s.",
                len(node.capped_by),
            )
            % {"mean": shown(node.mean), "codes": listed(node.capped_by), "score": shown(node.score)}
        )
    if node.insufficient:
        sentences.append(
            _("%(number)d of %(all)d with insufficient information, counted as level %(level)s.")
            % {
                "number": node.insufficient,
                "all": node.applicable,
                "level": sheet.levels[sheet.spec.scoring.insufficient_level].value,
            }
        )
    if node.counted < node.applicable:
        sentences.append(
            _("%(number)d of %(all)d are not settled yet.")
            % {"number": node.applicable - node.counted, "all": node.applicable}
        )
    return " ".join(sentences)


def _fact(sheet: Sheet, indicator: Indicator) -> Fact:
    level, value = sheet.standing(indicator.code), sheet.value(indicator.code)
    if level is None:
        met = _("Not settled yet") if value is None else _("Not applicable")
        missing = "–" if value is None else indicator.na_condition
    else:
        following = sheet.next_level(level)
        met = indicator.facts[level.code]
        if value is not None and value.kind == "insufficient":
            met = _("Information is insufficient; counted as level %(level)s.") % {"level": level.value}
        missing = indicator.facts[following.code] if following else _("Nothing: the highest level is reached.")
    said = sheet.snapshot.levels.get(indicator.code)
    return Fact(
        code=indicator.code,
        title=indicator.title,
        critical=indicator.critical,
        plate=sheet.plate(indicator.code),
        met=met,
        missing=missing,
        reason=flow(said.reason) if said and not sheet.shared else Text(()),
    )


def action_card(sheet: Sheet, action: Action) -> ActionCard:
    indicator, end = sheet.indicators[action.indicator], sheet.levels[action.to_level]
    terms = [(_("Lead"), lead_name(sheet, action))]
    if action.partners:
        terms.append((_("With"), ", ".join(sheet.agencies[code] for code in action.partners[:4])))
    terms += [
        (_("Needs"), needs(action) or _("nothing else first")),
        (_("When"), span(action.start, action.end)),
        (_("Effort"), f"{effort_word(action.effort)}, {euro_range(action.cost_from, action.cost_to)}"),
    ]
    if indicator.evidence:
        terms.append((_("Proof"), "; ".join(indicator.evidence[:3])))
    notes = []
    if action.added:
        notes.append(_("Added because another action needs it."))
    if action.unsettled_prerequisite:
        notes.append(_("Not settled yet; taken to stand at the lowest level."))
    return ActionCard(
        code=indicator.code,
        title=indicator.title,
        start=sheet.level_plate(action.from_level),
        end=sheet.level_plate(action.to_level),
        critical=indicator.critical,
        what=indicator.action,
        goal=_("Level %(value)d, %(name)s, is reached when: “%(fact)s”")
        % {"value": end.value, "name": end.name, "fact": indicator.facts[end.code]},
        added=" ".join(notes),
        terms=tuple(terms),
    )


def lead_name(sheet: Sheet, action: Action) -> str:
    return sheet.agencies[action.lead] if action.lead else _("to be named")


def needs(action: Action) -> str:
    """ "P2.F1.01 at 3, P1.F5.02 at 3"; empty when the action waits for nothing."""
    pairs = (key.rsplit("@", 1) for key in action.prerequisites)
    return ", ".join(_("%(code)s at %(level)s") % {"code": code, "level": level} for code, level in pairs)


def effort_word(effort: str) -> str:
    return {"low": _("low"), "medium": _("medium"), "high": _("high")}[effort]
