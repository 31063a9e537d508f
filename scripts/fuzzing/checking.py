"""What holds of every row that a parser gives, and how a breach of an invariant is told."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ingest.errors import SourceError
from ingest.pipeline import FileParser, ParseOptions
from ingest.types import Limits, RejectedRow, ValidRow

Row = ValidRow | RejectedRow

# So small that what slips past the guards of the readers is felt at once.
TIGHT = Limits(file_bytes=1024 * 1024, inflated_bytes=4 * 1024 * 1024, cells=100_000)


class Violation(AssertionError):
    """An invariant that does not hold; rule: which one, the same for all inputs that break it."""

    def __init__(self, rule: str, *shown: object) -> None:
        super().__init__(f"{rule}: {' | '.join(map(repr, shown))}"[:2000])
        self.rule = rule


def hold(true: bool, rule: str, *shown: object) -> None:
    """Raise Violation unless the invariant holds."""
    if not true:
        raise Violation(rule, *shown)


def same(rule: str, found: object, wanted: object, *shown: object) -> None:
    """Raise Violation unless both are equal."""
    if found != wanted:
        raise Violation(rule, found, wanted, *shown)


def rows_of(path: Path, options: ParseOptions) -> tuple[FileParser, list[Row]]:
    """Return a parser and all its rows, each of which is well formed."""
    parser = FileParser(path, options)
    rows = list(parser)
    for row in rows:
        check_row(row)
    for header in parser.headers:
        check_storable(header.headers.values(), header.sheet)
    return parser, rows


def check_row(row: Row) -> None:
    """Hold a row to what its type says."""
    if isinstance(row, RejectedRow):
        hold(bool(row.refusals), "a refused row has a reason", row)
        for refusal in row.refusals:
            hold(bool(refusal.reason and refusal.remedy), "a refusal says why and what", row)
            same("a refusal names its row", refusal.row_number, row.row_number, row)
            check_storable((refusal.value, refusal.reason, refusal.remedy, refusal.column), row)
        check_storable(row.cells, row)
        return
    hold(bool(row.key), "a valid row has a key", row)
    hold(bool(row.values.get("title")), "a valid row has a title", row)
    hold(bool(row.owners) and all(row.owners), "a valid row has owners", row)
    check_storable([row.key, row.sheet, *row.owners, *row.extra.values()], row)
    check_storable([*row.values.values(), *row.defaults.values(), *row.history.values()], row)


def check_storable(values: Iterable[Any], shown: object) -> None:
    """Hold texts to what PostgreSQL stores: no surrogate and no NUL."""
    for text in _texts(values):
        hold(
            "\0" not in text and not any("\ud800" <= sign <= "\udfff" for sign in text),
            "every text can be stored",
            text,
            shown,
        )


def _texts(values: Iterable[Any]) -> Iterator[str]:
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, list | tuple):
            yield from _texts(value)


def check_error(error: SourceError) -> None:
    """Hold the error of a file to what its type says."""
    hold(bool(error.reason and error.remedy), "an error of a file says why and what", error)
    check_storable((error.reason, error.remedy, error.place), error)
