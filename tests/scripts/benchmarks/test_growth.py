"""The exponent of a growth, and the chart of it."""

from pathlib import Path
from xml.etree.ElementTree import parse

import pytest

from scripts.benchmarks.growth import Point, exponent, make_growth, save_plot

SVG = "{http://www.w3.org/2000/svg}"
SIZES = [25_000, 50_000, 100_000, 200_000]


@pytest.mark.parametrize("power", [-0.5, 0.0, 0.5, 1.0, 1.3, 2.0])
def test_the_exponent_of_an_exact_power_is_found(power: float) -> None:
    values = [0.003 * size**power for size in SIZES]
    assert exponent(SIZES, values) == pytest.approx(power, abs=1e-9)


def test_growth_orders_the_sizes_and_fits_both_times() -> None:
    points = [Point(size, size / 1000.0, (size / 1000.0) ** 0.5) for size in reversed(SIZES)]
    growth = make_growth(points)
    assert [point.patents for point in growth.points] == SIZES
    assert growth.build_exponent == pytest.approx(1.0)
    assert growth.question_exponent == pytest.approx(0.5)


def test_the_chart_shows_every_point_of_both_lines(tmp_path: Path) -> None:
    path = tmp_path / "growth.svg"
    save_plot(make_growth([Point(size, size / 1000.0, 40.0) for size in SIZES]), path)
    root = parse(path).getroot()
    said = [text.text for text in root.iter(f"{SVG}text")]
    assert len(list(root.iter(f"{SVG}circle"))) == 2 * len(SIZES)
    assert said[-2:] == ["index build, s ~ n^1.00", "question p50, ms ~ n^0.00"]
    assert [f"{size:,}" for size in SIZES] == [text for text in said if text and "," in text][:4]
