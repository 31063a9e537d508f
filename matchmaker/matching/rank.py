"""Score narrow: order the candidates of a demand and explain any of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matchmaker.errors import IndexMissing
from matchmaker.matching.algorithms.base import Algorithm
from matchmaker.matching.candidates import Mask, find_candidates
from matchmaker.matching.explain import excerpt, one_line
from matchmaker.matching.facts import Context, StockFacts, unknown_facts
from matchmaker.matching.features.demand_heat import count_demand_heat
from matchmaker.matching.features.result import FeatureResult, Part
from matchmaker.matching.index import MatchIndex
from matchmaker.matching.types import (
    Candidates,
    DemandDoc,
    DemandQuery,
    ExplanationRow,
    IntArray,
    PatentDoc,
    ScoredPatent,
)
from matchmaker.text.normalise import normalise
from matchmaker.text.spans import FoldedText, folded_text


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
            parts = result.parts(position, patent) if result.parts else []
            if parts:
                rows.extend(_part_rows(feature.slug, share, parts, (self.query.doc, patent)))
            else:
                said = result.quotes(position) if result.quotes else ("", "")
                sentence = result.sentence(position)
                rows.append(ExplanationRow(feature.slug, feature.label, share, sentence, *said))
        return rows

    def without(self, patent_ids: Collection[int], top: int) -> "Ranking":
        """Return the same without some patents: the best of the others, ranked from 1."""
        kept = [scored for scored in self.ordered if scored.patent_id not in patent_ids][:top]
        ordered = (replace(scored, rank=place) for place, scored in enumerate(kept, start=1))
        return replace(self, ordered=tuple(ordered))

    def place(self, index: MatchIndex, row: int) -> ScoredPatent:
        """Return one of the candidates with its rank among all of them, kept or not."""
        scores = total_scores(self.algorithm, self.results)
        ids = np.asarray(index.ids)[self.candidates.rows]
        position = int(np.searchsorted(self.candidates.rows, row))
        score, patent_id = scores[position], ids[position]
        ahead = (scores > score) | ((scores == score) & (ids < patent_id))
        return ScoredPatent(
            patent_id=int(patent_id),
            row=row,
            rank=int(ahead.sum()) + 1,
            score=float(score),
            industry=_shared_industries(index, self.query, np.array([row]))[0],
        )

    def _position(self, scored: ScoredPatent) -> int:
        return int(np.searchsorted(self.candidates.rows, scored.row))


def rank(
    index: MatchIndex,
    demands: Sequence[DemandDoc],
    mask: Mask,
    algorithm: Algorithm,
    top: int,
    facts: StockFacts | None = None,
) -> list[Ranking]:
    """Return, for every demand in order, its best patents among the rows of the mask.

    mask: which patents may be offered, shape (patents,); top: how many to keep; facts: what is
    known of the patents beside their texts, None for nothing.
    """
    queries, found = find_candidates(index, demands, mask)
    context = Context(facts or unknown_facts(len(index)), count_demand_heat(queries, len(index)))
    return [
        score_candidates(index, query, candidates, algorithm, top, context)
        for query, candidates in zip(queries, found, strict=True)
    ]


def score_candidates(
    index: MatchIndex,
    query: DemandQuery,
    candidates: Candidates,
    algorithm: Algorithm,
    top: int,
    context: Context | None = None,
) -> Ranking:
    """Return the candidates ordered by score, ties by the patent's id.

    context: what is known beside the texts, None for nothing.
    """
    if not _fits(index, algorithm):
        raise IndexMissing(
            f"现有索引不适用于算法 {algorithm.slug}。请为算法 {algorithm.slug} 建立索引"
        )
    context = context or Context(unknown_facts(len(index)))
    results = tuple(
        feature.score(index, query, candidates, context) for feature in algorithm.features
    )
    scores = total_scores(algorithm, results)
    ids = np.asarray(index.ids)[candidates.rows]
    order = np.lexsort((ids, -scores))[:top]
    rows = candidates.rows[order]
    industries = _shared_industries(index, query, rows)
    best = zip(ids[order].tolist(), rows.tolist(), scores[order].tolist(), industries, strict=True)
    ordered = tuple(
        ScoredPatent(patent_id, row, place, score, industry)
        for place, (patent_id, row, score, industry) in enumerate(best, start=1)
    )
    return Ranking(query, candidates, results, algorithm, ordered)


def _fits(index: MatchIndex, algorithm: Algorithm) -> bool:
    """Whether the index was made by the scheme, and with the language model, of the algorithm."""
    model = algorithm.encoder
    if model is not None and (
        index.dense is None or index.dense.encoder.fingerprint != model.fingerprint
    ):
        return False
    return index.vectoriser.scheme == algorithm.scheme


def total_scores(algorithm: Algorithm, results: Sequence[FeatureResult]) -> NDArray[np.float64]:
    """Return the weighted sum of the features' scores, shape (candidates,)."""
    scores = np.zeros(len(results[0].scores), dtype=np.float64)
    for feature, result in zip(algorithm.features, results, strict=True):
        scores += feature.weight * result.scores.astype(np.float64)
    return scores


def _part_rows(
    feature: str, share: float, parts: Sequence[Part], docs: tuple[DemandDoc, PatentDoc]
) -> list[ExplanationRow]:
    """Return a row for every named fraction of a feature's share."""
    wholes = [doc.whole for doc in docs]
    quoted = [(folded_text(whole), one_line(whole)) for whole in wholes]
    return [_part_row(feature, share, part, quoted) for part in parts]


def _part_row(
    feature: str, share: float, part: Part, texts: Sequence[tuple[FoldedText, str]]
) -> ExplanationRow:
    """Return a row; texts: of demand and patent, as they are searched and as they are quoted."""
    if not part.found:
        return ExplanationRow(feature, part.label, share * part.fraction, part.label)
    (demand, demand_line), (patent, patent_line) = texts
    if part.said == part.found:
        sentence = f"双方都有“{part.found}”"
    else:
        sentence = f"需求的“{part.said}”，专利作“{part.found}”"
    found = normalise(part.found)
    said = found if part.said == part.found else normalise(part.said)
    return ExplanationRow(
        feature,
        part.label,
        share * part.fraction,
        sentence,
        in_demand=excerpt(demand_line, said),
        in_patent=excerpt(patent_line, found),
        demand_spans=demand.spans_of_folded(said),
        patent_spans=patent.spans_of_folded(found),
    )


def _shared_industries(index: MatchIndex, query: DemandQuery, rows: IntArray) -> list[str]:
    """Return of every patent the slug of the industry that it shares with the demand.

    Where it shares none, that is the demand's surest one, else 其他.
    """
    own = query.industries
    surest = int(own.argmax()) if own.max(initial=0.0) > 0.0 else len(own) - 1
    overlap = np.minimum(own, np.asarray(index.industries)[rows])
    shared = np.where(overlap.max(axis=1, initial=0.0) > 0.0, overlap.argmax(axis=1), surest)
    return [index.industry_slugs[column] for column in shared.tolist()]
