"""Features that read what is known beside the texts."""

from datetime import date, timedelta

import numpy as np
import pytest

from matchmaker.matching.candidates import find_candidates, make_queries
from matchmaker.matching.facts import (
    Context,
    DemandTerms,
    PatentTerms,
    mode_mask,
    modes_of,
    stock_facts,
    unknown_facts,
)
from matchmaker.matching.features.demand_heat import count_demand_heat, demand_heat
from matchmaker.matching.features.freshness import freshness
from matchmaker.matching.features.maturity import asks_for_mature, level_words, maturity_fit
from matchmaker.matching.features.price import NEGOTIABLE, price_fit
from matchmaker.matching.features.region import region_nearness
from matchmaker.matching.features.remaining_life import remaining_life
from matchmaker.matching.features.result import NEUTRAL, NO_EFFECT
from matchmaker.matching.features.terms import title_terms
from matchmaker.matching.features.transfer_mode import transfer_mode_fit
from matchmaker.matching.types import DemandDoc, PatentDoc
from models.values.transfer_mode import TransferMode
from tests.matchmaker.matching.corpus import everything, make_index

TODAY = date(2024, 6, 18)
ON_FACTS = (
    maturity_fit,
    transfer_mode_fit,
    price_fit,
    remaining_life,
    region_nearness,
    freshness,
    demand_heat,
)


def run(feature, patents, demand=None, as_of=TODAY):
    """The feature's result for patents of equal text and the given terms."""
    demand = demand or DemandTerms()
    index = make_index([PatentDoc(i, "锂电池隔膜", "") for i in range(len(patents))])
    ask = DemandDoc(1, "锂电池隔膜", "", (), demand)
    (query,), (found,) = find_candidates(index, [ask], everything(index))
    return feature(index, query, found, Context(stock_facts(patents, as_of)))


def one(feature, patent, demand=None, as_of=TODAY):
    """Score, sentence and quotes of a single patent."""
    result = run(feature, [patent], demand, as_of)
    quotes = result.quotes(0) if result.quotes else ("", "")
    return round(float(result.scores[0]), 6), result.sentence(0), quotes


@pytest.mark.parametrize("feature", ON_FACTS)
def test_feature_without_facts_is_neutral_and_says_so(feature):
    score, sentence, quotes = one(feature, PatentTerms(), as_of=None)
    assert score == NEUTRAL
    assert sentence.endswith(NO_EFFECT)
    assert quotes == ("", "")


@pytest.mark.parametrize("feature", ON_FACTS)
def test_feature_of_an_empty_list_has_no_scores(feature):
    index = make_index([PatentDoc(1, "锂电池", "")])
    nothing = np.zeros(1, dtype=np.bool_)
    (query,), (found,) = find_candidates(index, [DemandDoc(1, "锂电池", "")], nothing)
    assert feature(index, query, found, Context(unknown_facts(1))).scores.tolist() == []


@pytest.mark.parametrize("feature", ON_FACTS)
def test_one_sentence_of_documentation_a_feature(feature):
    assert feature.__doc__.strip()


def test_docstrings_of_features_are_unique():
    assert len({feature.__doc__ for feature in (*ON_FACTS, title_terms)}) == len(ON_FACTS) + 1


# --- facts


def test_modes_survive_the_mask():
    modes = (TransferMode.ASSIGNMENT, TransferMode.OPEN_LICENCE, TransferMode.EQUITY)
    assert modes_of(mode_mask([mode.value for mode in reversed(modes)])) == modes
    assert modes_of(mode_mask([])) == ()


def test_facts_hold_a_row_for_every_patent():
    known = PatentTerms(6, ("equity",), 5, None, True, date(2030, 1, 2), "420100", date(2024, 1, 1))
    facts = stock_facts([PatentTerms(), known], TODAY)
    assert facts.trl.tolist() == [0, 6]
    assert facts.transfer_modes.tolist() == [0, mode_mask(["equity"])]
    assert facts.price_low_cny[1] == 5.0
    assert np.isnan([facts.price_low_cny[0], *facts.price_high_cny]).all()
    assert facts.negotiable.tolist() == [False, True]
    assert facts.expiry_day.tolist() == [0, date(2030, 1, 2).toordinal()]
    assert facts.cities.tolist() == [0, 420100]
    assert facts.listed_day.tolist() == [0, date(2024, 1, 1).toordinal()]
    assert facts.as_of_day == TODAY.toordinal()


# --- maturity


@pytest.mark.parametrize(
    ("trl", "score", "sentence"),
    [
        (1, 0.0, "技术成熟度 1 级（研发）"),
        (4, 0.375, "技术成熟度 4 级（实验室）"),
        (5, 0.5, "技术成熟度 5 级（样品样机）"),
        (7, 0.75, "技术成熟度 7 级（中试）"),
        (9, 1.0, "技术成熟度 9 级（量产）"),
    ],
)
def test_maturity_rises_with_the_level(trl, score, sentence):
    assert one(maturity_fit, PatentTerms(trl)) == (score, sentence, ("", f"{trl} 级"))


def test_demand_for_mature_technology_halves_what_is_not_ready():
    wish = DemandTerms(wants_mature=True)
    scores = run(maturity_fit, [PatentTerms(trl) for trl in (0, 5, 6, 7, 9)], wish).scores
    assert scores.tolist() == [0.5, 0.25, 0.3125, 0.75, 1.0]
    assert one(maturity_fit, PatentTerms(6), wish)[1:] == (
        "技术成熟度 6 级（小试），而需求要现成技术",
        ("要成熟技术", "6 级"),
    )


def test_demand_that_is_due_within_a_year_wants_what_is_ready():
    soon = DemandTerms(deadline=TODAY + timedelta(days=364))
    late = DemandTerms(deadline=TODAY + timedelta(days=365))
    assert one(maturity_fit, PatentTerms(5), soon)[0] == 0.25
    assert one(maturity_fit, PatentTerms(5), soon)[2] == ("一年内要用", "5 级")
    assert one(maturity_fit, PatentTerms(5), late)[0] == 0.5
    assert one(maturity_fit, PatentTerms(5), soon, as_of=None)[0] == 0.5


@pytest.mark.parametrize(
    "text", ["希望引进成熟的技术", "要技术成熟、能马上用", "已量产的方案", "可直接应用到产线"]
)
def test_wish_for_mature_technology_is_read_from_the_text(text):
    assert asks_for_mature(text)


@pytest.mark.parametrize("text", ["", "果实成熟度检测", "现有工艺不成熟技术少", "希望合作研发"])
def test_other_texts_wish_for_no_maturity(text):
    assert not asks_for_mature(text)


def test_every_level_has_its_word():
    assert [level_words(level) for level in range(1, 10)] == [
        *["研发"] * 3,
        "实验室",
        "样品样机",
        "小试",
        "中试",
        "中试",
        "量产",
    ]


# --- transfer mode


@pytest.mark.parametrize(
    ("wished", "offered", "score", "sentence"),
    [
        (("assignment",), ("assignment", "equity"), 1.0, "权利人可接受转让"),
        (("assignment", "equity"), ("equity",), 0.5, "权利人可接受作价入股"),
        (("assignment",), ("equity",), 0.0, "转化方式不合：权利人只接受作价入股"),
        (("ordinary_licence",), ("exclusive_licence",), 1.0, "权利人可接受普通许可"),
        (("ordinary_licence",), ("open_licence",), 1.0, "权利人可接受普通许可"),
        (
            ("exclusive_licence",),
            ("ordinary_licence",),
            0.0,
            "转化方式不合：权利人只接受普通许可",
        ),
        (("self_implementation", "equity"), ("equity",), 1.0, "权利人可接受作价入股"),
        (("self_implementation",), ("equity",), 0.5, "合作方式或转化方式未知，不加不减"),
        (("equity",), ("other",), 0.5, "合作方式或转化方式未知，不加不减"),
    ],
)
def test_transfer_mode_is_the_share_of_wishes_met(wished, offered, score, sentence):
    found = one(
        transfer_mode_fit,
        PatentTerms(transfer_modes=offered),
        DemandTerms(cooperation_modes=wished),
    )
    assert found[:2] == (score, sentence)


def test_transfer_mode_quotes_both_sides():
    found = one(
        transfer_mode_fit,
        PatentTerms(transfer_modes=("equity", "assignment")),
        DemandTerms(cooperation_modes=("joint_development", "assignment")),
    )
    assert found[2] == ("转让、合作开发", "转让、作价入股")


# --- price

WAN = 10_000


@pytest.mark.parametrize(
    ("low", "high", "negotiable", "budget", "score", "sentence"),
    [
        (30, 50, False, (20, 60), 1.0, "报价在预算之内"),
        (5, 5, False, (20, 60), 1.0, "报价在预算之内"),
        (40, 80, False, (20, 60), 0.5, "报价部分在预算之内"),
        (40, 80, True, (20, 45), 0.5, "报价部分在预算之内，可商议"),
        (60, 80, False, (20, 60), 0.0, "报价部分在预算之内"),
        (80, 80, False, (20, 60), 0.0, "报价超出预算"),
        (80, 80, True, (20, 60), 0.5, "报价超出预算，可商议"),
        (80, None, False, (None, 60), 0.0, "报价超出预算"),
        (None, 50, False, (None, 60), 1.0, "报价在预算之内"),
        (50, 50, False, (60, None), 1.0, "报价在预算之内"),
        (0, 0, False, (None, None), 1.0, "免费许可"),
        (50, 50, False, (None, None), 0.5, "预算未知，不加不减"),
        (None, None, True, (20, 60), NEGOTIABLE, "价格面议"),
        (None, None, False, (20, 60), 0.5, "价格未知，不加不减"),
    ],
)
def test_price_fits_as_far_as_the_budget_reaches(low, high, negotiable, budget, score, sentence):
    low, high, *ends = (None if end is None else end * WAN for end in (low, high, *budget))
    patent = PatentTerms(price_low_cny=low, price_high_cny=high, negotiable=negotiable)
    assert one(price_fit, patent, DemandTerms(*ends))[:2] == (score, sentence)


def test_budget_that_is_open_to_talks_leaves_no_price_worse_than_unknown():
    patent, demand = PatentTerms(price_high_cny=90), DemandTerms(20, 60, negotiable=True)
    assert one(price_fit, patent, demand)[:2] == (0.5, "报价超出预算，可商议")


def test_price_quotes_budget_and_price_as_people_write_them():
    patent = PatentTerms(price_low_cny=30 * WAN, price_high_cny=50 * WAN)
    assert one(price_fit, patent, DemandTerms(None, 60 * WAN))[2] == ("60万元以下", "30–50万元")


# --- remaining life


@pytest.mark.parametrize(
    ("expiry", "score", "sentence"),
    [
        (date(2044, 6, 18), 1.0, "保护期还有 20.0 年"),
        (date(2032, 6, 18), 1.0, "保护期还有 8.0 年"),
        (date(2028, 6, 18), 0.5, "保护期还有 4.0 年"),
        (date(2024, 6, 18), 0.0, "保护期还有 0.0 年"),
        (date(2020, 6, 18), 0.0, "保护期已满"),
    ],
)
def test_remaining_life_counts_years_up_to_eight(expiry, score, sentence):
    assert one(remaining_life, PatentTerms(expiry_date=expiry)) == (score, sentence, ("", ""))


# --- region


@pytest.mark.parametrize(
    ("patent", "demand", "score", "sentence"),
    [
        ("420100", "420100", 1.0, "双方同在武汉"),
        ("420300", "420100", 0.7, "双方同省不同市"),
        ("429004", "429005", 0.7, "双方同省不同市"),
        ("370900", "420100", 0.3, "双方不在同一省"),
        (None, "420100", 0.5, "一方所在地未知，不加不减"),
        ("420100", None, 0.5, "一方所在地未知，不加不减"),
    ],
)
def test_region_prefers_the_same_city_then_the_same_province(patent, demand, score, sentence):
    found = one(region_nearness, PatentTerms(city_code=patent), DemandTerms(city_code=demand))
    assert found[:2] == (score, sentence)


def test_region_quotes_the_cities():
    found = one(region_nearness, PatentTerms(city_code="420300"), DemandTerms(city_code="420100"))
    assert found[2] == ("武汉", "十堰")


# --- freshness


@pytest.mark.parametrize(("days", "score"), [(0, 1.0), (365, 0.25), (-5, 1.0)])
def test_freshness_halves_with_every_half_year(days, score):
    found = one(freshness, PatentTerms(listed_on=TODAY - timedelta(days=days)))
    assert found[:2] == (score, f"入库 {max(0, days)} 天")


# --- demand heat


def test_demand_heat_counts_the_other_demands():
    index = make_index([PatentDoc(1, "锂电池隔膜", ""), PatentDoc(2, "北斗天线", "")])
    asks = [DemandDoc(i, title, "") for i, title in enumerate(["隔膜", "电池隔膜", "天线"])]
    queries = make_queries(index, asks, everything(index))
    heat = count_demand_heat(queries, len(index))
    assert heat.tolist() == [2, 1]
    context = Context(unknown_facts(2), heat)
    _, found = find_candidates(index, asks, everything(index))
    results = [demand_heat(index, q, f, context) for q, f in zip(queries, found, strict=True)]
    assert [round(float(r.scores[0]), 6) for r in results] == [0.2, 0.2, 0.0]
    assert results[0].sentence(0) == "另有 1 项需求与之相近"
    assert results[2].sentence(0) == "没有其他需求与之相近"


def test_demand_heat_of_a_single_demand_is_unknown():
    index = make_index([PatentDoc(1, "锂电池隔膜", "")])
    queries = make_queries(index, [DemandDoc(1, "隔膜", "")], everything(index))
    assert count_demand_heat(queries, 1) is None
    assert count_demand_heat([], 1) is None


def test_demand_heat_of_several_demands_is_known_though_few_have_a_query():
    index = make_index([PatentDoc(1, "锂电池隔膜", ""), PatentDoc(2, "北斗天线", "")])
    queries = make_queries(index, [DemandDoc(1, "隔膜", "")], everything(index))
    assert count_demand_heat(queries, 2, together=2).tolist() == [1, 0]
    assert count_demand_heat([], 2, together=2).tolist() == [0, 0]
    assert count_demand_heat(queries, 2, together=1) is None


# --- terms


def shared(title, *patents):
    ask = DemandDoc(1, title, "")
    index = make_index([PatentDoc(i, text, "") for i, text in enumerate(patents)], [ask])
    (query,), (found,) = find_candidates(index, [ask], everything(index))
    return title_terms(index, query, found, Context(unknown_facts(len(index))))


def test_patent_that_holds_the_whole_title_has_all_its_terms():
    result = shared("轧辊裂纹修复", "轧辊裂纹修复", "裂纹修复", "轧机")
    assert result.scores[0] == 1.0
    assert 1.0 > result.scores[1] > result.scores[2] == 0.0
    assert result.sentence(0).startswith("需求名称的用词有 100% 在专利中出现，如“")
    assert result.sentence(2) == "需求名称的用词在专利中都没有出现"
    assert result.quotes(2) == ("轧辊裂纹修复", "")


def test_rare_term_of_the_title_counts_more_than_a_common_one():
    result = shared("电池隔膜", "电池壳", "隔膜机", "电池盖", "电池箱", "电池架")
    assert result.scores[1] > result.scores[0]


def test_single_characters_are_no_terms():
    result = shared("防锈", "防火门")
    assert result.scores.tolist() == [0.0]


def test_title_without_a_term_is_neutral():
    result = shared("泵", "泵")
    assert result.scores.tolist() == [NEUTRAL]
    assert result.sentence(0) == "需求名称没有可比的词，不加不减"


def test_long_title_is_quoted_by_its_beginning():
    title = "轧辊裂纹修复" * 8
    assert shared(title, title).quotes(0)[0] == f"{title[:30]}…"
