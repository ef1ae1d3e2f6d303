"""
What people do, in the words of both doors.

Each function returns an act: given the world and a scene, the form that the page sends and the call that a program makes for
the very same deed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from assessments.models import Assessment, AssignmentChange, EvidenceReference, ExtensionRequest
from assessments.queries.settled import settled_values
from assessments.scoring.consistency import warnings
from frameworks.queries import spec_of
from tests.doors.scenes import Q, World


@dataclass(frozen=True)
class Deed:
    """``page`` takes ``form`` by POST; ``path`` takes ``body`` by ``method``."""

    page: str
    form: Mapping[str, Any]
    method: str
    path: str
    body: Any


Act = Callable[[World, Assessment], Deed]


def save(
    agency: str = "CUS",
    indicator: str = Q,
    *,
    kind: str = "level",
    level: str | None = "2",
    reason: str = "",
    comment: str = "",
    revision: int = 0,
) -> Act:
    said = {"kind": kind, "level": level if kind == "level" else None, "reason": reason, "comment": comment}

    def act(world: World, assessment: Assessment) -> Deed:
        return Deed(
            reverse("assessments:question", args=[assessment.pk, world.agencies[agency].pk, indicator]),
            {
                "choice": level if kind == "level" else kind,
                "reason": reason,
                "comment": comment,
                "expected_revision": revision,
            },
            "PUT",
            f"assessments/{assessment.pk}/answers/{agency}/{indicator}/",
            {**said, "expected_revision": revision},
        )

    return act


def release(agency: str = "CUS") -> Act:
    return lambda world, assessment: Deed(
        reverse("assessments:release", args=[assessment.pk, world.agencies[agency].pk]),
        {},
        "POST",
        f"assessments/{assessment.pk}/answers/{agency}/release/",
        None,
    )


def reopen(agency: str = "CUS", reason: str = "One figure was wrong.") -> Act:
    return lambda world, assessment: Deed(
        reverse("assessments:reopen_release", args=[assessment.pk, world.agencies[agency].pk]),
        {"reason": reason},
        "POST",
        f"assessments/{assessment.pk}/answers/{agency}/reopen/",
        {"reason": reason},
    )


def settle(
    indicator: str = Q, *, kind: str = "level", level: str | None = "3", reason: str = "", revision: int = 0
) -> Act:
    return lambda world, assessment: Deed(
        reverse("assessments:settle", args=[assessment.pk, indicator]),
        {"choice": level if kind == "level" else kind, "reason": reason, "expected_revision": revision},
        "PUT",
        f"assessments/{assessment.pk}/settled/{indicator}/",
        {"kind": kind, "level": level if kind == "level" else None, "reason": reason, "expected_revision": revision},
    )


def explain(text: str = "A pilot project did this first.", *, warning: str = "", revision: int = 0) -> Act:
    """Without ``warning`` the first one that stands."""

    def act(world: World, assessment: Assessment) -> Deed:
        code = warning or warnings(spec_of(assessment.framework_version), settled_values(assessment))[0].code
        return Deed(
            reverse("assessments:warnings", args=[assessment.pk]),
            {"warning": code, "text": text, "expected_revision": revision},
            "PUT",
            f"assessments/{assessment.pk}/warnings/{code}/",
            {"text": text, "expected_revision": revision},
        )

    return act


def approve(indicator: str) -> Act:
    return lambda world, assessment: Deed(
        reverse("assessments:approve_not_applicable", args=[assessment.pk, indicator]),
        {},
        "POST",
        f"assessments/{assessment.pk}/settled/{indicator}/approve/",
        None,
    )


def move(name: str, **asked: Any) -> Act:
    """``asked`` as the API names it: reason, questions, profile, report, all_donors, donors (by name in the world)."""

    def act(world: World, assessment: Assessment) -> Deed:
        body = {key: value for key, value in asked.items() if key != "donors"}
        form: dict[str, Any] = {}
        for key, value in body.items():
            if key == "questions":
                form.update(value)
            elif key != "all_donors" and value is not False:
                form[key] = "on" if value is True else value
        if name == "publish":
            donors = [world.people[donor].pk for donor in asked.get("donors", ())]
            form["audience"], form["donors"] = "all" if asked.get("all_donors") else "named", donors
            body["donor_ids"] = donors
        return Deed(
            reverse("assessments:move", args=[assessment.pk, name]),
            # A form that holds nothing is still a form: the browser sends its secret.
            {"csrfmiddlewaretoken": "x", **form},
            "POST",
            f"assessments/{assessment.pk}/transitions/",
            {"move": name, **body},
        )

    return act


def answer_profile(**answers: str) -> Act:
    """The page sends every question, so those not named go as they are."""

    def act(world: World, assessment: Assessment) -> Deed:
        return Deed(
            reverse("assessments:profile", args=[assessment.pk]),
            {**assessment.profile, **answers},
            "PUT",
            f"assessments/{assessment.pk}/profile/",
            {"answers": answers},
        )

    return act


def take_part(*agencies: str) -> Act:
    return lambda world, assessment: Deed(
        reverse("assessments:agencies", args=[assessment.pk]),
        {"agencies": [world.agencies[code].pk if code in world.agencies else 0 for code in agencies]},
        "PUT",
        f"assessments/{assessment.pk}/agencies/",
        {"agencies": agencies},
    )


def propose() -> Act:
    return lambda world, assessment: Deed(
        reverse("assessments:assignments", args=[assessment.pk]),
        {},
        "POST",
        f"assessments/{assessment.pk}/assignments/",
        None,
    )


def assign(agency: str, indicators: Sequence[str]) -> Act:
    return lambda world, assessment: Deed(
        reverse("assessments:agency_assignments", args=[assessment.pk, world.agencies[agency].pk]),
        {"questions": indicators},
        "PUT",
        f"assessments/{assessment.pk}/assignments/{agency}/",
        {"indicators": indicators},
    )


def change(*wishes: tuple[str, str], asked: bool = True) -> Act:
    """Pairs of agency and indicator; on the page all of them by all of them."""

    def act(world: World, assessment: Assessment) -> Deed:
        agencies, indicators = sorted({one for one, _ in wishes}), sorted({one for _, one in wishes})
        return Deed(
            reverse("assessments:bulk_assignments", args=[assessment.pk]),
            {
                "agencies": [world.agencies[code].pk for code in agencies],
                "questions": indicators,
                "asked": "yes" if asked else "no",
                "step": "confirm",
            },
            "PATCH",
            f"assessments/{assessment.pk}/assignments/",
            {
                "changes": [
                    {"agency": agency, "indicator": indicator, "asked": asked}
                    for agency in agencies
                    for indicator in indicators
                ]
            },
        )

    return act


def undo() -> Act:
    """The last change of the scene."""

    def act(world: World, assessment: Assessment) -> Deed:
        last = AssignmentChange.objects.filter(assessment=assessment).latest("pk").pk
        return Deed(
            reverse("assessments:undo_assignments", args=[assessment.pk, last]),
            {},
            "POST",
            f"assessments/{assessment.pk}/assignments/undo/",
            {"change": last},
        )

    return act


def move_days(reason: str = "", **days: str) -> Act:
    """The page sends every day that can still be moved, so those not named go as they are."""

    def act(world: World, assessment: Assessment) -> Deed:
        names = ("reference_date", "answers_due", "workshop_from", "workshop_to", "submission_due")
        standing = {name: getattr(assessment, name) for name in (*names, "review_due", "response_due")}
        kept = {name: day.isoformat() for name, day in standing.items() if day is not None}
        return Deed(
            reverse("assessments:calendar", args=[assessment.pk]),
            {**kept, **days, "reason": reason},
            "PATCH",
            f"assessments/{assessment.pk}/calendar/",
            {**days, "reason": reason},
        )

    return act


def ask_for_days(agency: str = "CUS", *, days: int = 5, reason: str = "The inventory closes later.") -> Act:
    return lambda world, assessment: Deed(
        reverse("assessments:ask_extension", args=[assessment.pk, world.agencies[agency].pk]),
        {"days": days, "reason": reason},
        "POST",
        f"assessments/{assessment.pk}/extensions/",
        {"agency": agency, "days": days, "reason": reason},
    )


def decide(days: int, answer: str = "") -> Act:
    """The one wish of the scene."""

    def act(world: World, assessment: Assessment) -> Deed:
        wish = ExtensionRequest.objects.get(assessment=assessment).pk
        return Deed(
            reverse("assessments:decide_extension", args=[assessment.pk, wish]),
            {"days": days, "answer": answer},
            "PATCH",
            f"assessments/{assessment.pk}/extensions/{wish}/",
            {"days": days, "answer": answer},
        )

    return act


def share(officer: str | None = "customs", *indicators: str, agency: str = "CUS") -> Act:
    def act(world: World, assessment: Assessment) -> Deed:
        person = None if officer is None else world.people[officer].pk
        return Deed(
            reverse("assessments:delegations", args=[assessment.pk, world.agencies[agency].pk]),
            {"officer": person or "nobody", "questions": indicators},
            "PUT",
            f"assessments/{assessment.pk}/delegations/{agency}/",
            {"officer": person, "indicators": indicators},
        )

    return act


def archive() -> Act:
    return lambda world, assessment: Deed(
        reverse("assessments:archive", args=[assessment.pk]), {}, "POST", f"assessments/{assessment.pk}/archive/", None
    )


def bring_back() -> Act:
    return lambda world, assessment: Deed(
        reverse("assessments:unarchive", args=[assessment.pk]),
        {},
        "DELETE",
        f"assessments/{assessment.pk}/archive/",
        None,
    )


def prove(agency: str | None = "CUS", indicator: str = Q, *, title: str = "Customs act", kind: str = "E1") -> Act:
    """Without ``agency`` a reference of the country itself."""

    def act(world: World, assessment: Assessment) -> Deed:
        values = {"title": title, "kind": kind, "strength": "A", "marking": "internal"}
        if agency is None:
            page = reverse("assessments:settle", args=[assessment.pk, indicator])
        else:
            page = reverse("assessments:question", args=[assessment.pk, world.agencies[agency].pk, indicator])
        return Deed(
            page,
            {"then": "add_reference", **{f"evidence-{name}": value for name, value in values.items()}},
            "POST",
            f"assessments/{assessment.pk}/evidence/",
            {**values, "agency": agency, "indicator": indicator},
        )

    return act


def change_reference(owner: str = "", *, title: str = "Customs act, changed", kind: str = "E2") -> Act:
    """Of the first reference of the scene's country, or of the one that stands in the scene called ``owner``."""

    def act(world: World, assessment: Assessment) -> Deed:
        whose = world.assessments[owner] if owner else assessment
        reference = EvidenceReference.objects.filter(assessment=whose).first()
        said = {"title": title, "kind": kind, "strength": "B", "marking": "internal", "page_reference": "p. 4"}
        return Deed(
            reverse("assessments:reference", args=[assessment.pk, reference.pk]),
            {"then": "change", **{f"evidence-{name}": value for name, value in {**said, "proves": ["2"]}.items()}},
            "PUT",
            f"assessments/{assessment.pk}/evidence/{reference.pk}/",
            {**said, "proves": ["2"]},
        )

    return act


def take_away(owner: str = "") -> Act:
    """The first reference of the scene's country, or the one that stands in the scene called ``owner``."""

    def act(world: World, assessment: Assessment) -> Deed:
        whose = world.assessments[owner] if owner else assessment
        reference = EvidenceReference.objects.filter(assessment=whose).select_related("indicator").first()
        code, agency_id = reference.indicator.code, reference.agency_id
        if agency_id is None:
            page = reverse("assessments:settle", args=[assessment.pk, code])
        else:
            page = reverse("assessments:question", args=[assessment.pk, agency_id, code])
        return Deed(
            page,
            {"take_away": reference.pk},
            "DELETE",
            f"assessments/{assessment.pk}/evidence/{reference.pk}/",
            None,
        )

    return act


def open_cycle(code: str = "2060", *, answers_due: str = "2035-09-14", submission_due: str = "2035-11-30") -> Act:
    def act(world: World, assessment: Assessment) -> Deed:
        values = {
            "code": code,
            "name": f"Campaign {code}",
            "answers_due": answers_due,
            "submission_due": submission_due,
        }
        version = assessment.framework_version_id
        return Deed(
            reverse("assessments:open_cycle"),
            {**values, "framework_version": version},
            "POST",
            "cycles/",
            {**values, "framework_version_id": version},
        )

    return act


def open_assessment(country: str = "belmara", *, day: str = "2035-06-30") -> Act:
    """In the cycle of the scene, where Arvenia has its own already."""

    def act(world: World, assessment: Assessment) -> Deed:
        place = getattr(world, country)
        return Deed(
            reverse("assessments:open_assessment"),
            {"country": place.pk, "cycle": assessment.cycle_id, "reference_date": day},
            "POST",
            "assessments/",
            {"country_id": place.pk, "cycle_id": assessment.cycle_id, "reference_date": day},
        )

    return act


def ask_for_report(edition: str | None = None, language: str = "en") -> Act:
    return lambda world, assessment: Deed(
        reverse("reports:request"),
        {"assessment": assessment.pk, "language": language, "edition": edition or ""},
        "POST",
        "reports/",
        {"assessment": assessment.pk, "language": language, **({"edition": edition} if edition else {})},
    )
