"""The other direction: the demands that given patents answer best.

A pair has the score and the reasons that it has where all the demands are ranked together.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from matchmaker.matching.algorithms.base import Algorithm
from matchmaker.matching.candidates import (
    Mask,
    all_candidates,
    make_vector_queries,
    may_be_nearest,
    retrieve_demands,
)
from matchmaker.matching.facts import Context, StockFacts, unknown_facts
from matchmaker.matching.features.demand_heat import NEAREST, count_demand_heat
from matchmaker.matching.index import MatchIndex
from matchmaker.matching.rank import Ranking, score_candidates
from matchmaker.matching.types import Candidates, DemandDoc, DemandQuery, IntArray


@dataclass(frozen=True)
class NearDemands:
    """The demands that come near one of the given patents, ready to be scored.

    rows: of the patents, ascending; pairs: every demand with those of the patents that it comes
    near to; context: what all pairs are scored with, true of the given patents alone; refused:
    demand's id → ids of the patents that are not offered for it.
    """

    index: MatchIndex = field(repr=False)
    rows: IntArray
    algorithm: Algorithm
    context: Context = field(repr=False)
    pairs: tuple[tuple[DemandQuery, Candidates], ...] = field(repr=False)
    refused: Mapping[int, Collection[int]] = field(default_factory=dict, repr=False)

    def best(self, group_of: Mapping[int, int], top: int) -> list[Ranking]:
        """Return the best demand of every group, best first, ties by the group's id.

        A demand is as good as the best of its pairs, and of demands as good as each other the
        one of the lowest id is taken. Each is ranked over all the given patents, near or not.
        group_of: demand's id → id of its group; top: how many groups to keep.
        """
        best: dict[int, tuple[float, int, DemandQuery]] = {}
        for ranking in self._rank_near():
            if not ranking.ordered:
                continue
            query, score = ranking.query, ranking.ordered[0].score
            found = best.get(group_of[query.doc.id])
            if found is None or (-score, query.doc.id) < found[:2]:
                best[group_of[query.doc.id]] = (-score, query.doc.id, query)
        leading = sorted(best, key=lambda group: (best[group][0], group))[:top]
        whole = {group: self._rank_all(best[group][2]) for group in leading}
        leading.sort(key=lambda group: (-whole[group].ordered[0].score, group))
        return [whole[group] for group in leading]

    def _rank_near(self) -> Iterator[Ranking]:
        # One at a time: what explains a ranking is large, and most of them are not kept.
        for query, candidates in self.pairs:
            yield self._score(query, candidates)

    def _rank_all(self, query: DemandQuery) -> Ranking:
        return self._score(query, all_candidates(self.index, query, self.rows))

    def _score(self, query: DemandQuery, candidates: Candidates) -> Ranking:
        ranking = score_candidates(
            self.index, query, candidates, self.algorithm, len(self.rows), self.context
        )
        refused = self.refused.get(query.doc.id)
        return ranking.without(refused, len(self.rows)) if refused else ranking


def find_near_demands(
    index: MatchIndex,
    demands: Sequence[DemandDoc],
    mask: Mask,
    rows: IntArray,
    algorithm: Algorithm,
    facts: StockFacts | None = None,
) -> NearDemands:
    """Return the demands that come near the given patents.

    demands: all that may be shown, since they count for one another; mask: which patents may be
    offered, shape (patents,); rows: the given ones among them, ascending; facts: what is known of
    the patents beside their texts, None for nothing.
    """
    # Made in one go, as for a ranking of all demands: vectors are the same to the last bit.
    vectors = index.vectoriser.demands([doc.text for doc in demands])
    near = retrieve_demands(index, vectors, rows)
    retrieved = np.array([len(found.rows) > 0 for found in near], dtype=np.bool_)
    # The nearest patents of a demand are dear to find; all other demands need none.
    needed = np.flatnonzero(retrieved | may_be_nearest(index, vectors, rows, mask, NEAREST))
    docs = [demands[position] for position in needed.tolist()]
    queries = make_vector_queries(index, docs, vectors[needed], mask)
    heat = count_demand_heat(queries, len(index), together=len(demands))
    pairs = zip(queries, [near[position] for position in needed.tolist()], strict=True)
    return NearDemands(
        index,
        rows,
        algorithm,
        Context(facts or unknown_facts(len(index)), heat),
        tuple((query, found) for query, found in pairs if len(found.rows)),
    )
