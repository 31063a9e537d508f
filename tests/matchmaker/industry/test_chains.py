"""Records on industry chains: what speaks for a node more outscores what speaks for it less."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.errors import BadConfiguration
from matchmaker.industry.chain_placing import LEAST, MOST_CHAINS, ChainPlacer, Place
from matchmaker.industry.chains import NO_NODE, NO_NODE_NAME, Chains, load_chains, make_chains
from models.errors import NotFound

PLACER = ChainPlacer(load_chains())


def toy(**more: Any) -> Chains:
    """A chain of two nodes, and a second chain that shares a word with it."""
    nodes = [
        {"slug": "a1", "name": "甲", "stage": "上游", "ipc": ["H01S3"], "words": ["光纤激光器"]},
        {"slug": "a2", "name": "乙", "stage": "下游", "ipc": ["B23K26"], "words": ["激光切割"]},
    ]
    first = {"slug": "a", "name": "激光", "tier": 20, "ipc": ["H01S"], "words": ["激光"]}
    second = {"slug": "b", "name": "机床", "tier": 20, "words": ["机床", "激光切割"]}
    other = {"slug": "b1", "name": "丙", "stage": "中游", "related": ["B23K"], "words": ["切割机"]}
    data = {
        "version": "1",
        "source": "试",
        "chain": [first | {"node": nodes}, second | {"node": [other]}],
    }
    return make_chains(data | more)


TOY = ChainPlacer(toy())


def score(title: str, body: str = "", *symbols: str, chain: str = "a") -> float:
    return next((one.score for one in TOY.place(title, body, symbols) if one.chain == chain), 0.0)


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        # The main symbol against a further one, and against a word alone.
        (("一种装置", "", "B23K26/38"), ("一种装置", "", "A01B1/00", "B23K26/38")),
        (("一种装置", "", "B23K26/38"), ("一种激光切割装置", "")),
        # Both together against either.
        (("激光切割装置", "", "B23K26/38"), ("一种装置", "", "B23K26/38")),
        # A title against a text, and two words against one.
        (("激光切割装置", ""), ("一种装置", "用于激光切割。激光切割。")),
        # Words against those that the classification contradicts.
        (("激光切割和激光打标", ""), ("激光切割和激光打标", "", "A01B1/00")),
    ],
)
def test_better_evidence_outscores_worse(better: Any, worse: Any) -> None:
    assert score(*better) > score(*worse)


def test_a_node_is_told_with_its_reason() -> None:
    (place, *_) = TOY.place("一种激光切割头", "", ["B23K26/38"])
    assert (place.chain, place.node) == ("a", "a2")
    assert place.reason == "主分类号 B23K26/38 属 B23K26；出现“激光切割”"


def test_what_no_node_is_sure_of_lies_on_the_chain_as_a_whole() -> None:
    assert TOY.place("一种激光光路", "", ()) == (Place("a", NO_NODE, 0.4, "出现“激光”"),)
    assert toy().get("a").node_name(NO_NODE) == NO_NODE_NAME


def test_what_says_too_little_lies_nowhere() -> None:
    assert TOY.place("一种装置", "本装置用到激光。", ()) == ()
    # One word against a classification elsewhere.
    assert TOY.place("一种激光切割装置", "", ["A01B1/00"]) == ()
    # A prefix that only suggests needs words.
    assert TOY.place("一种装置", "", ["B23K9/00"]) == ()
    assert TOY.place("一种切割机", "", ["B23K9/00"])[0].node == "b1"


def test_the_longest_prefix_of_a_chain_claims_a_symbol() -> None:
    placed = PLACER.place("一种装置", "", ["G05B19/418"])
    assert [one.node for one in placed if one.chain == "machine-tools"] != ["machine-tools-control"]
    assert PLACER.place("一种光纤", "", ["G02B6/02"])[0].node == "laser-fibre"
    assert PLACER.place("一种光模块", "", ["G02B6/42"])[0].node == "laser-module"


def test_ties_go_by_the_order_of_the_file() -> None:
    node = {"name": "丁", "stage": "中游", "words": ["同一个词"]}
    chain = {"name": "链", "tier": 20}
    chains = make_chains(
        {
            "version": "1",
            "source": "试",
            "chain": [
                {**chain, "slug": slug, "node": [{**node, "slug": f"{slug}{n}"} for n in (1, 2)]}
                for slug in ("y", "x")
            ],
        }
    )
    placed = ChainPlacer(chains).place("同一个词", "", ())
    assert [(one.chain, one.node) for one in placed] == [("y", "y1"), ("x", "x1")]


@pytest.mark.parametrize(
    ("title", "symbols", "chain", "node"),
    [
        ("一种轧辊激光熔覆喷嘴", ["B23K26/34"], "laser", "laser-machining"),
        ("一种三维存储器的制造方法", ["H10B43/27"], "chips", "chips-memory"),
        ("一种阵列基板及显示装置", ["G02F1/1362"], "display", "display-panel"),
        ("一种动力电池热管理系统", ["H01M10/613"], "vehicles", "vehicles-battery"),
        ("一种治疗胃炎的中药组合物", ["A61K36/9066"], "medicine", "medicine-chinese"),
        ("一种五轴联动加工中心", ["B23C1/00"], "machine-tools", "machine-tools-machines"),
        ("一种北斗三频模糊度固定方法", ["G01S19/44"], "beidou", "beidou-enhance"),
        ("一种船体分段合拢方法", ["B63B73/00"], "ships", "ships-making"),
        ("一种油烟机", ["F24C15/20"], "appliances", "appliances-kitchen"),
        ("一种消防灭火机器人", ["A62C27/00"], "safety", "safety-rescue"),
    ],
)
def test_typical_patents_lie_where_they_belong(
    title: str, symbols: list[str], chain: str, node: str
) -> None:
    (place, *_) = PLACER.place(title, "", symbols)
    assert (place.chain, place.node) == (chain, node)


def test_farming_and_building_lie_nowhere() -> None:
    assert PLACER.place("一种水稻育秧盘", "用于水稻工厂化育秧。", ["A01G9/02"]) == ()
    assert PLACER.place("一种装配式墙板", "", ["E04B2/56"]) == ()


@given(st.text(max_size=60), st.text(max_size=200), st.lists(st.text(max_size=12), max_size=4))
def test_any_record_is_placed_soundly_and_alike(title: str, body: str, symbols: list[str]) -> None:
    placed = PLACER.place(title, body, symbols)
    assert placed == ChainPlacer(load_chains()).place(title, body, symbols)
    assert len(placed) <= MOST_CHAINS
    assert len({one.chain for one in placed}) == len(placed)
    assert all(LEAST <= one.score <= 1 and one.reason for one in placed)


def test_the_bundled_chains_are_the_clusters_of_the_programme() -> None:
    chains = load_chains()
    tiers = [chain.tier for chain in chains.chains]
    assert [tiers.count(tier) for tier in (5, 10, 20)] == [5, 10, 20]
    assert len(chains.divided) == 10
    for chain in chains.divided:
        stages = [node.stage.value for node in chain.nodes]
        assert set(stages) == {"上游", "中游", "下游"}
        assert stages == sorted(stages, key=["上游", "中游", "下游"].index)
        assert all((node.ipc or node.related) and node.words for node in chain.nodes)


def test_a_file_that_is_not_sound_is_refused_with_what_is_wrong() -> None:
    chain = {"slug": "a", "name": "甲", "tier": 5}
    good = {"version": "1", "source": "试"}
    with pytest.raises(BadConfiguration, match="产业链的代号重复：a"):
        make_chains(good | {"chain": [chain, chain]})
    with pytest.raises(BadConfiguration, match="有误：'tier'"):
        make_chains(good | {"chain": [{"slug": "a", "name": "甲"}]})
    node = {"slug": "n", "name": "乙", "stage": "外围"}
    with pytest.raises(BadConfiguration, match="外围"):
        make_chains(good | {"chain": [chain | {"node": [node]}]})
    with pytest.raises(NotFound, match="没有环节"):
        toy().get("a").node_name("无")
    with pytest.raises(NotFound, match="没有产业链"):
        toy().get("无")
    assert toy().digest != toy(chain=[chain]).digest
