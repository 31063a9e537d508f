"""The few lines that one finds everywhere: jieba, TF-IDF, all cosines, sorted."""

import logging
from collections.abc import Callable, Sequence

import jieba
import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics.pairwise import cosine_similarity

from matchmaker.text.segment import get_segmenter
from scripts.benchmarks.measure import Findings, make_figure, repeated, timed
from scripts.benchmarks.peers.base import Found
from scripts.benchmarks.steps import INDEXING, MEASURE, RETRIEVAL, TOP, Job, name_of, run_step
from scripts.benchmarks.stock import load_texts, part_of

# How many questions are multiplied at a time, to bound the dense product's memory.
CHUNK = 200

Cut = Callable[[str], list[str]]


class JiebaTfidf:
    """Cosines of all texts with every question, unpruned."""

    def __init__(self) -> None:
        jieba.setLogLevel(logging.WARNING)
        jieba.initialize()
        self._vectoriser = TfidfVectorizer(tokenizer=jieba.lcut, token_pattern=None)

    def cut_with(self, cut: Cut) -> None:
        """Cut texts by another function that finds the same words."""
        self._vectoriser.set_params(tokenizer=cut)

    def index(self, texts: Sequence[str]) -> None:
        self._vectors = self._vectoriser.fit_transform(texts)

    def search(self, questions: Sequence[str], top: int) -> Found:
        asked = self._vectoriser.transform(questions)
        found: Found = []
        for start in range(0, len(questions), CHUNK):
            scores = cosine_similarity(asked[start : start + CHUNK], self._vectors)
            found.extend(np.argsort(-scores, axis=1)[:, :top].tolist())
        return found


def measure(job: Job) -> Findings:
    """Measure a share of the patents and of the demands.

    What the demands are compared with are the vectors of all patents; their words are cut by
    rjieba beforehand, which finds the same ones sooner.
    """
    who = name_of("jieba", "TF-IDF")
    texts = load_texts(job.stock.texts)
    patents, demands = (part_of(part, job.peer_share) for part in (texts.patents, texts.demands))
    peer = JiebaTfidf()
    vectorising = repeated(timed(lambda: peer.index(patents)), job.repeat)
    peer.cut_with(get_segmenter("rjieba").plain)
    peer.index(texts.patents)
    peer.cut_with(jieba.lcut)
    searching = repeated(timed(lambda: peer.search(demands, TOP)), job.repeat)
    return Findings(
        [
            make_figure(INDEXING, who, vectorising, len(patents) / len(texts.patents)),
            make_figure(RETRIEVAL, who, searching, len(demands) / len(texts.demands)),
        ]
    )


if __name__ == "__main__":
    run_step({MEASURE: measure})
