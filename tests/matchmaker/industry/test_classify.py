from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.industry.classify import MAX_INDUSTRIES, IndustryClassifier, IndustryTag
from matchmaker.industry.taxonomy import OTHER, IndustryDef, Taxonomy, load_taxonomy
from tests.matchmaker.text.strategies import han_texts


def industry(slug, name, ipc=(), ipc_related=(), terms=()):
    return IndustryDef(slug, name, "group", "confirmed", ipc, ipc_related, terms)


SMALL = IndustryClassifier(
    Taxonomy(
        "test",
        (
            industry("batteries", "电池", ("H01M", "B60L58/10"), ("H02J7",), ("电芯", "隔膜")),
            industry("beidou", "北斗", ("G01S19",), ("G01S1", "G01S"), ("导航", "授时")),
            industry("health", "健康", ("A61",), ("A61L2",), ("疫苗", "康复")),
            industry("robots", "机器人", ("B25J",), (), ("机械臂",)),
            industry("other", "其他"),
        ),
    )
)
REAL = IndustryClassifier(load_taxonomy())


def confidences(tags):
    return {tag.slug: tag.confidence for tag in tags}


def only(tags):
    assert len(tags) == 1
    return tags[0]


def test_core_prefix_outweighs_related_prefix():
    core = only(SMALL.classify("", "", ["H01M10/05"]))
    related = only(SMALL.classify("", "", ["H02J7/00"]))
    assert (core.slug, related.slug) == ("batteries", "batteries")
    assert core.confidence > related.confidence


def test_main_symbol_outweighs_a_further_one():
    main = only(SMALL.classify("", "", ["H01M10/05"]))
    further = only(SMALL.classify("", "", ["C07C1/00", "H01M10/05"]))
    assert main.confidence > further.confidence
    assert main.reason == "主分类号 H01M10/05 属 H01M"
    assert further.reason == "副分类号 H01M10/05 属 H01M"


def test_main_symbol_goes_before_further_ones_of_another_industry():
    tags = SMALL.classify("", "", ["H01M10/05", "B25J9/16", "B25J9/00"])
    assert [tag.slug for tag in tags] == ["batteries", "robots"]


def test_symbol_under_no_prefix_says_nothing():
    assert only(SMALL.classify("", "", ["E04B1/00"])).slug == OTHER


@pytest.mark.parametrize(
    ("symbol", "prefix"),
    [
        ("G01S19/42", "G01S19"),
        ("G01S1/02", "G01S1"),
        ("G01S13/90", "G01S"),
        ("A61L2/10", "A61L2"),
        ("A61L27/00", "A61"),
        ("B60L58/10", "B60L58/10"),
        ("B60L58/104", "B60L58/10"),
    ],
)
def test_longest_prefix_that_a_symbol_lies_under_speaks_for_it(symbol, prefix):
    assert only(SMALL.classify("", "", [symbol])).reason == f"主分类号 {symbol} 属 {prefix}"


def test_main_group_does_not_take_in_a_longer_number():
    narrow = IndustryClassifier(
        Taxonomy("t", (industry("beacons", "信标", ("G01S1",)), industry("other", "其他")))
    )
    assert only(narrow.classify("", "", ["G01S1/02"])).slug == "beacons"
    assert only(narrow.classify("", "", ["G01S1"])).slug == "beacons"
    assert only(narrow.classify("", "", ["G01S19/42"])).slug == OTHER


def test_longer_related_prefix_outvotes_a_shorter_core_one():
    sterilising, implants = ["A61L2/10"], ["A61L27/00"]
    assert (
        only(SMALL.classify("", "", implants)).confidence
        > only(SMALL.classify("", "", sterilising)).confidence
    )


def test_term_in_the_title_outweighs_the_same_term_in_the_body():
    tags = SMALL.classify("电芯", "用于导航与授时的隔膜")
    assert [tag.slug for tag in tags] == ["batteries", "beidou"]
    assert tags[0].confidence > tags[1].confidence
    assert (
        only(SMALL.classify("电芯", "")).confidence
        == only(SMALL.classify("", "电芯隔膜")).confidence
    )


def test_repeating_a_term_adds_nothing():
    once, thrice = SMALL.classify("", "电芯隔膜"), SMALL.classify("", "电芯隔膜，电芯，隔膜，电芯")
    assert once == thrice


def test_more_terms_make_an_industry_surer():
    one, two = SMALL.classify("电芯", ""), SMALL.classify("电芯", "隔膜")
    assert only(two).confidence > only(one).confidence


def test_single_term_in_the_body_is_too_little():
    assert only(SMALL.classify("", "内置电芯")).slug == OTHER


def test_symbol_and_terms_together_are_surer_than_either():
    symbol = only(SMALL.classify("", "", ["H01M10/05"]))
    terms = only(SMALL.classify("电芯", ""))
    both = only(SMALL.classify("电芯", "", ["H01M10/05"]))
    assert both.confidence > max(symbol.confidence, terms.confidence)
    assert both.reason == "主分类号 H01M10/05 属 H01M；出现“电芯”"


def test_reason_names_the_terms_that_weigh_most_first():
    assert only(SMALL.classify("隔膜", "电芯")).reason == "出现“隔膜、电芯”"


def test_reason_names_four_terms_at_most():
    tag = REAL.classify("北斗导航授时终端", "卫星定位、惯性导航、星历、伪距与载波相位")[0]
    assert tag.slug == "beidou"
    assert tag.reason.count("、") == 3


def test_declared_industry_wins_over_symbol_and_terms():
    tags = SMALL.classify("电芯隔膜", "电芯隔膜", ["H01M10/05", "B60L58/10"], declared="机器人产业")
    assert tags[0].slug == "robots"
    assert tags[0].reason == "填报的产业为“机器人”"
    assert tags[1].slug == "batteries"
    assert tags[0].confidence > tags[1].confidence


def test_every_declared_industry_is_kept():
    tags = SMALL.classify("", "", declared="电池、北斗")
    assert [tag.slug for tag in tags] == ["batteries", "beidou"]


def test_declared_text_without_an_industry_is_read_for_terms():
    assert only(SMALL.classify("", "", declared="电芯与隔膜")).slug == "batteries"


def test_declared_other_is_sure():
    tag = only(SMALL.classify("", "", declared="其他"))
    assert tag == IndustryTag(OTHER, 0.99, "填报的产业为“其他”")


def test_a_classification_that_no_industry_claims_is_surely_other():
    tag = only(SMALL.classify("一种板凳", "", ["A47C3/00"]))
    assert tag == IndustryTag(OTHER, 0.8, "主分类号 A47C3/00 与用词均不属重点产业")


def test_without_any_evidence_other_is_unsure():
    tag = only(SMALL.classify("一种板凳", ""))
    assert tag == IndustryTag(OTHER, 0.2, "没有分类号，用词也未指向重点产业")


def test_an_alias_declares_the_industry_too():
    assert only(REAL.classify("", "", declared="低空经济")).slug == "ninth"


def test_industries_are_three_at_most():
    tags = SMALL.classify("电芯导航疫苗机械臂", "隔膜授时康复")
    assert len(tags) == MAX_INDUSTRIES == 3


def test_weak_industries_are_dropped_beside_a_sure_one():
    tags = SMALL.classify("电芯隔膜", "一种用于导航与授时")
    assert [tag.slug for tag in tags] == ["batteries", "beidou"]
    tags = SMALL.classify("电芯隔膜", "用于导航")
    assert [tag.slug for tag in tags] == ["batteries"]


def test_words_count_less_where_the_symbols_say_something_else():
    alone = only(SMALL.classify("一种导航授时装置", ""))
    against = only(SMALL.classify("一种导航授时装置", "", ["A47C3/00"]))
    assert (alone.slug, against.slug) == ("beidou", "beidou")
    assert against.confidence == pytest.approx(alone.confidence * 0.6)


@pytest.mark.parametrize(
    ("title", "body", "ipc"),
    [
        ("", "", []),
        ("一种板凳", "四条腿的板凳", ["A47C3/00"]),
        ("我司拟开展合作", "希望解决技术难题", []),
    ],
)
def test_text_of_no_industry_is_other(title, body, ipc):
    assert only(REAL.classify(title, body, ipc)).slug == OTHER


symbols = st.sampled_from(
    ["H01M10/05", "G01S19/42", "A61K9/00", "B25J9/16", "C02F1/44", "E04B1/00", "G06N3/08", ""]
)


@settings(deadline=None)
@given(han_texts, han_texts, st.lists(symbols, max_size=4), st.sampled_from(["", "北斗", "新材料"]))
def test_confidences_lie_in_0_to_1_sorted_with_a_reason_each(title, body, ipc, declared):
    tags = REAL.classify(title, body, ipc, declared)
    assert 1 <= len(tags) <= MAX_INDUSTRIES
    assert len({tag.slug for tag in tags}) == len(tags)
    assert all(0.0 < tag.confidence <= 1.0 and tag.reason for tag in tags)
    assert all(a.confidence >= b.confidence for a, b in pairwise(tags))


@settings(deadline=None)
@given(han_texts, st.lists(symbols, max_size=3))
def test_declared_industry_is_always_first(body, ipc):
    assert REAL.classify("锂电池", body, ipc, "北斗产业")[0].slug == "beidou"
