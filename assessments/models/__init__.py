"""What a country says and how it was measured. Nothing here is deleted; answers are appended to, scorecards never change."""

from assessments.models.answer import AgencyAnswer, AnswerRevision
from assessments.models.assessment import Assessment, Assignment, Cycle, Participation
from assessments.models.assigning import AssignmentChange, Delegation
from assessments.models.comment import Comment, CommentMention, CommentRead
from assessments.models.event import AssessmentEvent
from assessments.models.evidence import EvidenceReference
from assessments.models.extension import ExtensionRequest
from assessments.models.file import FileVersion, ScanState, StoredFile
from assessments.models.peer_review import (
    PeerLevel,
    PeerLevelRevision,
    Remark,
    RemarkReply,
    ReviewerAssignment,
    ReviewRound,
)
from assessments.models.publication import Consent
from assessments.models.release import Release
from assessments.models.review import ReturnedQuestion, WarningExplanation
from assessments.models.scorecard import Scorecard, ScorecardValue
from assessments.models.settled_level import SettledLevel, SettledRevision
from assessments.models.workshop import (
    Attendance,
    Dissent,
    ItemState,
    Workshop,
    WorkshopItem,
    WorkshopState,
    WorkshopVote,
)

__all__ = [
    "AgencyAnswer",
    "AnswerRevision",
    "Assessment",
    "AssessmentEvent",
    "Assignment",
    "AssignmentChange",
    "Attendance",
    "Comment",
    "CommentMention",
    "CommentRead",
    "Consent",
    "Cycle",
    "Delegation",
    "Dissent",
    "EvidenceReference",
    "ExtensionRequest",
    "FileVersion",
    "ItemState",
    "Participation",
    "PeerLevel",
    "PeerLevelRevision",
    "Release",
    "Remark",
    "RemarkReply",
    "ReturnedQuestion",
    "ReviewRound",
    "ReviewerAssignment",
    "ScanState",
    "Scorecard",
    "ScorecardValue",
    "SettledLevel",
    "SettledRevision",
    "StoredFile",
    "WarningExplanation",
    "Workshop",
    "WorkshopItem",
    "WorkshopState",
    "WorkshopVote",
]
