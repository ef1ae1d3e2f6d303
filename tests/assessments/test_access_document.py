"""docs/access.md says what the permission table does."""

from pathlib import Path

from assessments.lifecycle import Move, Status
from assessments.permissions import TABLE, Action, access_document
from ibm_platform.accounts.models import Role
from tests.architecture.access_document import addresses_document

WRITE_ANEW = (
    "docs/access.md differs from assessments/permissions.py or tests/architecture/access_registry.py. Read the change, then write "
    "the document anew: DJANGO_SETTINGS_MODULE=ibm_platform.settings.test python -m tests.architecture.access_document"
)


def test_access_document_is_printed_from_the_table_and_the_registry(repository: Path) -> None:
    written = (repository / "docs" / "access.md").read_text()

    assert written == access_document() + addresses_document(), WRITE_ANEW


def test_every_move_is_an_action_that_somebody_may_make() -> None:
    granted = {action for actions in TABLE.values() for action in actions}

    assert {Action(move.value) for move in Move} <= granted


def test_administrator_has_no_right_to_any_assessment() -> None:
    actions = {action for status in Status for action in TABLE[Role.ADMIN, status]}

    assert actions == set()


def test_coordinator_and_reviewer_read_nothing_but_progress_before_submission() -> None:
    before = (Status.SETUP, Status.COLLECTION, Status.CONSOLIDATION, Status.VALIDATED)
    actions = {
        action for role in (Role.COORDINATOR, Role.REVIEWER) for status in before for action in TABLE[role, status]
    }

    # The coordinator sets the calendar (methodology 5.1): days, no answers.
    assert actions == {Action.READ_PROGRESS, Action.MOVE_DEADLINE}


def test_donor_has_no_right_before_publication() -> None:
    actions = {action for status in Status if status != Status.PUBLISHED for action in TABLE[Role.DONOR, status]}

    assert actions == set()


def test_agency_roles_never_read_national_levels() -> None:
    assert agency_actions(*Status) == {
        Action.ANSWER,
        Action.RELEASE,
        Action.REOPEN_RELEASE,
        Action.READ_OWN_ANSWERS,
        Action.READ_RELEASED_ANSWERS,
        Action.READ_DIVERGENCE,
        Action.ASK_EXTENSION,
        Action.DELEGATE,
        Action.COMMENT,
        Action.READ_COMMENTS,
        # The room of the workshop and what it settled, with everybody who sat there.
        Action.READ_WORKSHOP,
        Action.TAKE_PART_IN_WORKSHOP,
        Action.CAST_VOTE,
    }


def test_agency_roles_read_nothing_of_other_agencies_before_consolidation_or_after_withdrawal() -> None:
    actions = agency_actions(Status.SETUP, Status.COLLECTION, Status.WITHDRAWN)

    assert not actions & {Action.READ_RELEASED_ANSWERS, Action.READ_DIVERGENCE}


def agency_actions(*statuses: Status) -> set[Action]:
    return {
        action for role in (Role.OFFICER, Role.AGENCY_LEAD) for status in statuses for action in TABLE[role, status]
    }
