"""The searchable stock: plain arrays, in memory or mapped from disk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack

from matchmaker.matching import vectorise
from matchmaker.matching.dense import DenseEncoder, DenseStock, encode_patents
from matchmaker.matching.patent_rows import PatentRows, Postings
from matchmaker.matching.patent_texts import PackedTexts, PatentTexts, pack_texts
from matchmaker.matching.text_scheme import Text, TextScheme
from matchmaker.matching.types import DemandDoc, FloatArray, IntArray, PatentDoc
from matchmaker.matching.vectorise import OnDone, TextVectoriser

SUBCLASS_LENGTH = 4
# From an eighth of the rows on their postings are read rather than they themselves.
MOST = 8
# The id of a row whose patent is gone, or stands in a later row.
GONE = -1


@dataclass(frozen=True)
class Recipe:
    """How an index is made.

    segmenter: its name; scheme: how texts become vectors; encoder: a language model that makes
    dense ones beside them, None for none.
    """

    segmenter: str
    scheme: TextScheme
    encoder: DenseEncoder | None = None


@dataclass(frozen=True)
class MatchIndex:
    """The patents' vectors and what the features read of them, a row a patent.

    vectors: (rows, columns); postings: the same by columns; ids: database ids, ascending in an
    index that was built in one go, GONE for a row that is out of use; digests: of what the row was
    made of; industries: confidence of every industry, (rows, industries); subclasses: IPC
    subclasses of all patents one after the other, row i owning subclass_offsets[i]:
    subclass_offsets[i + 1]; texts: what reasons quote; dense: a language model's vectors, where
    the index was made with one.
    """

    vectoriser: TextVectoriser
    vectors: PatentRows
    postings: Postings
    ids: IntArray
    digests: NDArray[np.uint64]
    industry_slugs: tuple[str, ...]
    industry_names: tuple[str, ...]
    industries: FloatArray
    subclasses: NDArray[np.str_]
    subclass_offsets: IntArray
    texts: PatentTexts = field(repr=False)
    dense: DenseStock | None = None

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def patents(self) -> int:
        """How many patents there are, which are fewer than rows where some are out of use."""
        return int((np.asarray(self.ids) != GONE).sum())

    def is_most(self, rows: IntArray) -> bool:
        """Whether so many rows are read better by the columns that are wanted of them."""
        return len(rows) * MOST > len(self)

    def find_row(self, patent_id: int) -> int | None:
        """Return the row of a patent, None for one that came after the index."""
        rows = np.flatnonzero(np.asarray(self.ids) == patent_id)
        return int(rows[0]) if len(rows) else None

    def subclass_runs(self, rows: IntArray) -> tuple[NDArray[np.str_], IntArray]:
        """Return the subclasses of the rows one after the other, and how many each has."""
        offsets = np.asarray(self.subclass_offsets)
        first = offsets[rows]
        counts = offsets[rows + 1] - first
        starts = np.cumsum(counts) - counts
        places = np.arange(int(counts.sum())) + np.repeat(first - starts, counts)
        return np.asarray(self.subclasses)[places], counts

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
    recipe: Recipe,
    on_done: OnDone = lambda *_: None,
) -> MatchIndex:
    """Return the index of the patents; the demands' texts only help to weigh the terms.

    industries: slug → Chinese name of every industry, in order, 其他 last; on_done: told now and
    then how many texts are done, of how many; a patent's counts twice.
    """
    ordered = sorted(patents, key=lambda doc: doc.id)
    vectoriser, vectors = vectorise.fit(
        _fields(ordered),
        [Text(doc.title, doc.body) for doc in demands],
        recipe.segmenter,
        recipe.scheme,
        on_done,
    )
    subclasses, offsets = _pack_subclasses(ordered)
    slugs = tuple(industries)
    return MatchIndex(
        vectoriser=vectoriser,
        vectors=PatentRows([vectors]),
        postings=Postings([vectors.T.tocsr()]),
        ids=np.array([doc.id for doc in ordered], dtype=np.int64),
        digests=_digests(ordered),
        industry_slugs=slugs,
        industry_names=tuple(industries.values()),
        industries=_confidences(ordered, slugs),
        subclasses=subclasses,
        subclass_offsets=offsets,
        texts=PatentTexts([_pack_texts(ordered)]),
        dense=encode_patents(recipe.encoder, ordered) if recipe.encoder else None,
    )


def extend_index(
    index: MatchIndex, patents: Sequence[PatentDoc], gone: Sequence[int] = ()
) -> MatchIndex:
    """Return the index with patents added or changed, and without those that are gone.

    gone: ids. The first part of its arrays is that of the index itself. How rare the terms are is
    not counted anew: an index built in one go differs from it by that.
    """
    added = sorted(patents, key=lambda doc: doc.id)
    base = index.vectors.parts[0].shape[0]
    ids = np.array(index.ids)
    ids[np.isin(ids, np.array([*gone, *(doc.id for doc in added)], dtype=np.int64))] = GONE
    # Of the later part only what is in use is kept: it is written anew each time.
    later = base + np.flatnonzero(ids[base:] != GONE)
    kept = np.concatenate([np.arange(base), later])
    vectoriser, vectors = index.vectoriser.extend(_fields(added))
    late = vstack([_widen(index.vectors[later], vectoriser.width), vectors], format="csr")
    subclasses, offsets = _pack_subclasses(added)
    codes, counts = index.subclass_runs(kept)
    all_counts = np.concatenate([counts, np.diff(offsets)])
    texts = [index.texts.get(row, int(ids[row])) for row in later.tolist()]
    first = index.vectors.parts[0], index.postings.parts[0]
    return replace(
        index,
        vectoriser=vectoriser,
        vectors=PatentRows([_widen(first[0], vectoriser.width), late]),
        postings=Postings([_heighten(first[1], vectoriser.width), late.T.tocsr()]),
        ids=np.concatenate([ids[kept], [doc.id for doc in added]]).astype(np.int64),
        digests=np.concatenate([index.digests[kept], _digests(added)]),
        industries=np.concatenate(
            [index.industries[kept], _confidences(added, index.industry_slugs)]
        ),
        subclasses=np.concatenate([codes, subclasses]),
        subclass_offsets=np.concatenate([[0], np.cumsum(all_counts)]),
        texts=PatentTexts([index.texts.parts[0], _pack_texts([*texts, *added])]),
        dense=_extend_dense(index.dense, kept, added),
    )


def doc_digest(doc: PatentDoc) -> int:
    """Return a digest of what a row's vector, texts and subclasses are made of."""
    said = "\0".join((doc.title, doc.body, *doc.classifications))
    return int.from_bytes(blake2b(said.encode(), digest_size=8).digest(), "little")


def _digests(patents: Sequence[PatentDoc]) -> NDArray[np.uint64]:
    return np.array([doc_digest(doc) for doc in patents], dtype=np.uint64)


def _fields(patents: Sequence[PatentDoc]) -> list[Text]:
    return [Text(doc.title, doc.body) for doc in patents]


def _pack_texts(patents: Sequence[PatentDoc]) -> PackedTexts:
    return pack_texts([(doc.title, doc.body) for doc in patents])


def _widen(rows: csr_matrix, width: int) -> csr_matrix:
    """Return the rows with columns of nought behind theirs; entries are shared, not copied."""
    return csr_matrix((rows.data, rows.indices, rows.indptr), shape=(rows.shape[0], width))


def _heighten(columns: csr_matrix, height: int) -> csr_matrix:
    """Return the same of a matrix by columns."""
    lacking = height - columns.shape[0]
    ends = np.pad(np.asarray(columns.indptr), (0, lacking), mode="edge")
    return csr_matrix((columns.data, columns.indices, ends), shape=(height, columns.shape[1]))


def _extend_dense(
    dense: DenseStock | None, kept: IntArray, added: Sequence[PatentDoc]
) -> DenseStock | None:
    if dense is None:
        return None
    new = encode_patents(dense.encoder, added).vectors
    return DenseStock(dense.encoder, np.concatenate([dense.vectors[kept], new]))


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
    # An industry is asked for more often than a patent.
    return np.asfortranarray(answers[place_of])


def _pack_subclasses(patents: Sequence[PatentDoc]) -> tuple[NDArray[np.str_], IntArray]:
    """Return the subclasses of the patents one after the other, and where each begins."""
    known = {c: _subclasses(c) for c in {doc.classifications for doc in patents}}
    codes = [known[doc.classifications] for doc in patents]
    offsets = np.cumsum([0, *map(len, codes)], dtype=np.int64)
    flat = [code for row in codes for code in row]
    return np.array(flat, dtype=f"<U{SUBCLASS_LENGTH}"), offsets


def _subclasses(classifications: Sequence[str]) -> list[str]:
    """Return the distinct IPC subclasses; Locarno codes of designs begin with a figure."""
    codes = [c[:SUBCLASS_LENGTH] for c in classifications if c[:1].isalpha()]
    return list(dict.fromkeys(code for code in codes if len(code) == SUBCLASS_LENGTH))
