"""Who is told what happens to an assessment; each function writes rows in the transaction of what it tells of."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Count

from assessments.models import Assessment, Assignment, Comment, Participation, Release
from assessments.queries.access import Seen
from ibm_platform.accounts.models import AGENCY_ROLES, Agency, Role
from ibm_platform.accounts.operations import notify
from ibm_platform.accounts.queries import Holding, Recipient, holders


def tell_returned(seen: Seen, indicator_ids: Collection[int]) -> None:
    """Tell the focal point, and each agency that was asked one of the returned questions, which of them are its own."""
    assessment, codes = seen.assessment, seen.framework.indicator_codes
    asked = (
        Assignment.objects.standing()
        .filter(assessment=assessment, indicator_id__in=indicator_ids)
        .filter(agency__in=Participation.objects.standing().filter(assessment=assessment).values("agency_id"))
        .order_by("indicator__code")
    )
    questions: dict[int, list[str]] = {}
    for agency_id, indicator_id in asked.values_list("agency_id", "indicator_id"):
        questions.setdefault(agency_id, []).append(codes[indicator_id])
    focal = Holding(Role.FOCAL_POINT, assessment.country_id, None)
    people = holders(
        [focal, *(scope for agency_id in questions for scope in of_agency(assessment, agency_id))], seen.at
    )
    key = f"returned:{assessment.pk}:{assessment.chain_length + 1}"
    every = sorted(codes[indicator_id] for indicator_id in indicator_ids)
    for agency_id, own in ((None, every), *questions.items()):
        notify(
            recipients=[one for one in people if one.agency_id == agency_id],
            kind="returned",
            unique_key=f"{key}:{agency_id or 0}",
            subject=assessment.pk,
            words={**named(assessment), "codes": own},
            page="assessments:tasks" if agency_id else "assessments:settling_list",
            page_args=[assessment.pk, agency_id] if agency_id else [assessment.pk],
            at=seen.at,
        )


def named(assessment: Assessment) -> dict[str, str]:
    """Country and cycle, as a sentence needs them."""
    return {"country": assessment.country.name, "cycle": assessment.cycle.name}


def of_agency(assessment: Assessment, agency_id: int) -> list[Holding]:
    return [Holding(role, assessment.country_id, agency_id) for role in AGENCY_ROLES]


def one_each(people: Collection[Recipient]) -> list[Recipient]:
    """Leave each person one role; who holds two is told once."""
    return list({one.person_id: one for one in people}.values())


def tell_released(seen: Seen, agency: Agency, number: int) -> None:
    """Tell the focal point that an agency has handed over."""
    _tell_focal_point(seen, "released", agency, f"{number}", "assessments:board", {})


def tell_extension_asked(seen: Seen, agency: Agency, wish_id: int, days: int) -> None:
    """Tell the focal point that an agency asks for more days; the reason stands on the page alone."""
    _tell_focal_point(seen, "extension_asked", agency, f"{wish_id}", "assessments:calendar", {"count": days})


def tell_extension_decided(seen: Seen, agency: Agency, wish_id: int, until: date | None) -> None:
    """Tell the agency's people until when they have time now, or that nothing changes."""
    assessment = seen.assessment
    notify(
        recipients=one_each(holders(of_agency(assessment, agency.pk), seen.at)),
        kind="extension_decided",
        unique_key=f"extension_decided:{wish_id}",
        subject=assessment.pk,
        words={**named(assessment), "agency": agency.name, "day": until.isoformat() if until else ""},
        page="assessments:tasks",
        page_args=[assessment.pk, agency.pk],
        at=seen.at,
    )


def tell_reopened(seen: Seen, agency: Agency, release: Release) -> None:
    """Tell the agency's people, and the focal point, that a release was opened again; the reason stands on the page alone."""
    assessment = seen.assessment
    for scopes, page, args in (
        (of_agency(assessment, agency.pk), "assessments:tasks", [assessment.pk, agency.pk]),
        ([Holding(Role.FOCAL_POINT, assessment.country_id, None)], "assessments:board", [assessment.pk]),
    ):
        people = one_each(holders(scopes, seen.at))
        tell(seen, "reopened", f"{release.pk}:{page}", people, page, args, {"agency": agency.name})


def tell_begun(seen: Seen) -> None:
    """Tell each agency's people how many questions wait for it, when collection opens."""
    assessment = seen.assessment
    asked = (
        Assignment.objects.standing()
        .filter(assessment=assessment)
        .order_by("agency__name")
        .values_list("agency_id", "agency__name")
        .annotate(number=Count("pk"))
    )
    found = list(asked)
    people = holders([scope for agency_id, *_rest in found for scope in of_agency(assessment, agency_id)], seen.at)
    for agency_id, name, number in found:
        own = one_each([one for one in people if one.agency_id == agency_id])
        words = {"agency": name, "count": number, "day": assessment.answers_due.isoformat()}
        tell(seen, "begun", str(agency_id), own, "assessments:tasks", [assessment.pk, agency_id], words)


def tell_delegated(seen: Seen, agency: Agency, officer_id: int, number: int) -> None:
    """Tell an officer how many questions the lead has handed on."""
    people = [one for one in holders(of_agency(seen.assessment, agency.pk), seen.at) if one.person_id == officer_id]
    key = f"{agency.pk}:{seen.assessment.chain_length}"
    args = [seen.assessment.pk, agency.pk]
    words = {"agency": agency.name, "count": number}
    tell(seen, "delegated", key, one_each(people), "assessments:tasks", args, words)


def tell_commented(seen: Seen, comment: Comment, code: str, named: Collection[int]) -> None:
    """Tell those who are named in a comment, and those who spoke in its thread before, that somebody waits for them or answered."""
    spoke: set[int] = set()
    if comment.parent_id is not None:
        spoke = {comment.parent.author_id}
        spoke |= set(Comment.objects.filter(parent_id=comment.parent_id).values_list("author_id", flat=True))
    for kind, wanted in (("mentioned", set(named)), ("answered", spoke - set(named))):
        wanted -= {comment.author_id}
        if wanted:
            people = [one for one in holders(_everybody(seen.assessment), seen.at) if one.person_id in wanted]
            args = [seen.assessment.pk]
            tell(seen, kind, str(comment.pk), one_each(people), "assessments:comments", args, {"codes": [code]})


def tell_submitted(seen: Seen) -> None:
    """Tell the coordinators that a national result waits for them."""
    assessment = seen.assessment
    people = holders([Holding(Role.COORDINATOR, None, None)], seen.at)
    tell(seen, "submitted", str(assessment.chain_length), people, "assessments:review", [assessment.pk], {})


def tell_accepted(seen: Seen) -> None:
    """Tell the focal point and the signatory that the result is accepted."""
    assessment = seen.assessment
    scopes = [Holding(role, assessment.country_id, None) for role in (Role.FOCAL_POINT, Role.SIGNATORY)]
    people = one_each(holders(scopes, seen.at))
    tell(seen, "accepted", str(assessment.chain_length), people, "assessments:scorecard", [assessment.pk], {})


def _everybody(assessment: Assessment) -> list[Holding]:
    """Every role in which somebody may take part in the assessment."""
    agencies = Participation.objects.standing().filter(assessment=assessment).values_list("agency_id", flat=True)
    national = (Role.FOCAL_POINT, Role.SIGNATORY, Role.REVIEWER)
    return [
        Holding(Role.COORDINATOR, None, None),
        *(Holding(role, assessment.country_id, None) for role in national),
        *(scope for agency_id in agencies for scope in of_agency(assessment, agency_id)),
    ]


def tell(
    seen: Seen,
    kind: str,
    key: str,
    recipients: Collection[Recipient],
    page: str,
    page_args: list[int],
    words: dict[str, Any],
) -> None:
    """Write one notice for each of them; ``key`` names the occasion within the assessment and the kind."""
    notify(
        recipients=recipients,
        kind=kind,
        unique_key=f"{kind}:{seen.assessment.pk}:{key}",
        subject=seen.assessment.pk,
        words={**named(seen.assessment), **words},
        page=page,
        page_args=page_args,
        at=seen.at,
    )


def _tell_focal_point(seen: Seen, kind: str, agency: Agency, key: str, page: str, more: dict[str, int]) -> None:
    people = holders([Holding(Role.FOCAL_POINT, seen.assessment.country_id, None)], seen.at)
    words = {"agency": agency.name, **more}
    tell(seen, kind, f"{agency.pk}:{key}", people, page, [seen.assessment.pk], words)
