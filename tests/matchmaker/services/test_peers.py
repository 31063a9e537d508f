from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from matchmaker.matching.algorithms import ALGORITHMS, get_algorithm
from matchmaker.services.comparison import Bench, as_contestant, hold, list_peers
from matchmaker.services.judged_files import read_demands, read_pairs
from matchmaker.services.peers import PEERS, characters, jieba_tfidf
from tests.matchmaker.services.judged_cases import BEST, DEMANDS, PAIRS, make_bench

FIRST = get_algorithm("tfidf-v1")
QUALITY = Path(__file__).parents[3] / "docs" / "quality.md"


@pytest.fixture(scope="module")
def case():
    return make_bench().case(FIRST.scheme)


@pytest.mark.parametrize("name", PEERS)
def test_peer_scores_the_plain_pairs_highest(case, name):
    scores = PEERS[name](case)
    best = {demand: {} for demand in BEST}
    for pair, score in zip(PAIRS, scores.tolist(), strict=True):
        best[pair.demand_id][pair.supply_id] = score
    assert {demand: max(found, key=found.get) for demand, found in best.items()} == BEST


@pytest.mark.parametrize("name", PEERS)
def test_peer_scores_are_cosines(case, name):
    scores = PEERS[name](case)
    assert scores.shape == (len(PAIRS),)
    assert 0.0 <= scores.min() < scores.max() <= 1.0


def test_jieba_words_of_one_character_say_nothing():
    demands = {"d": replace(DEMANDS["mill"], title="辊 轧 电", body="")}
    pairs = [replace(pair, demand_id="d") for pair in PAIRS[:5]]
    case = Bench(demands, pairs, "rjieba").case(FIRST.scheme)
    assert jieba_tfidf(case).tolist() == [0.0] * 5
    assert characters(case).max() > 0.0


def test_characters_weigh_the_title_above_the_content():
    demands = {"d": replace(DEMANDS["mill"], title="轧辊修复", body="陶瓷隔膜")}
    pairs = [replace(pair, demand_id="d") for pair in PAIRS[:5]]
    scores = characters(Bench(demands, pairs, "rjieba").case(FIRST.scheme))
    assert scores[1] > 3 * scores[0] > 0.0


@pytest.mark.parametrize("name", PEERS)
def test_texts_without_a_token_score_nought(name):
    demands = {"d": replace(DEMANDS["mill"], title="", body="")}
    pairs = [replace(pair, demand_id="d", supply_title="") for pair in PAIRS[:5]]
    case = Bench(demands, pairs, "rjieba").case(FIRST.scheme)
    assert np.array_equal(PEERS[name](case), np.zeros(5))


@pytest.fixture(scope="module")
def measured(reference):
    bench = Bench(
        read_demands(reference / "data" / "demands_zhengzhou.csv"),
        read_pairs(reference / "bench" / "pairs_dev.csv"),
        "rjieba",
    )
    others = [as_contestant(algorithm) for algorithm in ALGORITHMS.values() if algorithm != FIRST]
    contest = hold(bench, FIRST, [*list_peers(), *others])
    return {rating.name: rating for rating in (contest.rating, *contest.rivals)}


@pytest.mark.reference
def test_peers_come_near_what_is_known_of_them(measured):
    assert measured["jieba-tfidf"].ndcg10.mean == pytest.approx(0.589, abs=0.001)
    assert measured["characters"].ndcg10.mean == pytest.approx(0.649, abs=0.001)


@pytest.mark.reference
@pytest.mark.parametrize("name", [*ALGORITHMS, *PEERS])
def test_table_in_the_docs_gives_what_is_measured(measured, name):
    rating = measured[name]
    found = (rating.ndcg10, rating.map, rating.p5, rating.recall100)
    cells = [f"{metric.mean:.3f} ({metric.low:.3f}–{metric.high:.3f})" for metric in found]
    assert f"| {name} | {' | '.join(cells)} |" in QUALITY.read_text(encoding="utf-8")
