"""SQLite's own full-text search, in a file."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from scripts.benchmarks.measure import Findings
from scripts.benchmarks.peers.base import Found, measure_words, words_of
from scripts.benchmarks.steps import MEASURE, Job, run_step


class Fts5:
    """A text answers a question where it has any of its words."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path)

    def close(self) -> None:
        self._connection.close()

    def index(self, texts: Sequence[str]) -> None:
        self._connection.execute("DROP TABLE IF EXISTS stock")
        self._connection.execute("CREATE VIRTUAL TABLE stock USING fts5(words)")
        rows = ((place, " ".join(words_of(text))) for place, text in enumerate(texts))
        self._connection.executemany("INSERT INTO stock (rowid, words) VALUES (?, ?)", rows)
        self._connection.commit()

    def search(self, questions: Sequence[str], top: int) -> Found:
        return [self._find(question, top) for question in questions]

    def _find(self, question: str, top: int) -> list[int]:
        match = " OR ".join(f'"{word}"' for word in dict.fromkeys(words_of(question)))
        query = "SELECT rowid FROM stock WHERE stock MATCH ? ORDER BY rank LIMIT ?"
        return [row for (row,) in self._connection.execute(query, (match, top))]


def measure(job: Job) -> Findings:
    """Search for a fifth of the share of the demands: a question takes it longest of all."""
    with TemporaryDirectory() as folder, closing(Fts5(Path(folder) / "stock.db")) as peer:
        return measure_words("SQLite FTS5, words", peer, job, job.peer_share / 5.0)


if __name__ == "__main__":
    run_step({MEASURE: measure})
