import numpy as np
import pytest
from hypothesis import given, settings

from matchmaker.matching.vectorise import CHARACTER_WEIGHT, WORD_WEIGHT, Text, fit
from tests.matchmaker.matching.strategies import corpora

PATENTS = [
    Text("锂电池隔膜", "陶瓷涂覆隔膜提高耐热性"),
    Text("猪瘟疫苗", "重组抗原蛋白"),
    Text("北斗天线", "抗干扰GNSS接收"),
]


def lengths(matrix):
    return np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())


def blocks(vectoriser, matrix):
    border = len(vectoriser.characters.terms)
    return matrix[:, :border], matrix[:, border:]


def similarity(vectoriser, demand, patent):
    return float((vectoriser.demands([demand]) @ vectoriser.patents([patent]).T).toarray()[0, 0])


def test_weights_of_the_blocks_sum_to_one():
    assert pytest.approx(1.0) == CHARACTER_WEIGHT + WORD_WEIGHT


def test_every_block_of_a_patent_has_unit_length():
    vectoriser, vectors = fit(PATENTS, [], "rjieba")
    for block in blocks(vectoriser, vectors):
        assert lengths(block) == pytest.approx(1.0, abs=1e-6)


def test_blocks_of_a_demand_have_their_weights_as_length():
    vectoriser, _ = fit(PATENTS, [], "rjieba")
    characters, words = blocks(vectoriser, vectoriser.demands(PATENTS))
    assert lengths(characters) == pytest.approx(CHARACTER_WEIGHT, abs=1e-6)
    assert lengths(words) == pytest.approx(WORD_WEIGHT, abs=1e-6)


@pytest.mark.parametrize("text", ["锂电池隔膜", "猪瘟疫苗与重组抗原蛋白", "GNSS天线"])
def test_demand_is_wholly_similar_to_a_patent_of_the_same_fields(text):
    vectoriser, _ = fit(PATENTS, [], "rjieba")
    assert similarity(vectoriser, Text(text, text), Text(text, text)) == pytest.approx(1, abs=1e-6)


def test_a_single_field_counts_in_full_whichever_it_is():
    vectoriser, _ = fit(PATENTS, [], "rjieba")
    title, body = Text("锂电池隔膜", ""), Text("", "锂电池隔膜")
    assert similarity(vectoriser, title, body) == pytest.approx(1.0, abs=1e-6)
    assert similarity(vectoriser, body, title) == pytest.approx(1.0, abs=1e-6)


def test_title_of_a_demand_weighs_more_than_its_body():
    vectoriser, _ = fit(PATENTS, [], "rjieba")
    patent = PATENTS[1]
    asked = similarity(vectoriser, Text("猪瘟疫苗", "北斗天线"), patent)
    mentioned = similarity(vectoriser, Text("北斗天线", "猪瘟疫苗"), patent)
    assert asked > mentioned


def test_rare_term_weighs_more_than_a_common_one():
    texts = [Text("锂电池隔膜", ""), Text("锂电池电解液", ""), Text("锂电池正极", "")]
    vectoriser, _ = fit(texts, [], "rjieba")
    patent = Text("锂电池隔膜", "")
    assert similarity(vectoriser, Text("隔膜", ""), patent) > similarity(
        vectoriser, Text("电池", ""), patent
    )


def test_vectors_of_the_fit_are_those_of_the_vectoriser():
    vectoriser, vectors = fit(PATENTS, [Text("疫苗", "注射")], "rjieba")
    again = vectoriser.patents(PATENTS)
    assert np.array_equal(vectors.toarray(), again.toarray())


def test_demands_texts_only_widen_the_vocabulary():
    vectoriser, vectors = fit(PATENTS, [Text("轧辊", "")], "rjieba")
    assert "轧辊" in vectoriser.words.terms
    assert vectors.shape == (3, len(vectoriser.terms))


def test_columns_are_characters_then_words_of_one_entry_each():
    vectoriser, _ = fit(PATENTS, [], "rjieba")
    assert vectoriser.terms == vectoriser.characters.terms + vectoriser.words.terms
    assert len(vectoriser.characters.idf) == len(vectoriser.characters.terms)
    assert len(vectoriser.words.idf) == len(vectoriser.words.terms)


def test_text_without_a_known_token_gives_a_row_of_zeros():
    vectoriser, _ = fit(PATENTS, [], "rjieba")
    for empty in (Text("", ""), Text("，", "200℃"), Text("鳗鲡", "")):
        assert vectoriser.demands([empty]).nnz == 0
        assert vectoriser.patents([empty]).nnz == 0


@pytest.mark.parametrize("texts", [[], [Text("", "")], [Text("200", "，"), Text("", "")]])
def test_texts_without_a_single_token_fit_to_no_columns(texts):
    vectoriser, vectors = fit(texts, [], "rjieba")
    assert vectors.shape == (len(texts), 0)
    assert vectoriser.demands([Text("锂电池", "")]).shape == (1, 0)


def test_texts_of_boilerplate_alone_have_characters_but_no_words():
    vectoriser, vectors = fit([Text("一种方法", "")], [], "rjieba")
    assert vectoriser.words.terms == ()
    assert similarity(vectoriser, Text("方法", ""), Text("方法", "")) == pytest.approx(
        CHARACTER_WEIGHT, abs=1e-6
    )
    assert lengths(vectors) == pytest.approx(1.0, abs=1e-6)


def test_no_demands_give_a_matrix_without_rows():
    vectoriser, vectors = fit(PATENTS, [], "rjieba")
    assert vectoriser.demands([]).shape == (0, vectors.shape[1])


@settings(max_examples=60, deadline=None)
@given(corpora())
def test_similarities_lie_in_0_to_1_and_nothing_is_nan(corpus):
    patents, demands = corpus
    vectoriser, vectors = fit(
        [Text(doc.title, doc.body) for doc in patents],
        [Text(doc.title, doc.body) for doc in demands],
        "rjieba",
    )
    product = (vectoriser.demands([Text(d.title, d.body) for d in demands]) @ vectors.T).toarray()
    assert np.all((product >= 0.0) & (product <= 1.0 + 1e-6))
    for block in blocks(vectoriser, vectors):
        norms = lengths(block)
        assert np.all((norms == 0.0) | (np.abs(norms - 1.0) < 1e-6))
