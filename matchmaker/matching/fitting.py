"""How all demands fit a stock: candidates for every demand at once, scores for a few patents."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from matchmaker.matching.algorithms.base import Algorithm
from matchmaker.matching.candidates import Mask, find_candidates
from matchmaker.matching.facts import Context, StockFacts, unknown_facts
from matchmaker.matching.features.demand_heat import count_demand_heat
from matchmaker.matching.index import MatchIndex
from matchmaker.matching.rank import Ranking, score_candidates
from matchmaker.matching.types import Candidates, DemandDoc, DemandQuery, IntArray


@dataclass(frozen=True)
class Fitting:
    """All demands with their candidates; a pair scores as where all demands are ranked together.

    near, reached: of every patent, how many demands have it among their nearest, and among their
    candidates, shape (patents,).
    """

    index: MatchIndex = field(repr=False)
    algorithm: Algorithm
    near: IntArray = field(repr=False)
    reached: IntArray = field(repr=False)
    context: Context = field(repr=False)
    pairs: tuple[tuple[DemandQuery, Candidates], ...] = field(repr=False)

    def rankings(self, rows: IntArray) -> Iterator[Ranking]:
        """Yield the demands that have some of the given patents among their candidates.

        These alone are scored. rows: of the patents in the index.
        """
        wanted = np.zeros(len(self.index), dtype=np.bool_)
        wanted[rows] = True
        # One at a time: what explains a ranking is large.
        for query, candidates in self.pairs:
            given = wanted[candidates.rows]
            if given.any():
                kept = Candidates(candidates.rows[given], candidates.cosine[given])
                yield score_candidates(
                    self.index, query, kept, self.algorithm, len(kept.rows), self.context
                )


def search_fitting(
    index: MatchIndex,
    demands: Sequence[DemandDoc],
    mask: Mask,
    algorithm: Algorithm,
    facts: StockFacts | None,
    on_found: Callable[[int], None],
) -> Fitting:
    """Return the candidates of all demands among the patents that may be offered.

    mask: which these are, shape (patents,); on_found: told now and then of how many demands the
    candidates are found.
    """
    queries, found = find_candidates(index, demands, mask, on_found)
    heat = count_demand_heat(queries, len(index))
    none = np.zeros(0, dtype=np.int64)
    rows = np.concatenate([none, *(candidates.rows for candidates in found)])
    return Fitting(
        index=index,
        algorithm=algorithm,
        near=np.zeros(len(index), dtype=np.int64) if heat is None else heat,
        reached=np.bincount(rows, minlength=len(index)),
        context=Context(facts or unknown_facts(len(index)), heat),
        pairs=tuple(zip(queries, found, strict=True)),
    )
