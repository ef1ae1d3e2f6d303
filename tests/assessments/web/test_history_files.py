"""The record leaves the house as a table and as a document that can be checked without the database."""

import csv
import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from assessments import operations
from assessments.models import Assessment, AssessmentEvent
from ibm_platform.accounts.models import User
from tests.builders import cast_of, make_assessment
from tests.people import now

pytestmark = pytest.mark.django_db

HOSTILE = '=HYPERLINK("http://example.org")\n99;2027-01-01;Nobody;accept'


def returned(name: str = "Focal Arvenia") -> Assessment:
    """An assessment whose record holds withheld answers, and one that was changed after the release."""
    assessment = make_assessment(upto="returned", settled={"P1.F1.01": 4})
    cast = cast_of(assessment)
    User.objects.filter(pk=cast.focal_point.pk).update(name=name)
    operations.settle_level(
        actor=cast.focal_point,
        at=now(),
        assessment_id=assessment.pk,
        indicator_code="P1.F1.01",
        kind="level",
        level="2",
        reason=HOSTILE,
        expected_revision=1,
    )
    return assessment


def table(client, assessment: Assessment, query: str = "") -> list[dict[str, str]]:
    answer = client.get(reverse("assessments:history_table", args=[assessment.pk]) + query)
    assert answer["Content-Disposition"] == f'attachment; filename="history-{assessment.pk}.csv"'
    text = answer.getvalue().decode("utf-8-sig")
    # Nobody can write a line of this file: each entry is one, whatever stands in it.
    assert text.count("\n") == len(rows := list(csv.DictReader(io.StringIO(text)))) + 1
    return rows


def document(client, assessment: Assessment) -> str:
    return client.get(reverse("assessments:history_document", args=[assessment.pk])).getvalue().decode()


def checked(folder: Path, text: str) -> str:
    file = folder / "record.json"
    file.write_text(text)
    out = io.StringIO()
    call_command("verify_record", file=file, stdout=out)
    return out.getvalue().strip()


def test_the_table_holds_every_entry_on_one_line_and_no_formula(client):
    assessment = returned(name="=cmd\r\nSignatory Arvenia")
    client.force_login(cast_of(assessment).focal_point)

    rows = table(client, assessment)

    numbers = list(AssessmentEvent.objects.filter(assessment=assessment).values_list("number", flat=True))
    assert [int(row["number"]) for row in rows] == numbers
    assert rows[-1]["person"] == "'=cmd  Signatory Arvenia"
    assert json.loads(rows[-1]["details"])["to"]["reason"] == HOSTILE
    withheld = [row for row in rows if row["kind"] == "answer_saved"]
    assert {(row["details"], row["salt"]) for row in withheld} == {("", "")}
    assert all(len(row["hash"]) == 64 for row in rows)


def test_the_table_holds_what_the_page_was_filtered_by(client):
    assessment = returned()
    client.force_login(cast_of(assessment).focal_point)

    rows = table(client, assessment, "?kind=level_settled&question=P1.F1.01")

    assert [row["kind"] for row in rows] == ["level_settled", "level_settled"]


def test_an_exported_record_is_checked_without_the_database(client, tmp_path, django_assert_num_queries):
    assessment = returned()
    client.force_login(cast_of(assessment).focal_point)
    text = document(client, assessment)
    events = json.loads(text)["events"]
    withheld = sum("details" not in event for event in events)

    with django_assert_num_queries(0):
        line = checked(tmp_path, text)

    assert withheld == 11
    assert line == (
        f"{assessment.pk} Arvenia 2027: {len(events)} events, {len(events) - withheld} proved, 11 withheld, "
        "0 without a seal, whole"
    )
    assert set(events[-1]) == {"number", "at", "actor", "actor_name", "kind", "details", "salt", "previous", "hash"}
    [one] = [event for event in events if event["kind"] == "answer_saved"][:1]
    assert set(one) == {"number", "at", "actor", "actor_name", "kind", "previous", "hash"}


def test_whatever_was_changed_in_an_exported_record_is_found(client, tmp_path):
    assessment = returned()
    client.force_login(cast_of(assessment).focal_point)
    text = document(client, assessment)
    last = json.loads(text)["length"]

    def tampered(change) -> str:
        record = json.loads(text)
        change(record)
        with pytest.raises(CommandError) as caught:
            checked(tmp_path, json.dumps(record))
        return str(caught.value)

    assert tampered(lambda one: one["events"][0].update(kind="accept")) == "Event 1 is not what was sealed."
    assert tampered(lambda one: one["events"].pop(4)) == "Event 5 is missing."
    assert tampered(lambda one: one["events"].pop()) == (
        f"The record ends at event {last - 1}; it says that it has {last}."
    )
    assert tampered(lambda one: one["events"][-1].update(hash="0" * 64)) == f"Event {last} is not what was sealed."
    assert "is not an exported record" in tampered(lambda one: one.pop("format"))
    assert "is not an exported record" in tampered(lambda one: one.update(events=[None]))


def test_a_file_that_is_no_record_is_an_error_in_words(tmp_path):
    for content in (b"[", b"\xff\xfe", b"[" * 100_000, b"{}"):
        file = tmp_path / "record.json"
        file.write_bytes(content)
        with pytest.raises(CommandError, match="is not an exported record"):
            call_command("verify_record", file=file)
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("verify_record", file=tmp_path / "none.json")
