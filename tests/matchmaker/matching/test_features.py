import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.matching.algorithms import ALGORITHMS
from matchmaker.matching.candidates import find_candidates, make_queries, similarities
from matchmaker.matching.facts import Context, unknown_facts
from matchmaker.matching.features.industry import industry_agreement
from matchmaker.matching.features.ipc import MIN_VOTERS, NEIGHBOURS, ipc_affinity
from matchmaker.matching.features.result import NEUTRAL, Part
from matchmaker.matching.features.terms import title_terms
from matchmaker.matching.features.text import REST, saturate, shared_terms, text_similarity
from matchmaker.matching.text_scheme import BLOCKS_V2
from matchmaker.matching.types import Candidates, DemandDoc, PatentDoc
from matchmaker.text.thesaurus import Wording
from tests.matchmaker.matching.corpus import DEMANDS, PATENTS, everything, make_index
from tests.matchmaker.matching.strategies import INDUSTRIES, corpora

FEATURES = tuple(
    {feature.score for algorithm in ALGORITHMS.values() for feature in algorithm.features}
)


def nothing_known(index):
    return Context(unknown_facts(len(index)))


def found_in(index, demand):
    """The demand as a query and its candidates among all patents."""
    mask = everything(index)
    (query,), (found,) = find_candidates(index, [demand], mask)
    return query, found


def run(feature, patents, demand, names=INDUSTRIES):
    """The feature's result and the candidates' positions by patent id."""
    index = make_index(patents, names=names)
    query, found = found_in(index, demand)
    positions = {int(index.ids[row]): i for i, row in enumerate(found.rows)}
    return feature(index, query, found, nothing_known(index)), positions


@settings(max_examples=60, deadline=None)
@given(corpora())
def test_every_score_lies_in_0_to_1_and_has_a_sentence(corpus):
    patents, demands = corpus
    index = make_index(patents, demands, INDUSTRIES)
    for demand in demands:
        query, found = found_in(index, demand)
        for feature in FEATURES:
            result = feature(index, query, found, nothing_known(index))
            assert result.scores.shape == found.rows.shape
            assert np.all((result.scores >= 0.0) & (result.scores <= 1.0))
            assert all(len(result.sentence(i)) > 5 for i in range(len(found.rows)))


# --- text


def test_saturation_maps_0_to_0_and_1_to_1():
    assert saturate(np.array([0.0, 1.0], dtype=np.float32)).tolist() == [0.0, 1.0]


@settings(deadline=None)
@given(st.floats(0, 1, width=32), st.floats(0, 1, width=32))
def test_saturation_rises_and_lifts(one, other):
    low, high = sorted((one, other))
    first, second = saturate(np.array([low, high], dtype=np.float32)).tolist()
    assert 0.0 <= first <= second <= 1.0
    assert first >= low - 1e-6


@pytest.mark.parametrize(("low", "high"), [(0.0, 0.01), (0.1, 0.2), (0.5, 0.6), (0.9, 1.0)])
def test_saturation_keeps_apart_what_differs(low, high):
    first, second = saturate(np.array([low, high], dtype=np.float32)).tolist()
    assert first < second


def test_patent_that_says_the_same_has_the_full_text_score():
    demand = DemandDoc(1, "北斗抗干扰天线", "北斗抗干扰天线")
    same = PatentDoc(1, "北斗抗干扰天线", "北斗抗干扰天线")
    result, positions = run(text_similarity, [same, PatentDoc(2, "北斗终端", "")], demand)
    assert result.scores[positions[1]] == pytest.approx(1.0, abs=1e-6)
    assert result.scores[positions[1]] <= 1.0
    assert result.sentence(positions[1]) == "文本相似度 1.000"


def parts_of(patent, demand):
    result, positions = run(text_similarity, [patent, PatentDoc(99, "猪瘟疫苗", "")], demand)
    return result.parts(positions[patent.id], patent)


def test_parts_name_the_shared_phrases_largest_first_and_add_up_to_one():
    patent = PatentDoc(1, "轧辊裂纹激光修复方法", "轧辊表面裂纹经激光熔覆")
    parts = parts_of(patent, DemandDoc(1, "轧辊裂纹修复", "希望用激光熔覆"))
    assert {part.label for part in parts[:3]} == {"轧辊裂纹", "激光熔覆", "修复"}
    assert {(part.said, part.found) for part in parts[:3]} == {
        (part.label, part.label) for part in parts[:3]
    }
    shares = [part.fraction for part in parts if part.label != REST]
    assert shares == sorted(shares, reverse=True)
    assert sum(part.fraction for part in parts) == pytest.approx(1.0, abs=1e-9)


def test_parts_name_another_word_that_the_patent_uses_for_the_demands():
    ask = DemandDoc(1, "油缸漏油", "", wording=(Wording("漏油", "密封圈", 2.1),))
    patent = PatentDoc(1, "一种油缸密封圈", "")
    index = make_index([patent, PatentDoc(99, "猪瘟疫苗", "")], [ask], scheme=BLOCKS_V2)
    (query,) = make_queries(index, [ask], everything(index))
    result = text_similarity(index, query, query.neighbours, Context(unknown_facts(2)))
    parts = {part.label: part for part in result.parts(0, patent)}
    assert set(parts) == {"油缸", "漏油→密封圈"}
    assert (parts["漏油→密封圈"].said, parts["漏油→密封圈"].found) == ("漏油", "密封圈")
    assert sum(part.fraction for part in parts.values()) == pytest.approx(1.0, abs=1e-9)


def test_parts_beyond_the_shown_ones_are_summed_up_last():
    subjects = "轧辊，裂纹，激光，北斗，疫苗，隔膜，天线，水泵，阀门，齿轮"
    parts = parts_of(PatentDoc(1, subjects, ""), DemandDoc(1, subjects[::-1], subjects))
    assert len(parts) == 9
    assert parts[-1].label == REST


def test_shared_single_characters_are_the_rest():
    parts = parts_of(PatentDoc(1, "防腐涂层", ""), DemandDoc(1, "锈蚀防护", ""))
    assert parts == [Part(REST, 1.0)]


def test_texts_that_share_nothing_have_no_parts():
    index = make_index([PatentDoc(1, "水泵", ""), PatentDoc(2, "疫苗", "")])
    assert shared_terms(index, index.vectors[0], 1, []) == []


@pytest.mark.parametrize(
    "phrases",
    [
        [("锂离子电池", "锂离子电池"), ("lifepo4", "lifepo4"), ("正极", "正极")],
        [("电池", "锂离子电池"), ("磷酸铁锂", "LiFePO4"), ("电池", "电池"), ("电池", "电池")],
        [("正极", "隔膜")],
    ],
)
def test_shared_terms_are_credited_to_every_phrase_that_holds_them(phrases):
    index = make_index([PatentDoc(i, "LiFePO4正极锂离子电池组", "电池极片") for i in (1, 2)])
    product = index.vectors[0].multiply(index.vectors[1]).tocsr()
    credit = dict.fromkeys(phrases, 0.0)
    for column, share in zip(product.indices, product.data.tolist(), strict=True):
        term = index.vectoriser.terms[column]
        holders = [phrase for phrase in credit if term in phrase[1].lower()]
        for phrase in holders:
            credit[phrase] += share / len(holders)
    total = float(product.data.sum(dtype=np.float64))
    parts = shared_terms(index, index.vectors[0], 1, phrases)
    found = {(part.said, part.found): part.fraction for part in parts if part.label != REST}
    assert found == {phrase: share / total for phrase, share in credit.items() if share > 0.0}


# --- ipc

BATTERIES = [
    PatentDoc(i, f"锂电池{part}", "", ("H01M10/05",)) for i, part in enumerate("膜极液壳盖芯片线")
]
ASK = DemandDoc(1, "锂电池组", "")


def test_patent_of_the_neighbours_subclass_outscores_one_of_their_class_and_another():
    patents = [
        *BATTERIES,
        PatentDoc(20, "锂电池充电", "", ("H01M2/00",)),
        PatentDoc(21, "锂电池充电", "", ("H01R13/00",)),
        PatentDoc(22, "锂电池充电", "", ("A61N1/00",)),
    ]
    result, positions = run(ipc_affinity, patents, ASK)
    same, akin, foreign = (result.scores[positions[i]] for i in (20, 21, 22))
    assert same > akin > foreign
    assert foreign == 0.0


def test_patent_does_not_vote_for_itself():
    lone = PatentDoc(50, "锂电池组", "锂电池组", ("A61N1/00",))
    result, positions = run(ipc_affinity, [*BATTERIES, lone], ASK)
    assert result.scores[positions[50]] == 0.0
    assert result.sentence(positions[50]).startswith(
        "与需求用词最近的另 8 件专利中有 0 件属于 A61N"
    )


def test_votes_weigh_by_nearness():
    near = [PatentDoc(i, "锂电池组隔膜", "", ("H01M50/00",)) for i in range(3)]
    far = [PatentDoc(10 + i, "蓄电池托架车辆行李箱盖", "", ("B60R5/00",)) for i in range(3)]
    probes = [PatentDoc(30, "电池", "", ("H01M50/00",)), PatentDoc(31, "电池", "", ("B60R5/00",))]
    result, positions = run(ipc_affinity, [*near, *far, *probes], DemandDoc(1, "锂电池组隔膜", ""))
    assert result.scores[positions[30]] > result.scores[positions[31]] > 0.0


def test_sentence_counts_the_voters_and_names_the_subclass():
    result, positions = run(
        ipc_affinity, [*BATTERIES, PatentDoc(20, "锂箱", "", ("H01M2/00",))], ASK
    )
    sentence = result.sentence(positions[20])
    assert sentence.startswith("与需求用词最近的另 8 件专利中有 8 件属于 H01M（")


def test_voter_beyond_the_nearest_is_counted_in_full():
    crowd = [PatentDoc(i, "锂电池组", "", ("H01M10/05",)) for i in range(30)]
    distant = PatentDoc(50, "锂矿", "", ("H01M10/05",))
    result, positions = run(ipc_affinity, [*crowd, distant], ASK)
    assert result.sentence(positions[50]).startswith(
        "与需求用词最近的 20 件专利中有 20 件属于 H01M"
    )
    assert result.scores[positions[50]] == 1.0


def test_code_without_a_name_is_given_alone():
    unnamed = [PatentDoc(i, "锂电池", "", ("H98X1/00",)) for i in range(6)]
    result, positions = run(ipc_affinity, unnamed, ASK)
    assert result.sentence(positions[0]) == "与需求用词最近的另 5 件专利中有 5 件属于 H98X"


def test_patent_without_a_code_is_neutral_and_says_so():
    result, positions = run(ipc_affinity, [*BATTERIES, PatentDoc(20, "锂电池", "")], ASK)
    assert result.scores[positions[20]] == NEUTRAL
    assert result.sentence(positions[20]) == "分类号缺失或可比专利太少，不加不减"


def test_too_few_voters_leave_everything_neutral():
    few = BATTERIES[: MIN_VOTERS - 1]
    result, positions = run(ipc_affinity, few, ASK)
    assert result.scores.tolist() == [NEUTRAL] * len(few)
    assert result.sentence(positions[0]) == "分类号缺失或可比专利太少，不加不减"
    result, _ = run(ipc_affinity, BATTERIES[:MIN_VOTERS], ASK)
    assert result.scores.tolist() == [1.0] * MIN_VOTERS


def plain_ipc_scores(index, query, rows):
    """The same votes, counted patent by patent."""
    nearest = np.lexsort((query.neighbours.rows, -query.neighbours.cosine))[:NEIGHBOURS]
    voters = {
        int(query.neighbours.rows[i]): float(query.neighbours.cosine[i])
        for i in nearest
        if index.subclasses_of(int(query.neighbours.rows[i]))
    }

    def votes(code):
        return sum(
            weight
            for row, weight in voters.items()
            if any(own.startswith(code) for own in index.subclasses_of(row))
        )

    found = []
    for row in rows.tolist():
        codes, own = index.subclasses_of(row), voters.get(row, 0.0)
        others = sum(voters.values()) - own
        if not codes or len(voters) < MIN_VOTERS or others <= 0.0:
            found.append(NEUTRAL)
            continue
        shares = []
        for code in codes:
            same_subclass, same_class = votes(code) - own, votes(code[:3]) - own
            shares.append((same_subclass + 0.5 * (same_class - same_subclass)) / others)
        found.append(min(1.0, max(shares) / 0.5))
    return np.array(found, dtype=np.float32).tolist()


@settings(max_examples=60, deadline=None)
@given(corpora(min_patents=6, max_patents=30))
def test_votes_are_those_of_a_plain_count(corpus):
    patents, demands = corpus
    index = make_index(patents, demands, INDUSTRIES)
    for ask in demands:
        query, found = found_in(index, ask)
        result = ipc_affinity(index, query, found, nothing_known(index))
        assert result.scores.tolist() == plain_ipc_scores(index, query, found.rows)


# --- industry


def agreement(offered, wanted):
    result, positions = run(
        industry_agreement,
        [PatentDoc(1, "锂电池", "", (), offered)],
        DemandDoc(1, "锂电池", "", wanted),
    )
    return float(result.scores[positions[1]]), result.sentence(positions[1])


UNKNOWN = "产业无从比较，不加不减"
DIFFERENT = "产业不同：需求属{}，专利属{}"


@pytest.mark.parametrize(
    ("offered", "wanted", "score", "sentence"),
    [
        ((("energy", 0.9),), (("energy", 0.9),), 1.0, "同属能源产业"),
        ((("energy", 0.9),), (("energy", 0.4),), 1.0, "同属能源产业"),
        ((("energy", 0.4),), (("energy", 0.8),), 0.5, "同属能源产业"),
        ((("medicine", 0.9),), (("energy", 0.9),), 0.0, DIFFERENT.format("能源", "医药")),
        (
            (("medicine", 0.9),),
            (("energy", 0.9), ("beidou", 0.5)),
            0.0,
            DIFFERENT.format("能源、北斗", "医药"),
        ),
        ((("beidou", 0.9),), (("energy", 0.8), ("beidou", 0.4)), 0.5, "同属北斗产业"),
        ((), (("energy", 0.9),), NEUTRAL, UNKNOWN),
        ((("energy", 0.9),), (), NEUTRAL, UNKNOWN),
        ((("other", 0.2),), (("energy", 0.9),), NEUTRAL, UNKNOWN),
        ((("energy", 0.9),), (("other", 0.2),), NEUTRAL, UNKNOWN),
        ((("other", 0.8),), (("other", 0.99),), NEUTRAL, UNKNOWN),
        ((("other", 0.8),), (("energy", 0.9),), 0.0, DIFFERENT.format("能源", "其他")),
        ((("energy", 0.9),), (("other", 0.99),), 0.0, DIFFERENT.format("其他", "能源")),
    ],
)
def test_industries_agree_as_surely_as_both_sides_are(offered, wanted, score, sentence):
    got, said = agreement(offered, wanted)
    assert got == pytest.approx(score, abs=1e-6)
    assert said == sentence


def test_real_stock_scores_the_right_field_above_the_others():
    for demand, best in zip(DEMANDS, (11, 31, 41), strict=True):
        for feature in (text_similarity, industry_agreement):
            result, positions = run(feature, PATENTS, demand, names=None)
            assert result.scores[positions[best]] == result.scores.max()


@settings(max_examples=40, deadline=None)
@given(corpora(min_patents=17, max_patents=24))
def test_patents_score_the_same_alone_as_among_all(corpus):
    # Few are read row by row, most of a stock by the columns that are wanted of them.
    patents, demands = corpus
    index = make_index(patents, demands, INDUSTRIES)
    everybody = np.arange(len(index))
    assert index.is_most(everybody)
    assert not index.is_most(everybody[:1])
    for query in make_queries(index, demands, everything(index)):
        together = similarities(index, query.vector, everybody)
        one_by_one = [similarities(index, query.vector, everybody[i : i + 1])[0] for i in everybody]
        assert together.tolist() == pytest.approx(one_by_one, abs=1e-6)
        alone = [
            title_terms(index, query, Candidates(everybody[i : i + 1], together[:1]), None).scores
            for i in everybody
        ]
        among = title_terms(index, query, Candidates(everybody, together), None).scores
        assert among.tolist() == np.concatenate(alone).tolist()
