"""
Who may open which address: every URL name stands here once, or the build fails.

``PUBLIC`` asks for no sign-in. ``SIGNED_IN`` is open to whoever signed in and shows them their own. ``BY_ROLE`` is open to
roles, wherever they are held. ``NATIONAL`` belongs to one country: strangers get 404, the country's own people 403 where
their role does not read it. People are named as in ``tests.doors.scenes``.
"""

from __future__ import annotations

from dataclasses import dataclass

NATIONAL_PEOPLE = ("focal", "signatory", "customs", "guard", "lead")
STRANGERS = ("stranger", "stranger signatory", "stranger officer")
# An agency that takes no part, and somebody whose role has ended: of Arvenia, and yet no assessment exists for them.
OUTSIDE = ("plants", "former", "admin", *STRANGERS)
EVERYBODY = (*NATIONAL_PEOPLE, "coordinator", "reviewer", "donor", *OUTSIDE)
SUBMITTED_SCENES = ("submitted", "accepted", "published")


def sees(scene: str) -> frozenset[str]:
    """Who may know that the assessment of a scene exists; written down here, not asked of the code."""
    seeing = {*NATIONAL_PEOPLE, "coordinator"}
    if scene in SUBMITTED_SCENES:
        seeing.add("reviewer")
    if scene == "published":
        seeing.add("donor")
    return frozenset(seeing)


@dataclass(frozen=True)
class National:
    """
    One address of one country's assessment.

    ``args`` after the assessment's id may name ``{CUS}`` (the agency's id), ``{evidence}``, ``{file}``, ``{comment}``,
    ``{workshop}`` and
    ``{warning}``. ``readers`` get 200 for GET, everybody else who sees the assessment 403, or 404 where ``hides`` names them;
    with ``readers`` None it takes no GET. ``writers`` may change something through it.
    """

    scene: str
    args: tuple[str, ...] = ()
    readers: tuple[str, ...] | None = None
    writers: tuple[str, ...] = ()
    hides: tuple[str, ...] = ()


@dataclass(frozen=True)
class ByRole:
    """``allowed`` get 200, ``hides`` 404, all others 403."""

    allowed: tuple[str, ...]
    args: tuple[str, ...] = ()
    hides: tuple[str, ...] = ()


# Name → arguments, and the answers that nobody may get.
PUBLIC: dict[str, tuple[tuple[str, ...], set[int]]] = {
    "healthz": ((), {200}),
    # Which of the two is the machine's affair.
    "readyz": ((), {200, 503}),
    "set_language": ((), {302}),
    "setup": (("no-such-link",), {404}),
    "help": ((), {200}),
    "unsubscribe": (("no-such-link",), {404}),
    "invitation": (("no-such-link",), {404}),
    "account_login": ((), {200}),
    # The script of the sign-in page asks them by POST alone.
    "passkey_sign_in": ((), {405}),
    "passkey_sign_in_question": ((), {405}),
    "account_reset_password": ((), {200}),
    "account_reset_password_done": ((), {200}),
    "account_reset_password_from_key": (("a", "b"), {200}),
    "account_reset_password_from_key_done": ((), {200}),
    "frameworks:about": ((), {200}),
    "api-schema": ((), {200}),
}

# Name → arguments, and the answer to GET.
SIGNED_IN: dict[str, tuple[tuple[str, ...], int]] = {
    "account": ((), 200),
    "account_logout": ((), 200),
    "account_change_password": ((), 200),
    "sessions": ((), 200),
    "notices": ((), 200),
    "read_notices": ((), 405),
    "read_notice": (("1",), 405),
    "notice_choices": ((), 200),
    "stay_signed_in": ((), 200),
    "end_session": (("1",), 405),
    "end_other_sessions": ((), 405),
    "end_substitution": (("1",), 405),
    "make_token": ((), 405),
    "prove": ((), 200),
    "second_factor": ((), 200),
    "second_factor_app": ((), 200),
    "second_factor_passkey": ((), 200),
    "passkey_question": ((), 405),
    "recovery_codes": ((), 405),
    # Nobody of the matrix has a factor to prove.
    "second_factor_prompt": ((), 302),
    "remove_factor": (("1",), 405),
    "revoke_token": (("1",), 405),
    "countries": ((), 200),
    "agencies": ((), 200),
    "frameworks:versions": ((), 200),
    "frameworks:version": (("SMALL", "1.0"), 200),
    "frameworks:cell": (("SMALL", "1.0", "P1.F1"), 200),
    "frameworks:category": (("SMALL", "1.0", "P1"), 200),
    "frameworks:indicator": (("SMALL", "1.0", "P1.F1.01"), 200),
    "frameworks:levels": (("SMALL", "1.0"), 200),
    "frameworks:sources": (("SMALL", "1.0"), 200),
    "frameworks:glossary": (("SMALL", "1.0"), 200),
    "assessments:my_work": ((), 200),
    "assessments:published": ((), 200),
    "assessments:archived": ((), 200),
    "reports:reports": ((), 200),
    "reports:request": ((), 405),
    "api-countries": ((), 200),
    "api-sessions": ((), 200),
    "api-notices": ((), 200),
    "api-read-notices": ((), 405),
    "api-notice-choices": ((), 200),
    "api-notice": (("1",), 405),
    "api-session": (("1",), 405),
    "api-frameworks": ((), 200),
    "api-framework": (("SMALL", "1.0"), 200),
    "api-assessments": ((), 200),
    "api-reports": ((), 200),
}

MANAGING = ("focal", "coordinator", "lead", "admin", "stranger")
OF_OFFICER = ("focal", "lead", "admin")
NOT_THEIRS = ("coordinator", "stranger")
KEEPING_AGENCIES = ("focal", "coordinator", "admin")
BY_ROLE: dict[str, ByRole] = {
    "people": ByRole(MANAGING),
    "invite": ByRole(MANAGING),
    "person": ByRole(OF_OFFICER, ("{officer}",), NOT_THEIRS),
    "deactivate": ByRole(("admin",), ("{officer}",), NOT_THEIRS),
    "substitute": ByRole(("customs", *OF_OFFICER), ("{officer}",), NOT_THEIRS),
    "former": ByRole(("admin",), ("{officer}",), NOT_THEIRS),
    "end_sessions_of": ByRole(("admin",), ("{officer}",), NOT_THEIRS),
    "end_role": ByRole(OF_OFFICER, ("{role}",), NOT_THEIRS),
    "mail": ByRole(("admin",)),
    "report_lost_factor": ByRole(("focal", "admin"), ("{officer}",), NOT_THEIRS),
    "factor_resets": ByRole(("admin",)),
    "add_country": ByRole(("admin",)),
    "change_country": ByRole(("admin",), ("XA",), ("donor", "former", *STRANGERS)),
    "add_agency": ByRole((*KEEPING_AGENCIES, "stranger")),
    "change_agency": ByRole(KEEPING_AGENCIES, ("{CUS}",), ("donor", "former", *STRANGERS)),
    "assessments:portfolio": ByRole(("coordinator",)),
    "api-portfolio": ByRole(("coordinator",)),
    "assessments:cycles": ByRole(("coordinator", "focal", "signatory", "stranger", "stranger signatory")),
    "api-cycles": ByRole(("coordinator", "focal", "signatory", "stranger", "stranger signatory")),
    "assessments:open_cycle": ByRole(("coordinator",)),
    "assessments:open_assessment": ByRole(("coordinator", "focal", "stranger")),
}
# They take POST alone: name → arguments. What they answer to whom stands in tests/accounts.
POSTED_BY_ROLE: dict[str, tuple[str, ...]] = {
    "reactivate": ("{officer}",),
    "renew_invitation": ("{officer}",),
    "decide_factor_reset": ("1",),
    "retry_letter": ("1",),
    "withdraw_letter": ("1",),
}

PROGRESS = ("focal", "signatory", "coordinator")
SETTLED = ("focal", "signatory")
NOT_NATIONAL = ("customs", "guard", "lead", "coordinator")
CHECKED = ("focal", "signatory", "coordinator")
REVIEWING = ("coordinator", "reviewer")
# The reviewer was given every field of the submitted assessment and has declared; of the others none.
REVIEWED = (*CHECKED, "reviewer")
CUSTOMS = ("customs", "lead")
DESK = ("focal", "guard")
ANSWER = ("{CUS}", "P1.F1.01")
NATIONAL: dict[str, National] = {
    "assessments:assessment": National("collection", readers=(*NATIONAL_PEOPLE, "coordinator")),
    "assessments:profile": National("setup", readers=PROGRESS, writers=("focal",)),
    "assessments:agencies": National("setup", readers=PROGRESS, writers=("focal",)),
    "assessments:assignments": National("setup", readers=PROGRESS, writers=("focal",)),
    "assessments:agency_assignments": National("setup", ("{CUS}",), readers=PROGRESS, writers=("focal",)),
    "assessments:setup_people": National("setup", readers=("focal",)),
    "assessments:call": National("setup", ("{CUS}",), readers=("focal",), writers=("focal",)),
    "assessments:calendar": National("setup", readers=PROGRESS, writers=("focal", "coordinator")),
    "assessments:cell_assignments": National("setup", ("P1.F1",), readers=PROGRESS, writers=("focal",)),
    "assessments:bulk_assignments": National("setup", readers=("focal",), writers=("focal",)),
    "assessments:undo_assignments": National("setup", ("{change}",), writers=("focal",)),
    "assessments:decide_extension": National("collection", ("{extension}",), readers=("focal",), writers=("focal",)),
    "assessments:ask_extension": National("collection", ("{CUS}",), readers=("lead",), writers=("lead",)),
    "assessments:delegations": National("collection", ("{CUS}",), readers=("lead",), writers=("lead",)),
    "assessments:remind": National("collection", readers=("focal",), writers=("focal",)),
    "assessments:undo_reminder": National("collection", writers=("focal",)),
    "assessments:archive": National("published", readers=PROGRESS, writers=PROGRESS),
    "assessments:unarchive": National("published", writers=PROGRESS),
    "assessments:tasks": National("collection", ("{CUS}",), readers=CUSTOMS, hides=("guard",)),
    "assessments:release": National("collection", ("{CUS}",), readers=CUSTOMS, writers=("lead",), hides=("guard",)),
    "assessments:reopen_release": National(
        "collection", ("{CUS}",), readers=("focal", "lead"), writers=("focal", "lead")
    ),
    # Each reads what is open to the own agency, which has released.
    "assessments:shared_answers": National("consolidation", readers=NATIONAL_PEOPLE),
    "assessments:handed_over": National("consolidation", ("{CUS}",), readers=CUSTOMS, hides=("guard",)),
    "assessments:own_answers": National("collection", ("{CUS}",), readers=CUSTOMS, hides=("guard",)),
    "assessments:section_check": National(
        "collection", ("{CUS}", "P1.F1"), readers=CUSTOMS, writers=CUSTOMS, hides=("guard",)
    ),
    "assessments:question": National("collection", ANSWER, readers=CUSTOMS, writers=CUSTOMS, hides=("guard",)),
    "assessments:answer_history": National("consolidation", ANSWER, readers=NATIONAL_PEOPLE, hides=("coordinator",)),
    "assessments:copy_previous": National("collection", ANSWER, writers=CUSTOMS, hides=("guard",)),
    "assessments:copy_section": National(
        "collection", ("{CUS}", "P1.F1"), readers=CUSTOMS, writers=CUSTOMS, hides=("guard",)
    ),
    "assessments:confirm_carried": National("collection", ("{CUS}",), writers=CUSTOMS, hides=("guard",)),
    "assessments:restore_answer": National("collection", ANSWER, writers=CUSTOMS, hides=("guard",)),
    "assessments:restore_settled": National("consolidation", ("P1.F1.01",), writers=("focal",)),
    "assessments:board": National("collection", readers=PROGRESS),
    "assessments:divergence": National("consolidation", readers=NATIONAL_PEOPLE),
    "assessments:settling_list": National("consolidation", readers=SETTLED),
    "assessments:settle": National("consolidation", ("P1.F1.01",), readers=SETTLED, writers=("focal",)),
    "assessments:settled_history": National("consolidation", ("P1.F1.01",), readers=SETTLED),
    # The country's own reference with its file: agencies do not know of it.
    "assessments:reference": National(
        "consolidation", ("{evidence}",), readers=SETTLED, writers=("focal",), hides=NOT_NATIONAL
    ),
    "assessments:files": National("consolidation", readers=(*NATIONAL_PEOPLE, "coordinator")),
    "assessments:file_manifest": National("consolidation", readers=(*NATIONAL_PEOPLE, "coordinator")),
    "assessments:file_archive": National("consolidation", readers=(*NATIONAL_PEOPLE, "coordinator")),
    "assessments:file_version": National("consolidation", ("{file}", "1"), readers=SETTLED, hides=NOT_NATIONAL),
    "assessments:warnings": National("consolidation", readers=SETTLED, writers=("focal",)),
    "assessments:review": National("submitted", readers=CHECKED),
    "assessments:approve_not_applicable": National("submitted", ("P2.F2.02",), writers=("coordinator",)),
    "assessments:scorecard": National("published", readers=(*CHECKED, "donor")),
    "assessments:receipt": National("published", readers=CHECKED),
    "assessments:history": National("submitted", readers=PROGRESS),
    "assessments:history_table": National("submitted", readers=PROGRESS),
    "assessments:history_document": National("submitted", readers=PROGRESS),
    "assessments:move": National("setup", ("approve_scope",), readers=("signatory",), writers=("signatory",)),
    "assessments:comments": National("collection", readers=NATIONAL_PEOPLE, writers=NATIONAL_PEOPLE),
    "assessments:comment": National("collection", ("{comment}",), readers=NATIONAL_PEOPLE, writers=NATIONAL_PEOPLE),
    "assessments:read_comments": National("collection", writers=NATIONAL_PEOPLE),
    # The chair is the officer of the Border Guard.
    "assessments:workshops": National("consolidation", readers=NATIONAL_PEOPLE, writers=("focal",)),
    "assessments:workshop": National("consolidation", ("{workshop}",), readers=DESK, writers=("guard",)),
    "assessments:workshop_live": National("consolidation", ("{workshop}",), readers=DESK),
    "assessments:workshop_plan": National("consolidation", ("{workshop}",), readers=("focal",), writers=("focal",)),
    "assessments:hall": National("consolidation", ("{workshop}",), readers=NATIONAL_PEOPLE),
    "assessments:hall_live": National("consolidation", ("{workshop}",), readers=NATIONAL_PEOPLE),
    "assessments:workshop_vote": National("consolidation", ("{workshop}",), readers=("lead",), writers=("lead",)),
    "assessments:vote_live": National("consolidation", ("{workshop}",), readers=("lead",)),
    "assessments:workshop_attendance": National(
        "consolidation", ("{workshop}",), readers=NATIONAL_PEOPLE, writers=NATIONAL_PEOPLE
    ),
    "assessments:minutes": National("consolidation", ("{workshop}",), readers=NATIONAL_PEOPLE, writers=("guard",)),
    "api-workshops": National("consolidation", readers=NATIONAL_PEOPLE, writers=("focal",)),
    "api-workshop": National("consolidation", ("{workshop}",), readers=NATIONAL_PEOPLE, writers=("focal",)),
    "api-workshop-steps": National("consolidation", ("{workshop}",), writers=("guard",)),
    "api-workshop-vote": National("consolidation", ("{workshop}", "P1.F1.01", "CUS"), writers=("lead",)),
    "api-workshop-attendance": National(
        "consolidation", ("{workshop}",), readers=NATIONAL_PEOPLE, writers=NATIONAL_PEOPLE
    ),
    "api-workshop-minutes": National("consolidation", ("{workshop}",), readers=NATIONAL_PEOPLE, writers=("guard",)),
    "api-comments": National("collection", readers=NATIONAL_PEOPLE, writers=NATIONAL_PEOPLE),
    "api-comment": National("collection", ("{comment}",), readers=NATIONAL_PEOPLE, writers=NATIONAL_PEOPLE),
    "api-comment-replies": National("collection", ("{comment}",), writers=NATIONAL_PEOPLE),
    "api-comment-audiences": National("collection", readers=NATIONAL_PEOPLE),
    "api-read-comments": National("collection", writers=NATIONAL_PEOPLE),
    "api-assessment": National("collection", readers=(*NATIONAL_PEOPLE, "coordinator")),
    "api-profile": National("setup", readers=PROGRESS, writers=("focal",)),
    "api-agencies": National("setup", readers=PROGRESS, writers=("focal",)),
    "api-assignments": National("setup", writers=("focal",)),
    "api-agency-assignments": National("setup", ("CUS",), writers=("focal",)),
    "api-undo-assignments": National("setup", writers=("focal",)),
    "api-calendar": National("setup", readers=PROGRESS, writers=("focal", "coordinator")),
    "api-extensions": National("collection", readers=("focal", "signatory"), writers=("lead",)),
    "api-extension": National("collection", ("{extension}",), writers=("focal",)),
    "api-delegations": National("collection", ("CUS",), readers=("lead",), writers=("lead",)),
    "api-reminders": National("collection", readers=("focal",), writers=("focal",)),
    "api-undo-reminder": National("collection", writers=("focal",)),
    "api-archive": National("published", writers=PROGRESS),
    "api-answers": National("collection", readers=(*NATIONAL_PEOPLE, "coordinator")),
    "api-release": National("collection", ("CUS",), writers=("lead",), hides=("guard",)),
    "api-reopen-release": National("collection", ("CUS",), writers=("focal", "lead")),
    "api-answer": National(
        "consolidation",
        ("CUS", "P1.F1.01"),
        readers=NATIONAL_PEOPLE,
        writers=CUSTOMS,
        hides=("coordinator",),
    ),
    "api-answer-revisions": National(
        "consolidation", ("CUS", "P1.F1.01"), readers=NATIONAL_PEOPLE, hides=("coordinator",)
    ),
    "api-previous-answer": National(
        "collection", ("CUS", "P1.F1.01"), readers=CUSTOMS, writers=CUSTOMS, hides=("guard",)
    ),
    "api-previous-answers": National("collection", ("CUS",), writers=CUSTOMS, hides=("guard",)),
    "api-confirm-carried": National("collection", ("CUS",), writers=CUSTOMS, hides=("guard",)),
    "api-restore-answer": National("collection", ("CUS", "P1.F1.01"), writers=CUSTOMS, hides=("guard",)),
    "api-settled-revisions": National("consolidation", ("P1.F1.01",), readers=SETTLED),
    "api-restore-settled": National("consolidation", ("P1.F1.01",), writers=("focal",)),
    "api-evidence": National("consolidation", readers=(*NATIONAL_PEOPLE, "coordinator"), writers=("focal",)),
    "api-evidence-one": National(
        "consolidation", ("{evidence}",), readers=SETTLED, writers=("focal",), hides=NOT_NATIONAL
    ),
    "api-files": National("consolidation", readers=(*NATIONAL_PEOPLE, "coordinator"), writers=("focal",)),
    "api-file": National("consolidation", ("{file}",), readers=SETTLED, hides=NOT_NATIONAL),
    "api-file-references": National("consolidation", ("{file}",), writers=("focal",)),
    "api-file-versions": National(
        "consolidation", ("{file}",), readers=SETTLED, writers=("focal",), hides=NOT_NATIONAL
    ),
    "api-file-content": National("consolidation", ("{file}", "1"), readers=SETTLED, hides=NOT_NATIONAL),
    "api-board": National("collection", readers=PROGRESS),
    "api-divergence": National("consolidation", readers=NATIONAL_PEOPLE),
    "api-settled-list": National("consolidation", readers=SETTLED),
    "api-settled": National("submitted", ("P1.F1.01",), readers=CHECKED),
    "api-approve": National("submitted", ("P2.F2.02",), writers=("coordinator",)),
    "api-warnings": National("consolidation", readers=SETTLED, writers=("focal",)),
    "api-warning": National("consolidation", ("{warning}",), writers=("focal",)),
    "api-changes": National("consolidation", readers=SETTLED),
    "api-transitions": National("setup", readers=(*NATIONAL_PEOPLE, "coordinator"), writers=("signatory",)),
    "api-scorecard": National("published", readers=(*CHECKED, "donor")),
    "api-receipt": National("published", readers=CHECKED),
    "api-events": National("submitted", readers=PROGRESS),
    "assessments:peer_review": National("submitted", readers=REVIEWED),
    "assessments:review_round": National("submitted", writers=("coordinator", "signatory")),
    "assessments:review_assign": National("submitted", readers=("coordinator",), writers=("coordinator",)),
    "assessments:review_declare": National("submitted", readers=("reviewer",), writers=("reviewer",)),
    "assessments:reviewed_question": National("submitted", ("P1.F1.01",), readers=REVIEWED, writers=REVIEWING),
    "assessments:remarks": National("submitted", readers=REVIEWED),
    "assessments:remark": National("submitted", ("1",), readers=REVIEWED, writers=("focal", *REVIEWING)),
    "assessments:agreement": National("submitted", readers=REVIEWED),
    "api-reviewers": National("submitted", readers=("coordinator",), writers=("coordinator",)),
    "api-declaration": National("submitted", readers=("reviewer",), writers=("reviewer",)),
    "api-review-rounds": National("submitted", readers=REVIEWED, writers=("coordinator", "signatory")),
    "api-peer-levels": National("submitted", readers=REVIEWED),
    "api-peer-level": National("submitted", ("P1.F1.01",), readers=REVIEWED, writers=("reviewer",)),
    "api-remarks": National("submitted", readers=REVIEWED, writers=REVIEWING),
    "api-remark": National("submitted", ("1",), readers=REVIEWED, writers=REVIEWING),
    "api-remark-replies": National("submitted", ("1",), writers=("focal",)),
    "api-agreement": National("submitted", readers=REVIEWED),
}

# One internal report of an accepted assessment, by its random id: it exists for readers alone. Name → the answer to their GET.
REPORT: dict[str, int] = {
    "reports:page": 200,
    "reports:status": 200,
    "reports:retry": 405,
    "reports:cancel": 405,
    # It waits for a worker: there is no file yet.
    "reports:file": 409,
    "api-report": 200,
    "api-report-file": 409,
}
REPORT_READERS = CHECKED
