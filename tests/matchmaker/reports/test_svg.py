"""Charts read back as XML: what is drawn, where, and what it says."""

from xml.etree import ElementTree as ET

import pytest

from matchmaker.reports.svg import Point, Row, bars, intervals, scatter, ticks

ROWS = [
    Row("文本相似", -0.2, -0.3, -0.1, "−0.200"),
    Row("产业 <一致> & 其他", 0.1, 0.0, 0.2, "+0.100"),
    Row("分类相近", 0.0, 0.0, 0.0, "0.000"),
]


def drawn(svg: str, name: str) -> list[ET.Element]:
    return [element for element in ET.fromstring(svg).iter() if element.get("class") == name]


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in ET.fromstring(svg).iter("text")]


def number(element: ET.Element, name: str) -> float:
    return float(element.attrib[name])


def test_bars_draw_one_bar_and_one_whisker_a_row() -> None:
    svg = bars("变化", ROWS)
    assert (len(drawn(svg, "bar")), len(drawn(svg, "whisker"))) == (3, 3)
    assert ET.fromstring(svg).get("aria-label") == "变化"
    assert {row.label for row in ROWS} | {row.note for row in ROWS} < set(texts(svg))


def test_bars_grow_from_nought_to_either_side_by_their_values() -> None:
    svg = bars("变化", ROWS)
    zero = number(drawn(svg, "zero")[0], "x1")
    less, more, none = drawn(svg, "bar")
    assert number(less, "x") + number(less, "width") == pytest.approx(zero, abs=0.11)
    assert number(more, "x") == pytest.approx(zero, abs=0.11)
    assert number(less, "width") == pytest.approx(2 * number(more, "width"), abs=0.21)
    assert number(none, "width") == 0.0


def test_interval_is_drawn_about_its_value_on_one_scale() -> None:
    rows = [Row("a", 0.5, 0.4, 0.6), Row("b", 0.6, 0.4, 0.8)]
    svg = intervals("区间", rows, reference=0.5)
    first, second = drawn(svg, "whisker")
    dots = [number(dot, "cx") for dot in drawn(svg, "dot")]
    assert number(first, "x1") == number(second, "x1")
    assert dots[0] == pytest.approx((number(first, "x1") + number(first, "x2")) / 2, abs=0.11)
    assert dots[1] == number(first, "x2")
    assert number(drawn(svg, "reference")[0], "x1") == dots[0]


def test_rows_stand_below_each_other_within_the_picture() -> None:
    svg = intervals("区间", ROWS)
    heights = [number(dot, "cy") for dot in drawn(svg, "dot")]
    assert heights == sorted(heights)
    assert heights[-1] < number(ET.fromstring(svg), "height")


def test_interval_without_reference_draws_none() -> None:
    assert drawn(intervals("区间", ROWS), "reference") == []


def test_scatter_places_points_in_the_unit_square_beside_the_diagonal() -> None:
    svg = scatter("散点", [Point(0.0, 0.0), Point(1.0, 1.0), Point(0.5, 0.0, "说明")], "横", "纵")
    low, high, middle = drawn(svg, "point")
    (diagonal,) = drawn(svg, "diagonal")
    assert (low.get("cx"), low.get("cy")) == (diagonal.get("x1"), diagonal.get("y1"))
    assert (high.get("cx"), high.get("cy")) == (diagonal.get("x2"), diagonal.get("y2"))
    assert number(middle, "cx") == (number(low, "cx") + number(high, "cx")) / 2
    assert [title.text for title in ET.fromstring(svg).iter("title")] == ["说明"]
    assert {"横", "纵", "0.0", "1.0"} < set(texts(svg))
    assert list(ET.fromstring(svg).iter("polyline")) == []


def test_joined_scatter_draws_one_line_through_all_points() -> None:
    points = [Point(0.1, 0.1), Point(0.5, 0.3), Point(0.9, 0.8)]
    (line,) = ET.fromstring(scatter("散点", points, "横", "纵", joined=True)).iter("polyline")
    assert len(line.attrib["points"].split()) == 3


@pytest.mark.parametrize(
    ("text", "shown"), [("a\x00b\x0bc\ud800", "abc"), ("<script>&\"'", "<script>&\"'")]
)
def test_any_text_is_shown_as_text_in_valid_xml(text: str, shown: str) -> None:
    for svg in (
        bars(text, [Row(text, 0.1, 0.0, 0.2, text)]),
        scatter(text, [Point(0.5, 0.5, text)], text, text),
    ):
        root = ET.fromstring(svg)
        assert root.get("aria-label") == shown
        assert texts(svg).count(shown) == 2
        assert list(root.iter("script")) == []


@pytest.mark.parametrize("draw", [bars, intervals])
def test_chart_of_nothing_is_a_valid_picture(draw) -> None:
    assert ET.fromstring(draw("空", [])).tag == "svg"


def test_charts_name_no_outside_address() -> None:
    drawings = [bars("a", ROWS), intervals("b", ROWS, 0.1), scatter("c", [Point(0, 1)], "x", "y")]
    assert [svg for svg in drawings if "http" in svg or "<script" in svg] == []


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0.0, 1.0, [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]),
        (0.52, 0.71, [0.55, 0.6, 0.65, 0.7]),
        (-0.27, 0.01, [-0.25, -0.2, -0.15, -0.1, -0.05, 0.0]),
        (0.0, 100.0, [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]),
        (0.5, 0.5, [0.5]),
    ],
)
def test_ticks_are_round_values_within_the_bounds(low, high, expected) -> None:
    assert ticks(low, high) == expected
