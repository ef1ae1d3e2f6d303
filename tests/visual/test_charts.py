from fractions import Fraction

import pytest

from assessments.charts import DumbbellInput, cell_map, dumbbell, heat_map, level_key, radar, shades, tier_strip
from assessments.scoring.engine import score
from frameworks.spec import Category, Level
from tests.assessments.scoring.specs import FIVE_LEVELS, cell_case, grade_spec, value

SIX = tuple(Category(f"F{number}", f"field {number}", "") for number in range(1, 7))


def picture(cells, *, before=None):
    """The heat map of the settled levels of ``cells``, and of ``before`` as the assessment before it."""
    spec, settled = cell_case(cells)
    earlier = score(*cell_case(before)).nodes if before else None
    return heat_map(spec, score(spec, settled).nodes, earlier=earlier, links={"P1.F1": "/questions/"})


def test_heat_map_has_a_row_for_each_pillar_and_a_cell_for_each_field():
    heat = picture({"P1.F1": "1C 3C 4 4"})

    assert [(row.code, len(row.cells)) for row in heat.rows] == [("P1", 6), ("P2", 6), ("P3", 6)]
    assert [plate.code for plate in heat.foot] == ["F1", "F2", "F3", "F4", "F5", "F6"]


def test_cell_shows_its_rounded_score_on_the_plate_of_the_level_it_has_reached():
    cell = picture({"P2.F1": "3C 3 2 2"}).rows[1].cells[0]

    assert (cell.state, cell.shown, cell.shade, cell.level, cell.number) == ("score", "2.5", 2, "Emerging", 2)
    assert (cell.lowest, cell.counted, cell.applicable, cell.url) == (2, 4, 4, "")


def test_the_three_absences_differ():
    heat = picture({"P1.F1": "3 3", "P1.F2": "NA NA", "P1.F3": "? ?"})

    assert [cell.state for cell in heat.rows[0].cells[:3]] == ["score", "not_applicable", "no_data"]
    assert [cell.shade for cell in heat.rows[0].cells[1:3]] == [0, 0]


def test_partly_settled_cell_says_how_many_questions_count():
    cell = picture({"P1.F1": "3 3 ?"}).rows[0].cells[0]

    assert (cell.counted, cell.applicable) == (2, 3)


def test_change_is_the_difference_of_the_two_shown_numbers():
    heat = picture({"P1.F1": "3 2", "P1.F2": "3"}, before={"P1.F1": "2 2", "P1.F2": "?"})

    assert [cell.change for cell in heat.rows[0].cells[:2]] == ["+0.5", ""]


def test_heat_map_of_a_framework_without_cells_is_none():
    spec = grade_spec({"A1": "X", "A2": "Y"})

    assert heat_map(spec, score(spec, {"A1": value("B")}).nodes) is None
    assert cell_map(spec) is None


def test_key_names_the_scores_that_each_level_covers():
    assert [(entry.number, entry.lowest, entry.highest) for entry in level_key(FIVE_LEVELS)] == [
        (1, "1.0", "1.9"),
        (2, "2.0", "2.9"),
        (3, "3.0", "3.9"),
        (4, "4.0", "4.9"),
        (5, "5.0", "5.0"),
    ]


@pytest.mark.parametrize(
    ("count", "expected"), [(1, [1]), (2, [1, 5]), (3, [1, 3, 5]), (4, [1, 2, 4, 5]), (5, [1, 2, 3, 4, 5])]
)
def test_a_scale_of_any_length_runs_from_sand_to_indigo(count, expected):
    levels = [Level(f"L{number}", number, "", "") for number in range(count)]

    assert [shades(levels)[level.code] for level in levels] == expected


def test_small_map_marks_the_cell_where_one_is():
    spec, _ = cell_case({"P1.F1": "3"})

    chart = cell_map(spec, here="P2.F3")

    assert (chart.width, chart.height, chart.view_box, len(chart.squares)) == (54, 27, "0 0 54 27", 18)
    assert [place for place, square in enumerate(chart.squares) if square.fill == "#6a2654"] == [6 + 2]


def test_small_map_before_submission_is_outlined_and_alike():
    spec, _ = cell_case({"P1.F1": "3"})

    assert {(square.fill, square.stroke) for square in cell_map(spec).squares} == {("#ffffff", "#c9c6bd")}


def test_small_map_of_scores_takes_the_colour_of_each_level():
    spec, settled = cell_case({"P1.F1": "2", "P1.F2": "4", "P1.F3": "NA", "P1.F4": "?"})

    squares = cell_map(spec, nodes=score(spec, settled).nodes).squares

    assert [square.fill for square in squares[:4]] == ["#9bc577", "#456693", "#e6e6e6", "#ffffff"]


def test_strip_of_tiers_follows_the_framework():
    spec, settled = cell_case({"P1.F1": "3 3"})

    assert [(plate.code, plate.state) for plate in tier_strip(spec, score(spec, settled).nodes)] == [
        ("T1", "score"),
        ("T2", "not_applicable"),
        ("T3", "not_applicable"),
        ("T4", "not_applicable"),
    ]


def test_radar_of_full_marks_touches_its_outermost_ring():
    chart = radar(SIX, FIVE_LEVELS, [("now", "2027", {category.code: Fraction(5) for category in SIX})])

    (line,) = chart.series
    assert line.closed
    assert [f"{mark.x},{mark.y}" for mark in line.marks] == chart.rings[-1].points.split()
    assert (line.marks[0].x, line.marks[0].y) == ("130.0", "6.0")


def test_radar_leaves_a_gap_where_an_axis_has_no_score():
    scores = {category.code: Fraction(3) for category in SIX} | {"F2": None}

    (line,) = radar(SIX, FIVE_LEVELS, [("target", "2030", scores)]).series

    assert not line.closed
    assert "Z" not in line.path
    assert (len(line.marks), line.path.count("M")) == (5, 4)


def test_radar_draws_the_present_last_and_keeps_the_columns_of_the_table():
    chart = radar(SIX, FIVE_LEVELS, [("now", "2027", {}), ("target", "2030", {}), ("before", "2024", {})])

    assert [line.kind for line in chart.series] == ["before", "target", "now"]
    assert [line.kind for line in chart.columns] == ["now", "target", "before"]
    assert [number.text for number in chart.axes[0].shown] == ["-", "-", "-"]


@pytest.mark.parametrize(("count", "numbered"), [(3, True), (6, False), (9, True)])
def test_axes_of_a_radar_are_numbered_unless_there_are_six(count, numbered):
    axes = [Category(f"C{number}", "", "") for number in range(count)]

    chart = radar(axes, FIVE_LEVELS, [("now", "2027", {})])

    assert (chart.numbered, len(chart.axes)) == (numbered, count)


def test_dumbbell_stands_on_the_scale_from_the_lowest_to_the_highest_level():
    chart = dumbbell([DumbbellInput("P1.F1", "cell", Fraction(1), Fraction(5), Fraction(3))], FIVE_LEVELS)

    (row,) = chart.rows
    assert (row.now_x, row.before_x, row.target_x) == ("10.0", "210.0", "410.0")
    assert [(tick.x, tick.number) for tick in chart.ticks] == [
        ("10.0", 1),
        ("110.0", 2),
        ("210.0", 3),
        ("310.0", 4),
        ("410.0", 5),
    ]


def test_printed_gap_is_the_difference_of_the_two_printed_numbers():
    # 2.95 is printed 2.9, because 3.0 would claim a level that is not reached.
    (row,) = dumbbell([DumbbellInput("P1.F1", "cell", Fraction(59, 20), Fraction(4))], FIVE_LEVELS).rows

    assert (row.now, row.target, row.gap) == ("2.9", "4.0", "1.1")


def test_dumbbell_leaves_out_what_is_not_known():
    (row,) = dumbbell([DumbbellInput("P1.F1", "cell", None, Fraction(3))], FIVE_LEVELS).rows

    assert (row.now_x, row.before_x, row.now, row.gap) == ("", "", "-", "-")
