"""Which industry a text belongs to, learnt from texts whose classification tells it.

A linear support vector machine over TF-IDF of characters, pairs of characters and words, one class
against the rest (scikit-learn's LinearSVC). The title counts twice: as part of the text, and as a
field of its own. A rare industry's texts weigh more, by the 0.7th power of how rare it is. Margins
become probabilities by a softmax. Regularisation, power and sharpness were chosen on patents of one
city in cross-validation.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from matchmaker.errors import BadQuery
from matchmaker.text.segment import get_segmenter
from matchmaker.text.tokens import character_tokens, word_tokens

REGULARISATION = 1.0
RARITY_POWER = 0.7
SHARPNESS = 2.0
LEAST_TEXTS, LEAST_INDUSTRIES = 2, 2
SEED = 20_261_125
TITLE_REPEATS = 3
SHOWN_TERMS = 3
_WORD = "词"

Array = NDArray[np.float32]
Document = tuple[str, str]


@dataclass(frozen=True)
class Example:
    """A title and a body of a known industry; weight: how much it counts, 1 for a patent."""

    title: str
    body: str
    slug: str
    weight: float = 1.0


@dataclass(frozen=True)
class Verdict:
    """What the model says of a text: slug → probability, adding up to one, and telling words."""

    probabilities: Mapping[str, float]
    terms: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Vocabulary:
    """The terms of a field in the order of their columns, and their idf."""

    terms: tuple[str, ...]
    idf: Array


class IndustryTextModel:
    """Two vocabularies, of text and title, and a row of coefficients for every industry.

    segmenter: the name of the one that cut the texts; coefficients: shape (industries, terms of
    both); intercepts: shape (industries,).
    """

    def __init__(
        self,
        segmenter: str,
        slugs: Sequence[str],
        fields: tuple[Vocabulary, Vocabulary],
        coefficients: Array,
        intercepts: Array,
    ) -> None:
        self.segmenter = segmenter
        self.slugs = tuple(slugs)
        self.fields = fields
        self.coefficients = coefficients
        self.intercepts = intercepts
        self._terms = tuple(chain.from_iterable(field.terms for field in fields))
        self._vectorisers = [_restored(segmenter, field) for field in fields]

    def judge(self, title: str, body: str) -> Verdict:
        """Return the probabilities of the industries, and for each what speaks most for it."""
        vector = self._vectors([(title, body)])
        margins = np.asarray(vector @ self.coefficients.T + self.intercepts).ravel()
        weights = np.exp(SHARPNESS * (margins - margins.max()))
        probabilities = weights / weights.sum()
        return Verdict(
            dict(zip(self.slugs, probabilities.tolist(), strict=True)),
            {slug: self._telling(vector, row) for row, slug in enumerate(self.slugs)},
        )

    def predict(self, documents: Sequence[Document]) -> list[str]:
        """Return the likeliest industry of every title and body."""
        margins = self._vectors(documents) @ self.coefficients.T + self.intercepts
        return [self.slugs[place] for place in np.asarray(margins).argmax(axis=1).tolist()]

    def _vectors(self, documents: Sequence[Document]) -> csr_matrix:
        fields = (list(map(_joined, documents)), [title for title, _ in documents])
        parts = [v.transform(texts) for v, texts in zip(self._vectorisers, fields, strict=True)]
        return hstack(parts, format="csr")

    def _telling(self, vector: csr_matrix, row: int) -> tuple[str, ...]:
        """Return the words that speak most for an industry."""
        said = vector.data * self.coefficients[row, vector.indices]
        order = [place for place in np.argsort(-said, kind="stable").tolist() if said[place] > 0.0]
        terms = (self._terms[vector.indices[place]] for place in order)
        words = dict.fromkeys(t.removeprefix(_WORD) for t in terms if t.startswith(_WORD))
        return tuple(words)[:SHOWN_TERMS]


def fit(examples: Sequence[Example], segmenter: str) -> IndustryTextModel:
    """Return a model of the examples; raise BadQuery where they are of fewer than two industries.

    segmenter: its name.
    """
    labels = np.array([example.slug for example in examples])
    if len(set(labels.tolist())) < LEAST_INDUSTRIES:
        raise BadQuery("可学习的专利不足两个产业，请先导入带分类号的专利")
    titles = [example.title for example in examples]
    texts = [_joined((example.title, example.body)) for example in examples]
    vectorisers = [_vectoriser(segmenter, min_df=LEAST_TEXTS) for _ in range(2)]
    parts = [v.fit_transform(t) for v, t in zip(vectorisers, (texts, titles), strict=True)]
    machine = LinearSVC(C=REGULARISATION, random_state=SEED)
    machine.fit(hstack(parts, format="csr"), labels, sample_weight=_weights(examples))
    coefficients, intercepts = _one_row_a_class(machine)
    text, title = (
        Vocabulary(tuple(v.get_feature_names_out().tolist()), v.idf_.astype(np.float32))
        for v in vectorisers
    )
    return IndustryTextModel(
        segmenter,
        [str(slug) for slug in machine.classes_],
        (text, title),
        coefficients.astype(np.float32),
        intercepts.astype(np.float32),
    )


def _joined(document: Document) -> str:
    """Return a text with its title, which says most, several times."""
    title, body = document
    return "。".join([*[title] * TITLE_REPEATS, body])


def _weights(examples: Sequence[Example]) -> NDArray[np.float64]:
    totals: dict[str, float] = defaultdict(float)
    for example in examples:
        totals[example.slug] += example.weight
    mean = sum(totals.values()) / len(totals)
    return np.array([e.weight * (mean / totals[e.slug]) ** RARITY_POWER for e in examples])


def _one_row_a_class(machine: LinearSVC) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return coefficients and intercepts; of two classes scikit-learn keeps one row only."""
    coefficients, intercepts = machine.coef_, np.ravel(machine.intercept_)
    if len(machine.classes_) == LEAST_INDUSTRIES:
        return np.vstack([-coefficients, coefficients]), np.concatenate([-intercepts, intercepts])
    return coefficients, intercepts


def _restored(segmenter: str, field: Vocabulary) -> TfidfVectorizer:
    vectoriser = _vectoriser(segmenter, vocabulary=field.terms)
    vectoriser.idf_ = field.idf.astype(np.float64)
    return vectoriser


def _vectoriser(segmenter: str, **settings: Any) -> TfidfVectorizer:
    cut = get_segmenter(segmenter).search

    def analyse(text: str) -> list[str]:
        return character_tokens(text) + [_WORD + word for word in word_tokens(text, cut)]

    return TfidfVectorizer(analyzer=analyse, sublinear_tf=True, dtype=np.float32, **settings)
