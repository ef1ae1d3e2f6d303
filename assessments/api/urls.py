"""Resources of assessments under ``/api/v1/``. Agencies and indicators are named by code."""

from django.urls import path

from assessments.api import (
    answers,
    assessments,
    evidence,
    national,
    results,
    setup,
    setup_days,
    setup_sharing,
    transitions,
)

ONE = "assessments/<int:assessment_id>/"
ANSWER = ONE + "answers/<str:agency_code>/<str:indicator_code>/"

urlpatterns = [
    path("cycles/", assessments.CycleList.as_view(), name="api-cycles"),
    path("assessments/", assessments.AssessmentList.as_view(), name="api-assessments"),
    path(ONE, assessments.AssessmentDetail.as_view(), name="api-assessment"),
    path(ONE + "profile/", setup.Profile.as_view(), name="api-profile"),
    path(ONE + "agencies/", setup.Agencies.as_view(), name="api-agencies"),
    path(ONE + "assignments/", setup_sharing.AllAssignments.as_view(), name="api-assignments"),
    path(ONE + "assignments/undo/", setup_sharing.UndoAssignments.as_view(), name="api-undo-assignments"),
    path(ONE + "assignments/<str:agency_code>/", setup.AgencyAssignments.as_view(), name="api-agency-assignments"),
    path(ONE + "calendar/", setup_days.CalendarView.as_view(), name="api-calendar"),
    path(ONE + "extensions/", setup_days.Extensions.as_view(), name="api-extensions"),
    path(ONE + "extensions/<int:extension_id>/", setup_days.OneExtension.as_view(), name="api-extension"),
    path(ONE + "delegations/<str:agency_code>/", setup_sharing.Delegations.as_view(), name="api-delegations"),
    path(ONE + "archive/", setup_sharing.Archive.as_view(), name="api-archive"),
    path(ONE + "answers/", answers.AnswerList.as_view(), name="api-answers"),
    path(ONE + "answers/<str:agency_code>/release/", answers.Release.as_view(), name="api-release"),
    path(ANSWER, answers.Answer.as_view(), name="api-answer"),
    path(ONE + "evidence/", evidence.EvidenceList.as_view(), name="api-evidence"),
    path(ONE + "evidence/<int:evidence_id>/", evidence.EvidenceDetail.as_view(), name="api-evidence-one"),
    path(ONE + "board/", results.BoardView.as_view(), name="api-board"),
    path(ONE + "settled/", national.SettledList.as_view(), name="api-settled-list"),
    path(ONE + "settled/<str:indicator_code>/", national.Settled.as_view(), name="api-settled"),
    path(ONE + "settled/<str:indicator_code>/approve/", national.Approve.as_view(), name="api-approve"),
    path(ONE + "warnings/", national.WarningList.as_view(), name="api-warnings"),
    path(ONE + "warnings/<str:warning>/", national.Explanation.as_view(), name="api-warning"),
    path(ONE + "transitions/", transitions.Transitions.as_view(), name="api-transitions"),
    path(ONE + "scorecard/", results.ScorecardView.as_view(), name="api-scorecard"),
    path(ONE + "scorecard/receipt/", results.Receipt.as_view(), name="api-receipt"),
    path(ONE + "events/", results.Events.as_view(), name="api-events"),
]
