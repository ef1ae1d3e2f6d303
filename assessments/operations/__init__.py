"""Everything that changes an assessment. Each call is one transaction: lock, permit, check, write, record."""

from assessments.operations.answers import AnswerConflict, release_answers, save_answer
from assessments.operations.archiving import (
    ArchivedAlready,
    NotArchived,
    archive_assessment,
    unarchive_assessment,
)
from assessments.operations.assigning import (
    AgencyHasAnswers,
    AlreadyReleased,
    UndoRefused,
    change_assignments,
    propose_assignments,
    set_assignments,
    undo_assignments,
)
from assessments.operations.calendar import (
    AskedAlready,
    DecidedAlready,
    NothingToExtend,
    ask_extension,
    decide_extension,
    move_deadlines,
)
from assessments.operations.delegation import delegate
from assessments.operations.errors import ConditionsNotMet
from assessments.operations.evidence import TooManyReferences, add_evidence, remove_evidence, restore_evidence
from assessments.operations.inviting import invite_to_assessment
from assessments.operations.judgement import KeyUsedBefore
from assessments.operations.moves import (
    NoSuchMove,
    accept,
    approve_scope,
    reopen_consolidation,
    return_questions,
    start_consolidation,
    submit,
    validate_result,
    withdraw,
)
from assessments.operations.opening import AssessmentExists, CycleExists, open_assessment, open_cycle
from assessments.operations.publication import PROVED_MOVES, publish, withdraw_publication
from assessments.operations.settling import (
    ExplanationConflict,
    SettledConflict,
    approve_not_applicable,
    explain_warning,
    settle_level,
)
from assessments.operations.setup import save_profile, set_agencies

__all__ = [
    "AgencyHasAnswers",
    "AlreadyReleased",
    "AnswerConflict",
    "ArchivedAlready",
    "AskedAlready",
    "AssessmentExists",
    "ConditionsNotMet",
    "CycleExists",
    "DecidedAlready",
    "ExplanationConflict",
    "KeyUsedBefore",
    "NoSuchMove",
    "NotArchived",
    "NothingToExtend",
    "PROVED_MOVES",
    "SettledConflict",
    "TooManyReferences",
    "UndoRefused",
    "accept",
    "add_evidence",
    "approve_not_applicable",
    "approve_scope",
    "archive_assessment",
    "ask_extension",
    "change_assignments",
    "decide_extension",
    "delegate",
    "explain_warning",
    "invite_to_assessment",
    "move_deadlines",
    "open_assessment",
    "open_cycle",
    "propose_assignments",
    "publish",
    "release_answers",
    "remove_evidence",
    "reopen_consolidation",
    "restore_evidence",
    "return_questions",
    "save_answer",
    "save_profile",
    "set_agencies",
    "set_assignments",
    "settle_level",
    "start_consolidation",
    "submit",
    "unarchive_assessment",
    "undo_assignments",
    "validate_result",
    "withdraw",
    "withdraw_publication",
]
