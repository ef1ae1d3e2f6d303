"""What one agency says of one indicator, and everything it said before."""

from django.db import models

from assessments.models.assessment import Assessment
from assessments.models.judgement import Judgement, judgement_constraints
from frameworks.models import Indicator
from ibm_platform.accounts.models import Agency


class AgencyAnswer(Judgement):
    """The present answer; ``revision`` counts from 1 and tells a second writer that somebody was first."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="answers")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    carried_from = models.ForeignKey(
        "AnswerRevision", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    """What the agency said in an earlier cycle and took over, until somebody confirms or changes it; then None again."""

    class Meta:
        constraints = [
            *judgement_constraints("answer"),
            models.UniqueConstraint(
                fields=["assessment", "agency", "indicator"], name="answer_once_per_agency_and_indicator"
            ),
        ]


class AnswerRevision(Judgement):
    """One saved state of an answer; appended, never changed."""

    answer = models.ForeignKey(AgencyAnswer, on_delete=models.PROTECT, related_name="revisions")
    idempotency_key = models.CharField(max_length=64, blank=True, default="")
    carried_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    """The revision of an earlier cycle that this one repeats unconfirmed; None where its writer stands for it."""

    class Meta:
        constraints = [
            *judgement_constraints("answer_revision"),
            models.UniqueConstraint(fields=["answer", "revision"], name="answer_revision_once"),
            # A save that was sent twice is written once.
            models.UniqueConstraint(
                fields=["answer", "saved_by", "idempotency_key"],
                condition=~models.Q(idempotency_key=""),
                name="answer_revision_once_per_key",
            ),
        ]
