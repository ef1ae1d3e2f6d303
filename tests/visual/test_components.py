"""The parts of a page, drawn as a page draws them."""

import re
from types import SimpleNamespace

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template.loader import render_to_string

from assessments.charts import cell_map, heat_map, radar
from assessments.scoring.engine import score
from frameworks.spec import Category
from tests.assessments.scoring.specs import FIVE_LEVELS, cell_case


def drawn(name, **inputs):
    """The HTML of one component, its white space made even."""
    return re.sub(r"\s+", " ", render_to_string(f"components/_{name}.html", inputs)).strip()


class ReasonForm(forms.Form):
    reason = forms.CharField(label="Reason", help_text="One sentence.")
    marking = forms.ChoiceField(label="Marking", choices=[("a", "Public"), ("b", "Internal")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="Agreed", required=False)


def heat_of(cells):
    spec, settled = cell_case(cells)
    heat = heat_map(spec, score(spec, settled).nodes, links={"P1.F1": "/cell/"})
    return drawn("heat_map", heat=heat, caption="Scores", rows_name="Pillar", columns_name="Field")


def test_heat_map_prints_number_lowest_and_count_in_each_cell_and_links_it():
    html = heat_of({"P1.F1": "3 2 ?"})

    assert '<td class="cell l2"><a href="/cell/"><b>2.5</b>' in html
    assert "lowest 2" in html
    assert "2 of 3 questions" in html


def test_absences_are_words_and_not_colours_alone():
    html = heat_of({"P1.F1": "NA", "P1.F2": "?"})

    assert html.count("does not apply") == 16 + 1
    assert html.count("no data") == 1


def test_heat_map_is_a_table_whose_cells_know_their_heads():
    html = heat_of({"P1.F1": "3"})

    assert html.count('scope="col"') == 7
    assert html.count('scope="row"') == 4
    assert html.count('class="cell ') == 18


def test_pictures_carry_no_style_and_no_words_inside_svg():
    axes = [Category(f"F{number}", "حقل", "") for number in range(6)]
    chart = radar(axes, FIVE_LEVELS, [("now", "2027", {})])

    html = drawn("radar", radar=chart, label="Six fields; data in the table below", axis_name="Field")

    assert "style=" not in html
    inside = re.findall(r"<text[^>]*>([^<]*)</text>", html)
    assert inside == ["1", "2", "3", "4", "5"]


def test_map_without_words_is_hidden_from_readers_aloud():
    spec, _ = cell_case({"P1.F1": "3"})

    assert 'aria-hidden="true"' in drawn("cell_map", map=cell_map(spec, here="P1.F1"))
    assert 'role="img" aria-label="Eighteen cells"' in drawn("cell_map", map=cell_map(spec), label="Eighteen cells")
    assert drawn("cell_map", map=None) == ""


def test_refused_field_has_label_hint_message_and_input_in_this_order():
    html = str(ReasonForm({"reason": ""})["reason"].as_field_group())

    places = [html.index(part) for part in ("<label", "One sentence.", "Error:", "<input")]
    assert places == sorted(places)
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_reason_helptext' in html


def test_radio_buttons_stand_in_a_fieldset_with_their_legend():
    html = str(ReasonForm()["marking"].as_field_group())

    assert '<legend class="label">Marking</legend>' in html
    assert html.count('type="radio"') == 2


def test_error_summary_links_to_each_field():
    html = drawn("error_summary", form=ReasonForm({}))

    assert 'href="#id_reason"' in html
    assert 'href="#id_marking_0"' in html
    assert 'role="alert"' in html


def test_error_summary_of_a_good_form_is_empty():
    assert drawn("error_summary", form=ReasonForm({"reason": "x", "marking": "a"})) == ""


def test_save_state_says_saved_only_of_what_was_saved():
    assert "Nothing written yet" in drawn("save_state", saved_at=None, can_edit=True)
    assert "Locked – submitted on 3 May" in drawn(
        "save_state", saved_at=None, can_edit=False, why_locked="Locked – submitted on 3 May"
    )


def test_pages_of_a_list_keep_the_filters():
    page = Paginator(range(162), 12).page(2)

    html = drawn("pagination", page_obj=page, query="state=open&who=me")

    assert 'href="?state=open&amp;who=me&amp;page=1"' in html
    assert "13–24</bdi> of 162 shown" in html


@pytest.mark.parametrize(
    ("status", "look"),
    [
        ("accepted", "is-fine"),
        ("returned", "is-back"),
        ("collection", "is-going"),
        ("setup", "is-open"),
        ("released", "is-shut"),
    ],
)
def test_tag_of_a_state_has_its_tint_and_its_word(status, look):
    assert drawn("tag", status=status, label="Word") == f'<span class="tag {look}">Word</span>'


def test_agency_is_two_letters_and_its_full_name():
    html = drawn("agency", agency=SimpleNamespace(code="CU", name="Customs <b>"))

    assert html == '<span class="agency" data-short="CU"><span><bdi>Customs &lt;b&gt;</bdi></span></span>'


@pytest.mark.parametrize("status", [400, 403, 404, 409, 410, 422, 429, 500, 503, 507])
def test_every_refusal_has_a_page_of_its_own_with_a_way_on(status):
    html = render_to_string(f"{status}.html", {"message": ""})

    assert html.startswith("<!doctype html>")
    assert html.count("<h1>") == 1
    assert 'class="button" href="/"' in html
