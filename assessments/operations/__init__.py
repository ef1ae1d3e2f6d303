"""Everything that changes an assessment. Each call is one transaction: lock, permit, check, write, record."""

from assessments.operations.answers import AnswerConflict, save_answer
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
from assessments.operations.comments import (
    CommentHidden,
    ThreadResolved,
    answer_comment,
    hide_comment,
    read_comments,
    reopen_comment,
    resolve_comment,
    show_comment,
    write_comment,
)
from assessments.operations.delegation import delegate
from assessments.operations.errors import ConditionsNotMet
from assessments.operations.evidence import (
    TooManyReferences,
    add_evidence,
    change_evidence,
    remove_evidence,
    restore_evidence,
)
from assessments.operations.file_care import scan_file, scan_waiting, sweep_files
from assessments.operations.files import (
    FileInfected,
    FileOutcome,
    QuotaReached,
    TooManyFiles,
    attach_files,
    replace_file,
    use_file,
)
from assessments.operations.inviting import invite_to_assessment
from assessments.operations.judgement import KeyUsedBefore
from assessments.operations.moves import (
    NoSuchMove,
    SubmittedAlready,
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
from assessments.operations.preparing import FileRefused, Upload
from assessments.operations.publication import PROVED_MOVES, publish, withdraw_publication
from assessments.operations.receiving import receive_files, receive_version
from assessments.operations.releasing import NotReleased, ReleasedAlready, release_answers, reopen_release
from assessments.operations.restoring import restore_revision, restore_settled
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
    "CommentHidden",
    "ConditionsNotMet",
    "CycleExists",
    "DecidedAlready",
    "ExplanationConflict",
    "FileInfected",
    "FileOutcome",
    "FileRefused",
    "KeyUsedBefore",
    "NoSuchMove",
    "NotArchived",
    "NotReleased",
    "NothingToExtend",
    "PROVED_MOVES",
    "QuotaReached",
    "ReleasedAlready",
    "SettledConflict",
    "SubmittedAlready",
    "ThreadResolved",
    "TooManyFiles",
    "TooManyReferences",
    "UndoRefused",
    "Upload",
    "accept",
    "add_evidence",
    "answer_comment",
    "approve_not_applicable",
    "approve_scope",
    "archive_assessment",
    "ask_extension",
    "attach_files",
    "change_assignments",
    "change_evidence",
    "decide_extension",
    "delegate",
    "explain_warning",
    "hide_comment",
    "invite_to_assessment",
    "move_deadlines",
    "open_assessment",
    "open_cycle",
    "propose_assignments",
    "publish",
    "read_comments",
    "receive_files",
    "receive_version",
    "release_answers",
    "remove_evidence",
    "reopen_comment",
    "reopen_consolidation",
    "reopen_release",
    "replace_file",
    "resolve_comment",
    "restore_evidence",
    "restore_revision",
    "restore_settled",
    "return_questions",
    "save_answer",
    "save_profile",
    "scan_file",
    "scan_waiting",
    "set_agencies",
    "set_assignments",
    "settle_level",
    "show_comment",
    "start_consolidation",
    "submit",
    "sweep_files",
    "unarchive_assessment",
    "undo_assignments",
    "use_file",
    "validate_result",
    "withdraw",
    "withdraw_publication",
    "write_comment",
]
