"""Everything that is read of assessments: frozen values for pages and the API. The blind rule stands in ``seen``."""

from assessments.lifecycle import Move, Status
from assessments.models.comment import Visibility
from assessments.models.evidence import Marking
from assessments.models.judgement import Kind
from assessments.models.peer_review import RemarkKind, ReplyDecision
from assessments.models.words import MOVE_WORDS, STATUS_WORDS
from assessments.models.workshop import ItemState, WorkshopState
from assessments.queries.agreement import AgreementPage, agreement_page
from assessments.queries.agreement_words import Figures, ShownKappa, shown_agreement, shown_kappa
from assessments.queries.alpha_words import ShownAlpha, shown_alpha
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
from assessments.queries.carrying import CopyChoice, CopyPage, PreviousAnswer, copy_page, previous_answer
from assessments.queries.changed import ChangedQuestion, ChangedSince, changed_since
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
from assessments.queries.noticed import open_ids
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
from assessments.queries.peer_review import (
    PeerReviewPage,
    ReviewedQuestionPage,
    ReviewedRow,
    Rounds,
    peer_review,
    review_rounds,
    reviewed_question,
)
from assessments.queries.portfolio import Portfolio, portfolio
from assessments.queries.portfolio_filter import PortfolioFilter
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
from assessments.queries.remarks import LEVEL_KINDS, RemarkFilter, RemarkPage, RemarksPage, RemarkView, remark, remarks
from assessments.queries.reminders import RemindingPage, reminding_page
from assessments.queries.review import ReviewPage, review
from assessments.queries.reviewers import DeclarationPage, ReviewersPage, declaration, reviewers
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
    SnapshotFinding,
    SnapshotLevel,
    SnapshotSaid,
    national_snapshot,
)
from assessments.queries.snapshot_meetings import (
    SnapshotDissent,
    SnapshotItem,
    SnapshotPresence,
    SnapshotRemark,
    SnapshotVote,
    SnapshotWorkshop,
)
from assessments.queries.tasks import TaskList, tasks
from assessments.queries.threads import CommentView, Thread
from assessments.queries.warnings import WarningView, warnings

# Words and choices are given on, because doors do not know models.
from assessments.queries.workshop_minutes import (
    DissentView,
    MinutesItem,
    MinutesPage,
    minutes,
)
from assessments.queries.workshop_rows import (
    WorkshopPerson,
)
from assessments.queries.workshops import (
    AttendancePage,
    CurrentItem,
    PlanPage,
    RoomPage,
    VoteView,
    WorkshopsPage,
    agencies_of,
    attendance,
    ballot,
    news,
    plan_page,
    require_workshop,
    room,
    workshops,
)

__all__ = [
    "AgreementPage",
    "DeclarationPage",
    "LEVEL_KINDS",
    "PeerReviewPage",
    "RemarkFilter",
    "RemarkKind",
    "RemarkPage",
    "RemarkView",
    "RemarksPage",
    "ReplyDecision",
    "ReviewedQuestionPage",
    "ReviewedRow",
    "ReviewersPage",
    "Rounds",
    "agreement_page",
    "declaration",
    "peer_review",
    "remark",
    "remarks",
    "review_rounds",
    "reviewed_question",
    "reviewers",
    "PlanPage",
    "VoteView",
    "agencies_of",
    "plan_page",
    "ItemState",
    "WorkshopState",
    "DissentView",
    "MinutesItem",
    "MinutesPage",
    "minutes",
    "WorkshopPerson",
    "AttendancePage",
    "CurrentItem",
    "RoomPage",
    "WorkshopsPage",
    "attendance",
    "ballot",
    "news",
    "require_workshop",
    "room",
    "workshops",
    "RemindingPage",
    "reminding_page",
    "open_ids",
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
    "ChangedQuestion",
    "ChangedSince",
    "CommentView",
    "CommentsPage",
    "ConsentView",
    "CycleOpening",
    "CyclesPage",
    "CopyChoice",
    "CopyPage",
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
    "PortfolioFilter",
    "PreviousAnswer",
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
    "Figures",
    "ShownAlpha",
    "ShownKappa",
    "SnapshotDissent",
    "SnapshotItem",
    "SnapshotPresence",
    "SnapshotRemark",
    "SnapshotVote",
    "SnapshotWorkshop",
    "shown_agreement",
    "shown_kappa",
    "SnapshotAgency",
    "SnapshotConsent",
    "SnapshotEvidence",
    "SnapshotFinding",
    "SnapshotLevel",
    "SnapshotSaid",
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
    "changed_since",
    "comments",
    "copy_page",
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
    "shown_alpha",
    "open_moves",
    "overview",
    "own_answers",
    "portfolio",
    "preview_assignments",
    "previous_answer",
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
