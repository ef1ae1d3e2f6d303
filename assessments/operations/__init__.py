"""Everything that changes an assessment. Each call is one transaction: lock, permit, check, write, record."""

from assessments.operations.answers import AnswerConflict, release_answers, save_answer
from assessments.operations.errors import ConditionsNotMet
from assessments.operations.evidence import TooManyReferences, add_evidence, remove_evidence, restore_evidence
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
from assessments.operations.publication import publish, withdraw_publication
from assessments.operations.settling import (
    ExplanationConflict,
    SettledConflict,
    approve_not_applicable,
    explain_warning,
    settle_level,
)
from assessments.operations.setup import (
    AgencyHasAnswers,
    AlreadyReleased,
    propose_assignments,
    save_profile,
    set_agencies,
    set_assignments,
)

__all__ = [
    "AgencyHasAnswers",
    "AlreadyReleased",
    "AnswerConflict",
    "AssessmentExists",
    "ConditionsNotMet",
    "CycleExists",
    "ExplanationConflict",
    "KeyUsedBefore",
    "NoSuchMove",
    "SettledConflict",
    "TooManyReferences",
    "accept",
    "add_evidence",
    "approve_not_applicable",
    "approve_scope",
    "explain_warning",
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
    "validate_result",
    "withdraw",
    "withdraw_publication",
]
