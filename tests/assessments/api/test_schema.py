"""The OpenAPI document: complete, without a warning, and true about what the API answers."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from django.core.management import call_command
from django.test import Client
from django.urls import get_resolver

from ibm_platform import api_urls
from tests.assessments.api.calls import Program
from tests.builders import cast_of, make_assessment


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> dict:
    file = tmp_path_factory.mktemp("schema") / "schema.yaml"
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(file))
    return yaml.safe_load(Path(file).read_text())


def test_the_document_is_valid_and_names_every_address(document: dict) -> None:
    addresses = {
        "/api/v1/" + template.replace("%(", "{").replace(")s", "}")
        for template, _parameters in (
            found[0] for matches in get_resolver(api_urls.__name__).reverse_dict.lists() for found in matches[1][0][:1]
        )
    }

    assert document["openapi"].startswith("3.1")
    assert set(document["paths"]) == addresses - {"/api/v1/schema/"}


def test_every_call_needs_a_session_or_a_token(document: dict) -> None:
    security = {
        str(call["security"])
        for calls in document["paths"].values()
        for name, call in calls.items()
        if name != "parameters"
    }

    assert security == {str([{"personalToken": []}, {"cookieAuth": []}])}


@pytest.mark.django_db
def test_the_document_is_public() -> None:
    answer = Client().get("/api/v1/schema/")

    assert answer.status_code == 200
    assert answer.json()["info"]["title"] == "IBM maturity platform"


LISTS = ("", "answers/", "evidence/", "settled/", "warnings/", "board/", "agencies/", "transitions/")


@pytest.mark.django_db
def test_lists_have_the_shape_that_the_document_promises(document: dict) -> None:
    assessment = make_assessment(upto="consolidation", settled={"P2.F1.01": 1, "P2.F2.01": 3})
    program = Program(cast_of(assessment).focal_point)

    for name in LISTS:
        path = "/api/v1/assessments/" + (f"{{assessment_id}}/{name}" if name else "")
        promised = shape(document, document["paths"][path]["get"]["responses"]["200"])
        body = program.get(f"assessments/{assessment.pk}/{name}" if name else "assessments/").body
        item = shape_of(document, promised["properties"]["results"]["items"])
        readable = {field for field, words in item["properties"].items() if not words.get("writeOnly")}

        assert {"count", "next", "previous", "results"} == set(body), name
        assert body["results"], name
        assert all(set(row) == readable and row["id"] for row in body["results"]), name


def shape(document: dict, response: dict) -> dict:
    return shape_of(document, response["content"]["application/json"]["schema"])


def shape_of(document: dict, words: dict) -> dict:
    if "$ref" in words:
        return document["components"]["schemas"][words["$ref"].rsplit("/", 1)[-1]]
    return words
