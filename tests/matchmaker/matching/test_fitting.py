"""The best patents of every demand: what a ranking of all demands together tells."""

from hypothesis import given, settings

from matchmaker.matching.algorithms import get_algorithm
from matchmaker.matching.features.demand_heat import NEAREST
from matchmaker.matching.fitting import iter_best
from matchmaker.matching.rank import rank
from tests.matchmaker.matching.corpus import DEMANDS, PATENTS, everything, make_index
from tests.matchmaker.matching.strategies import INDUSTRIES, corpora

BLEND = get_algorithm("blend-v1")


@settings(max_examples=25)
@given(corpora())
def test_it_yields_the_rankings_of_all_demands(corpus) -> None:
    patents, demands = corpus
    index = make_index(patents, names=INDUSTRIES, scheme=BLEND.scheme)
    mask = everything(index)
    found = iter_best(index, demands, mask, BLEND, None, lambda _done, _total: None)
    assert [(ranking.query.doc.id, ranking.ordered) for ranking in found] == [
        (ranking.query.doc.id, ranking.ordered)
        for ranking in rank(index, demands, mask, BLEND, NEAREST)
    ]


def test_it_tells_of_two_steps_a_demand() -> None:
    told: list[tuple[int, int]] = []
    index = make_index(PATENTS, scheme=BLEND.scheme)
    done = iter_best(
        index, DEMANDS, everything(index), BLEND, None, lambda n, total: told.append((n, total))
    )
    assert len(list(done)) == len(DEMANDS)
    assert told[-1] == (2 * len(DEMANDS), 2 * len(DEMANDS))
    assert [n for n, _ in told] == sorted(n for n, _ in told)
