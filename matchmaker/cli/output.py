"""What commands print: tables for people, CSV and JSON for programs, progress on the side."""

import json
import sys
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table
from rich.text import Text

from matchmaker.china_time import CHINA
from matchmaker.text.safe_csv import write_rows

# Terminal cells: what of a column has to be seen (six characters of Chinese), and the frame around.
READABLE, FRAME = 12, 3

console = Console()
errors = Console(stderr=True)


class Format(StrEnum):
    """How rows are printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def now() -> datetime:
    """Return this moment in China; the only clock of the command line."""
    return datetime.now(CHINA)


def today() -> date:
    """Return this day in China."""
    return now().date()


def moment(at: datetime | None) -> str:
    """Return a moment as the clocks of China show it, to the minute; empty for none."""
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}" if at else ""


def emit(
    rows: Sequence[Mapping[str, Any]],
    labels: Mapping[str, str],
    form: Format,
    *,
    whole: bool = False,
) -> None:
    """Print rows; labels: field → Chinese heading, which also fixes fields and their order.

    whole: whether a table gives long texts on several lines rather than their beginnings.
    """
    if form is Format.JSON:
        emit_json([{name: row[name] for name in labels} for row in rows])
    elif form is Format.CSV:
        lines = ([_plain(row[name]) for name in labels] for row in rows)
        write_rows(sys.stdout, ([*labels], *lines))
    else:
        heads, cells = [*labels.values()], [[_shown(row[name]) for name in labels] for row in rows]
        if not cells or has_room(heads, cells, console.width):
            _emit_table(heads, cells, whole=whole)
        else:
            _emit_cards(heads, cells)


def has_room(heads: Sequence[str], cells: Sequence[Sequence[str]], width: int) -> bool:
    """Tell whether a table of so many terminal cells shows enough of every column to be read."""
    columns = zip(heads, *cells, strict=True)
    needed = [min(max(cell_len(text) for text in column), READABLE) for column in columns]
    return sum(needed) + FRAME * len(needed) + 1 <= width


def _emit_table(heads: Sequence[str], cells: Sequence[Sequence[str]], *, whole: bool) -> None:
    table = Table(header_style="bold", show_lines=False)
    for head in heads:
        table.add_column(head, overflow="fold" if whole else "ellipsis")
    for row in cells:
        table.add_row(*map(escape, row))
    console.print(table)


def _emit_cards(heads: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
    """Print a row after the other, a line a field that says something."""
    for row in cells:
        card = Table.grid(padding=(0, 2))
        card.add_column(style="bold", no_wrap=True)
        card.add_column(overflow="fold")
        for head, said in zip(heads, row, strict=True):
            if said:
                card.add_row(head, escape(said))
        console.print(card)
        console.print()


def emit_json(value: Any) -> None:
    """Print one JSON document."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=_plain) + "\n")


class RowsColumn(ProgressColumn):
    """How many rows are done, of how many where that is known, and how many a second."""

    def render(self, task: Task) -> Text:
        """Return for example 12,000/50,000 行 8,000 行/秒."""
        total = f"/{task.total:,.0f}" if task.total is not None else ""
        speed = task.finished_speed or task.speed
        pace = f" {speed:,.0f} 行/秒" if speed else ""
        return Text(f"{task.completed:,.0f}{total} 行{pace}")


class LeftColumn(ProgressColumn):
    """How much is done in per cent and how long the rest will take, where the total is known."""

    def render(self, task: Task) -> Text:
        """Return for example 24% 剩余 0:00:05; nothing where there is no telling."""
        if not task.total:
            return Text("")
        left = task.time_remaining
        rest = "" if left is None else f" 剩余 {timedelta(seconds=int(left))}"
        return Text(f"{task.percentage:.0f}%{rest}")


def progress() -> Progress:
    """Return a progress display on standard error, silent where that is no terminal."""
    return _progress(TextColumn("{task.completed}"), TimeElapsedColumn(), LeftColumn())


def rows_progress(screen: Console = errors) -> Progress:
    """Return the same for work whose steps are rows."""
    return _progress(RowsColumn(), TimeElapsedColumn(), LeftColumn(), screen=screen)


def _progress(*columns: ProgressColumn, screen: Console = errors) -> Progress:
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        *columns,
        console=screen,
        transient=True,
        disable=not screen.is_terminal,
    )


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else value


def _shown(value: Any) -> str:
    return f"{value:.4f}" if isinstance(value, float) else str(_plain(value))
