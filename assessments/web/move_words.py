"""What each step is called, what it does, and what is said when it is done."""

from django.utils.translation import gettext_lazy as _

from assessments.lifecycle import Move

BUTTONS = {
    Move.APPROVE_SCOPE: _("Approve the scope and open collection"),
    Move.START_CONSOLIDATION: _("Close collection and compare the answers"),
    Move.VALIDATE: _("Mark the national result validated"),
    Move.REOPEN_CONSOLIDATION: _("Open the levels again"),
    Move.SUBMIT: _("Submit the assessment"),
    Move.RETURN: _("Return the chosen questions"),
    Move.ACCEPT: _("Accept and freeze the scorecard"),
    Move.PUBLISH: _("Publish what is chosen"),
    Move.WITHDRAW_PUBLICATION: _("Withdraw the publication"),
    Move.WITHDRAW: _("Withdraw the assessment"),
}
HEADINGS = {
    Move.APPROVE_SCOPE: _("Approve the scope"),
    Move.START_CONSOLIDATION: _("Begin consolidation"),
    Move.VALIDATE: _("Validate the national result"),
    Move.REOPEN_CONSOLIDATION: _("Open consolidation again"),
    Move.SUBMIT: _("Submit to the programme"),
    Move.RETURN: _("Return questions to the country"),
    Move.ACCEPT: _("Accept the assessment"),
    Move.PUBLISH: _("Publish to donors"),
    Move.WITHDRAW_PUBLICATION: _("Withdraw the publication"),
    Move.WITHDRAW: _("Withdraw the assessment"),
}
EXPLANATIONS = {
    Move.APPROVE_SCOPE: _(
        "The agencies can answer from then on. Agencies and questions can still be added; the profile stands."
    ),
    Move.START_CONSOLIDATION: _("The agencies' answers stand as released, and the national levels can be settled."),
    Move.VALIDATE: _("The levels stand, and the signatory can submit. They can be opened again with a reason."),
    Move.REOPEN_CONSOLIDATION: _("The levels can be changed again. The reason is kept in the record."),
    Move.SUBMIT: _(
        "The programme's coordinator reads the national levels from then on. Nothing changes unless questions are returned."
    ),
    Move.RETURN: _("Only these questions open again, for their agencies and the national focal point."),
    Move.ACCEPT: _("The scorecard is computed and frozen. Nothing leads back: a correction is a new assessment."),
    Move.PUBLISH: _("Donors see what you choose here and nothing else. You can withdraw it at any time."),
    Move.WITHDRAW_PUBLICATION: _(
        "Donors' pages and downloads close at once. What was downloaded before cannot be called back."
    ),
    Move.WITHDRAW: _("The assessment can only be read from then on. A new one can be opened for the same cycle."),
}
DONE = {
    Move.APPROVE_SCOPE: _("The scope is approved. Collection is open."),
    Move.START_CONSOLIDATION: _("Collection is closed. The national levels can be settled."),
    Move.VALIDATE: _("The national result is validated. The signatory can submit."),
    Move.REOPEN_CONSOLIDATION: _("The national levels are open again."),
    Move.SUBMIT: _("Submitted. The coordinator checks it now."),
    Move.RETURN: _("The questions were returned to the country."),
    Move.ACCEPT: _("Accepted. The scorecard is frozen."),
    Move.PUBLISH: _("Published. Donors see what you chose."),
    Move.WITHDRAW_PUBLICATION: _("The publication was withdrawn."),
    Move.WITHDRAW: _("The assessment was withdrawn."),
}
