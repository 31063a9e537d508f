"""The best patents of every demand, one demand after the other, for who asks about patents."""

from collections.abc import Callable, Iterator, Sequence

from matchmaker.matching.algorithms.base import Algorithm
from matchmaker.matching.candidates import Mask, find_candidates
from matchmaker.matching.facts import Context, StockFacts, unknown_facts
from matchmaker.matching.features.demand_heat import NEAREST, count_demand_heat
from matchmaker.matching.index import MatchIndex
from matchmaker.matching.rank import Ranking, score_candidates
from matchmaker.matching.types import DemandDoc


def iter_best(
    index: MatchIndex,
    demands: Sequence[DemandDoc],
    mask: Mask,
    algorithm: Algorithm,
    facts: StockFacts | None,
    on_done: Callable[[int, int], None],
) -> Iterator[Ranking]:
    """Yield what rank returns of all demands, in their order, with the best twenty patents each.

    A ranking is large, and here none is kept. mask: which patents may be offered, shape (patents,);
    on_done: told now and then how many steps are done and how many there are, two a demand.
    """
    count = len(demands)
    queries, found = find_candidates(index, demands, mask, lambda n: on_done(n, 2 * count))
    heat = count_demand_heat(queries, len(index))
    context = Context(facts or unknown_facts(len(index)), heat)
    for done, (query, candidates) in enumerate(zip(queries, found, strict=True), start=1):
        yield score_candidates(index, query, candidates, algorithm, NEAREST, context)
        on_done(count + done, 2 * count)
