"""The pages about the model: who may read them, what they show, what they cost."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from frameworks import queries
from frameworks.operations import import_framework
from tests.frameworks.documents import IBM_PATH, tiny
from tests.frameworks.test_ibm_content import ABOUT, INTRODUCTIONS, OWNER
from tests.frameworks.test_operations import LATER, NOON

pytestmark = pytest.mark.django_db

PAGES = [
    ("frameworks:versions", []),
    ("frameworks:version", ["IBM", "1.0"]),
    ("frameworks:cell", ["IBM", "1.0", "P2.F3"]),
    ("frameworks:category", ["IBM", "1.0", "T4"]),
    ("frameworks:indicator", ["IBM", "1.0", "P2.F3.01"]),
    ("frameworks:levels", ["IBM", "1.0"]),
    ("frameworks:glossary", ["IBM", "1.0"]),
    ("frameworks:sources", ["IBM", "1.0"]),
]


@pytest.fixture
def ibm(db):
    import_framework(source=IBM_PATH.read_bytes(), at=NOON, publish=True)
    return queries.spec_of(queries.version_by_code("IBM", "1.0"))


@pytest.fixture
def reader(donor):
    """Somebody without any country: the model is open to all who are signed in."""
    client = Client()
    client.force_login(donor)
    return client


def words_of(response) -> str:
    """The text a person reads, without marks and with single spaces."""
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", text.replace("&#x27;", "'").replace("&quot;", '"'))


def test_what_ibm_is_stands_in_the_owners_words_for_everybody(ibm):
    response = Client().get("/about/")

    words = words_of(response)
    assert response.status_code == 200
    for sentence in (*ABOUT, *INTRODUCTIONS.values()):
        assert sentence in words
    for code, (name, definition) in OWNER.items():
        assert f"{code} {name}" in words
        assert definition in words
    assert "The IBM concept, as given by the owner" in words
    assert words.index(ABOUT[0]) < words.index("Our explanation")


def test_without_a_published_version_the_page_says_so():
    import_framework(source=tiny(), at=NOON)

    words = words_of(Client().get("/about/"))

    assert "No version of the model is published yet." in words
    assert "harbour" not in words.lower()


def test_a_second_framework_does_not_take_the_place_of_the_first(ibm):
    import_framework(source=tiny(), at=LATER, publish=True)

    assert "Harbour safety" not in words_of(Client().get("/about/"))


@pytest.mark.parametrize(("name", "arguments"), PAGES)
def test_pages_of_the_model_need_an_account(ibm, name, arguments):
    address = reverse(name, args=arguments)

    response = Client().get(address)

    assert response.status_code == 302
    assert response["Location"].endswith(f"?next={address}")


@pytest.mark.parametrize(("name", "arguments"), PAGES)
def test_every_signed_in_person_reads_them_with_few_queries(
    ibm, reader, name, arguments, django_assert_max_num_queries
):
    with django_assert_max_num_queries(12):
        response = reader.get(reverse(name, args=arguments))

    assert response.status_code == 200
    assert reader.post(reverse(name, args=arguments)).status_code == 405


def test_the_list_costs_the_same_with_three_versions(ibm, reader, django_assert_num_queries):
    reader.get(reverse("frameworks:versions"))
    with CaptureQueriesContext(connection) as one:
        reader.get(reverse("frameworks:versions"))
    import_framework(source=tiny(), at=LATER, publish=True)
    import_framework(source=tiny(('"2.1"', '"2.2"')), at=LATER, publish=True)

    with django_assert_num_queries(len(one)):
        response = reader.get(reverse("frameworks:versions"))

    assert words_of(response).count("Harbour safety") == 2


def test_the_matrix_shows_eighteen_cells_that_open(ibm, reader):
    page = reader.get(reverse("frameworks:version", args=["IBM", "1.0"])).content.decode()

    assert len(set(re.findall(r'href="/frameworks/IBM/1\.0/cells/(P[123]\.F[1-6])/"', page))) == 18


def test_a_cell_lists_its_indicators(ibm, reader):
    response = reader.get(reverse("frameworks:cell", args=["IBM", "1.0", "P2.F3"]))

    codes = re.findall(r"/indicators/(P[^/]+)/", response.content.decode())
    assert codes == [f"P2.F3.0{number}" for number in range(1, 8)]
    assert ibm.cell_descriptions["P2.F3"] in words_of(response)


@pytest.mark.parametrize("number", [0, 27, 40, 87])
def test_an_indicator_shows_all_that_is_known_of_it(ibm, reader, number):
    indicator = ibm.indicators[number]

    words = words_of(reader.get(reverse("frameworks:indicator", args=["IBM", "1.0", indicator.code])))

    for text in (indicator.question, indicator.title, indicator.action, *indicator.facts.values(), *indicator.evidence):
        assert text in words
    needs = [edge for edge in ibm.prerequisites if edge.target == indicator.code]
    unlocks = [edge for edge in ibm.prerequisites if edge.indicator == indicator.code]
    assert ("What has to stand before" in words) == bool(needs)
    assert ("What builds on it" in words) == bool(unlocks)
    for edge in (*needs, *unlocks):
        assert edge.reason in words


def test_a_source_that_was_not_checked_is_marked_so(ibm, reader):
    unverified = {mark.code for mark in ibm.marks if not mark.verified}
    indicator = ibm.indicators[0]

    words = words_of(reader.get(reverse("frameworks:indicator", args=["IBM", "1.0", indicator.code])))

    assert words.count("Not verified.") == sum(use.mark in unverified for use in indicator.sources)


@pytest.mark.parametrize(
    "address",
    [
        "/frameworks/IBM/2.0/",
        "/frameworks/EU/1.0/",
        "/frameworks/IBM/1.0/cells/P9.F9/",
        "/frameworks/IBM/1.0/categories/X/",
        "/frameworks/IBM/1.0/indicators/P1.F1.99/",
        "/frameworks/HARBOUR/2.1/",
    ],
)
def test_what_is_not_there_or_only_a_draft_is_not_found(ibm, reader, address):
    import_framework(source=tiny(), at=LATER)

    assert reader.get(address).status_code == 404


def test_a_framework_without_cells_shows_its_categories(reader):
    import_framework(source=tiny(), at=NOON, publish=True)

    front = reader.get(reverse("frameworks:version", args=["HARBOUR", "2.1"]))
    category = reader.get(reverse("frameworks:category", args=["HARBOUR", "2.1", "A2"]))
    indicator = reader.get(reverse("frameworks:indicator", args=["HARBOUR", "2.1", "W1"]))

    assert "/cells/" not in front.content.decode()
    assert "A1 Quay" in words_of(front)
    assert "W1 Tide table" in words_of(category)
    assert [indicator.content.decode().count(f'class="plate l{shade}"') for shade in (1, 2, 3, 4, 5)] == [1, 1, 0, 1, 1]
    assert "The table is checked." in words_of(indicator)


def test_pages_hold_no_markup_from_a_document(reader):
    import_framework(
        source=tiny(
            ("Mend the lights.", "<script>alert(1)</script> & mend."), ("title: Lights", "title: <b>Lights</b>")
        ),
        at=NOON,
        publish=True,
    )

    page = reader.get(reverse("frameworks:indicator", args=["HARBOUR", "2.1", "Q1"])).content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; mend." in page
    assert "<b>Lights" not in page
