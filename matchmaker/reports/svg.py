"""Small charts as SVG text to stand inside a page: bars, intervals, points, a matrix of counts.

No script, no style sheet, no address: without the namespace, which HTML does not need.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

WIDTH = 660.0
ROW = 24.0
TOP, BOTTOM, GAP = 10.0, 28.0, 10.0
FONT_SIZE = 12.0
HAN_WIDTH, LATIN_WIDTH = 12.0, 6.8
SQUARE = 330.0
MAX_TICKS = 6
CELL = 42.0
# The height of a label that is turned by 40 degrees over its width.
SLANT = 0.66

Place = tuple[float, float]

INK, MUTED, GRID = "#1c2733", "#5b6b7a", "#dde4ea"
ACCENT, WARM, PALE = "#1f4e79", "#b5532b", "#9db4c8"


@dataclass(frozen=True)
class Row:
    """A labelled value with the bounds of its interval; note: said at the right-hand end."""

    label: str
    value: float
    low: float
    high: float
    note: str = ""


@dataclass(frozen=True)
class Point:
    """A place in the unit square; note: shown while the pointer rests on it."""

    x: float
    y: float
    note: str = ""


def bars(title: str, rows: Sequence[Row]) -> str:
    """Return one bar a row from nought to its value, left or right, with its interval."""
    values = [bound for row in rows for bound in (row.low, row.high, row.value)]
    low, high = min([0.0, *values]), max([0.0, *values])
    margin = (high - low) * 0.03 or 0.01
    chart = _RowChart(title, rows, low - margin, high + margin)
    zero = chart.x(0.0)
    for place, row in enumerate(rows):
        end, middle = chart.x(row.value), chart.middle(place)
        _add(
            chart.root,
            "rect",
            {"class": "bar", "fill": WARM if row.value < 0.0 else ACCENT},
            x=min(zero, end),
            y=middle - ROW * 0.3,
            width=abs(end - zero),
            height=ROW * 0.6,
        )
        chart.whisker(place, row, INK)
    chart.upright(0.0, _stroke("zero", INK))
    return _text_of(chart.root)


def intervals(title: str, rows: Sequence[Row], reference: float | None = None) -> str:
    """Return a dot and its interval for every row, on one scale within 0..1.

    reference: where to draw a dashed line for comparison.
    """
    bounds = [bound for row in rows for bound in (row.low, row.high)]
    if reference is not None:
        bounds.append(reference)
    low, high = min(bounds, default=0.0), max(bounds, default=1.0)
    margin = max(0.02, (high - low) * 0.05)
    chart = _RowChart(title, rows, max(0.0, low - margin), min(1.0, high + margin))
    if reference is not None:
        chart.upright(reference, _stroke("reference", WARM, dashed=True))
    for place, row in enumerate(rows):
        chart.whisker(place, row, ACCENT)
        dot = {"class": "dot", "fill": ACCENT}
        _add(chart.root, "circle", dot, cx=chart.x(row.value), cy=chart.middle(place), r=4.0)
    return _text_of(chart.root)


def scatter(
    title: str, points: Sequence[Point], x_label: str, y_label: str, *, joined: bool = False
) -> str:
    """Return the points in the unit square beside its diagonal, joined in their order or not."""
    left, height = 52.0, SQUARE + TOP + 44.0
    root = _root(title, left + SQUARE + 24.0, height)

    def place(x: float, y: float) -> Place:
        return left + x * SQUARE, TOP + (1.0 - y) * SQUARE

    for tick in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0):
        (x, y), (start_x, start_y) = place(tick, tick), place(0.0, 0.0)
        _line(root, (x, TOP), (x, start_y), _stroke("tick", GRID))
        _line(root, (start_x, y), (start_x + SQUARE, y), _stroke("tick", GRID))
        _text(root, f"{tick:.1f}", (x, start_y + 16.0), "middle", MUTED)
        _text(root, f"{tick:.1f}", (start_x - 6.0, y + 4.0), "end", MUTED)
    _line(root, place(0.0, 0.0), place(1.0, 1.0), _stroke("diagonal", MUTED, dashed=True))
    if joined:
        path = " ".join("{:.1f},{:.1f}".format(*place(p.x, p.y)) for p in points)
        SubElement(
            root, "polyline", {"points": path, "fill": "none", "stroke": PALE, "stroke-width": "2"}
        )
    for point in points:
        x, y = place(point.x, point.y)
        dot = {"class": "point", "fill": ACCENT, "fill-opacity": "0.75"}
        mark = _add(root, "circle", dot, cx=x, cy=y, r=4.0)
        if point.note:
            SubElement(mark, "title").text = _clean(point.note)
    _text(root, x_label, (left + SQUARE / 2.0, height - 6.0), "middle", INK)
    turned = _text(root, y_label, (14.0, TOP + SQUARE / 2.0), "middle", INK)
    turned.set("transform", f"rotate(-90 14 {TOP + SQUARE / 2.0:.1f})")
    return _text_of(root)


def matrix(
    title: str, rows: Sequence[str], columns: Sequence[str], counts: Sequence[Sequence[int]]
) -> str:
    """Return counts as shaded cells, each row by its own share; row and column of one place agree.

    rows, columns: their labels; counts: a list for every row.
    """
    left = max(map(_width, rows), default=0.0) + GAP
    top = max(map(_width, columns), default=0.0) * SLANT + GAP
    root = _root(title, left + CELL * len(columns) + top, top + ROW * len(rows) + GAP)
    for place, label in enumerate(columns):
        x = left + CELL * (place + 0.5)
        text = _text(root, label, (x, top - GAP * 0.5), "start", MUTED)
        text.set("transform", f"rotate(-40 {x:.1f} {top - GAP * 0.5:.1f})")
    for row, (label, values) in enumerate(zip(rows, counts, strict=True)):
        y = top + ROW * row
        _text(root, label, (left - GAP * 0.6, y + ROW * 0.68), "end", INK)
        total = sum(values) or 1
        for column, value in enumerate(values):
            share = value / total
            colour = ACCENT if row == column else WARM
            look = {"class": "cell", "fill": colour, "fill-opacity": f"{share:.3f}"}
            place_of = {"x": left + CELL * column, "y": y, "width": CELL - 1.0, "height": ROW - 1.0}
            cell = _add(root, "rect", look, **place_of)
            note = SubElement(cell, "title")
            note.text = _clean(f"{label} → {columns[column]}：{value}")
            if value:
                ink = "#ffffff" if share > 0.55 else INK
                _text(root, str(value), (left + CELL * (column + 0.5), y + 16.0), "middle", ink)
    return _text_of(root)


def ticks(low: float, high: float) -> list[float]:
    """Return round values within the bounds: multiples of 1, 2 or 5 of a power of ten."""
    span = high - low
    if span <= 0.0:
        return [low]
    power = 10.0 ** math.floor(math.log10(span / MAX_TICKS))
    step = next(
        power * factor for factor in (1, 2, 5, 10, 20) if span / (power * factor) <= MAX_TICKS
    )
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [round(number * step, 10) for number in range(first, last + 1)]


class _RowChart:
    """Labels at the left, notes at the right, a common scale between."""

    def __init__(self, title: str, rows: Sequence[Row], low: float, high: float) -> None:
        self._low, self._span = low, (high - low) or 1.0
        self._left = max((_width(row.label) for row in rows), default=0.0) + GAP
        notes = max((_width(row.note) for row in rows), default=0.0)
        self._plot = WIDTH - self._left - notes - 2.0 * GAP
        self._foot = TOP + ROW * len(rows)
        self.root = _root(title, WIDTH, self._foot + BOTTOM)
        shown = ticks(low, high)
        digits = _digits(shown)
        for tick in shown:
            self.upright(tick, _stroke("tick", GRID))
            label = f"{tick:.{digits}f}".replace("-", "−")
            _text(self.root, label, (self.x(tick), self._foot + 18.0), "middle", MUTED)
        for place, row in enumerate(rows):
            baseline = self.middle(place) + 4.0
            _text(self.root, row.label, (self._left - GAP, baseline), "end", INK)
            if row.note:
                _text(self.root, row.note, (WIDTH - 2.0, baseline), "end", MUTED)

    def x(self, value: float) -> float:
        return self._left + (value - self._low) / self._span * self._plot

    def middle(self, place: int) -> float:
        return TOP + ROW * (place + 0.5)

    def upright(self, value: float, style: dict[str, str]) -> None:
        x = self.x(value)
        _line(self.root, (x, TOP), (x, self._foot), style)

    def whisker(self, place: int, row: Row, colour: str) -> None:
        low, high, y = self.x(row.low), self.x(row.high), self.middle(place)
        _line(self.root, (low, y), (high, y), _stroke("whisker", colour))
        for end in (low, high):
            _line(self.root, (end, y - 4.0), (end, y + 4.0), _stroke("end", colour))


def _root(title: str, width: float, height: float) -> Element:
    return Element(
        "svg",
        {
            "viewBox": f"0 0 {width:.0f} {height:.0f}",
            "width": f"{width:.0f}",
            "height": f"{height:.0f}",
            "role": "img",
            "aria-label": _clean(title),
            "font-size": f"{FONT_SIZE:.0f}",
        },
    )


def _add(parent: Element, name: str, attributes: dict[str, str], **places: float) -> Element:
    numbers = {key: f"{value:.1f}" for key, value in places.items()}
    return SubElement(parent, name, attributes | numbers)


def _stroke(name: str, colour: str, *, dashed: bool = False) -> dict[str, str]:
    style = {"class": name, "stroke": colour}
    return style | {"stroke-dasharray": "5 4"} if dashed else style


def _line(parent: Element, start: Place, end: Place, style: dict[str, str]) -> None:
    _add(parent, "line", style, x1=start[0], y1=start[1], x2=end[0], y2=end[1])


def _text(parent: Element, text: str, at: Place, anchor: str, colour: str) -> Element:
    element = _add(parent, "text", {"text-anchor": anchor, "fill": colour}, x=at[0], y=at[1])
    element.text = _clean(text)
    return element


def _text_of(root: Element) -> str:
    return tostring(root, encoding="unicode", short_empty_elements=False)


def _clean(text: str) -> str:
    """Return the text without the control characters that XML cannot hold."""
    return "".join(c for c in text if c.isprintable() or c in "\t\n")


def _width(text: str) -> float:
    return sum(LATIN_WIDTH if ord(character) < 0x2000 else HAN_WIDTH for character in text)


def _digits(values: Sequence[float]) -> int:
    """Return how many decimals tell the values apart, at most four."""
    for digits in range(4):
        if all(abs(round(value, digits) - value) < 1e-9 for value in values):
            return digits
    return 4
