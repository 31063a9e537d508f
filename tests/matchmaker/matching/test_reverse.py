"""Demands for patents: every pair as it is where all demands are ranked together."""

import random
from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.errors import IndexMissing
from matchmaker.matching import candidates
from matchmaker.matching.algorithms import get_algorithm
from matchmaker.matching.algorithms.learned import Learnt
from matchmaker.matching.facts import StockFacts, stock_facts
from matchmaker.matching.index import MatchIndex
from matchmaker.matching.precedents import Precedents
from matchmaker.matching.rank import rank
from matchmaker.matching.reverse import find_near_demands
from matchmaker.matching.text_scheme import Text
from matchmaker.matching.types import DemandDoc, PatentDoc
from tests.matchmaker.matching.corpus import DEMANDS, PATENTS, demand, everything, make_index
from tests.matchmaker.matching.strategies import INDUSTRIES, corpora
from tests.matchmaker.matching.test_blend import TODAY, random_demand, random_patent

TFIDF, BLEND = get_algorithm("tfidf-v1"), get_algorithm("blend-v1")
LEARNT = Learnt(
    weights={feature.slug: 0.9 * feature.weight for feature in BLEND.features},
    precedent_weight=0.1,
    precedents=Precedents(
        demands=(Text("锂电池隔膜", "正极"), Text("北斗天线", "")),
        supplies=(Text("隔膜修复方法", ""), Text("定位天线", "激光"), Text("疫苗", "")),
        alphas=np.array([0.5, -0.25, 0.125, -0.5]),
        demand_of=np.array([0, 0, 1, 1]),
        supply_of=np.array([0, 2, 1, 0]),
        scale=0.3,
    ),
    min_score=0.5,
    min_score_across=0.6,
).as_algorithm(BLEND, "1")
ALGORITHMS = (TFIDF, BLEND, LEARNT)
ANY_TOP = 1000


def alone(demands):
    """Every demand a group of its own."""
    return {doc.id: doc.id for doc in demands}


@dataclass(frozen=True)
class World:
    """What is ranked, in either direction."""

    index: MatchIndex
    demands: list[DemandDoc]
    docs: dict[int, PatentDoc]
    mask: np.ndarray
    facts: StockFacts | None = None

    def told(self, rankings):
        """(demand id, patent id) → score and rows."""
        return {
            (ranking.query.doc.id, scored.patent_id): (
                scored.score,
                ranking.explain(scored, self.docs[scored.patent_id]),
            )
            for ranking in rankings
            for scored in ranking.ordered
        }

    def forward(self, algorithm):
        """All pairs of all demands ranked together."""
        return self.told(rank(self.index, self.demands, self.mask, algorithm, ANY_TOP, self.facts))

    def near(self, rows, algorithm):
        given_rows = np.array(rows, dtype=np.int64)
        return find_near_demands(
            self.index, self.demands, self.mask, given_rows, algorithm, self.facts
        )

    def backward(self, rows, algorithm):
        """The pairs of the given rows, found from their side."""
        return self.told(self.near(rows, algorithm).best(alone(self.demands), ANY_TOP))


def make_world(patents, demands, algorithm, names=None, facts=None):
    index = make_index(patents, demands, names, algorithm.scheme)
    return World(index, demands, {doc.id: doc for doc in patents}, everything(index), facts)


def random_world(seed, patents, demands):
    rng = random.Random(seed)
    pairs = [random_patent(rng, number) for number in range(patents)]
    docs = [doc for doc, _ in pairs]
    asks = [random_demand(rng, number) for number in range(demands)]
    return docs, asks, stock_facts([terms for _, terms in pairs], TODAY)


# --- the same pairs


@pytest.mark.parametrize("algorithm", ALGORITHMS, ids=lambda algorithm: algorithm.slug)
@settings(max_examples=20, deadline=None)
@given(corpus=corpora(min_patents=1, max_patents=7, max_demands=6), seed=st.integers(0, 2**16))
def test_pair_has_the_score_and_the_rows_of_the_ranking(algorithm, corpus, seed):
    patents, demands = corpus
    rng = random.Random(seed)
    demands = [replace(ask, terms=random_demand(rng, 0).terms) for ask in demands]
    facts = stock_facts([random_patent(rng, 0)[1] for _ in patents], TODAY)
    world = make_world(patents, demands, algorithm, INDUSTRIES, facts)
    mask = np.array([rng.random() < 0.8 for _ in patents], dtype=np.bool_)
    world = replace(world, mask=mask)
    there = world.forward(algorithm)
    for row in np.flatnonzero(mask).tolist():
        patent_id = world.index.ids[row]
        back = world.backward([row], algorithm)
        assert back == {pair: told for pair, told in there.items() if pair[1] == patent_id}


@settings(max_examples=20, deadline=None)
@given(corpus=corpora(min_patents=1, max_demands=6), seed=st.integers(0, 2**16))
def test_pairs_of_several_patents_are_those_of_the_ranking(corpus, seed):
    patents, demands = corpus
    world = make_world(patents, demands, BLEND, INDUSTRIES)
    rng = random.Random(seed)
    rows = [row for row in range(len(patents)) if rng.random() < 0.5]
    own = {int(world.index.ids[row]) for row in rows}
    there = world.forward(BLEND)
    back = world.backward(rows, BLEND)
    assert back == {pair: told for pair, told in there.items() if pair[1] in own}


@pytest.mark.parametrize("algorithm", ALGORITHMS, ids=lambda algorithm: algorithm.slug)
def test_pairs_of_real_texts_with_other_words_are_those_of_the_ranking(algorithm):
    asks = [demand(doc.id, doc.body, doc.title) for doc in PATENTS]
    assert any(ask.wording for ask in asks)
    world = make_world(PATENTS, asks, algorithm)
    there = world.forward(algorithm)
    assert world.backward(range(len(PATENTS)), algorithm) == there
    assert len(there) > 60


@pytest.mark.parametrize("sample", [candidates.SAMPLE, 25])
def test_heat_counts_over_all_demands_though_few_are_looked_at(monkeypatch, sample):
    monkeypatch.setattr(candidates, "SAMPLE", sample)
    monkeypatch.setattr(candidates, "DEMANDS_PER_PATENT", 3)
    docs, asks, facts = random_world(7, 150, 60)
    world = make_world(docs, asks, BLEND, INDUSTRIES, facts)
    there = world.forward(BLEND)
    looked_at, heats = [], set()
    for row in range(0, 150, 10):
        looked_at.append(len(world.near([row], BLEND).pairs))
        back = world.backward([row], BLEND)
        assert {pair: there.get(pair) for pair in back} == back
        heats |= {r.sentence for _, rows in back.values() for r in rows if r.label == "需求热度"}
    assert max(looked_at) == 3
    assert len(heats) > 5


def test_only_the_nearest_demands_are_scored(monkeypatch):
    monkeypatch.setattr(candidates, "DEMANDS_PER_PATENT", 2)
    asks = [demand(1, "电池"), demand(2, "锂电池隔膜"), demand(3, "陶瓷涂覆隔膜的锂电池")]
    near = make_world(PATENTS, asks, TFIDF).near([0], TFIDF)
    assert [query.doc.id for query, _ in near.pairs] == [2, 3]


# --- the best of every group


def test_best_demands_come_first():
    world = make_world(PATENTS, DEMANDS, TFIDF)
    for row, best in ((0, 1), (8, 2), (10, 3)):
        rankings = world.near([row], TFIDF).best(alone(DEMANDS), ANY_TOP)
        scores = [ranking.ordered[0].score for ranking in rankings]
        assert rankings[0].query.doc.id == best
        assert scores == sorted(scores, reverse=True)


def test_ties_are_broken_by_id_and_top_keeps_the_head():
    asks = [DemandDoc(number, "锂电池隔膜", "") for number in (7, 3, 9, 1)]
    near = make_world(PATENTS, asks, TFIDF).near([0], TFIDF)
    order = [ranking.query.doc.id for ranking in near.best(alone(asks), ANY_TOP)]
    assert order == [1, 3, 7, 9]
    assert [ranking.query.doc.id for ranking in near.best(alone(asks), 2)] == [1, 3]


def test_group_has_one_place_by_its_best_demand():
    asks = [
        demand(1, "电池外壳"),
        demand(2, "锂电池隔膜"),
        demand(3, "风机隔膜支架"),
        demand(4, "锂电池隔膜"),
    ]
    near = make_world(PATENTS, asks, TFIDF).near([0, 1, 2], TFIDF)
    best = near.best({1: 50, 2: 50, 3: 40, 4: 50}, ANY_TOP)
    assert [ranking.query.doc.id for ranking in best] == [2, 3]
    tied = near.best({1: 50, 2: 50, 3: 40, 4: 40}, ANY_TOP)
    assert [ranking.query.doc.id for ranking in tied] == [4, 2]


def test_best_demand_is_ranked_over_all_patents_though_it_is_near_to_one(monkeypatch):
    monkeypatch.setattr(candidates, "DEMANDS_PER_PATENT", 1)
    world = make_world(PATENTS, DEMANDS, TFIDF)
    near = world.near(range(len(PATENTS)), TFIDF)
    whole = rank(world.index, DEMANDS, world.mask, TFIDF, ANY_TOP)
    found = {ranking.query.doc.id: ranking.ordered for ranking in near.best(alone(DEMANDS), 9)}
    assert found == {ranking.query.doc.id: ranking.ordered for ranking in whole}
    assert min(len(found.rows) for _, found in near.pairs) < min(map(len, found.values()))


# --- nothing to tell


@pytest.mark.parametrize("algorithm", ALGORITHMS, ids=lambda algorithm: algorithm.slug)
@pytest.mark.parametrize(
    ("asks", "rows"),
    [([], [0]), ([DemandDoc(1, "鳗鲡", "")], [0]), (DEMANDS, []), ([DemandDoc(1, "", "")], [0, 1])],
    ids=["no demand", "nothing shared", "no patent", "no words"],
)
def test_nothing_is_found_where_nothing_is_near(algorithm, asks, rows):
    assert make_world(PATENTS, asks, algorithm).backward(rows, algorithm) == {}


def test_demand_alone_has_no_heat_to_compare():
    docs = [PatentDoc(1, "锂电池隔膜", "")]
    asks = [DemandDoc(1, "隔膜", "")]
    (told,) = make_world(docs, asks, BLEND).backward([0], BLEND).values()
    assert "只排一项需求，无从比较热度，不加不减" in [row.sentence for row in told[1]]


def test_index_of_another_scheme_is_refused():
    with pytest.raises(IndexMissing, match="请为算法 blend-v1 建立索引"):
        make_world(PATENTS, DEMANDS, TFIDF).backward([0], BLEND)
