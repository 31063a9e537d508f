"""blend-v1: what it adds up to, and that facts never beat the subject."""

import random
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from matchmaker.matching.algorithms import get_algorithm
from matchmaker.matching.candidates import make_queries, similarities
from matchmaker.matching.explain import excerpt, marked, one_line, passage, reason_text
from matchmaker.matching.facts import Context, DemandTerms, PatentTerms, stock_facts
from matchmaker.matching.features.text import REST
from matchmaker.matching.rank import rank, score_candidates
from matchmaker.matching.types import Candidates, DemandDoc, ExplanationRow, PatentDoc
from matchmaker.text.thesaurus import bundled_thesaurus
from models.values.transfer_mode import TransferMode
from tests.matchmaker.matching.corpus import DEMANDS, PATENTS, everything, make_index
from tests.matchmaker.matching.strategies import CODES, INDUSTRIES, WORDS
from tests.matchmaker.matching.test_cases import CASES
from tests.matchmaker.matching.test_cases import demand as case_demand
from tests.matchmaker.matching.test_cases import patent as case_patent

BLEND = get_algorithm("blend-v1")
TODAY = date(2024, 6, 18)
TEXT_SIDE = {"text", "terms"}
BUSINESS = {
    *("maturity", "transfer_mode", "price", "remaining_life"),
    *("region", "freshness", "demand_heat"),
}
CITIES = (None, "420100", "420300", "370900")
BEST = PatentTerms(9, ("assignment",), 0, 0, False, date(2044, 1, 1), "420100", TODAY)
WORST = PatentTerms(1, ("equity",), 10**8, 10**8, False, TODAY, "370900", date(1990, 1, 1))
WISH = DemandTerms(
    1, 10**6, cooperation_modes=("assignment",), city_code="420100", wants_mature=True
)


def blend_index(patents, demands, names=None):
    return make_index(patents, demands, names, BLEND.scheme)


def test_text_dominates_and_business_is_a_little():
    weights = {feature.slug: feature.weight for feature in BLEND.features}
    assert sum(weights.values()) == pytest.approx(1.0, abs=1e-12)
    assert sum(weights[slug] for slug in TEXT_SIDE) >= 0.75
    assert sum(weights[slug] for slug in BUSINESS) <= 0.15
    assert set(weights) == {*TEXT_SIDE, *BUSINESS, "ipc", "industry"}


def test_only_the_blend_reads_terms():
    assert BLEND.reads_terms
    assert not get_algorithm("tfidf-v1").reads_terms


# --- rows


def random_text(rng):
    return "".join(rng.choices(WORDS, k=rng.randint(0, 8)))


def random_modes(rng):
    return tuple(mode.value for mode in rng.sample(tuple(TransferMode), rng.randint(0, 3)))


def random_day(rng):
    return rng.choice((None, TODAY + timedelta(days=rng.randint(-3000, 6000))))


def random_patent(rng, number):
    tags = ((rng.choice(tuple(INDUSTRIES)), rng.random()),) if rng.random() < 0.7 else ()
    codes = tuple(rng.sample(CODES, rng.randint(0, 2)))
    doc = PatentDoc(number, random_text(rng), random_text(rng), codes, tags)
    price = rng.choice((None, 0, 50_000))
    terms = PatentTerms(
        rng.choice((None, 1, 4, 9)),
        random_modes(rng),
        price,
        rng.choice((None, price and 2 * price)),
        rng.random() < 0.3,
        random_day(rng),
        rng.choice(CITIES),
        random_day(rng),
    )
    return doc, terms


def random_demand(rng, number):
    tags = ((rng.choice(tuple(INDUSTRIES)), rng.random()),) if rng.random() < 0.7 else ()
    terms = DemandTerms(
        rng.choice((None, 10_000)),
        rng.choice((None, 80_000)),
        rng.random() < 0.3,
        random_modes(rng),
        rng.choice(CITIES),
        random_day(rng),
        rng.random() < 0.3,
    )
    return DemandDoc(number, random_text(rng), random_text(rng), tags, terms)


def test_rows_add_up_to_the_score_over_ten_thousand_pairs():
    rng = random.Random(20240618)
    patents = [random_patent(rng, number) for number in range(132)]
    demands = [random_demand(rng, number) for number in range(98)]
    docs = [doc for doc, _ in patents]
    index = blend_index(docs, demands, INDUSTRIES)
    facts = stock_facts([terms for _, terms in patents], TODAY)
    order = {feature.slug: place for place, feature in enumerate(BLEND.features)}
    pairs = 0
    for ranking in rank(index, demands, everything(index), BLEND, len(index), facts):
        for scored in ranking.ordered:
            rows = ranking.explain(scored, docs[scored.patent_id])
            assert abs(sum(row.share for row in rows) - scored.score) < 1e-9
            assert all(row.share >= 0.0 and row.sentence and row.label for row in rows)
            places = [order[row.feature] for row in rows]
            assert places == sorted(places)
            assert set(places) == set(order.values())
            assert 0.0 <= scored.score <= 1.0
            pairs += 1
    assert pairs >= 10_000


def test_rows_quote_what_the_two_say():
    ask = replace(DEMANDS[0], terms=WISH)
    index = blend_index(PATENTS, DEMANDS)
    facts = stock_facts([BEST] * len(PATENTS), TODAY)
    (ranking,) = rank(index, [ask], everything(index), BLEND, 1, facts)
    rows = ranking.explain(ranking.ordered[0], PATENTS[0])
    term = next(row for row in rows if row.label == "热失控")
    assert "热失控" in term.in_demand
    assert "热失控" in term.in_patent
    quotes = {row.feature: (row.in_demand, row.in_patent) for row in rows if row.label != REST}
    assert quotes["price"] == ("0.0001–100万元", "免费")
    assert quotes["region"] == ("武汉", "武汉")
    assert quotes["maturity"] == ("要成熟技术", "9 级")
    assert quotes["transfer_mode"] == ("转让", "转让")
    assert quotes["ipc"] == ("", "H01M")


def test_taking_a_chief_shared_term_out_of_the_demand_lowers_the_score():
    # The two largest: a demand without one of its lesser words may be the clearer for it.
    patents = [case_patent(number, *case["better"]) for number, case in enumerate(CASES)]
    demands = [case_demand(number, *case["demand"]) for number, case in enumerate(CASES)]
    index = blend_index(patents, demands)

    def score(ask, number):
        (ranking,) = rank(index, [ask], everything(index), BLEND, len(index))
        found = next((s for s in ranking.ordered if s.patent_id == number), None)
        return ranking, found

    tried = 0
    for number, ask in enumerate(demands):
        ranking, scored = score(ask, number)
        rows = ranking.explain(scored, patents[number])
        shared = [row.label for row in rows if row.feature == "text" and "→" not in row.label]
        for term in shared[:2]:
            title, body = ask.title.replace(term, ""), ask.body.replace(term, "")
            wording = bundled_thesaurus().find(title, body)
            without = replace(ask, title=title, body=body, wording=wording)
            if (without.title, without.body) != (ask.title, ask.body):
                less = score(without, number)[1]
                assert less is None or less.score < scored.score, (ask.title, term)
                tried += 1
    assert tried > 100


def test_marked_parts_stand_in_brackets_and_overlapping_ones_as_one():
    assert marked("轧辊裂纹修复", [(2, 4), (0, 2)]) == "【轧辊裂纹】修复"
    assert marked("轧辊与裂纹", [(3, 5), (0, 2)]) == "【轧辊】与【裂纹】"
    assert marked("轧辊", []) == "轧辊"


def test_a_passage_begins_shortly_before_the_first_marked_part():
    assert passage("轧辊裂纹", [(2, 4)], 10) == [("轧辊", False), ("裂纹", True)]
    text = "一" * 20 + "裂纹" + "二" * 20
    found = passage(text, [(20, 22)], 12)
    assert found == [
        ("…", False),
        ("一" * 8, False),
        ("裂纹", True),
        ("二" * 2, False),
        ("…", False),
    ]
    # Without a marked part it is the beginning; one that is cut ends where the passage does.
    assert passage(text, [], 3) == [("一" * 3, False), ("…", False)]
    assert passage("裂" + "纹" * 9, [(0, 10)], 4) == [("裂纹纹纹", True), ("…", False)]


def test_excerpt_shows_a_term_among_its_neighbours():
    line = one_line("现有的聚烯烃隔膜在热失控时\n收缩，导致电池短路")
    assert excerpt(line, "热失控") == "…有的聚烯烃隔膜在热失控时 收缩,导致电…"
    assert excerpt(one_line("LED灯"), "led") == "led灯"
    assert excerpt("电池", "隔膜") == ""


def test_reason_leaves_out_facts_that_are_unknown():
    rows = [
        ExplanationRow("ipc", "分类相近", 0.1, "分类号缺失或可比专利太少，不加不减"),
        ExplanationRow("price", "价格合适", 0.005, "价格未知，不加不减"),
        ExplanationRow("region", "距离相近", 0.01, "双方同在武汉"),
    ]
    assert reason_text(rows) == "分类号缺失或可比专利太少，不加不减；双方同在武汉"


# --- facts


def scores_with(patents, terms, ask):
    index = blend_index(patents, [ask])
    facts = stock_facts(terms, TODAY)
    (ranking,) = rank(index, [ask], everything(index), BLEND, len(index), facts)
    return {scored.patent_id: scored.score for scored in ranking.ordered}


def test_of_two_equal_texts_the_better_facts_come_first():
    twins = [PatentDoc(1, "锂电池隔膜", ""), PatentDoc(2, "锂电池隔膜", "")]
    found = scores_with(twins, [WORST, BEST], DemandDoc(1, "锂电池隔膜", "", (), WISH))
    assert found[2] - found[1] == pytest.approx(0.01 * (4 + 1 + 0.7), abs=0.002)


def test_wrong_facts_do_not_beat_the_subject():
    beaten = []
    for number, case in enumerate(CASES):
        pair = [case_patent(1, *case["better"]), case_patent(2, *case["worse"])]
        ask = replace(case_demand(number, *case["demand"]), terms=WISH)
        found = scores_with(pair, [WORST, BEST], ask)
        if found[1] <= found.get(2, 0.0):
            beaten.append(case["demand"][0])
    assert len(beaten) <= 2


def test_facts_change_nothing_for_an_algorithm_of_texts_alone():
    tfidf = get_algorithm("tfidf-v1")
    index = make_index(PATENTS, DEMANDS)
    facts = stock_facts([BEST] * len(PATENTS), TODAY)
    asks = [replace(ask, terms=WISH) for ask in DEMANDS]
    plain = rank(index, DEMANDS, everything(index), tfidf, 50)
    informed = rank(index, asks, everything(index), tfidf, 50, facts)
    assert [ranking.ordered for ranking in informed] == [ranking.ordered for ranking in plain]


def test_place_is_the_rank_among_all_candidates():
    index = blend_index(PATENTS, DEMANDS)
    rows = np.arange(len(index))
    for query in make_queries(index, DEMANDS, everything(index)):
        every = Candidates(rows, similarities(index, query.vector, rows))
        context = Context(stock_facts([BEST, WORST] * (len(PATENTS) // 2), TODAY))
        full = score_candidates(index, query, every, BLEND, len(index), context)
        none = score_candidates(index, query, every, BLEND, 0, context)
        assert none.ordered == ()
        assert tuple(none.place(index, scored.row) for scored in full.ordered) == full.ordered
