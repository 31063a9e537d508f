"""This patent must outscore that one, for demands of every industry."""

import tomllib
from functools import cache
from pathlib import Path

import pytest

from matchmaker.industry.taxonomy import load_taxonomy
from matchmaker.matching.algorithms import ALGORITHMS, get_algorithm
from matchmaker.matching.rank import rank
from models.values.ipc import Ipc
from tests.matchmaker.matching.corpus import demand, everything, make_index, patent

CASES = tomllib.loads(Path(__file__).with_name("cases.toml").read_text(encoding="utf-8"))["case"]
NAMES = [case["demand"][0] for case in CASES]


@cache
def scores(slug):
    """The scores of all cases' patents for every demand: better 2i, worse 2i + 1."""
    texts = [case[side] for case in CASES for side in ("better", "worse")]
    patents = [patent(number, *text) for number, text in enumerate(texts)]
    demands = [demand(number, *case["demand"]) for number, case in enumerate(CASES)]
    algorithm = get_algorithm(slug)
    index = make_index(patents, demands, scheme=algorithm.scheme)
    rankings = rank(index, demands, everything(index), algorithm, len(index))
    return [{s.patent_id: s.score for s in ranking.ordered} for ranking in rankings]


@pytest.mark.parametrize("slug", ALGORITHMS)
@pytest.mark.parametrize("number", range(len(CASES)), ids=NAMES)
def test_better_patent_outscores_the_worse_one(number, slug):
    found = scores(slug)[number]
    assert found[2 * number] > found.get(2 * number + 1, 0.0)


@pytest.mark.parametrize("slug", ALGORITHMS)
@pytest.mark.parametrize("number", range(len(CASES)), ids=NAMES)
def test_better_patent_is_among_the_first_two_of_all(number, slug):
    # Two, since some traps mirror each other and share a good patent.
    found = scores(slug)[number]
    assert sum(score > found[2 * number] for score in found.values()) < 2


def test_cases_cover_every_industry_with_enough_traps():
    assert len(CASES) >= 50
    assert sum(case.get("trap", False) for case in CASES) >= 18
    covered = {case["industry"] for case in CASES}
    assert covered == {industry.slug for industry in load_taxonomy().industries}


def test_cases_are_distinct_texts_under_real_symbols():
    texts = [tuple(case[side]) for case in CASES for side in ("better", "worse")]
    assert len(set(texts)) == len(texts)
    for _, _, *symbols in texts:
        assert [Ipc.parse(symbol).display for symbol in symbols] == symbols
