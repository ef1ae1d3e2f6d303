"""What countries have opened to donors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from assessments.lifecycle import Status
from assessments.models import Assessment, Consent, ScorecardValue
from assessments.permissions import Action, granted_by
from assessments.queries.access import Seen, see
from assessments.queries.framework import known_framework
from ibm_platform.accounts.models import Membership, Role, User
from ibm_platform.accounts.queries import rights_of


@dataclass(frozen=True, slots=True)
class ConsentView:
    profile: bool
    report: bool
    all_donors: bool
    donors: tuple[str, ...]
    signed_at: datetime
    signed_by: str


@dataclass(frozen=True, slots=True)
class DonorChoice:
    id: int
    name: str


@dataclass(frozen=True, slots=True)
class PublishedItem:
    """One assessment that was opened to the reader, by country; never in the order of a score."""

    assessment_id: int
    country_code: str
    country_name: str
    cycle_code: str
    cycle_name: str
    reference_date: date
    framework: str
    signed_at: datetime
    profile: bool
    report: bool
    total_display: str
    """Shown total; empty without the consent "profile"."""
    total_band: str
    """Level code of the total's band; empty without the consent."""


def consents_open_to(person: User) -> QuerySet[Consent]:
    """Consents in force that name this person or all donors."""
    return Consent.objects.filter(Q(all_donors=True) | Q(donors=person), withdrawn_at__isnull=True)


def reads_as_donor_only(seen: Seen, action: Action) -> bool:
    """Whether nothing but a donor's role opens this to the person; then a consent decides what is shown."""
    return granted_by(action, rights=seen.rights, assessment=seen.assessment) == {Role.DONOR}


def consent_for(seen: Seen) -> Consent | None:
    """The consent in force that opens the assessment to the person as a donor; one query."""
    return consents_open_to(seen.person).filter(assessment=seen.assessment).first()


def published(person: User, at: datetime) -> list[PublishedItem]:
    """Return what countries have opened to this donor; three queries. Empty for everybody else."""
    if not rights_of(person, at).is_donor:
        return []
    opened = consents_open_to(person).filter(assessment=OuterRef("pk"))
    rows = list(
        Assessment.objects.listed()
        .filter(Exists(opened), status=Status.PUBLISHED)
        .annotate(
            opens_profile=opened.values("profile")[:1],
            opens_report=opened.values("report")[:1],
            opened_to_donors_at=opened.values("signed_at")[:1],
        )
        .with_context()
        .order_by("country__name", "-reference_date")
    )
    totals = {
        assessment_id: (display, band)
        for assessment_id, display, band in ScorecardValue.objects.filter(
            scorecard__assessment__in=[row.pk for row in rows], kind="total"
        ).values_list("scorecard__assessment_id", "display", "band")
    }
    items = []
    for row in rows:
        display, band = totals.get(row.pk, ("", "")) if row.opens_profile else ("", "")
        spec = known_framework(row.framework_version).spec
        items.append(
            PublishedItem(
                assessment_id=row.pk,
                country_code=row.country.code,
                country_name=row.country.name,
                cycle_code=row.cycle.code,
                cycle_name=row.cycle.name,
                reference_date=row.reference_date,
                framework=f"{spec.code} {spec.version}",
                signed_at=row.opened_to_donors_at,
                profile=row.opens_profile,
                report=row.opens_report,
                total_display=display,
                total_band=band,
            )
        )
    return items


def consent_in_force(seen: Seen) -> ConsentView | None:
    """Return the consent in force, for those who read national levels; None for everybody else. Two queries at most."""
    if seen.status != Status.PUBLISHED or not seen.may(Action.READ_SETTLED):
        return None
    row = (
        Consent.objects.filter(assessment=seen.assessment, withdrawn_at__isnull=True)
        .select_related("signed_by")
        .first()
    )
    if row is None:
        return None
    return ConsentView(
        profile=row.profile,
        report=row.report,
        all_donors=row.all_donors,
        donors=tuple(row.donors.order_by("name").values_list("name", flat=True)),
        signed_at=row.signed_at,
        signed_by=row.signed_by.name,
    )


def donors_to_choose(person: User, at: datetime, assessment_id: int) -> tuple[DonorChoice, ...]:
    """
    Return the donors whom the signatory can name in a consent, by name.

    Raises:
        NotVisible: no such assessment for the person.
        NotAllowed: the person does not publish, or not now.
    """
    see(person, at, assessment_id, Action.PUBLISH)
    donors = Membership.objects.in_force(at).filter(role=Role.DONOR, person=OuterRef("pk"))
    rows = User.objects.filter(Exists(donors)).order_by("name").values_list("pk", "name")
    return tuple(DonorChoice(pk, name) for pk, name in rows)
