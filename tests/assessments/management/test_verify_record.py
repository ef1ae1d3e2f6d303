"""The record is checked from the command line; what was changed behind the software's back is named."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from assessments.models import Assessment, AssessmentEvent
from tests.builders import make_assessment, make_cycle
from tests.tampering import unguarded

pytestmark = pytest.mark.django_db


def verified(**options: int) -> list[str]:
    out = io.StringIO()
    call_command("verify_record", stdout=out, **options)
    return out.getvalue().splitlines()


def two_assessments() -> tuple[Assessment, Assessment]:
    return make_assessment(upto="setup"), make_assessment(upto="accepted", cycle=make_cycle(code="2029"))


def test_whole_records_are_a_line_each():
    first, second = two_assessments()

    *lines, total = verified()

    assert total == f"2 assessments, {AssessmentEvent.objects.count()} events"
    assert [line.split(":")[0] for line in lines] == [f"{first.pk} Arvenia 2027", f"{second.pk} Arvenia 2029"]
    assert [line.split(", ", 1)[1] for line in lines] == ["0 saved states, whole", "17 saved states, whole"]
    assert verified(assessment=second.pk)[:-1] == lines[1:]


def test_an_event_that_sql_has_changed_is_named_and_the_others_are_still_checked():
    first, second = two_assessments()
    out = io.StringIO()
    with unguarded(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE assessments_assessmentevent SET kind = 'withdraw' WHERE assessment_id = %s AND number = 2",
            [first.pk],
        )

    with pytest.raises(CommandError) as caught:
        call_command("verify_record", stdout=out)

    message = "Event 2 was changed after it was recorded."
    assert (str(caught.value), caught.value.returncode) == (f"Assessment {first.pk} (Arvenia 2027): {message}", 1)
    assert [message in line for line in out.getvalue().splitlines()] == [True, False, False]
    assert len(verified(assessment=second.pk)) == 2


def test_a_record_that_was_emptied_is_broken():
    first, _second = two_assessments()
    with unguarded(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM assessments_assessmentevent WHERE assessment_id = %s", [first.pk])

    with pytest.raises(CommandError, match="Event 1 is missing"):
        verified(assessment=first.pk)


def test_an_assessment_that_is_not_there_is_an_error_and_not_a_whole_record():
    with pytest.raises(CommandError, match="There is no such assessment"):
        verified(assessment=404)
