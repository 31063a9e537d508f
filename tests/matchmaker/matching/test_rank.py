import numpy as np
import pytest
from hypothesis import given, settings

from matchmaker.errors import BadQuery
from matchmaker.matching.algorithms import ALGORITHMS, get_algorithm
from matchmaker.matching.explain import reason_text
from matchmaker.matching.features.text import REST
from matchmaker.matching.rank import rank
from matchmaker.matching.types import DemandDoc, ExplanationRow, PatentDoc
from tests.matchmaker.matching.corpus import DEMANDS, PATENTS, demand, everything, make_index
from tests.matchmaker.matching.strategies import INDUSTRIES, corpora

ALGORITHM = get_algorithm("tfidf-v1")


def ranked(patents, demands, top=50, names=None):
    index = make_index(patents, demands, names)
    return index, rank(index, demands, everything(index), ALGORITHM, top)


def scores_of(patents, ask):
    index = make_index(patents, DEMANDS)
    (ranking,) = rank(index, [ask], everything(index), ALGORITHM, 50)
    return {scored.patent_id: scored.score for scored in ranking.ordered}


# --- algorithms


def test_weights_of_every_algorithm_sum_to_one():
    for algorithm in ALGORITHMS.values():
        assert sum(feature.weight for feature in algorithm.features) == pytest.approx(1.0, abs=1e-9)
        assert all(0.0 < feature.weight <= 1.0 for feature in algorithm.features)


def test_slugs_and_labels_of_features_are_unique():
    for slug, algorithm in ALGORITHMS.items():
        assert algorithm.slug == slug
        assert len({feature.slug for feature in algorithm.features}) == len(algorithm.features)
        assert len({feature.label for feature in algorithm.features}) == len(algorithm.features)


def test_unknown_algorithm_is_refused_naming_the_known_ones():
    with pytest.raises(BadQuery, match="没有算法“bm25”，可选：tfidf-v1"):
        get_algorithm("bm25")


# --- ranking


def test_best_patent_of_each_demand_comes_first():
    _, rankings = ranked(PATENTS, DEMANDS)
    assert [ranking.ordered[0].patent_id for ranking in rankings] == [11, 31, 41]


def test_ranks_count_from_one_and_scores_fall():
    for ranking in ranked(PATENTS, DEMANDS)[1]:
        assert [s.rank for s in ranking.ordered] == list(range(1, len(ranking.ordered) + 1))
        scores = [s.score for s in ranking.ordered]
        assert scores == sorted(scores, reverse=True)


def test_row_is_the_place_in_the_index():
    index, rankings = ranked(PATENTS, DEMANDS)
    for ranking in rankings:
        assert [s.patent_id for s in ranking.ordered] == [
            int(index.ids[s.row]) for s in ranking.ordered
        ]


def test_top_keeps_the_head_of_the_full_list():
    full, head = ranked(PATENTS, DEMANDS)[1], ranked(PATENTS, DEMANDS, top=2)[1]
    assert [ranking.ordered for ranking in head] == [ranking.ordered[:2] for ranking in full]


def test_ties_are_broken_by_id():
    twins = [PatentDoc(i, "锂电池隔膜", "陶瓷涂覆", ("H01M50/44",)) for i in (7, 3, 9, 1)]
    _, (ranking,) = ranked(twins, [DemandDoc(1, "锂电池隔膜", "")])
    assert [s.patent_id for s in ranking.ordered] == [1, 3, 7, 9]
    assert len({s.score for s in ranking.ordered}) == 1


def test_no_demands_give_no_rankings():
    assert ranked(PATENTS, [])[1] == []


def test_demand_without_a_word_has_an_empty_list():
    assert ranked(PATENTS, [DemandDoc(1, "", "")])[1][0].ordered == ()


@pytest.mark.parametrize(("gone", "best"), [("隔膜", 11), ("电池", 11), ("热失控", 11)])
def test_taking_a_named_shared_term_out_of_the_demand_lowers_the_score(gone, best):
    ask = DEMANDS[0]
    index, rankings = ranked(PATENTS, DEMANDS)
    scored = next(s for s in rankings[0].ordered if s.patent_id == best)
    labels = [row.label for row in rankings[0].explain(scored, PATENTS[0])]
    assert any(gone in label for label in labels)
    without = DemandDoc(1, ask.title.replace(gone, ""), ask.body.replace(gone, ""), ask.industries)
    (less,) = rank(index, [without], everything(index), ALGORITHM, 50)
    assert next(s.score for s in less.ordered if s.patent_id == best) < scored.score


def test_adding_what_a_patent_says_raises_its_score():
    short, long = demand(1, "轧辊修复"), demand(1, "轧辊裂纹激光熔覆修复")
    assert scores_of(PATENTS, long)[41] > scores_of(PATENTS, short)[41]


def test_industry_of_an_entry_is_the_shared_one_else_the_demands():
    patents = [
        PatentDoc(1, "锂电池", "", (), (("beidou", 0.5), ("energy", 0.4))),
        PatentDoc(2, "锂电池", "", (), (("medicine", 0.5),)),
    ]
    asks = [
        DemandDoc(1, "锂电池", "", (("energy", 0.9), ("beidou", 0.3))),
        DemandDoc(2, "锂电池", "", ()),
    ]
    _, (known, unknown) = ranked(patents, asks, names=INDUSTRIES)
    assert {s.patent_id: s.industry for s in known.ordered} == {1: "energy", 2: "energy"}
    assert {s.patent_id: s.industry for s in unknown.ordered} == {1: "other", 2: "other"}


# --- properties


@settings(max_examples=80, deadline=None)
@given(corpora())
def test_rows_of_every_explanation_add_up_to_the_score(corpus):
    patents, demands = corpus
    docs = {doc.id: doc for doc in patents}
    for ranking in ranked(patents, demands, names=INDUSTRIES)[1]:
        for scored in ranking.ordered:
            rows = ranking.explain(scored, docs[scored.patent_id])
            assert sum(row.share for row in rows) == pytest.approx(scored.score, abs=1e-9)
            assert all(row.share >= 0.0 and row.sentence for row in rows)
            assert 0.0 <= scored.score <= 1.0


@settings(max_examples=30, deadline=None)
@given(corpora())
def test_same_input_gives_the_same_order_whatever_the_order_of_the_patents(corpus):
    patents, demands = corpus
    lists = [
        [ranking.ordered for ranking in ranked(given_patents, demands, names=INDUSTRIES)[1]]
        for given_patents in (patents, patents, patents[::-1])
    ]
    assert lists[0] == lists[1] == lists[2]


@settings(max_examples=30, deadline=None)
@given(corpora(min_patents=1))
def test_answer_to_a_demand_does_not_depend_on_the_demands_beside_it(corpus):
    patents, demands = corpus
    index = make_index(patents, demands, INDUSTRIES)
    together = rank(index, demands, everything(index), ALGORITHM, 20)
    for ask, ranking in zip(demands, together, strict=True):
        (alone,) = rank(index, [ask], everything(index), ALGORITHM, 20)
        assert alone.ordered == ranking.ordered


def test_rows_add_up_over_many_pairs_of_real_texts():
    docs = {doc.id: doc for doc in PATENTS}
    asks = [demand(doc.id, doc.body, doc.title) for doc in PATENTS]
    pairs = 0
    for ranking in ranked(PATENTS, asks)[1]:
        for scored in ranking.ordered:
            rows = ranking.explain(scored, docs[scored.patent_id])
            assert sum(row.share for row in rows) == pytest.approx(scored.score, abs=1e-9)
            assert [row.feature for row in rows if row.feature != "text"] == ["ipc", "industry"]
            pairs += 1
    assert pairs > 60


def test_explanation_does_not_depend_on_the_length_of_the_list():
    long, short = ranked(PATENTS, DEMANDS)[1], ranked(PATENTS, DEMANDS, top=1)[1]
    for full, head in zip(long, short, strict=True):
        patent = next(doc for doc in PATENTS if doc.id == head.ordered[0].patent_id)
        assert full.explain(full.ordered[0], patent) == head.explain(head.ordered[0], patent)


# --- the reason in one line

ROWS = [
    ExplanationRow("text", "隔膜", 0.3, "双方都有“隔膜”"),
    ExplanationRow("text", "热失控", 0.2, "双方都有“热失控”"),
    ExplanationRow("text", REST, 0.1, REST),
    ExplanationRow("ipc", "分类相近", 0.1, "与需求用词最近的 20 件专利中有 9 件属于 H01M"),
    ExplanationRow("industry", "产业一致", 0.1, "同属新能源产业"),
]


def test_reason_names_the_shared_terms_then_the_other_features():
    assert reason_text(ROWS) == (
        "共有“隔膜”“热失控”；与需求用词最近的 20 件专利中有 9 件属于 H01M；同属新能源产业"
    )


def test_reason_names_five_terms_at_most():
    rows = [ExplanationRow("text", f"词{i}", 0.1, "") for i in range(8)]
    assert reason_text(rows) == "共有“词0”“词1”“词2”“词3”“词4”"


def test_reason_without_a_shared_term_is_what_the_features_say():
    assert reason_text(ROWS[2:]) == "与需求用词最近的 20 件专利中有 9 件属于 H01M；同属新能源产业"
    assert reason_text([]) == ""


def test_reason_of_a_pair_without_a_shared_term_names_none():
    rows = [ExplanationRow("text", "文本相似", 0.0, "文本相似度 0.000"), *ROWS[4:]]
    assert reason_text(rows) == "同属新能源产业"


def test_reason_of_a_real_pair_names_what_both_say():
    _, rankings = ranked(PATENTS, DEMANDS)
    best = rankings[2].ordered[0]
    patent = next(doc for doc in PATENTS if doc.id == best.patent_id)
    reason = reason_text(rankings[2].explain(best, patent))
    assert reason.startswith("共有“")
    assert "“轧辊裂纹”" in reason
    assert reason.endswith("产业无从比较，不加不减")


def test_scores_are_plain_numbers():
    _, rankings = ranked(PATENTS, DEMANDS)
    assert {type(s.score) for r in rankings for s in r.ordered} == {float}
    assert np.isfinite([s.score for r in rankings for s in r.ordered]).all()
