"""Pages of assessments. Agencies are named by id, questions and warnings by code."""

from django.urls import path

from assessments.web.views import (
    answers,
    archiving,
    consolidation,
    history,
    moves,
    my_work,
    opening,
    portfolio,
    review,
    scorecard,
    setup,
    setup_assigning,
    setup_calendar,
    setup_inviting,
    setup_people,
)

app_name = "assessments"

ONE = "assessments/<int:assessment_id>/"
QUESTION = ONE + "agencies/<int:agency_id>/questions/<str:indicator_code>/"
NATIONAL = ONE + "settle/<str:indicator_code>/"

urlpatterns = [
    path("", my_work.my_work, name="my_work"),
    path("assessments/", portfolio.portfolio, name="portfolio"),
    path("assessments/open/", opening.open_assessment, name="open_assessment"),
    path("assessments/archived/", archiving.archived, name="archived"),
    path("cycles/", opening.cycles, name="cycles"),
    path("cycles/open/", opening.open_cycle, name="open_cycle"),
    path("published/", portfolio.published, name="published"),
    path(ONE, my_work.overview, name="assessment"),
    path(ONE + "setup/profile/", setup.profile, name="profile"),
    path(ONE + "setup/agencies/", setup.agencies, name="agencies"),
    path(ONE + "setup/people/", setup_people.people, name="setup_people"),
    path(ONE + "setup/people/<int:agency_id>/invite/", setup_inviting.call, name="call"),
    path(ONE + "setup/calendar/", setup_calendar.calendar, name="calendar"),
    path(ONE + "setup/assignments/bulk/", setup_assigning.bulk_assignments, name="bulk_assignments"),
    path(ONE + "setup/assignments/undo/<int:change_id>/", setup_assigning.undo_assignments, name="undo_assignments"),
    path(ONE + "setup/assignments/cells/<str:cell_code>/", setup_assigning.cell_assignments, name="cell_assignments"),
    path(ONE + "extensions/<int:extension_id>/", setup_calendar.decide_extension, name="decide_extension"),
    path(ONE + "archive/", archiving.archive, name="archive"),
    path(ONE + "unarchive/", archiving.unarchive, name="unarchive"),
    path(ONE + "agencies/<int:agency_id>/extension/", setup_calendar.ask_extension, name="ask_extension"),
    path(ONE + "agencies/<int:agency_id>/delegations/", setup_people.delegations, name="delegations"),
    path(ONE + "setup/assignments/", setup.assignments, name="assignments"),
    path(ONE + "setup/assignments/<int:agency_id>/", setup.agency_assignments, name="agency_assignments"),
    path(ONE + "agencies/<int:agency_id>/", answers.tasks, name="tasks"),
    path(ONE + "agencies/<int:agency_id>/release/", answers.release, name="release"),
    path(QUESTION, answers.question, name="question"),
    path(QUESTION + "history/", history.answer_history, name="answer_history"),
    path(ONE + "board/", consolidation.board, name="board"),
    path(ONE + "settle/", consolidation.settling_list, name="settling_list"),
    path(NATIONAL, consolidation.settle, name="settle"),
    path(NATIONAL + "history/", history.settled_history, name="settled_history"),
    path(ONE + "warnings/", consolidation.warnings, name="warnings"),
    path(ONE + "review/", review.review, name="review"),
    path(ONE + "review/<str:indicator_code>/approve/", review.approve_not_applicable, name="approve_not_applicable"),
    path(ONE + "scorecard/", scorecard.scorecard, name="scorecard"),
    path(ONE + "scorecard/receipt/", scorecard.receipt, name="receipt"),
    path(ONE + "history/", history.assessment_history, name="history"),
    path(ONE + "moves/<str:move>/", moves.move, name="move"),
]
