"""Bringing an earlier state back, in the words of both doors, and what comes of it."""

from __future__ import annotations

from django.urls import reverse

from assessments.models import Assessment
from tests.doors.acts import Act, Deed
from tests.doors.scenes import Q, World


def restore(agency: str = "CUS", *, back: int = 1, revision: int = 2) -> Act:
    def act(world: World, assessment: Assessment) -> Deed:
        asked = {"revision": back, "expected_revision": revision}
        return Deed(
            reverse("assessments:restore_answer", args=[assessment.pk, world.agencies[agency].pk, Q]),
            asked,
            "POST",
            f"assessments/{assessment.pk}/answers/{agency}/{Q}/restore/",
            asked,
        )

    return act


def restore_level(*, back: int = 1, revision: int = 2) -> Act:
    def act(world: World, assessment: Assessment) -> Deed:
        asked = {"revision": back, "expected_revision": revision}
        return Deed(
            reverse("assessments:restore_settled", args=[assessment.pk, Q]),
            asked,
            "POST",
            f"assessments/{assessment.pk}/settled/{Q}/restore/",
            asked,
        )

    return act


RESTORING: dict[str, tuple[str, str, Act, tuple[int, str]]] = {
    "an answer stands again": ("customs", "changed", restore(), (200, "")),
    "an answer stands again for the lead": ("lead", "changed", restore(), (200, "")),
    "an answer that stands is restored": ("customs", "changed", restore(back=2), (200, "")),
    "an answer of no time": ("customs", "changed", restore(back=9), (404, "not_found")),
    "an answer that has moved on is restored": ("customs", "changed", restore(revision=1), (409, "answer_conflict")),
    "an answer of others is restored": ("guard", "changed", restore(), (404, "not_found")),
    "an answer is restored by the focal point": ("focal", "changed", restore(), (403, "not_allowed")),
    "an answer is restored by a stranger": ("stranger officer", "changed", restore(), (404, "not_found")),
    "an answer is restored by nobody": ("nobody", "changed", restore(), (401, "not_authenticated")),
    "an answer is restored after the release": ("customs", "released", restore(revision=1), (403, "not_allowed")),
    "a level stands again": ("focal", "changed levels", restore_level(), (200, "")),
    "a level that stands is restored": ("focal", "changed levels", restore_level(back=2), (200, "")),
    "a level of no time": ("focal", "changed levels", restore_level(back=9), (404, "not_found")),
    "a level that has moved on is restored": (
        "focal",
        "changed levels",
        restore_level(revision=1),
        (409, "settled_conflict"),
    ),
    "a level is restored by the signatory": ("signatory", "changed levels", restore_level(), (403, "not_allowed")),
    "a level is restored by a stranger": ("stranger", "changed levels", restore_level(), (404, "not_found")),
    "a level is restored while validated": ("focal", "validated", restore_level(revision=1), (403, "not_allowed")),
}
RESTORED_ALREADY = {"an answer that stands is restored", "a level that stands is restored"}
