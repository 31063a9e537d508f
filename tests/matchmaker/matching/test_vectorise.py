from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.errors import BadConfiguration, BadQuery
from matchmaker.matching.term_counts import CHUNK_CHARACTERS
from matchmaker.matching.text_scheme import BLOCKS_V2, FIELDS_V1, SCHEMES, Text, get_scheme
from matchmaker.matching.vectorise import fit
from matchmaker.text.thesaurus import Wording
from tests.matchmaker.matching.plain_vectors import PlainBlock, demand_vector, patent_vector
from tests.matchmaker.matching.strategies import corpora
from tests.matchmaker.text.strategies import han_texts

PATENTS = [
    Text("锂电池隔膜", "陶瓷涂覆隔膜提高耐热性"),
    Text("猪瘟疫苗", "重组抗原蛋白"),
    Text("北斗天线", "抗干扰GNSS接收"),
]

WORDINGS = st.builds(
    Wording,
    st.just("电池"),
    st.sampled_from(["蓄电池", "锂电池隔膜", "激光器GPS", "鳗鲡"]),
    st.sampled_from([0.7, 1.0, 3.0]),
)
ANY_TEXT = st.builds(Text, han_texts, han_texts)
ANY_DEMAND = st.builds(Text, han_texts, han_texts, st.lists(WORDINGS, max_size=4).map(tuple))


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


@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=SCHEMES)
@settings(max_examples=100, deadline=None)
@given(
    patents=st.lists(ANY_TEXT, max_size=5),
    demands=st.lists(ANY_TEXT, max_size=2),
    asked=st.lists(ANY_DEMAND, min_size=1, max_size=3),
)
def test_vectors_are_those_worked_out_term_by_term(scheme, patents, demands, asked):
    vectoriser, vectors = fit(patents, demands, "rjieba", scheme)
    plain = [PlainBlock(stream, [*patents, *demands]) for stream in scheme.streams]
    assert [block.terms for block in vectoriser.blocks] == [block.terms for block in plain]
    for block, expected in zip(vectoriser.blocks, plain, strict=True):
        assert block.idf == pytest.approx(expected.idf, abs=1e-6)
    for row, text in zip(vectors.toarray(), patents, strict=True):
        assert row == pytest.approx(patent_vector(plain, text, scheme), abs=1e-6)
    for row, text in zip(vectoriser.demands(asked).toarray(), asked, strict=True):
        assert row == pytest.approx(demand_vector(plain, text, scheme), abs=1e-6)


def test_vectors_do_not_depend_on_how_the_stock_is_cut_for_counting(scheme):
    filler = "锂电池隔膜涂覆陶瓷提高耐热性，重组抗原GNSS" * (CHUNK_CHARACTERS // 40)
    stock = [Text(f"{text.title}{i}", text.body + filler) for i in range(2) for text in PATENTS]
    vectoriser, vectors = fit([*PATENTS, *stock], [*stock, *PATENTS], "rjieba", scheme)
    together = vectoriser.patents([*PATENTS, *stock])
    one_by_one = [vectoriser.patents([text]).toarray() for text in (*PATENTS, *stock)]
    assert np.array_equal(vectors.toarray(), together.toarray())
    assert np.array_equal(vectors.toarray(), np.vstack(one_by_one))


def test_columns_of_terms_are_those_of_words_and_pairs(scheme):
    vectoriser, _ = fit(PATENTS, [], "rjieba", scheme)
    columns = vectoriser.term_columns("锂电池，GNSS与鳗鲡")
    found = [vectoriser.terms[column] for column in columns.tolist()]
    assert set(found) == {"锂电", "电池", "锂电池", "gnss"} & set(vectoriser.terms)
    assert columns.tolist() == sorted(
        i for i, term in enumerate(vectoriser.terms) if term in set(found)
    )


def test_an_unknown_segmenter_is_refused(scheme):
    with pytest.raises(BadConfiguration, match="hanlp"):
        fit(PATENTS, [], "hanlp", scheme)
