"""Which industry a text belongs to, by a linear model of its words.

A score for each industry over TF-IDF of characters, pairs of characters and words. The title counts
twice: as part of the text, and as a field of its own. Scores become probabilities by a softmax,
whose sharpness was chosen on patents of one city in cross-validation.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from matchmaker.text.segment import get_segmenter
from matchmaker.text.tokens import character_tokens, word_tokens

SHARPNESS = 2.0
TITLE_REPEATS = 3
SHOWN_TERMS = 3
_WORD = "词"

Array = NDArray[np.float32]
Document = tuple[str, str]


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
        self._analyse = analyser(segmenter)
        self._column_of = [{term: place for place, term in enumerate(f.terms)} for f in fields]

    def judge(self, title: str, body: str) -> Verdict:
        """Return the probabilities of the industries, and for each what speaks most for it."""
        columns, weights = self._vector((title, body))
        said = self.coefficients[:, columns] * weights
        margins = said.sum(axis=1) + self.intercepts
        powers = np.exp(SHARPNESS * (margins - margins.max()))
        probabilities = powers / powers.sum()
        return Verdict(
            dict(zip(self.slugs, probabilities.tolist(), strict=True)),
            {slug: self._telling(columns, said[row]) for row, slug in enumerate(self.slugs)},
        )

    def predict(self, documents: Sequence[Document]) -> list[str]:
        """Return the likeliest industry of every title and body."""
        found = []
        for document in documents:
            columns, weights = self._vector(document)
            margins = self.coefficients[:, columns] @ weights + self.intercepts
            found.append(self.slugs[int(margins.argmax())])
        return found

    def _vector(self, document: Document) -> tuple[NDArray[np.intp], Array]:
        """Return the columns of both fields and their weights, each field of length one."""
        columns: list[int] = []
        weights: list[Array] = []
        first = 0
        for text, field, column_of in zip(
            (joined(document), document[0]), self.fields, self._column_of, strict=True
        ):
            counts = Counter(term for term in self._analyse(text) if term in column_of)
            places = [column_of[term] for term in counts]
            counted = np.array(list(counts.values()), dtype=np.float32)
            values = (1.0 + np.log(counted)) * field.idf[places]
            columns += [first + place for place in places]
            length = np.linalg.norm(values) if places else 1.0
            weights.append((values / length).astype(np.float32))
            first += len(field.terms)
        return np.array(columns, dtype=np.intp), np.concatenate(weights)

    def _telling(self, columns: NDArray[np.intp], said: Array) -> tuple[str, ...]:
        """Return the words that speak most for an industry; said: what each column adds."""
        order = [place for place in np.lexsort((columns, -said)).tolist() if said[place] > 0.0]
        terms = (self._terms[columns[place]] for place in order)
        words = dict.fromkeys(t.removeprefix(_WORD) for t in terms if t.startswith(_WORD))
        return tuple(words)[:SHOWN_TERMS]


def joined(document: Document) -> str:
    """Return a text with its title, which says most, several times."""
    title, body = document
    return "。".join([*[title] * TITLE_REPEATS, body])


def analyser(segmenter: str) -> Callable[[str], list[str]]:
    """Return what cuts a text into the terms of a model; words are told apart by a mark."""
    cut = get_segmenter(segmenter).search

    def analyse(text: str) -> list[str]:
        return character_tokens(text) + [_WORD + word for word in word_tokens(text, cut)]

    return analyse
