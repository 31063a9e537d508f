"""Where valid rows go: looked up by key, compared, and written in bulk."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from ingest.types import ValidRow

Tags = list[tuple[str, float, str]]


@dataclass
class Counts:
    """What became of the rows of a chunk; kept: values that were offered and not taken."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    kept: int = 0


class Target(Protocol):
    """Stores rows of one kind."""

    def store(self, rows: Sequence[ValidRow]) -> Counts:
        """Write what is new or different and say what became of the rows."""
        ...


class FirstRows:
    """Tells the first row of every key of a file from those that follow it."""

    def __init__(self) -> None:
        self._first: dict[str, bytes] = {}

    def split(self, rows: Sequence[ValidRow]) -> tuple[list[ValidRow], list[ValidRow], int]:
        """Return the first rows, later ones that say something else, and how many repeat."""
        fresh: list[ValidRow] = []
        later: list[ValidRow] = []
        repeated = 0
        for row in rows:
            digest = row.content_digest
            if row.key not in self._first:
                self._first[row.key] = digest
                fresh.append(row)
            elif self._first[row.key] == digest:
                repeated += 1
            else:
                later.append(row)
        return fresh, later, repeated
