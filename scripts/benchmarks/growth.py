"""How build and question grow with the stock: the exponent of a power, and a chart of both."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import linear_regression
from xml.etree.ElementTree import Element, SubElement, tostring

from matchmaker.reports.svg import ACCENT, GRID, INK, MUTED, WARM

WIDTH, HEIGHT = 660.0, 400.0
LEFT, RIGHT, TOP, BOTTOM = 60.0, 180.0, 20.0, 50.0


@dataclass(frozen=True)
class Point:
    """A size of the stock with its two times."""

    patents: int
    build_seconds: float
    question_ms: float


@dataclass(frozen=True)
class Growth:
    """Points by size, and the powers of the size with which their times grow."""

    points: tuple[Point, ...]
    build_exponent: float
    question_exponent: float


def make_growth(points: Sequence[Point]) -> Growth:
    """Return the points, of two sizes or more, with what was fitted to them."""
    ordered = tuple(sorted(points, key=lambda point: point.patents))
    sizes = [point.patents for point in ordered]
    return Growth(
        ordered,
        exponent(sizes, [point.build_seconds for point in ordered]),
        exponent(sizes, [point.question_ms for point in ordered]),
    )


def exponent(sizes: Sequence[float], values: Sequence[float]) -> float:
    """Return the e of value = c · size^e with the least squares of the logarithms."""
    return linear_regression(list(map(math.log, sizes)), list(map(math.log, values))).slope


def save_plot(growth: Growth, path: Path) -> None:
    """Write both lines into one chart, its two axes logarithmic, as an SVG file."""
    builds = [point.build_seconds for point in growth.points]
    questions = [point.question_ms for point in growth.points]
    lines = (
        ("index build, s", growth.build_exponent, builds, ACCENT),
        ("question p50, ms", growth.question_exponent, questions, WARM),
    )
    sizes = [point.patents for point in growth.points]
    values = [value for _, _, part, _ in lines for value in part]
    across = _Axis(min(sizes), max(sizes), LEFT, WIDTH - RIGHT)
    low, high = 10 ** math.floor(math.log10(min(values))), 10 ** math.ceil(math.log10(max(values)))
    upwards = _Axis(low, high, HEIGHT - BOTTOM, TOP)
    root = _element(
        None,
        "svg",
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {WIDTH:.0f} {HEIGHT:.0f}",
        style="font: 12px sans-serif; background: #fff",
    )
    for size in sizes:
        _line(root, [(across(size), TOP), (across(size), HEIGHT - BOTTOM)], GRID)
        _text(root, f"{size:,}", across(size), HEIGHT - BOTTOM + 18.0, MUTED, "middle")
    for power in range(round(math.log10(low)), round(math.log10(high)) + 1):
        y = upwards(10.0**power)
        _line(root, [(LEFT, y), (WIDTH - RIGHT, y)], GRID)
        _text(root, f"{10.0**power:g}", LEFT - 8.0, y + 4.0, MUTED, "end")
    _text(root, "patents", (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 10.0, INK, "middle")
    for label, slope, part, colour in lines:
        places = [(across(x), upwards(y)) for x, y in zip(sizes, part, strict=True)]
        _line(root, places, colour)
        for x, y in places:
            _element(root, "circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r="4", fill=colour)
        x, y = places[-1]
        _text(root, f"{label} ~ n^{slope:.2f}", x + 10.0, y + 4.0, colour, "start")
    path.write_text(tostring(root, encoding="unicode"), encoding="utf-8")


class _Axis:
    """Values on a logarithmic scale between two places of the chart."""

    def __init__(self, low: float, high: float, start: float, end: float) -> None:
        self._low, self._high = math.log(low), math.log(high)
        self._start, self._end = start, end

    def __call__(self, value: float) -> float:
        share = (math.log(value) - self._low) / (self._high - self._low or 1.0)
        return self._start + share * (self._end - self._start)


def _element(parent: Element | None, name: str, **attributes: str) -> Element:
    if parent is None:
        return Element(name, attributes)
    return SubElement(parent, name, attributes)


def _line(parent: Element, places: Sequence[tuple[float, float]], colour: str) -> None:
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    _element(parent, "polyline", points=points, fill="none", stroke=colour)


def _text(parent: Element, text: str, x: float, y: float, colour: str, anchor: str) -> None:
    attributes = {"x": f"{x:.1f}", "y": f"{y:.1f}", "fill": colour, "text-anchor": anchor}
    SubElement(parent, "text", attributes).text = text
