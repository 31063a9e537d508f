"""How demands fit a few patents: every pair as it is where all demands are ranked together."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.matching.algorithms import get_algorithm
from matchmaker.matching.fitting import search_fitting
from matchmaker.matching.rank import rank
from tests.matchmaker.matching.corpus import DEMANDS, PATENTS, everything, make_index
from tests.matchmaker.matching.strategies import INDUSTRIES, corpora

TFIDF = get_algorithm("tfidf-v1")


@settings(max_examples=25)
@given(corpora(min_patents=1), st.data())
def test_pairs_score_as_where_all_are_ranked(corpus, data) -> None:
    patents, demands = corpus
    index = make_index(patents, names=INDUSTRIES)
    mask = everything(index)
    rows = np.array(sorted(data.draw(st.sets(st.integers(0, len(index) - 1)))), dtype=np.int64)
    found = search_fitting(index, demands, mask, TFIDF, None, lambda _: None)
    told = {
        (ranking.query.doc.id, scored.row): scored.score
        for ranking in found.rankings(rows)
        for scored in ranking.ordered
    }
    expected = {
        (ranking.query.doc.id, scored.row): scored.score
        for ranking in rank(index, demands, mask, TFIDF, len(index))
        for scored in ranking.ordered
        if scored.row in set(rows.tolist())
    }
    assert told == expected
    reached = np.zeros(len(index), dtype=np.int64)
    for ranking in rank(index, demands, mask, TFIDF, len(index)):
        reached[[scored.row for scored in ranking.ordered]] += 1
    assert found.reached.tolist() == reached.tolist()
    assert np.all(found.near <= found.reached)


def test_it_is_told_of_how_many_demands_the_candidates_are_found() -> None:
    told: list[int] = []
    index = make_index(PATENTS)
    search_fitting(index, DEMANDS, everything(index), TFIDF, None, told.append)
    assert told[-1] == len(DEMANDS)
