"""Everything that is read of assessments: frozen values for pages and the API. The blind rule stands in ``seen``."""

from assessments.lifecycle import Move, Status
from assessments.models.comment import Visibility
from assessments.models.evidence import Marking
from assessments.models.judgement import Kind
from assessments.models.words import MOVE_WORDS, STATUS_WORDS
from assessments.queries.answers import (
    AnswerRow,
    EvidenceRow,
    agency_id,
    answer,
    answers,
    evidence,
    evidence_row,
    require_indicator,
    require_visible,
)
from assessments.queries.archived import ArchivePage, archive_page, archived
from assessments.queries.assigning import AssignmentPreview, Wish, preview_assignments
from assessments.queries.attached import FileChoice, FileRef
from assessments.queries.board import Board, board
from assessments.queries.calendar import (
    AskingPage,
    CalendarPage,
    DecidingPage,
    asking_page,
    calendar,
    deciding_page,
    extension_view,
    extensions,
    require_extension,
    suggested_cycle,
)
from assessments.queries.comments import (
    AudienceChoice,
    CommentPanel,
    CommentsPage,
    ThreadPage,
    comment_thread,
    comments,
    require_comment_seen,
)
from assessments.queries.conditions import Problem
from assessments.queries.context import (
    AgencyRef,
    AssessmentContext,
    EvidenceView,
    JudgementView,
    LevelOption,
    ValueView,
    assessment_context,
)
from assessments.queries.divergence import DivergenceFilter, DivergencePage, DivergenceRow, divergence_page
from assessments.queries.events import EventFilter, EventView, RecordExport, events
from assessments.queries.file_archive import all_files, manifest_csv
from assessments.queries.files import (
    FileFilter,
    FileRegister,
    FileRow,
    file_content,
    file_register,
    file_row,
    file_versions,
)
from assessments.queries.history import answer_history, settled_history
from assessments.queries.lists import assessments_visible_to, cycles
from assessments.queries.move import MovePage, OpenMove, move_page, open_moves
from assessments.queries.my_work import MyWork, WorkCard, my_work
from assessments.queries.opening import (
    AssessmentOpening,
    CycleOpening,
    CyclesPage,
    assessment_opening,
    cycle_opening,
    cycles_page,
)
from assessments.queries.overview import OverviewPage, overview
from assessments.queries.own_answers import OwnAnswer, OwnAnswersPage, Section, SectionCheck, own_answers, section_check
from assessments.queries.portfolio import Portfolio, portfolio
from assessments.queries.publication import ConsentView, PublishedItem, donors_to_choose, published
from assessments.queries.question import QuestionPage, question
from assessments.queries.readers import Audience, Reader
from assessments.queries.record import (
    RecordPage,
    RevisionsPage,
    WarningsPage,
    answer_revisions,
    record_export,
    record_page,
    settled_revisions,
    warnings_page,
)
from assessments.queries.reference import ReferencePage, reference
from assessments.queries.releases import ReleaseView, ReopeningPage, reopening_page
from assessments.queries.review import ReviewPage, review
from assessments.queries.scorecard import ScorecardPage, receipt_text, scorecard
from assessments.queries.settled import settled_values
from assessments.queries.settling import SettlePage, settling
from assessments.queries.settling_list import SettlingList, settling_list
from assessments.queries.setup import SetupPage, setup
from assessments.queries.setup_delegation import DelegationPage, delegations
from assessments.queries.setup_people import PeoplePage, setup_people
from assessments.queries.shared_answers import SharedAnswersPage, shared_answers
from assessments.queries.snapshot import (
    NationalSnapshot,
    PreviousResult,
    SnapshotAgency,
    SnapshotConsent,
    SnapshotEvidence,
    SnapshotLevel,
    national_snapshot,
)
from assessments.queries.tasks import TaskList, tasks
from assessments.queries.threads import CommentView, Thread
from assessments.queries.warnings import WarningView, warnings

# Words and choices are given on, because doors do not know models.
__all__ = [
    "AgencyRef",
    "AnswerRow",
    "ArchivePage",
    "AskingPage",
    "AssessmentContext",
    "AssessmentOpening",
    "AssignmentPreview",
    "Audience",
    "AudienceChoice",
    "Board",
    "CalendarPage",
    "CommentPanel",
    "CommentView",
    "CommentsPage",
    "ConsentView",
    "CycleOpening",
    "CyclesPage",
    "DecidingPage",
    "DelegationPage",
    "DivergenceFilter",
    "DivergencePage",
    "DivergenceRow",
    "EventFilter",
    "EventView",
    "EvidenceRow",
    "EvidenceView",
    "FileChoice",
    "FileFilter",
    "FileRef",
    "FileRegister",
    "FileRow",
    "JudgementView",
    "Kind",
    "LevelOption",
    "MOVE_WORDS",
    "Marking",
    "Move",
    "MovePage",
    "MyWork",
    "NationalSnapshot",
    "OpenMove",
    "OverviewPage",
    "OwnAnswer",
    "OwnAnswersPage",
    "PeoplePage",
    "Portfolio",
    "PreviousResult",
    "Problem",
    "PublishedItem",
    "QuestionPage",
    "Reader",
    "RecordExport",
    "RecordPage",
    "ReferencePage",
    "ReleaseView",
    "ReopeningPage",
    "ReviewPage",
    "RevisionsPage",
    "STATUS_WORDS",
    "ScorecardPage",
    "Section",
    "SectionCheck",
    "SettlePage",
    "SettlingList",
    "SetupPage",
    "SharedAnswersPage",
    "SnapshotAgency",
    "SnapshotConsent",
    "SnapshotEvidence",
    "SnapshotLevel",
    "Status",
    "TaskList",
    "Thread",
    "ThreadPage",
    "ValueView",
    "Visibility",
    "WarningView",
    "WarningsPage",
    "Wish",
    "WorkCard",
    "agency_id",
    "all_files",
    "answer",
    "answer_history",
    "answer_revisions",
    "answers",
    "archive_page",
    "archived",
    "asking_page",
    "assessment_context",
    "assessment_opening",
    "assessments_visible_to",
    "board",
    "calendar",
    "comment_thread",
    "comments",
    "cycle_opening",
    "cycles",
    "cycles_page",
    "deciding_page",
    "delegations",
    "divergence_page",
    "donors_to_choose",
    "events",
    "evidence",
    "evidence_row",
    "extension_view",
    "extensions",
    "file_content",
    "file_register",
    "file_row",
    "file_versions",
    "manifest_csv",
    "move_page",
    "my_work",
    "national_snapshot",
    "open_moves",
    "overview",
    "own_answers",
    "portfolio",
    "preview_assignments",
    "published",
    "question",
    "receipt_text",
    "record_export",
    "record_page",
    "reference",
    "reopening_page",
    "require_comment_seen",
    "require_extension",
    "require_indicator",
    "require_visible",
    "review",
    "scorecard",
    "section_check",
    "settled_history",
    "settled_revisions",
    "settled_values",
    "settling",
    "settling_list",
    "setup",
    "setup_people",
    "shared_answers",
    "suggested_cycle",
    "tasks",
    "warnings",
    "warnings_page",
]
