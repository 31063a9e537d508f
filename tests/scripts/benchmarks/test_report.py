"""The table: sums of the whole line, and ratios to the peers."""

from scripts.benchmarks.growth import Point, make_growth
from scripts.benchmarks.measure import OURS, Figure, Findings, Latency
from scripts.benchmarks.report import WHOLE, growth_lines_of, lines_of, ratios, wholes

FIGURES = [
    Figure("index", OURS, 10.0, 9.0, 3, 1.0, 300.0),
    Figure("retrieval", OURS, 4.0, 4.0, 5, 1.0, 200.0),
    Figure("index", "peer", 40.0, 40.0, 3, 0.1, 500.0),
    Figure("retrieval", "peer", 8.0, 8.0, 5, 0.2, 500.0),
    Figure("retrieval", "vectors", 2.0, 4.0, 5, 1.0, 100.0),
]
MATCHED = Figure("match run", OURS, 20.0, 30.0, 3, 1.0, 400.0)


def test_the_whole_line_is_index_and_search_of_whoever_has_both() -> None:
    assert wholes(FIGURES) == [Figure(WHOLE, "peer", 48.0, 48.0, 3, 0.1, 500.0)]


def test_our_whole_line_ends_with_the_stored_result() -> None:
    assert wholes([*FIGURES, MATCHED])[-1] == Figure(WHOLE, OURS, 30.0, 39.0, 3, 1.0, 400.0)


def test_ratios_are_ours_over_the_peer_on_the_same_task() -> None:
    figures = [*FIGURES, Figure("other", "peer", 1.0, 1.0, 1)]
    assert ratios(figures) == [None, None, 0.25, 0.5, 2.0, None]


def test_the_table_marks_what_was_done_in_part_and_says_what_was_skipped() -> None:
    findings = Findings(
        FIGURES, [Latency(OURS, 30.0, 60.0, 200), Latency("peer", 10.0, 20.0, 200)], ["skipped: x"]
    )
    lines = [line.split() for line in lines_of(findings)]
    assert ["index", "peer", "~", "40.00", "40.00", "500", "10%", "0.250"] in lines
    assert ["retrieval", "vectors", "2.00", "4.00", "100", "100%", "2.000"] in lines
    assert ["peer", "10.0", "20.0", "3.000"] in lines
    assert lines[-1] == ["skipped:", "x"]


def test_the_table_of_growth_ends_with_the_exponents() -> None:
    growth = make_growth([Point(200, 2.0, 10.0), Point(100, 1.0, 10.0)])
    assert [line.split() for line in growth_lines_of(growth)][1:] == [
        ["100", "1.00", "10.0"],
        ["200", "2.00", "10.0"],
        ["exponent", "1.00", "0.00"],
    ]
