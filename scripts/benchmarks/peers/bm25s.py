"""BM25 in sparse matrices; it uses Numba where that is installed."""

from collections.abc import Sequence

import bm25s

from scripts.benchmarks.measure import Findings
from scripts.benchmarks.peers.base import Found, measure_words, words_of
from scripts.benchmarks.steps import MEASURE, Job, name_of, run_step


class Bm25s:
    """All scores of a question at a time."""

    def index(self, texts: Sequence[str]) -> None:
        self._retriever = bm25s.BM25(backend="auto")
        self._retriever.index([words_of(text) for text in texts], show_progress=False)
        self._texts = len(texts)

    @property
    def backend(self) -> str:
        return str(self._retriever.backend)

    def search(self, questions: Sequence[str], top: int) -> Found:
        words = [words_of(question) for question in questions]
        rows, _ = self._retriever.retrieve(words, k=min(top, self._texts), show_progress=False)
        return [row.tolist() for row in rows]


def measure(job: Job) -> Findings:
    """Search for all demands."""
    peer = Bm25s()
    # Numba compiles at the first search, which takes longer than most searches do.
    peer.index(["预热"])
    peer.search(["预热"], 1)
    who = name_of("bm25s", f"words, {peer.backend}")
    return measure_words(who, peer, job, 1.0)


if __name__ == "__main__":
    run_step({MEASURE: measure})
