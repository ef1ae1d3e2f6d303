"""A cycle, one country's assessment in it, the agencies that take part and what each is asked."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from assessments.lifecycle import FINAL, SEEN_BY_COORDINATOR, Status
from assessments.models.publication import Consent
from frameworks.models import FrameworkVersion, Indicator
from ibm_platform.accounts.models import Agency, Country, Role, User
from ibm_platform.accounts.permissions import Rights
from ibm_platform.accounts.queries import rights_of


class Cycle(models.Model):
    """One dated campaign of assessments, opened by a coordinator."""

    code = models.CharField(
        _("code"),
        max_length=20,
        unique=True,
        validators=[
            RegexValidator(r"^[A-Za-z0-9][A-Za-z0-9-]*$", _("Give letters, digits and hyphens, such as 2027."))
        ],
    )
    name = models.CharField(_("name"), max_length=120)
    framework_version = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, related_name="+")
    answers_due = models.DateField(_("answers due"))
    submission_due = models.DateField(_("submission due"))
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    class Meta:
        ordering = ["-answers_due", "code"]
        constraints = [
            # A country cannot hand in before its agencies have answered.
            models.CheckConstraint(
                name="cycle_submission_after_answers", condition=Q(submission_due__gte=models.F("answers_due"))
            ),
        ]

    def __str__(self) -> str:
        return self.name


def _opened_to(person: User) -> models.QuerySet[Consent]:
    consents = Consent.objects.filter(assessment=OuterRef("pk"), withdrawn_at__isnull=True)
    return consents.filter(Q(all_donors=True) | Q(donors=person))


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def visible_to(self, person: User, at: datetime) -> AssessmentQuerySet:
        """Those whose existence the person may know; the person's rights are read at once, with one query."""
        return self.open_to(person, rights_of(person, at))

    def open_to(self, person: User, rights: Rights) -> AssessmentQuerySet:
        """
        The same set for rights that were read already.

        Coordinators see that every assessment exists (its answers only from submission on); national people and agencies
        those of their own country; reviewers those of the country they review once submitted; donors what was published to
        them. An agency's people see assessments in which the agency takes part.
        """
        if rights.is_coordinator:
            return self.all()
        wanted = Q(pk__in=[])
        if national := rights.country_ids(Role.FOCAL_POINT) | rights.country_ids(Role.SIGNATORY):
            wanted |= Q(country_id__in=national)
        if agencies := rights.agency_ids():
            wanted |= Q(pk__in=Participation.objects.standing().filter(agency_id__in=agencies).values("assessment_id"))
        if reviewed := rights.country_ids(Role.REVIEWER):
            wanted |= Q(status__in=SEEN_BY_COORDINATOR, country_id__in=reviewed)
        if rights.is_donor:
            wanted |= Q(status=Status.PUBLISHED) & Q(Exists(_opened_to(person)))
        return self.filter(wanted)

    def with_context(self) -> AssessmentQuerySet:
        """With country, cycle and framework version, without the version's document, which is kept per process."""
        return self.select_related("country", "cycle", "framework_version").defer("framework_version__document")

    def listed(self) -> AssessmentQuerySet:
        """Without the archived ones: what lists and boards show."""
        return self.filter(archived_at__isnull=True)

    def lock(self) -> AssessmentQuerySet:
        """Lock the rows until the transaction ends; every write of an assessment passes through this one lock."""
        return self.select_for_update(of=("self",))


class Assessment(models.Model):
    """One country in one cycle. Answers, levels and events hang on it; its state is changed by operations alone."""

    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="assessments")
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="assessments")
    framework_version = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(
        max_length=16, choices=[(status.value, status.value) for status in Status], default=Status.SETUP.value
    )
    status_since = models.DateTimeField()
    reference_date = models.DateField(_("reference date"))
    answers_due = models.DateField(_("answers due"))
    submission_due = models.DateField(_("submission due"))
    # Dates of the steps that follow; an assessment from before they were kept has none.
    workshop_from = models.DateField(_("workshop begins"), null=True, blank=True)
    workshop_to = models.DateField(_("workshop ends"), null=True, blank=True)
    review_due = models.DateField(_("review due"), null=True, blank=True)
    response_due = models.DateField(_("response due"), null=True, blank=True)
    profile = models.JSONField(default=dict)
    """Profile question code → "yes", "no", a number or text as text."""
    is_current = models.BooleanField(default=True)
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)
    """Since then it stands in no list; by its address it is read as before."""
    archived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    # The anchor of the record: written with each event, so that events cut off at its end are missed.
    chain_length = models.PositiveIntegerField(default=0)
    chain_head = models.CharField(max_length=64, blank=True, default="")
    """The hash of the last event."""

    entered_by: tuple[frozenset[str], Rights] | None = None
    """Roles that let a write enter, and its writer's rights; only in memory, for the record to say for whom."""

    # Of whoever looks at it now, and only in memory: ``queries.access.see`` asks, ``permissions`` decides.
    declared_fields: frozenset[str] = frozenset()
    """Fields that the person reviews and has declared to have no conflict about."""
    awaits_reply: bool = False
    """A review round waits for the country's reply; what that opens it opens to the focal point."""

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["country__name", "-cycle__answers_due"]
        constraints = [
            # Two open assessments of one country in one cycle would give two national answers.
            models.UniqueConstraint(
                fields=["country", "cycle"],
                condition=Q(is_current=True),
                name="assessment_once_current_per_country_and_cycle",
            ),
            models.CheckConstraint(
                name="assessment_status_known", condition=Q(status__in=[status.value for status in Status])
            ),
            # What still waits for somebody must not leave the lists.
            models.CheckConstraint(
                name="assessment_archived_when_final",
                condition=Q(archived_at__isnull=True) | Q(status__in=sorted(status.value for status in FINAL)),
            ),
        ]
        indexes = [
            # The coordinator's board lists a cycle by state.
            models.Index(fields=["cycle", "status"], name="assessment_of_cycle"),
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.cycle.code}"


class ParticipationQuerySet(models.QuerySet["Participation"]):
    def standing(self) -> ParticipationQuerySet:
        """Those of agencies that take part now; a row of one that was taken out tells only that it once did."""
        return self.filter(left_at__isnull=True)


class Participation(models.Model):
    """An agency that takes part in an assessment, and whether it has handed its answers over."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="participations")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="participations")
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    absent = models.BooleanField(default=False)
    """True when consolidation began without this agency's answers; the report names it."""
    extended_until = models.DateField(null=True, blank=True)
    """The agency's own last day for answers, where it was given more time than the others."""
    left_at = models.DateTimeField(null=True, blank=True)
    left_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        constraints = [
            # An agency that was taken out and added again has two rows, of which one stands.
            models.UniqueConstraint(
                fields=["assessment", "agency"], condition=Q(left_at__isnull=True), name="participation_once_per_agency"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency} · {self.assessment_id}"


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def standing(self) -> AssignmentQuerySet:
        """The questions that are asked now; a row of one that was taken away tells only that it once was."""
        return self.filter(ended_at__isnull=True)


class Assignment(models.Model):
    """One question asked of one agency."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="assignments")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            # Asked twice, an agency would count twice on the board.
            models.UniqueConstraint(
                fields=["assessment", "agency", "indicator"],
                condition=Q(ended_at__isnull=True),
                name="assignment_once_per_agency_and_indicator",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} · {self.agency_id} · {self.indicator_id}"
