"""Reasons that were packed come out as they went in."""

from hypothesis import given
from hypothesis import strategies as st

from matchmaker.matching.types import ExplanationRow
from matchmaker.services.packed_reasons import pack_reasons, unpack_match, unpack_reasons

SPANS = st.lists(st.tuples(st.integers(0, 999), st.integers(0, 999)), max_size=3).map(tuple)
ROWS = st.builds(
    ExplanationRow,
    feature=st.text(max_size=8),
    label=st.text(max_size=8),
    share=st.floats(allow_nan=False, allow_infinity=False),
    sentence=st.text(max_size=30),
    in_demand=st.text(max_size=20),
    in_patent=st.text(max_size=20),
    demand_spans=SPANS,
    patent_spans=SPANS,
)


@given(st.lists(st.lists(ROWS, max_size=4), max_size=4))
def test_reasons_come_back_as_they_were(matches: list[list[ExplanationRow]]) -> None:
    packed = pack_reasons(matches)
    assert unpack_reasons(packed) == matches
    assert [unpack_match(packed, at) for at in range(len(matches))] == matches
