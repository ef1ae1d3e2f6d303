"""
Who may do what to an assessment in which state: one table.

``require`` guards every operation and query; pages take their buttons from ``allowed_actions``, which reads the same table. Which
single questions are open (assigned, returned, released) is the operation's own check: rows decide it, not the role.
``docs/access.md`` is printed from ``TABLE``.

Source: methodology 5.1 and 5.2.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from enum import StrEnum

from django.utils.translation import gettext as _

from assessments.lifecycle import BEFORE_ACCEPTED, FINAL, SEEN_BY_COORDINATOR, Move, Status, moves_from
from assessments.models import Assessment
from assessments.models.words import STATUS_WORDS
from ibm_platform.accounts.models import Role
from ibm_platform.accounts.queries import Rights
from ibm_platform.common.errors import NotAllowed


class Action(StrEnum):
    """Everything a person can do to an assessment. The first ten are the moves of ``assessments.lifecycle``."""

    APPROVE_SCOPE = Move.APPROVE_SCOPE.value
    START_CONSOLIDATION = Move.START_CONSOLIDATION.value
    VALIDATE = Move.VALIDATE.value
    REOPEN_CONSOLIDATION = Move.REOPEN_CONSOLIDATION.value
    SUBMIT = Move.SUBMIT.value
    RETURN = Move.RETURN.value
    ACCEPT = Move.ACCEPT.value
    PUBLISH = Move.PUBLISH.value
    WITHDRAW_PUBLICATION = Move.WITHDRAW_PUBLICATION.value
    WITHDRAW = Move.WITHDRAW.value
    EDIT_PROFILE = "edit_profile"
    MANAGE_AGENCIES = "manage_agencies"
    ASSIGN = "assign"
    ANSWER = "answer"
    RELEASE = "release"
    REOPEN_RELEASE = "reopen_release"
    READ_OWN_ANSWERS = "read_own_answers"
    READ_RELEASED_ANSWERS = "read_released_answers"
    READ_DIVERGENCE = "read_divergence"
    READ_ALPHA = "read_alpha"
    READ_PROGRESS = "read_progress"
    SETTLE = "settle"
    EXPLAIN_WARNING = "explain_warning"
    READ_SETTLED = "read_settled"
    ADD_NATIONAL_EVIDENCE = "add_national_evidence"
    APPROVE_NOT_APPLICABLE = "approve_not_applicable"
    READ_SCORECARD = "read_scorecard"
    REQUEST_REPORT = "request_report"
    DOWNLOAD_REPORT = "download_report"
    READ_HISTORY = "read_history"
    MOVE_DEADLINE = "move_deadline"
    ASK_EXTENSION = "ask_extension"
    DECIDE_EXTENSION = "decide_extension"
    READ_EXTENSIONS = "read_extensions"
    MANAGE_PEOPLE = "manage_people"
    DELEGATE = "delegate"
    ARCHIVE = "archive"
    UNARCHIVE = "unarchive"
    COMMENT = "comment"
    READ_COMMENTS = "read_comments"
    REMIND = "remind"
    READ_REVIEW = "read_review"
    ASSIGN_REVIEWER = "assign_reviewer"
    DECLARE_INTERESTS = "declare_interests"
    MANAGE_ROUNDS = "manage_rounds"
    PROPOSE_PEER_LEVEL = "propose_peer_level"
    WRITE_REMARK = "write_remark"
    CLOSE_REMARK = "close_remark"
    REPLY_REMARK = "reply_remark"
    CONFIRM_RESPONSE = "confirm_response"
    PLAN_WORKSHOP = "plan_workshop"
    READ_WORKSHOP = "read_workshop"
    TAKE_PART_IN_WORKSHOP = "take_part_in_workshop"
    CAST_VOTE = "cast_vote"


_EVERY = frozenset(Status)
_FROM_COLLECTION = _EVERY - {Status.SETUP}
_FROM_CONSOLIDATION = _FROM_COLLECTION - {Status.COLLECTION}
_AGENCY = (Role.OFFICER, Role.AGENCY_LEAD)
_NATIONAL = (Role.FOCAL_POINT, Role.SIGNATORY)
_REVIEWING = (Role.COORDINATOR, Role.REVIEWER)

_MOVERS: Mapping[Move, Role] = {
    Move.APPROVE_SCOPE: Role.SIGNATORY,
    Move.START_CONSOLIDATION: Role.FOCAL_POINT,
    Move.VALIDATE: Role.FOCAL_POINT,
    Move.REOPEN_CONSOLIDATION: Role.FOCAL_POINT,
    Move.SUBMIT: Role.SIGNATORY,
    Move.RETURN: Role.COORDINATOR,
    Move.ACCEPT: Role.COORDINATOR,
    Move.PUBLISH: Role.SIGNATORY,
    Move.WITHDRAW_PUBLICATION: Role.SIGNATORY,
    Move.WITHDRAW: Role.SIGNATORY,
}

_GRANTS: tuple[tuple[Action, tuple[Role, ...], frozenset[Status]], ...] = (
    (Action.EDIT_PROFILE, (Role.FOCAL_POINT,), frozenset({Status.SETUP})),
    (Action.MANAGE_AGENCIES, (Role.FOCAL_POINT,), frozenset({Status.SETUP, Status.COLLECTION})),
    (Action.ASSIGN, (Role.FOCAL_POINT,), frozenset({Status.SETUP, Status.COLLECTION})),
    (Action.ANSWER, _AGENCY, frozenset({Status.COLLECTION, Status.RETURNED})),
    (Action.RELEASE, (Role.AGENCY_LEAD,), frozenset({Status.COLLECTION})),
    (Action.REOPEN_RELEASE, (Role.AGENCY_LEAD, Role.FOCAL_POINT), frozenset({Status.COLLECTION})),
    (Action.READ_OWN_ANSWERS, _AGENCY, _FROM_COLLECTION),
    # Only released ones: the filter stands in assessments.queries.seen.
    (Action.READ_RELEASED_ANSWERS, (Role.FOCAL_POINT,), _FROM_COLLECTION),
    # Withdrawing does not open what was closed: the assessment may never have left collection.
    (Action.READ_RELEASED_ANSWERS, (Role.SIGNATORY,), _FROM_CONSOLIDATION - {Status.WITHDRAWN}),
    (Action.READ_RELEASED_ANSWERS, (Role.COORDINATOR,), SEEN_BY_COORDINATOR),
    # Agencies compare once all have spoken; whose agency has not handed over reads none (assessments.queries.seen).
    (Action.READ_RELEASED_ANSWERS, _AGENCY, _FROM_CONSOLIDATION - {Status.WITHDRAWN}),
    # Who is shown the agencies beside each other (methodology 6.2); the rows are those of READ_RELEASED_ANSWERS.
    (Action.READ_DIVERGENCE, (Role.FOCAL_POINT,), _FROM_COLLECTION),
    (Action.READ_DIVERGENCE, (Role.SIGNATORY, *_AGENCY), _FROM_CONSOLIDATION - {Status.WITHDRAWN}),
    (Action.READ_DIVERGENCE, (Role.COORDINATOR,), SEEN_BY_COORDINATOR),
    (Action.READ_ALPHA, (Role.COORDINATOR,), SEEN_BY_COORDINATOR),
    # Counts, never levels.
    (Action.READ_PROGRESS, (*_NATIONAL, Role.COORDINATOR), _EVERY),
    (Action.SETTLE, (Role.FOCAL_POINT,), frozenset({Status.CONSOLIDATION, Status.RETURNED})),
    # Levels stand while validated, but a sentence or a document that was forgotten need not reopen them.
    (
        Action.EXPLAIN_WARNING,
        (Role.FOCAL_POINT,),
        frozenset({Status.CONSOLIDATION, Status.VALIDATED, Status.RETURNED, Status.SUBMITTED}),
    ),
    (
        Action.ADD_NATIONAL_EVIDENCE,
        (Role.FOCAL_POINT,),
        frozenset({Status.CONSOLIDATION, Status.VALIDATED, Status.RETURNED, Status.SUBMITTED}),
    ),
    (Action.READ_SETTLED, _NATIONAL, _FROM_CONSOLIDATION),
    (Action.READ_SETTLED, (Role.COORDINATOR,), SEEN_BY_COORDINATOR),
    (Action.APPROVE_NOT_APPLICABLE, (Role.COORDINATOR,), frozenset({Status.SUBMITTED})),
    (Action.READ_SCORECARD, _NATIONAL, _FROM_CONSOLIDATION),
    (Action.READ_SCORECARD, (Role.COORDINATOR,), SEEN_BY_COORDINATOR),
    # Donors: what a consent in force opens to them; the consent is asked beside this table.
    (Action.READ_SCORECARD, (Role.DONOR,), frozenset({Status.PUBLISHED})),
    (Action.REQUEST_REPORT, _NATIONAL, _FROM_CONSOLIDATION),
    (Action.REQUEST_REPORT, (Role.COORDINATOR,), SEEN_BY_COORDINATOR),
    (Action.REQUEST_REPORT, (Role.DONOR,), frozenset({Status.PUBLISHED})),
    (Action.DOWNLOAD_REPORT, _NATIONAL, _FROM_CONSOLIDATION),
    (Action.DOWNLOAD_REPORT, (Role.COORDINATOR,), SEEN_BY_COORDINATOR),
    (Action.DOWNLOAD_REPORT, (Role.DONOR,), frozenset({Status.PUBLISHED})),
    (Action.READ_HISTORY, (Role.FOCAL_POINT,), _EVERY),
    (Action.READ_HISTORY, (Role.SIGNATORY,), _FROM_CONSOLIDATION),
    (Action.READ_HISTORY, (Role.COORDINATOR,), SEEN_BY_COORDINATOR),
    # Which day can still be moved stands in assessments.queries.calendar.
    (Action.MOVE_DEADLINE, (Role.FOCAL_POINT, Role.COORDINATOR), BEFORE_ACCEPTED),
    (Action.ASK_EXTENSION, (Role.AGENCY_LEAD,), frozenset({Status.COLLECTION})),
    (Action.DECIDE_EXTENSION, (Role.FOCAL_POINT,), frozenset({Status.COLLECTION})),
    # What an agency writes to its own country's focal point.
    (Action.READ_EXTENSIONS, _NATIONAL, _EVERY),
    (Action.MANAGE_PEOPLE, (Role.FOCAL_POINT,), BEFORE_ACCEPTED),
    (Action.DELEGATE, (Role.AGENCY_LEAD,), frozenset({Status.COLLECTION, Status.RETURNED})),
    (Action.ARCHIVE, (*_NATIONAL, Role.COORDINATOR), FINAL),
    (Action.UNARCHIVE, (*_NATIONAL, Role.COORDINATOR), FINAL),
    # Who reads which one: assessments.queries.seen.comments_seen.
    (Action.COMMENT, (*_AGENCY, *_NATIONAL), BEFORE_ACCEPTED - {Status.SETUP}),
    (Action.COMMENT, _REVIEWING, frozenset({Status.SUBMITTED, Status.RETURNED})),
    (Action.READ_COMMENTS, (*_AGENCY, *_NATIONAL), _FROM_COLLECTION),
    (Action.READ_COMMENTS, _REVIEWING, SEEN_BY_COORDINATOR),
    (Action.REMIND, (Role.FOCAL_POINT,), frozenset({Status.COLLECTION})),
    # Reviewers read their own fields alone, and the country what was sent: assessments.queries.seen.
    (Action.READ_REVIEW, (*_NATIONAL, *_REVIEWING), SEEN_BY_COORDINATOR),
    (Action.ASSIGN_REVIEWER, (Role.COORDINATOR,), frozenset({Status.SUBMITTED, Status.RETURNED})),
    (Action.DECLARE_INTERESTS, (Role.REVIEWER,), frozenset({Status.SUBMITTED, Status.RETURNED})),
    (Action.MANAGE_ROUNDS, (Role.COORDINATOR,), frozenset({Status.SUBMITTED})),
    (Action.PROPOSE_PEER_LEVEL, (Role.REVIEWER,), frozenset({Status.SUBMITTED})),
    (Action.WRITE_REMARK, _REVIEWING, frozenset({Status.SUBMITTED})),
    (Action.CLOSE_REMARK, _REVIEWING, frozenset({Status.SUBMITTED})),
    (Action.REPLY_REMARK, (Role.FOCAL_POINT,), frozenset({Status.SUBMITTED})),
    (Action.CONFIRM_RESPONSE, (Role.SIGNATORY,), frozenset({Status.SUBMITTED})),
    (Action.PLAN_WORKSHOP, (Role.FOCAL_POINT,), frozenset({Status.CONSOLIDATION})),
    # Whoever sits in the room sees what stands on its wall; votes before they are shown: assessments.queries.seen.votes_seen.
    (Action.READ_WORKSHOP, (*_NATIONAL, *_AGENCY), _FROM_CONSOLIDATION - {Status.WITHDRAWN}),
    (Action.READ_WORKSHOP, (Role.COORDINATOR,), SEEN_BY_COORDINATOR),
    # Who of them leads the workshop its row says: the chair and the rapporteur whom the focal point named.
    (Action.TAKE_PART_IN_WORKSHOP, (*_NATIONAL, *_AGENCY), frozenset({Status.CONSOLIDATION})),
    (Action.CAST_VOTE, (Role.AGENCY_LEAD,), frozenset({Status.CONSOLIDATION})),
)


def _table() -> Mapping[tuple[Role, Status], frozenset[Action]]:
    cells: dict[tuple[Role, Status], set[Action]] = defaultdict(set)
    for action, roles, statuses in _GRANTS:
        for role in roles:
            for status in statuses:
                cells[role, status].add(action)
    for status in Status:
        for move in moves_from(status):
            cells[_MOVERS[move], status].add(Action(move.value))
    return {(role, status): frozenset(cells[role, status]) for role in Role for status in Status}


TABLE: Mapping[tuple[Role, Status], frozenset[Action]] = _table()
"""(role, state) → actions. The administrator has none: the operator of the platform reads no country's data."""


def roles_on(rights: Rights, country_id: int) -> frozenset[Role]:
    """Every role that the person holds towards an assessment of this country."""
    roles = {Role(role) for role in rights.roles_in(country_id)}
    if rights.is_coordinator:
        roles.add(Role.COORDINATOR)
    if rights.is_donor:
        roles.add(Role.DONOR)
    return frozenset(roles)


# Until the conflict of interest is declared, a reviewer learns no more than that there is something to declare about.
_BEFORE_DECLARING = frozenset({Action.DECLARE_INTERESTS})
# A reply to a review may need a document or a sentence; at other times what was submitted stands.
_TO_REPLY = frozenset({Action.EXPLAIN_WARNING, Action.ADD_NATIONAL_EVIDENCE})


def _open_to(role: Role, assessment: Assessment) -> frozenset[Action]:
    """``TABLE`` with the two gates of the review, which stand in rows."""
    status = Status(assessment.status)
    actions = TABLE[role, status]
    if role == Role.REVIEWER and not assessment.declared_fields:
        return actions & _BEFORE_DECLARING
    if role == Role.FOCAL_POINT and status == Status.SUBMITTED and not assessment.awaits_reply:
        return actions - _TO_REPLY
    return actions


def granted_by(action: Action, *, rights: Rights, assessment: Assessment) -> frozenset[Role]:
    """The person's roles that allow ``action`` now; empty when none does."""
    return frozenset(role for role in roles_on(rights, assessment.country_id) if action in _open_to(role, assessment))


def allowed_actions(*, rights: Rights, assessment: Assessment) -> frozenset[Action]:
    """Everything the person may do to the assessment in its present state."""
    roles = roles_on(rights, assessment.country_id)
    return frozenset(action for role in roles for action in _open_to(role, assessment))


def require(action: Action, *, rights: Rights, assessment: Assessment) -> None:
    """
    Pass when the person may do this now.

    Raises:
        NotAllowed: none of the person's roles may do it, or not in the present state.
    """
    if granted_by(action, rights=rights, assessment=assessment):
        return
    roles = roles_on(rights, assessment.country_id)
    elsewhere = states_of(action, roles)
    if not elsewhere:
        raise NotAllowed(_("Your role does not allow this; ask the national focal point who may do it."))
    if Status(assessment.status) in elsewhere and Role.REVIEWER in roles:
        raise NotAllowed(_("Declare first that you have no conflict of interest; until then nothing is shown to you."))
    if Status(assessment.status) in elsewhere:
        raise NotAllowed(_("What was submitted stands; this is possible while a review round waits for your reply."))
    raise NotAllowed(
        _("The assessment is in the state “%(state)s”; this is possible only in: %(states)s.")
        % {
            "state": STATUS_WORDS[Status(assessment.status)],
            "states": ", ".join(str(STATUS_WORDS[status]) for status in elsewhere),
        }
    )


def states_of(action: Action, roles: Iterable[Role]) -> tuple[Status, ...]:
    """The states in which one of ``roles`` may do ``action``, in the order of an assessment's life."""
    held = tuple(roles)
    return tuple(status for status in Status if any(action in TABLE[role, status] for role in held))


def access_document() -> str:
    """Return ``TABLE`` as the Markdown of ``docs/access.md``."""
    lines = [
        "# Who may do what",
        "",
        "Printed from `assessments/permissions.py`; `tests/assessments/test_access_document.py` keeps it true and says how to",
        "write it anew. A person sees an assessment at all only through `Assessment.objects.visible_to`; another country's is 404.",
        "Every role not named in a row is refused with 403. The administrator reads no country's data.",
        "",
        "| action | " + " | ".join(status.value for status in Status) + " |",
        "|---|" + "---|" * len(Status),
    ]
    for action in Action:
        cells = [
            ", ".join(f"`{role.value}`" for role in Role if action in TABLE[role, status]) or "–" for status in Status
        ]
        lines.append(f"| `{action.value}` | " + " | ".join(cells) + " |")
    lines += [
        "",
        "Beside the table, rows decide:",
        "",
        "- An agency's people answer and read for their own agency alone, and only what it is asked. After the release they only",
        "  read, but for the returned questions in `returned`.",
        "- National people and the coordinator read released answers only; those of an absent agency stay unseen. While a release",
        "  is open again, nothing of that agency is read.",
        "- An agency's people read other agencies' released answers once their own agency has handed over; never their references.",
        "- Agencies are compared over those released answers that the person may read; alpha across them is the coordinator's.",
        "- An agency's lead opens the own release again, the focal point any.",
        "- In `returned`, the focal point settles the returned questions alone.",
        "- An officer to whom the lead gave questions answers those alone; leads, and officers without any, all of the agency's.",
        "- A day of the calendar moves until its step is over; the reference date in `setup` alone.",
        "- A donor reads what a consent in force names (`profile`: scores without indicator levels; `report`: the shared edition).",
        "- A comment is read by those whom its thread names: the author's own side, all agencies, or the reviewers; the focal",
        "  point reads no agency's own. Each hides the own ones alone, the focal point also others' that the office reads.",
        "- A reviewer reads the fields that the coordinator gave, and before declaring to have no conflict of interest none.",
        "- What reviewers propose and remark is read by the country once the coordinator has sent the round.",
        "- In `submitted`, `add_national_evidence` and `explain_warning` are open while a review round waits for the reply.",
        "- A workshop is led by the chair and the rapporteur whom the focal point named for it, whatever their role; the chair",
        "  signs the minutes. Everybody else notes the own coming and going alone.",
        "- A vote of a workshop is read by its own agency alone until the chair shows all of them together.",
        "- `open_cycle`: coordinator. `open_assessment`: coordinator, or the focal point of the country.",
        "",
    ]
    return "\n".join(lines)
