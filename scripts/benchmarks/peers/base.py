"""What peers have in common: texts are indexed, then the nearest are found for questions."""

from collections.abc import Sequence
from typing import Protocol

from matchmaker.text.segment import get_segmenter
from matchmaker.text.tokens import word_tokens
from scripts.benchmarks.measure import Findings, ask_each, make_figure, repeated, timed
from scripts.benchmarks.steps import INDEXING, RETRIEVAL, TOP, Job
from scripts.benchmarks.stock import load_texts, part_of

Found = list[list[int]]


class Peer(Protocol):
    """A search engine; positions of texts stand for the texts."""

    def index(self, texts: Sequence[str]) -> None:
        """Make the texts searchable, in place of those before."""

    def search(self, questions: Sequence[str], top: int) -> Found:
        """Return the positions of the nearest texts of every question, best first."""


def words_of(text: str) -> list[str]:
    """Return the words of a text as the service finds them, none inside another.

    Stop words and figures are left out, which is in favour of whoever searches for words.
    """
    return word_tokens(text, get_segmenter("rjieba").plain)


def measure_words(who: str, peer: Peer, job: Job, share: float) -> Findings:
    """Index all patents, search for a share of the demands, and ask single ones."""
    texts = load_texts(job.stock.texts)
    indexing = repeated(timed(lambda: peer.index(texts.patents)), job.repeat)
    demands = part_of(texts.demands, share)
    searching = repeated(timed(lambda: peer.search(demands, TOP)), job.repeat)
    single = texts.demands[: job.questions]
    latency = ask_each(who, lambda text: peer.search([text], TOP), single, job.repeat)
    return Findings(
        [
            make_figure(INDEXING, who, indexing),
            make_figure(RETRIEVAL, who, searching, len(demands) / len(texts.demands)),
        ],
        [latency],
    )
