"""Who is told of the workshop and of the steps of the review; each writes rows in the transaction of what it tells of."""

from __future__ import annotations

from assessments.models import Participation, ReviewRound, Workshop
from assessments.operations.noticing import of_agency, one_each, tell
from assessments.queries.access import Seen
from ibm_platform.accounts.models import Role
from ibm_platform.accounts.queries import Holding, Recipient, holders


def tell_workshop(seen: Seen, workshop: Workshop) -> None:
    """Tell everybody who may sit in the room when it meets; a day that moves is told again."""
    agencies = Participation.objects.standing().filter(assessment=seen.assessment).values_list("agency_id", flat=True)
    scopes = [scope for agency_id in agencies for scope in of_agency(seen.assessment, agency_id)]
    people = one_each(holders([*_national(seen), *scopes], seen.at))
    key = f"{workshop.pk}:{workshop.begins_on.isoformat()}"
    words = {"day": workshop.begins_on.isoformat()}
    tell(seen, "workshop", key, people, "assessments:workshops", [seen.assessment.pk], words)


def tell_assigned(seen: Seen, person_id: int, field: str) -> None:
    """Tell a reviewer that a field waits for the declaration."""
    scope = Holding(Role.REVIEWER, seen.assessment.country_id, None)
    people = [one for one in holders([scope], seen.at) if one.person_id == person_id]
    key = f"{field}:{seen.assessment.chain_length}"
    tell(seen, "review_assigned", key, people, "assessments:review_declare", [seen.assessment.pk], {"codes": [field]})


def tell_round_sent(seen: Seen, current: ReviewRound) -> None:
    """Tell the focal point and the signatory that remarks wait for a reply."""
    people = one_each(holders(_national(seen), seen.at))
    tell(seen, "round_sent", str(current.number), people, "assessments:remarks", [seen.assessment.pk], {})


def tell_response(seen: Seen, current: ReviewRound) -> None:
    """Tell the coordinators and the reviewers that the country has replied."""
    scopes = [Holding(Role.COORDINATOR, None, None), Holding(Role.REVIEWER, seen.assessment.country_id, None)]
    assigned = set(
        seen.assessment.reviewers.filter(ended_at__isnull=True, declared_at__isnull=False).values_list(
            "person_id", flat=True
        )
    )
    people = one_each([one for one in holders(scopes, seen.at) if _takes_part(one, assigned)])
    tell(seen, "round_answered", str(current.number), people, "assessments:remarks", [seen.assessment.pk], {})


def _takes_part(one: Recipient, assigned: set[int]) -> bool:
    return one.role != Role.REVIEWER or one.person_id in assigned


def _national(seen: Seen) -> list[Holding]:
    return [Holding(role, seen.assessment.country_id, None) for role in (Role.FOCAL_POINT, Role.SIGNATORY)]
