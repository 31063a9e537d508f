"""Plain rankings to measure an algorithm against, computed from the same two files.

Both are TF-IDF cosines as scikit-learn makes them by default: raw counts (not sublinear), smoothed
idf, unit length. They are fitted on what was judged: the demands that the pairs name, and every
supply once. The titles of supplies come parted into words by blanks and are taken as they are.
"""

from collections.abc import Callable, Sequence

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from matchmaker.services.judged import JudgedCase, Scores
from matchmaker.text.segment import get_segmenter

TITLE_REPEATS = 10

Peer = Callable[[JudgedCase], Scores]


def jieba_tfidf(case: JudgedCase) -> Scores:
    """Words of title and content as jieba cuts them; scikit-learn drops those of one character."""
    cut = get_segmenter("jieba").plain
    texts = [" ".join(cut(f"{query.doc.title} {query.doc.body}")) for query in case.queries]
    return _cosines(TfidfVectorizer(), texts, case)


def characters(case: JudgedCase) -> Scores:
    """Runs of one to three characters, blanks among them, of ten times the title and the content.

    The ten titles and the content are joined by blanks.
    """
    texts = [
        " ".join([*[query.doc.title] * TITLE_REPEATS, query.doc.body]) for query in case.queries
    ]
    return _cosines(TfidfVectorizer(analyzer="char", ngram_range=(1, 3)), texts, case)


PEERS: dict[str, Peer] = {"jieba-tfidf": jieba_tfidf, "characters": characters}


def _cosines(vectoriser: TfidfVectorizer, texts: Sequence[str], case: JudgedCase) -> Scores:
    """Return the cosine of every pair; texts: of every demand."""
    titles = [patent.title for patent in case.patents]
    try:
        vectors = vectoriser.fit_transform([*texts, *titles])
    except ValueError:  # scikit-learn's way to say that no text holds a single token
        return np.zeros(len(case.pairs), dtype=np.float64)
    products = vectors[case.demand_of].multiply(vectors[len(texts) + case.row_of])
    return np.asarray(products.sum(axis=1), dtype=np.float64).ravel()
