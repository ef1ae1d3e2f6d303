"""Everything that is read of assessments: frozen values for pages and the API. The blind rule stands in ``seen``."""

from assessments.lifecycle import Move, Status
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
    require_indicator,
    require_visible,
)
from assessments.queries.archived import ArchivePage, archive_page, archived
from assessments.queries.assigning import AssignmentPreview, Wish, preview_assignments
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
from assessments.queries.history import EventView, answer_history, events, settled_history
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
from assessments.queries.portfolio import Portfolio, portfolio
from assessments.queries.publication import ConsentView, PublishedItem, donors_to_choose, published
from assessments.queries.question import QuestionPage, question
from assessments.queries.record import (
    RecordPage,
    RevisionsPage,
    WarningsPage,
    answer_revisions,
    record_page,
    settled_revisions,
    warnings_page,
)
from assessments.queries.review import ReviewPage, review
from assessments.queries.scorecard import ScorecardPage, receipt_text, scorecard
from assessments.queries.settled import settled_values
from assessments.queries.settling import SettlePage, settling
from assessments.queries.settling_list import SettlingList, settling_list
from assessments.queries.setup import SetupPage, setup
from assessments.queries.setup_delegation import DelegationPage, delegations
from assessments.queries.setup_people import PeoplePage, setup_people
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
    "Board",
    "CalendarPage",
    "ConsentView",
    "CycleOpening",
    "CyclesPage",
    "DecidingPage",
    "DelegationPage",
    "EventView",
    "EvidenceRow",
    "EvidenceView",
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
    "PeoplePage",
    "Portfolio",
    "PreviousResult",
    "Problem",
    "PublishedItem",
    "QuestionPage",
    "RecordPage",
    "ReviewPage",
    "RevisionsPage",
    "STATUS_WORDS",
    "ScorecardPage",
    "SettlePage",
    "SettlingList",
    "SetupPage",
    "SnapshotAgency",
    "SnapshotConsent",
    "SnapshotEvidence",
    "SnapshotLevel",
    "Status",
    "TaskList",
    "ValueView",
    "WarningView",
    "WarningsPage",
    "Wish",
    "WorkCard",
    "agency_id",
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
    "cycle_opening",
    "cycles",
    "cycles_page",
    "deciding_page",
    "delegations",
    "donors_to_choose",
    "events",
    "evidence",
    "extension_view",
    "extensions",
    "move_page",
    "my_work",
    "national_snapshot",
    "open_moves",
    "overview",
    "portfolio",
    "preview_assignments",
    "published",
    "question",
    "receipt_text",
    "record_page",
    "require_extension",
    "require_indicator",
    "require_visible",
    "review",
    "scorecard",
    "settled_history",
    "settled_revisions",
    "settled_values",
    "settling",
    "settling_list",
    "setup",
    "setup_people",
    "suggested_cycle",
    "tasks",
    "warnings",
    "warnings_page",
]
