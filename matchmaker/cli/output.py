"""What commands print: tables for people, CSV and JSON for programs, progress on the side."""

import json
import sys
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

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
        cells = ([_plain(row[name]) for name in labels] for row in rows)
        write_rows(sys.stdout, ([*labels], *cells))
    else:
        table = Table(header_style="bold", show_lines=False)
        for label in labels.values():
            table.add_column(label, overflow="fold" if whole else "ellipsis")
        for row in rows:
            table.add_row(*(escape(_shown(row[name])) for name in labels))
        console.print(table)


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
