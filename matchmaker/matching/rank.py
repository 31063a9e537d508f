"""Score narrow: order the candidates of a demand and explain any of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matchmaker.matching.algorithms.base import Algorithm
from matchmaker.matching.candidates import Mask, make_queries, retrieve
from matchmaker.matching.features.result import FeatureResult
from matchmaker.matching.features.text import REST
from matchmaker.matching.index import MatchIndex
from matchmaker.matching.types import (
    Candidates,
    DemandDoc,
    DemandQuery,
    ExplanationRow,
    PatentDoc,
    ScoredPatent,
)


@dataclass(frozen=True)
class Ranking:
    """The scored candidates of one demand, best first, and what explains them."""

    query: DemandQuery
    candidates: Candidates
    results: tuple[FeatureResult, ...]
    algorithm: Algorithm
    ordered: tuple[ScoredPatent, ...]

    def feature_scores(self, scored: ScoredPatent) -> dict[str, float]:
        """Return feature slug → score of one of the ordered patents."""
        position = self._position(scored)
        return {
            feature.slug: float(result.scores[position])
            for feature, result in zip(self.algorithm.features, self.results, strict=True)
        }

    def explain(self, scored: ScoredPatent, patent: PatentDoc) -> list[ExplanationRow]:
        """Return the rows whose shares add up to the score, in the order of the features.

        patent: the texts of the scored patent, which the index does not keep.
        """
        position = self._position(scored)
        rows: list[ExplanationRow] = []
        for feature, result in zip(self.algorithm.features, self.results, strict=True):
            share = feature.weight * float(result.scores[position])
            sentence = result.sentence(position)
            parts = result.parts(position, patent) if result.parts else []
            if not parts:
                rows.append(ExplanationRow(feature.slug, feature.label, share, sentence))
            rows.extend(
                ExplanationRow(
                    feature.slug,
                    label,
                    share * fraction,
                    label if label == REST else f"双方都有“{label}”",
                )
                for label, fraction in parts
            )
        return rows

    def _position(self, scored: ScoredPatent) -> int:
        return int(np.searchsorted(self.candidates.rows, scored.row))


def rank(
    index: MatchIndex,
    demands: Sequence[DemandDoc],
    mask: Mask,
    algorithm: Algorithm,
    top: int,
) -> list[Ranking]:
    """Return, for every demand in order, its best patents among the rows of the mask.

    mask: which patents may be offered, shape (patents,); top: how many to keep.
    """
    queries = make_queries(index, demands, mask)
    found = retrieve(index, queries, mask)
    return [
        score_candidates(index, query, candidates, algorithm, top)
        for query, candidates in zip(queries, found, strict=True)
    ]


def score_candidates(
    index: MatchIndex,
    query: DemandQuery,
    candidates: Candidates,
    algorithm: Algorithm,
    top: int,
) -> Ranking:
    """Return the candidates ordered by score, ties by the patent's id."""
    results = tuple(feature.score(index, query, candidates) for feature in algorithm.features)
    scores = np.zeros(len(candidates.rows), dtype=np.float64)
    for feature, result in zip(algorithm.features, results, strict=True):
        scores += feature.weight * result.scores.astype(np.float64)
    ids = np.asarray(index.ids)[candidates.rows]
    order = np.lexsort((ids, -scores))[:top]
    ordered = tuple(
        ScoredPatent(
            patent_id=int(ids[position]),
            row=int(candidates.rows[position]),
            rank=place,
            score=float(scores[position]),
            industry=_shared_industry(index, query, int(candidates.rows[position])),
        )
        for place, position in enumerate(order.tolist(), start=1)
    )
    return Ranking(query, candidates, results, algorithm, ordered)


def _shared_industry(index: MatchIndex, query: DemandQuery, row: int) -> str:
    """Return the slug of the industry both belong to, else the demand's surest one, else 其他."""
    overlap = np.minimum(query.industries, np.asarray(index.industries[row]))
    confidences = overlap if overlap.max(initial=0.0) > 0.0 else query.industries
    if confidences.max(initial=0.0) <= 0.0:
        return index.industry_slugs[-1]
    return index.industry_slugs[int(confidences.argmax())]
