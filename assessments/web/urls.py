"""Pages of assessments. Agencies are named by id, questions and warnings by code."""

from django.urls import path

from assessments.web.views import (
    answers,
    consolidation,
    history,
    moves,
    my_work,
    opening,
    portfolio,
    review,
    scorecard,
    setup,
)

app_name = "assessments"

ONE = "assessments/<int:assessment_id>/"
QUESTION = ONE + "agencies/<int:agency_id>/questions/<str:indicator_code>/"
NATIONAL = ONE + "settle/<str:indicator_code>/"

urlpatterns = [
    path("", my_work.my_work, name="my_work"),
    path("assessments/", portfolio.portfolio, name="portfolio"),
    path("assessments/open/", opening.open_assessment, name="open_assessment"),
    path("cycles/", opening.cycles, name="cycles"),
    path("cycles/open/", opening.open_cycle, name="open_cycle"),
    path("published/", portfolio.published, name="published"),
    path(ONE, my_work.overview, name="assessment"),
    path(ONE + "setup/profile/", setup.profile, name="profile"),
    path(ONE + "setup/agencies/", setup.agencies, name="agencies"),
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
