"""The searchable stock: plain arrays, in memory or mapped from disk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from matchmaker.matching import vectorise
from matchmaker.matching.dense import DenseEncoder, DenseStock, encode_patents
from matchmaker.matching.patent_texts import PatentTexts, pack_texts
from matchmaker.matching.text_scheme import Text, TextScheme
from matchmaker.matching.types import DemandDoc, FloatArray, IntArray, PatentDoc
from matchmaker.matching.vectorise import TextVectoriser

SUBCLASS_LENGTH = 4


@dataclass(frozen=True)
class MatchIndex:
    """The patents' vectors and what the features read of them, a row a patent.

    vectors: (patents, columns); postings: the same by columns, (columns, patents); ids: database
    ids, ascending; industries: confidence of every industry, (patents, industries); subclasses:
    IPC subclasses of all patents one after the other, row i owning subclass_offsets[i]:
    subclass_offsets[i + 1]; texts: what reasons quote; dense: a language model's vectors, where
    the index was made with one.
    """

    vectoriser: TextVectoriser
    vectors: csr_matrix
    postings: csr_matrix
    ids: IntArray
    industry_slugs: tuple[str, ...]
    industry_names: tuple[str, ...]
    industries: FloatArray
    subclasses: NDArray[np.str_]
    subclass_offsets: IntArray
    texts: PatentTexts = field(repr=False)
    dense: DenseStock | None = None

    def __len__(self) -> int:
        return len(self.ids)

    def find_row(self, patent_id: int) -> int | None:
        """Return the row of a patent, None for one that came after the index."""
        row = int(np.searchsorted(self.ids, patent_id))
        return row if row < len(self) and int(self.ids[row]) == patent_id else None

    def subclasses_of(self, row: int) -> tuple[str, ...]:
        """Return the IPC subclasses of a patent, the main one first."""
        start, end = self.subclass_offsets[row], self.subclass_offsets[row + 1]
        return tuple(str(code) for code in self.subclasses[start:end])

    def industry_vector(self, industries: Sequence[tuple[str, float]]) -> FloatArray:
        """Return the confidences in the order of industry_slugs; unknown slugs are no industry."""
        known = dict(industries)
        return np.array([known.get(slug, 0.0) for slug in self.industry_slugs], dtype=np.float32)


def build_index(
    patents: Sequence[PatentDoc],
    demands: Sequence[DemandDoc],
    industries: Mapping[str, str],
    segmenter: str,
    scheme: TextScheme,
    encoder: DenseEncoder | None = None,
) -> MatchIndex:
    """Return the index of the patents; the demands' texts only help to weigh the terms.

    industries: slug → Chinese name of every industry, in order, 其他 last; segmenter: its name;
    scheme: how texts become vectors; encoder: a language model that makes dense ones beside them.
    """
    ordered = sorted(patents, key=lambda doc: doc.id)
    vectoriser, vectors = vectorise.fit(
        [Text(doc.title, doc.body) for doc in ordered],
        [Text(doc.title, doc.body) for doc in demands],
        segmenter,
        scheme,
    )
    subclasses = {c: _subclasses(c) for c in {doc.classifications for doc in ordered}}
    codes = [subclasses[doc.classifications] for doc in ordered]
    offsets = np.cumsum([0, *map(len, codes)], dtype=np.int64)
    slugs = tuple(industries)
    return MatchIndex(
        vectoriser=vectoriser,
        vectors=vectors,
        postings=vectors.T.tocsr(),
        ids=np.array([doc.id for doc in ordered], dtype=np.int64),
        industry_slugs=slugs,
        industry_names=tuple(industries.values()),
        industries=_confidences(ordered, slugs),
        subclasses=np.array([code for row in codes for code in row], dtype=f"<U{SUBCLASS_LENGTH}"),
        subclass_offsets=offsets,
        texts=pack_texts(ordered),
        dense=encode_patents(encoder, ordered) if encoder else None,
    )


def _confidences(patents: Sequence[PatentDoc], slugs: Sequence[str]) -> FloatArray:
    """Return how surely every patent belongs to every industry, (patents, industries)."""
    column = {slug: i for i, slug in enumerate(slugs)}
    # Few answers differ among many patents.
    places: dict[tuple[tuple[str, float], ...], int] = {}
    place_of = [places.setdefault(doc.industries, len(places)) for doc in patents]
    answers = np.zeros((len(places), len(slugs)), dtype=np.float32)
    for place, industries in enumerate(places):
        for slug, confidence in industries:
            # Unknown slugs are no industry: the list of industries may have lost one since.
            if slug in column:
                answers[place, column[slug]] = confidence
    return answers[place_of]


def _subclasses(classifications: Sequence[str]) -> list[str]:
    """Return the distinct IPC subclasses; Locarno codes of designs begin with a figure."""
    codes = [c[:SUBCLASS_LENGTH] for c in classifications if c[:1].isalpha()]
    return list(dict.fromkeys(code for code in codes if len(code) == SUBCLASS_LENGTH))
