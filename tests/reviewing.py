"""A submitted assessment under review, and what its people do in it, through the real operations."""

from __future__ import annotations

from typing import Any

from assessments import operations
from assessments.models import Assessment, PeerLevel, Remark
from ibm_platform.accounts.models import User
from tests.builders import cast_of, make_assessment
from tests.people import make_reviewer, now


def assign(assessment: Assessment, reviewer: User, *fields: str, declared: bool = True) -> None:
    """The coordinator gives the fields to the reviewer, who declares to have no conflict of interest."""
    one = {"at": now(), "assessment_id": assessment.pk}
    for field in fields:
        operations.assign_reviewer(actor=cast_of(assessment).coordinator, field=field, person_id=reviewer.pk, **one)
    if declared and fields:
        operations.declare_interests(actor=reviewer, has_conflict=False, **one)


class Review:
    """An assessment with a reviewer of the field F1 and, unless told otherwise, an open round."""

    def __init__(self, *, opened: bool = True, assessment: Assessment | None = None) -> None:
        self.assessment = assessment or make_assessment(upto="submitted")
        self.cast = cast_of(self.assessment)
        self.coordinator, self.focal, self.signatory = (
            self.cast.coordinator,
            self.cast.focal_point,
            self.cast.signatory,
        )
        self.reviewer = make_reviewer(self.assessment.country)
        assign(self.assessment, self.reviewer, "F1")
        if opened:
            self.do(operations.open_round, self.coordinator)

    def do(self, act: Any, who: User, **more: Any) -> Any:
        return act(actor=who, at=now(), assessment_id=self.assessment.pk, **more)

    def remark(
        self, who: User | None = None, code: str = "P1.F1.01", text: str = "Which order?", **more: Any
    ) -> Remark:
        wanted = {"kind": "scoring", "indicator_code": code, "text": text, **more}
        return self.do(operations.write_remark, who or self.reviewer, **wanted)

    def propose(self, code: str = "P1.F1.01", level: str = "2", *, revision: int = 0, **more: Any) -> PeerLevel:
        said = {"kind": "level", "level": level, "reason": "The order is not applied.", **more}
        return self.do(
            operations.propose_peer_level, self.reviewer, indicator_code=code, expected_revision=revision, **said
        )

    def send(self) -> None:
        self.do(operations.send_round, self.coordinator)

    def reply(self, number: int = 1, decision: str = "explain", text: str = "Order 12 is.", **more: Any) -> Any:
        return self.do(operations.reply_remark, self.focal, number=number, decision=decision, text=text, **more)

    def confirm(self) -> None:
        self.do(operations.confirm_response, self.signatory)

    def close(self) -> None:
        self.do(operations.close_round, self.coordinator)

    def whole_round(self) -> None:
        """Open, sent, confirmed and closed, without a word."""
        self.do(operations.open_round, self.coordinator)
        self.send()
        self.confirm()
        self.close()
