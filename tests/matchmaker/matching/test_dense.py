"""Vectors of a language model beside words: found, scored, explained, kept."""

from dataclasses import replace

import numpy as np
import pytest

from matchmaker.errors import IndexDamaged, IndexMissing
from matchmaker.matching import dense
from matchmaker.matching.algorithms import ALGORITHMS, get_algorithm
from matchmaker.matching.algorithms.dense_v1 import make_dense_v1
from matchmaker.matching.candidates import DENSE_POOL, find_candidates, make_queries
from matchmaker.matching.dense import DenseStock
from matchmaker.matching.explain import reason_text
from matchmaker.matching.facts import Context, unknown_facts
from matchmaker.matching.features.dense import dense_similarity
from matchmaker.matching.features.result import NEUTRAL
from matchmaker.matching.index import GONE, Recipe, build_index, extend_index
from matchmaker.matching.rank import rank, score_candidates
from matchmaker.matching.store import load_index, load_meta, save_index
from matchmaker.matching.types import Candidates, DemandDoc, PatentDoc
from tests.matchmaker.dense_world import ASK, SYNONYM
from tests.matchmaker.dense_world import PATENTS as FEW
from tests.matchmaker.matching.corpus import DEMANDS, NAMES, PATENTS, everything, make_index

BLEND = get_algorithm("blend-v1")
# Words with their meaning along two axes.
MEANINGS = {"防锈": (1, 0), "缓蚀": (1, 0), "清扫": (3, 4), "压延筒": (-1, 0)}


class WordEncoder:
    """Reads a few words and nothing else."""

    name = "词义"
    dimensions = 2

    def __init__(self, fingerprint="words-1"):
        self.fingerprint = fingerprint

    def encode(self, texts):
        rows = np.zeros((len(texts), 2), dtype=np.float32)
        for row, text in enumerate(texts):
            for word, meaning in MEANINGS.items():
                rows[row] += text.count(word) * np.array(meaning, dtype=np.float32)
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return rows / np.where(lengths > 0, lengths, 1)


DENSE = make_dense_v1(WordEncoder())


def make(patents=FEW, algorithm=DENSE):
    return build_index(patents, [ASK], NAMES, Recipe("rjieba", algorithm.scheme, algorithm.encoder))


def ranked(algorithm):
    index = make(algorithm=algorithm)
    (ranking,) = rank(index, [ASK], everything(index), algorithm, 50)
    return ranking


# --- the algorithm


def test_weights_are_those_of_blend_v1_with_a_part_of_text_given_away():
    weights = {feature.slug: feature.weight for feature in DENSE.features}
    assert sum(weights.values()) == pytest.approx(1.0, abs=1e-9)
    assert (weights.pop("text"), weights.pop("dense")) == (0.45, 0.20)
    others = {feature.slug: feature.weight for feature in BLEND.features}
    assert others.pop("text") == pytest.approx(0.65)
    assert weights == others


def test_everything_else_is_as_in_blend_v1():
    text, _, *others = DENSE.features
    back = replace(DENSE, slug="blend-v1", version="", encoder=None)
    assert replace(back, features=(replace(text, weight=0.65), *others)) == BLEND


def test_version_tells_language_models_apart():
    assert DENSE.version == "words-1"
    assert make_dense_v1(WordEncoder("words-2")).version == "words-2"


# --- ranking


def test_patent_of_like_meaning_outscores_one_of_like_words():
    assert [s.patent_id for s in ranked(BLEND).ordered] == [12]
    assert [s.patent_id for s in ranked(DENSE).ordered] == [11, 12]


def test_demand_without_its_introduction_is_what_the_model_reads():
    told = replace(ASK, body="公司成立于1998年，主营清扫。寻求防锈办法。")
    index = make()
    queries = make_queries(index, [ASK, told], everything(index))
    assert queries[0].dense.tolist() == queries[1].dense.tolist() == [1.0, 0.0]


def results_of(ask=ASK):
    """Patent's id → the score that its dense vector gets, and the sentence."""
    index = make()
    (query,) = make_queries(index, [ask], everything(index))
    rows = np.arange(len(index))
    candidates = Candidates(rows, np.zeros(len(rows), dtype=np.float32))
    result = dense_similarity(index, query, candidates, Context(unknown_facts(len(index))))
    return {int(index.ids[row]): (float(result.scores[row]), result.sentence(row)) for row in rows}


@pytest.mark.parametrize(
    ("patent", "score", "sentence"),
    [
        (11, 1.0, "本机语言模型认为双方文字意思相近（余弦 1.000），但指不出是哪些词"),
        (12, 0.6, "本机语言模型认为双方文字意思相近（余弦 0.600），但指不出是哪些词"),
        (13, 0.0, "本机语言模型认为双方文字意思相差较大（余弦 -1.000），但指不出是哪些词"),
        (14, NEUTRAL, "本机语言模型读不懂其中一方的文字，不加不减"),
    ],
)
def test_score_is_the_cosine_from_nought_on_and_the_reason_says_who_found_it(
    patent, score, sentence
):
    assert results_of()[patent] == (pytest.approx(score), sentence)


def test_demand_that_the_model_cannot_read_leaves_everything_neutral():
    assert {score for score, _ in results_of(DemandDoc(1, "杂交水稻", "")).values()} == {NEUTRAL}


def test_shares_of_the_reasons_add_up_and_the_model_names_no_term():
    ranking = ranked(DENSE)
    for scored, patent in zip(ranking.ordered, FEW, strict=False):
        rows = ranking.explain(scored, patent)
        assert sum(row.share for row in rows) == pytest.approx(scored.score, abs=1e-9)
        (row,) = (row for row in rows if row.feature == "dense")
        assert (row.label, row.in_demand, row.in_patent) == ("语义相近", "", "")


def test_reason_of_a_patent_without_a_shared_word_names_none():
    ranking = ranked(DENSE)
    reason = reason_text(ranking.explain(ranking.ordered[0], SYNONYM))
    assert reason.startswith("本机语言模型认为双方文字意思相近（余弦 1.000）")
    assert "共有" not in reason


# --- candidates


def random_stock(seed, patents=300, dimensions=12):
    rng = np.random.default_rng(seed)
    vectors = rng.normal(size=(patents, dimensions)).astype(np.float32)
    vectors[rng.random(patents) < 0.1] = 0.0
    # Inventions and utility models of the same words have the same vectors.
    vectors[::7] = vectors[3]
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return rng, DenseStock(WordEncoder(), vectors / np.where(lengths > 0, lengths, 1))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("k", [1, 10, 500])
def test_nearest_are_those_of_a_full_comparison(seed, k):
    rng, stock = random_stock(seed)
    demands = stock.vectors[rng.integers(300, size=dense.CHUNK + 9)]
    rows = np.flatnonzero(rng.random(300) < 0.6)
    for vector, found in zip(demands, stock.nearest(demands, rows, k), strict=True):
        cosine = stock.cosines(vector, rows)
        order = [i for i in np.lexsort((rows, -cosine)) if cosine[i] > 0.0][:k]
        assert found.tolist() == sorted(rows[order].tolist())


def test_cosine_of_a_row_does_not_depend_on_the_others(monkeypatch):
    _, stock = random_stock(1, patents=1000, dimensions=67)
    vector, rows = stock.vectors[5], np.arange(1000)
    together = stock.cosines(vector, rows)
    monkeypatch.setattr(dense, "BLOCK", 16)
    assert np.array_equal(together, stock.cosines(vector, rows), equal_nan=True)
    alone = [stock.cosines(vector, rows[row : row + 1]) for row in rows]
    assert np.array_equal(together, np.concatenate(alone), equal_nan=True)


def test_cosine_of_equal_texts_is_never_above_one():
    _, stock = random_stock(2, patents=2000, dimensions=300)
    cosines = [stock.cosines(stock.vectors[row], np.array([row])) for row in range(2000)]
    assert np.nanmax(np.concatenate(cosines)) == 1.0


def test_model_adds_candidates_and_takes_none_away():
    found = {}
    for name, index in (("plain", make(algorithm=BLEND)), ("dense", make())):
        _, (candidates,) = find_candidates(index, [ASK], everything(index))
        found[name] = dict(
            zip(index.ids[candidates.rows].tolist(), candidates.cosine.tolist(), strict=True)
        )
    assert set(found["dense"]) - set(found["plain"]) == {11}
    assert found["dense"][11] == 0.0
    assert {number: found["dense"][number] for number in found["plain"]} == found["plain"]


def test_model_adds_so_many_of_the_mask_and_no_more():
    alike = [PatentDoc(i, "缓蚀剂", "") for i in range(DENSE_POOL + 20)]
    index = make(alike)
    mask = everything(index)
    mask[::10] = False
    (candidates,) = find_candidates(index, [ASK], mask)[1]
    assert index.ids[candidates.rows].tolist() == [i for i in range(120) if i % 10][:DENSE_POOL]


def test_no_demands_give_no_answers():
    index = make()
    assert make_queries(index, [], everything(index)) == []
    assert find_candidates(index, [], everything(index)) == ([], [])


def test_empty_mask_and_empty_stock_give_no_candidates():
    for index in (make(), make([])):
        mask = np.zeros(len(index), dtype=np.bool_)
        (candidates,) = find_candidates(index, [ASK], mask)[1]
        assert len(candidates.rows) == 0


# --- what does not fit


@pytest.mark.parametrize("made_with", [BLEND, make_dense_v1(WordEncoder("words-2"))])
def test_index_without_the_vectors_of_the_model_is_refused(made_with):
    index = make(algorithm=made_with)
    (query,) = make_queries(index, [ASK], everything(index))
    with pytest.raises(IndexMissing, match="请为算法 dense-v1 建立索引"):
        score_candidates(index, query, query.neighbours, DENSE, 10)


def test_queries_of_an_index_without_vectors_have_none():
    for algorithm in ALGORITHMS.values():
        index = make(algorithm=algorithm)
        assert index.dense is None
        assert [q.dense for q in make_queries(index, [ASK], everything(index))] == [None]


# --- on disk


def save(folder, index, fingerprint="first"):
    save_index(index, folder, {"fingerprint": fingerprint})
    return folder


def test_vectors_survive_the_round_trip_mapped_from_disk(tmp_path):
    index = make()
    loaded = load_index(save(tmp_path, index), DENSE.encoder)
    assert isinstance(loaded.dense.vectors.base, np.memmap)
    assert loaded.dense.vectors.dtype == np.float32
    assert loaded.dense.vectors.tolist() == index.dense.vectors.tolist()
    (before,), (after,) = (rank(i, [ASK], everything(i), DENSE, 10) for i in (index, loaded))
    assert before.ordered == after.ordered


def test_model_is_named_in_the_facts_and_only_where_there_is_one(tmp_path):
    save(tmp_path, make())
    assert load_meta(tmp_path)["dense"] == {"model": "词义", "fingerprint": "words-1"}
    assert "dense.npy" in load_meta(tmp_path)["files"]
    save(tmp_path, make(algorithm=BLEND), "second")
    assert "dense" not in load_meta(tmp_path)
    assert "dense.npy" not in load_meta(tmp_path)["files"]


def test_index_with_vectors_ranks_by_words_exactly_as_one_without(tmp_path):
    with_model = build_index(PATENTS, DEMANDS, NAMES, Recipe("rjieba", BLEND.scheme, WordEncoder()))
    plain = make_index(PATENTS, DEMANDS, scheme=BLEND.scheme)
    loaded = load_index(save(tmp_path, with_model))
    assert loaded.dense is None
    before, after = (rank(i, DEMANDS, everything(i), BLEND, 50) for i in (plain, loaded))
    assert [ranking.ordered for ranking in before] == [ranking.ordered for ranking in after]


def test_index_without_vectors_is_refused_to_who_wants_them(tmp_path):
    save(tmp_path, make(algorithm=BLEND))
    with pytest.raises(IndexMissing, match=r"没有语言模型的向量.*算法 dense-v1 重建"):
        load_index(tmp_path, DENSE.encoder)


def test_index_of_another_model_is_refused_naming_both(tmp_path):
    save(tmp_path, make())
    other = WordEncoder("words-2")
    other.name = "新词义"
    with pytest.raises(
        IndexMissing,
        match=r"出自语言模型 词义，与现在的模型 新词义 文件不同.*算法 dense-v1 重建",
    ):
        load_index(tmp_path, other)


def test_damaged_vectors_are_noticed_even_when_not_wanted(tmp_path):
    path = save(tmp_path, make()) / "v-first" / "dense.npy"
    content = bytearray(path.read_bytes())
    content[-1] ^= 0x40
    path.write_bytes(content)
    for open_index in (load_index, lambda folder: load_index(folder, DENSE.encoder)):
        with pytest.raises(IndexDamaged, match=r"dense\.npy 已损坏"):
            open_index(tmp_path)


def test_of_an_extended_index_only_the_new_patents_are_encoded():
    index, added = make(FEW[:-2]), FEW[-2:]
    extended = extend_index(index, added, [FEW[0].id])
    whole = make(FEW)
    for row, number in enumerate(extended.ids.tolist()):
        if number != GONE:
            there = whole.dense.vectors[whole.find_row(number)]
            assert extended.dense.vectors[row].tolist() == there.tolist()
