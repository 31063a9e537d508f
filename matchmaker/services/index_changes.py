"""What of the stock an index does not know yet."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session

from matchmaker.matching.index import GONE, MatchIndex, doc_digest
from matchmaker.matching.store import load_meta
from matchmaker.matching.types import FloatArray, IntArray, PatentDoc
from matchmaker.services.seen_revisions import load_seen
from matchmaker.services.stock import load_docs
from models.queries import stock as stock_queries


@dataclass(frozen=True)
class IndustryRows:
    """How surely patents belong to industries; ids, slugs, confidences: an entry each."""

    ids: IntArray
    slugs: tuple[str, ...] = field(repr=False)
    confidences: NDArray[np.float32]

    def matrix(self, index: MatchIndex) -> FloatArray:
        """Return the confidences in the rows and columns of an index."""
        column = {slug: i for i, slug in enumerate(index.industry_slugs)}
        columns = np.array([column.get(slug, -1) for slug in self.slugs], dtype=np.int64)
        rows = _find_rows(np.asarray(index.ids), self.ids)
        known = (rows >= 0) & (columns >= 0)
        matrix = np.zeros((len(index), len(column)), dtype=np.float32, order="F")
        matrix[rows[known], columns[known]] = self.confidences[known]
        return matrix


@dataclass(frozen=True)
class Changes:
    """What has to be done to an index.

    docs: patents that are new or say something else; gone: ids of those that are no longer there;
    industries: of all patents, retagged: whether those of patents that stay have changed.
    """

    docs: list[PatentDoc]
    gone: list[int]
    industries: IndustryRows = field(repr=False)
    retagged: bool

    @property
    def any(self) -> bool:
        """Whether there is anything to be done."""
        return bool(self.docs or self.gone or self.retagged)


def find_changes(
    session: Session, folder: Path, index: MatchIndex, revisions: Sequence[tuple[int, int]]
) -> Changes:
    """Return what the index in use does not know; revisions: ids and revisions of all patents."""
    ids, digests = np.asarray(index.ids), np.asarray(index.digests)
    known = dict(zip(ids.tolist(), digests.tolist(), strict=True))
    known.pop(GONE, None)
    seen = load_seen(folder, str(load_meta(folder)["fingerprint"]))
    # A patent that is as it was seen needs no reading.
    suspects = [i for i, revision in revisions if i not in known or seen.get(i) != revision]
    docs = load_docs(session, suspects) if len(suspects) < len(revisions) else load_docs(session)
    industries = _load_industries(session)
    return Changes(
        docs=[doc for doc in docs if known.get(doc.id) != doc_digest(doc)],
        gone=sorted(known.keys() - {patent_id for patent_id, _ in revisions}),
        industries=industries,
        retagged=not np.array_equal(industries.matrix(index), index.industries),
    )


def _load_industries(session: Session) -> IndustryRows:
    rows = stock_queries.patent_industry_rows(session)
    ids, slugs, confidences = zip(*rows, strict=True) if rows else ((), (), ())
    return IndustryRows(
        np.array(ids, dtype=np.int64), slugs, np.array(confidences, dtype=np.float32)
    )


def _find_rows(ids: IntArray, wanted: IntArray) -> IntArray:
    """Return the row of every wanted id, -1 where there is none."""
    order = np.argsort(ids, kind="stable")
    ascending = ids[order]
    places = np.minimum(np.searchsorted(ascending, wanted), len(ids) - 1)
    rows: IntArray = np.where(ascending[places] == wanted, order[places], -1)
    return rows
