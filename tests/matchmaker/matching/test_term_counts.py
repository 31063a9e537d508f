from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.matching.term_counts import (
    CHUNK_CHARACTERS,
    chunks,
    count_chunks,
    count_terms,
)
from matchmaker.matching.text_scheme import Text
from matchmaker.text.segment import get_segmenter
from matchmaker.text.tokens import tokens_of
from tests.matchmaker.text.strategies import han_texts

STREAMS = ("singles", "pairs", "characters", "words")
SEGMENT = get_segmenter("rjieba").search
fields = st.lists(st.builds(Text, han_texts, han_texts), max_size=5)


def listed(terms, counts):
    """Return of every text the term, its count in the title and in the body, in order."""
    entries = zip(
        counts.rows().tolist(),
        counts.columns.tolist(),
        counts.titles.tolist(),
        counts.bodies.tolist(),
        strict=True,
    )
    rows = [[] for _ in counts.offsets[1:]]
    for row, column, title, body in entries:
        rows[row].append((terms[column], title, body))
    return rows


def plainly(text, stream):
    title = Counter(tokens_of(text.title, stream, SEGMENT))
    body = Counter(tokens_of(text.body, stream, SEGMENT))
    return [(term, title[term], body[term]) for term in sorted(title | body)]


@settings(max_examples=150, deadline=None)
@given(fields)
def test_counts_are_those_of_the_tokens_of_each_field(texts):
    for stream, (terms, counts) in zip(STREAMS, count_terms(texts, STREAMS, SEGMENT), strict=True):
        assert listed(terms, counts) == [plainly(text, stream) for text in texts]
        assert terms == sorted({term for text in texts for term, _, _ in plainly(text, stream)})


@pytest.mark.parametrize("times", [255, 256, 65_536])
def test_any_number_of_repeats_is_counted(times):
    [(terms, counts)] = count_terms([Text("锂", "锂" * times)], ["singles"], SEGMENT)
    assert listed(terms, counts) == [[("锂", 1, times)]]


@settings(deadline=None)
@given(fields, st.sampled_from(STREAMS), st.sets(st.sampled_from("电池材料激光修")))
def test_entries_of_columns_without_a_place_are_left_out(texts, stream, gone):
    [(terms, counts)] = count_terms(texts, [stream], SEGMENT)
    known = [term for term in terms if term[0] not in gone]
    place = {term: 2 * i for i, term in enumerate(known)}
    moved = counts.move(np.array([place.get(term, -1) for term in terms], dtype=np.int64))
    spread = [term for known_term in known for term in (known_term, "")]
    assert listed(spread, moved) == [
        [entry for entry in row if entry[0][0] not in gone] for row in listed(terms, counts)
    ]


@given(st.lists(st.integers(0, CHUNK_CHARACTERS + 9), max_size=6))
def test_chunks_are_the_texts_in_order_and_none_goes_far_beyond_the_bound(lengths):
    texts = [Text("", "字" * length) for length in lengths]
    parts = [texts[chunk] for chunk in chunks(texts)]
    assert [text for part in parts for text in part] == texts
    assert all(sum(len(text.body) for text in part[:-1]) < CHUNK_CHARACTERS for part in parts)
    assert len(parts) == 1 or all(parts)


def test_chunks_are_counted_in_order():
    texts = [Text("轧辊", letter * (CHUNK_CHARACTERS // 2)) for letter in "甲乙丙丁戊"]
    found = [
        row
        for [(terms, counts)] in count_chunks(texts, ["singles"], SEGMENT)
        for row in listed(terms, counts)
    ]
    assert found == [plainly(text, "singles") for text in texts]
