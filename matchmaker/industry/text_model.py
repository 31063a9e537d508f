"""Which industry a text belongs to, learnt from texts whose classification tells it.

A linear support vector machine over TF-IDF of characters, pairs of characters and words, one class
against the rest, rare classes weighing as much as common ones (scikit-learn's LinearSVC,
class_weight="balanced"). Margins become probabilities by a softmax; its sharpness and the
regularisation were chosen on patents of one city, half of them held out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from matchmaker.errors import BadQuery
from matchmaker.text.segment import get_segmenter
from matchmaker.text.tokens import character_tokens, word_tokens

REGULARISATION = 1.0
SHARPNESS = 2.0
LEAST_TEXTS = 2
SEED = 20_261_125
TITLE_REPEATS = 3
SHOWN_TERMS = 3
_WORD = "词"

Array = NDArray[np.float32]


@dataclass(frozen=True)
class Example:
    """A text of a known industry; weight: how much it counts, 1 for a patent."""

    text: str
    slug: str
    weight: float = 1.0


@dataclass(frozen=True)
class Verdict:
    """What the model says of a text: slug → probability, adding up to one, and telling terms."""

    probabilities: Mapping[str, float]
    terms: Mapping[str, tuple[str, ...]]


class IndustryTextModel:
    """A vocabulary with its idf, and a row of coefficients for every industry.

    segmenter: the name of the one that cut the texts; coefficients: shape (industries, terms);
    intercepts: shape (industries,).
    """

    def __init__(
        self,
        segmenter: str,
        slugs: Sequence[str],
        terms: Sequence[str],
        idf: Array,
        coefficients: Array,
        intercepts: Array,
    ) -> None:
        self.segmenter = segmenter
        self.slugs = tuple(slugs)
        self.terms = tuple(terms)
        self.idf = idf
        self.coefficients = coefficients
        self.intercepts = intercepts
        self._vectoriser = _vectoriser(segmenter, vocabulary=self.terms)
        self._vectoriser.idf_ = idf.astype(np.float64)

    def judge(self, title: str, body: str) -> Verdict:
        """Return the probabilities of the industries, and for each what speaks most for it."""
        vector = self._vectoriser.transform([joined(title, body)])
        margins = np.asarray(vector @ self.coefficients.T + self.intercepts).ravel()
        weights = np.exp(SHARPNESS * (margins - margins.max()))
        probabilities = weights / weights.sum()
        return Verdict(
            dict(zip(self.slugs, probabilities.tolist(), strict=True)),
            {slug: self._telling(vector, row) for row, slug in enumerate(self.slugs)},
        )

    def predict(self, texts: Sequence[str]) -> list[str]:
        """Return the likeliest industry of every text."""
        margins = self._vectoriser.transform(texts) @ self.coefficients.T + self.intercepts
        return [self.slugs[place] for place in np.asarray(margins).argmax(axis=1).tolist()]

    def _telling(self, vector: csr_matrix, row: int) -> tuple[str, ...]:
        """Return the words of the text that speak most for an industry."""
        said = vector.data * self.coefficients[row, vector.indices]
        order = np.argsort(-said, kind="stable")
        found = [
            self.terms[vector.indices[place]].removeprefix(_WORD)
            for place in order.tolist()
            if said[place] > 0.0 and self.terms[vector.indices[place]].startswith(_WORD)
        ]
        return tuple(found[:SHOWN_TERMS])


def joined(title: str, body: str) -> str:
    """Return a text as the model reads it: the title, which says most, several times."""
    return "。".join([*[title] * TITLE_REPEATS, body])


def fit(examples: Sequence[Example], segmenter: str) -> IndustryTextModel:
    """Return a model of the examples; raise BadQuery where they are of fewer than two industries.

    segmenter: its name.
    """
    labels = np.array([example.slug for example in examples])
    if len(set(labels.tolist())) < LEAST_TEXTS:
        raise BadQuery("可学习的专利不足两个产业，请先导入带分类号的专利")
    vectoriser = _vectoriser(segmenter, min_df=LEAST_TEXTS)
    vectors = vectoriser.fit_transform([example.text for example in examples])
    machine = LinearSVC(C=REGULARISATION, class_weight="balanced", random_state=SEED)
    weights = np.array([example.weight for example in examples])
    machine.fit(vectors, labels, sample_weight=weights)
    coefficients, intercepts = _one_row_a_class(machine)
    return IndustryTextModel(
        segmenter,
        [str(slug) for slug in machine.classes_],
        vectoriser.get_feature_names_out().tolist(),
        vectoriser.idf_.astype(np.float32),
        coefficients.astype(np.float32),
        intercepts.astype(np.float32),
    )


def _one_row_a_class(machine: LinearSVC) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return coefficients and intercepts; of two classes scikit-learn keeps one row only."""
    coefficients, intercepts = machine.coef_, np.ravel(machine.intercept_)
    if len(machine.classes_) == 2:
        return np.vstack([-coefficients, coefficients]), np.concatenate([-intercepts, intercepts])
    return coefficients, intercepts


def _vectoriser(segmenter: str, **settings: Any) -> TfidfVectorizer:
    cut = get_segmenter(segmenter).search

    def analyse(text: str) -> list[str]:
        return character_tokens(text) + [_WORD + word for word in word_tokens(text, cut)]

    return TfidfVectorizer(analyzer=analyse, sublinear_tf=True, dtype=np.float32, **settings)
