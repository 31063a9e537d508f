"""What commands print: tables for people, CSV and JSON for programs, progress on the side."""

import csv
import json
import sys
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

CHINA = ZoneInfo("Asia/Shanghai")

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


def emit(rows: Sequence[Mapping[str, Any]], labels: Mapping[str, str], form: Format) -> None:
    """Print rows; labels: field → Chinese heading, which also fixes fields and their order."""
    if form is Format.JSON:
        emit_json([{name: row[name] for name in labels} for row in rows])
    elif form is Format.CSV:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(labels)
        writer.writerows([_plain(row[name]) for name in labels] for row in rows)
    else:
        table = Table(*labels.values(), header_style="bold", show_lines=False)
        for row in rows:
            table.add_row(*(_shown(row[name]) for name in labels))
        console.print(table)


def emit_json(value: Any) -> None:
    """Print one JSON document."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=_plain) + "\n")


def progress() -> Progress:
    """Return a progress display on standard error, silent where that is no terminal."""
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}"),
        TimeElapsedColumn(),
        console=errors,
        transient=True,
        disable=not errors.is_terminal,
    )


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else value


def _shown(value: Any) -> str:
    return f"{value:.4f}" if isinstance(value, float) else str(_plain(value))
