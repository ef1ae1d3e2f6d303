"""Accepting freezes the scorecard; its receipt computes to the same bytes again."""

import json
from hashlib import sha256
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from assessments import operations
from assessments.models import AssessmentEvent, Scorecard, ScorecardValue
from assessments.scoring.codec import receipt_bytes
from ibm_platform.common.errors import NotAllowed
from tests.builders import cast_of, make_assessment
from tests.people import now

pytestmark = pytest.mark.django_db

LEVELS = {"P1.F1.01": 1, "P1.F1.02": 4, "P1.F2.01": 3, "P2.F1.01": 3, "P2.F2.01": "INSUFFICIENT", "P2.F2.02": "NA"}


def test_acceptance_freezes_the_capped_scores_of_every_node():
    make_assessment(upto="accepted", answers=LEVELS)

    values = {
        (row.kind, row.code): (row.score, row.display, row.band, row.floor) for row in ScorecardValue.objects.all()
    }
    # P1.F1: mean of 1 (critical) and 4 is 5/2, capped at 2.
    assert values["cell", "P1.F1"] == ("2/1", "2.0", "2", 1)
    assert values["cell", "P2.F2"] == ("1/1", "1.0", "1", 1)
    assert values["category", "P1"] == ("5/2", "2.5", "2", 1)
    assert values["total", "TOTAL"] == ("9/4", "2.3", "2", 1)
    assert Scorecard.objects.get().evidence_share == "1/1"


def test_receipt_is_stored_as_the_bytes_that_were_hashed_and_named_in_the_record():
    assessment = make_assessment(upto="accepted", answers=LEVELS)

    scorecard = Scorecard.objects.get()

    assert sha256(scorecard.receipt.encode()).hexdigest() == scorecard.receipt_hash
    assert receipt_bytes(json.loads(scorecard.receipt)) == scorecard.receipt.encode()
    assert scorecard.framework_hash == assessment.framework_version.content_hash
    event = AssessmentEvent.objects.get(kind="accept")
    assert event.details["receipt_hash"] == scorecard.receipt_hash


def test_verify_receipt_accepts_its_own_and_names_a_forged_number(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    make_assessment(upto="accepted", answers=LEVELS)
    file = tmp_path / "receipt.json"
    file.write_text(Scorecard.objects.get().receipt)

    call_command("verify_receipt", str(file))
    assert capsys.readouterr().out.endswith("identical.\n")

    document = json.loads(file.read_text())
    document["answers"]["P1.F1.01"]["level"] = "5"
    file.write_text(json.dumps(document))
    with pytest.raises(CommandError, match="answers_hash"):
        call_command("verify_receipt", str(file))


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"\xff", b'"text"'])
def test_verify_receipt_says_what_is_no_receipt(tmp_path: Path, content: bytes):
    file = tmp_path / "receipt.json"
    file.write_bytes(content)

    with pytest.raises(CommandError):
        call_command("verify_receipt", str(file))


def test_nothing_leads_back_from_accepted():
    assessment = make_assessment(upto="accepted")
    cast = cast_of(assessment)

    for act, person, words in (
        (operations.reopen_consolidation, cast.focal_point, {"reason": "A slip."}),
        (operations.return_questions, cast.coordinator, {"questions": {"P1.F1.01": "Why?"}}),
        (operations.withdraw, cast.signatory, {"reason": "A slip."}),
        (operations.submit, cast.signatory, {}),
    ):
        with pytest.raises(NotAllowed):
            act(actor=person, at=now(), assessment_id=assessment.pk, **words)

    assert Scorecard.objects.count() == 1
