"""How all demands fit a few patents out of a large stock."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from matchmaker.matching.algorithms.base import Algorithm
from matchmaker.matching.candidates import Mask, find_candidates
from matchmaker.matching.facts import Context, StockFacts, unknown_facts
from matchmaker.matching.features.demand_heat import count_demand_heat
from matchmaker.matching.index import MatchIndex
from matchmaker.matching.rank import Ranking, score_candidates
from matchmaker.matching.types import Candidates, DemandDoc, IntArray


def iter_fitting(
    index: MatchIndex,
    demands: Sequence[DemandDoc],
    offered: tuple[Mask, IntArray],
    algorithm: Algorithm,
    facts: StockFacts | None,
    on_found: Callable[[int], None],
) -> Iterator[Ranking]:
    """Yield the demands that have some of the given patents among their candidates, these scored.

    The candidates are found among all that may be offered, and a pair has the score that it has
    where all demands are ranked together. offered: which patents may be, shape (patents,), and the
    rows of the given ones among them; on_found: told now and then of how many demands the
    candidates are found.
    """
    mask, rows = offered
    queries, found = find_candidates(index, demands, mask, on_found)
    heat = count_demand_heat(queries, len(index))
    context = Context(facts or unknown_facts(len(index)), heat)
    for query, candidates in zip(queries, found, strict=True):
        given = np.isin(candidates.rows, rows)
        if given.any():
            kept = Candidates(candidates.rows[given], candidates.cosine[given])
            yield score_candidates(index, query, kept, algorithm, len(kept.rows), context)
