"""Learning a model of industries from texts whose classification tells them.

A linear support vector machine, one class against the rest (scikit-learn's LinearSVC). A rare
industry's texts weigh more, by the 0.7th power of how rare it is. Regularisation and power were
chosen on patents of one city in cross-validation.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from matchmaker.errors import BadQuery
from matchmaker.industry.text_model import IndustryTextModel, Vocabulary, analyser, joined

REGULARISATION = 1.0
RARITY_POWER = 0.7
LEAST_TEXTS, LEAST_INDUSTRIES = 2, 2
SEED = 20_261_125


@dataclass(frozen=True)
class Example:
    """A title and a body of a known industry; weight: how much it counts, 1 for a patent."""

    title: str
    body: str
    slug: str
    weight: float = 1.0


def fit(examples: Sequence[Example], segmenter: str) -> IndustryTextModel:
    """Return a model of the examples; raise BadQuery where they are of fewer than two industries.

    segmenter: its name.
    """
    labels = np.array([example.slug for example in examples])
    if len(set(labels.tolist())) < LEAST_INDUSTRIES:
        raise BadQuery("可学习的专利不足两个产业，请先导入带分类号的专利")
    titles = [example.title for example in examples]
    texts = [joined((example.title, example.body)) for example in examples]
    vectorisers = [
        TfidfVectorizer(
            analyzer=analyser(segmenter), sublinear_tf=True, min_df=LEAST_TEXTS, dtype=np.float32
        )
        for _ in range(2)
    ]
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
