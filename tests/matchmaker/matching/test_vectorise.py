from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings

from matchmaker.errors import BadQuery
from matchmaker.matching.text_scheme import BLOCKS_V2, FIELDS_V1, SCHEMES, Text, get_scheme
from matchmaker.matching.vectorise import fit
from tests.matchmaker.matching.strategies import corpora

PATENTS = [
    Text("锂电池隔膜", "陶瓷涂覆隔膜提高耐热性"),
    Text("猪瘟疫苗", "重组抗原蛋白"),
    Text("北斗天线", "抗干扰GNSS接收"),
]


def lengths(matrix):
    return np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())


@pytest.fixture(params=SCHEMES.values(), ids=SCHEMES)
def scheme(request):
    return request.param


def blocks(vectoriser, matrix):
    borders = np.cumsum([0, *(len(block.terms) for block in vectoriser.blocks)])
    return [matrix[:, a:b] for a, b in pairwise(borders)]


def similarity(vectoriser, demand, patent):
    return float((vectoriser.demands([demand]) @ vectoriser.patents([patent]).T).toarray()[0, 0])


def test_weights_of_the_blocks_sum_to_one(scheme):
    assert sum(weight for _, weight in scheme.blocks) == pytest.approx(1.0)


def test_a_scheme_is_found_by_its_slug(scheme):
    assert get_scheme(scheme.slug) == scheme


def test_an_unknown_scheme_is_refused():
    with pytest.raises(BadQuery, match="fields-v1、blocks-v2"):
        get_scheme("fields")


@pytest.mark.parametrize(
    ("title", "body", "share"),
    [(10, 0, 1.0), (0, 10, 10 / 310), (10, 10, 0.5), (15, 300, 0.5), (15, 900, 0.75)],
)
def test_the_longer_a_body_the_more_the_title_weighs(title, body, share):
    texts = [Text("字" * title, "字" * body)]
    assert BLOCKS_V2.demand_titles(texts).tolist() == [pytest.approx(share)]
    assert FIELDS_V1.demand_titles(texts).tolist() == [0.55]


def test_every_block_of_a_patent_has_unit_length(scheme):
    vectoriser, vectors = fit(PATENTS, [], "rjieba", scheme)
    for block in blocks(vectoriser, vectors):
        assert lengths(block) == pytest.approx(1.0, abs=1e-6)


def test_blocks_of_a_demand_have_their_weights_as_length(scheme):
    vectoriser, _ = fit(PATENTS, [], "rjieba", scheme)
    found = blocks(vectoriser, vectoriser.demands(PATENTS))
    for block, (_, weight) in zip(found, scheme.blocks, strict=True):
        assert lengths(block) == pytest.approx(weight, abs=1e-6)


@pytest.mark.parametrize("text", ["锂电池隔膜", "猪瘟疫苗与重组抗原蛋白", "GNSS天线"])
def test_demand_is_wholly_similar_to_a_patent_of_the_same_fields(scheme, text):
    vectoriser, _ = fit(PATENTS, [], "rjieba", scheme)
    assert similarity(vectoriser, Text(text, text), Text(text, text)) == pytest.approx(1, abs=1e-6)


def test_a_single_field_counts_in_full_whichever_it_is(scheme):
    vectoriser, _ = fit(PATENTS, [], "rjieba", scheme)
    title, body = Text("锂电池隔膜", ""), Text("", "锂电池隔膜")
    assert similarity(vectoriser, title, body) == pytest.approx(1.0, abs=1e-6)
    assert similarity(vectoriser, body, title) == pytest.approx(1.0, abs=1e-6)


def test_title_of_a_demand_weighs_more_than_its_body(scheme):
    vectoriser, _ = fit(PATENTS, [], "rjieba", scheme)
    patent = PATENTS[1]
    # A long body, as forms have it.
    asked = similarity(vectoriser, Text("猪瘟疫苗", "北斗天线" * 100), patent)
    mentioned = similarity(vectoriser, Text("北斗天线", "猪瘟疫苗" * 100), patent)
    assert asked > mentioned


def test_rare_term_weighs_more_than_a_common_one(scheme):
    texts = [Text("锂电池隔膜", ""), Text("锂电池电解液", ""), Text("锂电池正极", "")]
    vectoriser, _ = fit(texts, [], "rjieba", scheme)
    patent = Text("锂电池隔膜", "")
    assert similarity(vectoriser, Text("隔膜", ""), patent) > similarity(
        vectoriser, Text("电池", ""), patent
    )


def test_vectors_of_the_fit_are_those_of_the_vectoriser(scheme):
    vectoriser, vectors = fit(PATENTS, [Text("疫苗", "注射")], "rjieba", scheme)
    again = vectoriser.patents(PATENTS)
    assert np.array_equal(vectors.toarray(), again.toarray())


def test_demands_texts_only_widen_the_vocabulary(scheme):
    vectoriser, vectors = fit(PATENTS, [Text("轧辊", "")], "rjieba", scheme)
    assert "轧辊" in vectoriser.blocks[-1].terms
    assert vectors.shape == (3, len(vectoriser.terms))


def test_columns_are_block_after_block_of_one_entry_each(scheme):
    vectoriser, _ = fit(PATENTS, [], "rjieba", scheme)
    assert vectoriser.terms == tuple(t for block in vectoriser.blocks for t in block.terms)
    for block in vectoriser.blocks:
        assert len(block.idf) == len(block.terms)
    weights = [
        w
        for block, (_, w) in zip(vectoriser.blocks, scheme.blocks, strict=True)
        for _ in block.terms
    ]
    assert vectoriser.column_weights() == pytest.approx(weights)


def test_text_without_a_known_token_gives_a_row_of_zeros(scheme):
    vectoriser, _ = fit(PATENTS, [], "rjieba", scheme)
    for empty in (Text("", ""), Text("，", "200℃"), Text("鳗鲡", "")):
        assert vectoriser.demands([empty]).nnz == 0
        assert vectoriser.patents([empty]).nnz == 0


@pytest.mark.parametrize("texts", [[], [Text("", "")], [Text("200", "，"), Text("", "")]])
def test_texts_without_a_single_token_fit_to_no_columns(scheme, texts):
    vectoriser, vectors = fit(texts, [], "rjieba", scheme)
    assert vectors.shape == (len(texts), 0)
    assert vectoriser.demands([Text("锂电池", "")]).shape == (1, 0)


def test_texts_of_boilerplate_alone_have_characters_but_no_words(scheme):
    vectoriser, _ = fit([Text("一种方法", "")], [], "rjieba", scheme)
    assert vectoriser.blocks[-1].terms == ()
    rest = 1.0 - scheme.blocks[-1][1]
    found = similarity(vectoriser, Text("方法", ""), Text("方法", ""))
    assert found == pytest.approx(rest, abs=1e-6)


def test_no_demands_give_a_matrix_without_rows(scheme):
    vectoriser, vectors = fit(PATENTS, [], "rjieba", scheme)
    assert vectoriser.demands([]).shape == (0, vectors.shape[1])


@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=SCHEMES)
@settings(max_examples=60, deadline=None)
@given(corpus=corpora())
def test_similarities_lie_in_0_to_1_and_nothing_is_nan(scheme, corpus):
    patents, demands = corpus
    vectoriser, vectors = fit(
        [Text(doc.title, doc.body) for doc in patents],
        [Text(doc.title, doc.body) for doc in demands],
        "rjieba",
        scheme,
    )
    product = (vectoriser.demands([Text(d.title, d.body) for d in demands]) @ vectors.T).toarray()
    assert np.all((product >= 0.0) & (product <= 1.0 + 1e-6))
    for block in blocks(vectoriser, vectors):
        norms = lengths(block)
        assert np.all((norms == 0.0) | (np.abs(norms - 1.0) < 1e-6))
