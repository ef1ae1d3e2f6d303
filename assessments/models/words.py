"""How people call the states and moves of an assessment."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.lifecycle import Move, Status

STATUS_WORDS: dict[Status, Promise] = {
    Status.SETUP: _("Set-up"),
    Status.COLLECTION: _("Collection"),
    Status.CONSOLIDATION: _("Consolidation"),
    Status.VALIDATED: _("Validated"),
    Status.SUBMITTED: _("Submitted"),
    Status.RETURNED: _("Returned"),
    Status.ACCEPTED: _("Accepted"),
    Status.PUBLISHED: _("Published"),
    Status.WITHDRAWN: _("Withdrawn"),
}

MOVE_WORDS: dict[Move, Promise] = {
    Move.APPROVE_SCOPE: _("Approve the scope and open collection"),
    Move.START_CONSOLIDATION: _("Close collection and settle national levels"),
    Move.VALIDATE: _("Confirm the national levels"),
    Move.REOPEN_CONSOLIDATION: _("Reopen consolidation"),
    Move.SUBMIT: _("Submit to the coordinator"),
    Move.RETURN: _("Return questions to the country"),
    Move.ACCEPT: _("Accept and freeze the scorecard"),
    Move.PUBLISH: _("Publish to donors"),
    Move.WITHDRAW_PUBLICATION: _("Withdraw the publication"),
    Move.WITHDRAW: _("Withdraw the assessment"),
}
