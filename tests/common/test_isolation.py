"""A name in a sentence keeps to itself: in HTML by ``<bdi>``, in plain text by isolates."""

from django.template import Context, Template

from ibm_platform.common.isolation import isolated, isolated_code, isolated_list


def drawn(source: str, **values: object) -> str:
    return Template("{% load i18n isolation %}" + source).render(Context(values))


def test_a_name_stands_between_isolates_and_no_name_between_nothing():
    assert isolated("الجمارك") == "\u2068الجمارك\u2069"
    assert isolated_code("P1.F3") == "\u2066P1.F3\u2069"
    assert (isolated(""), isolated_code("")) == ("", "")


def test_each_name_of_a_list_stands_apart():
    assert (
        isolated_list(["Customs", "Police", "Port"]) == "\u2068Customs\u2069, \u2068Police\u2069 and \u2068Port\u2069"
    )
    assert isolated_list([]) == ""


def test_a_name_in_a_translated_sentence_is_a_bdi_and_stays_escaped():
    html = drawn(
        "{% blocktranslate with agency=name|bdi %}Answers of {{ agency }}.{% endblocktranslate %}", name="A <b>"
    )

    assert html == "Answers of <bdi>A &lt;b&gt;</bdi>."


def test_titles_and_attributes_get_marks_instead_of_elements():
    assert drawn("{{ name|isolated }}", name='"A"') == "\u2068&quot;A&quot;\u2069"
    assert drawn("{{ name|isolated }}{{ name|bdi }}", name=None) == ""
