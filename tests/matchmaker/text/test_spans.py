"""Where terms stand in a text as it was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.text.normalise import normalise
from matchmaker.text.spans import FoldedText


def shown(text: str, term: str) -> list[str]:
    return [text[start:end] for start, end in FoldedText(text).spans(term)]


@pytest.mark.parametrize(
    ("text", "term", "found"),
    [
        ("轧辊裂纹，轧辊修复", "轧辊", ["轧辊", "轧辊"]),
        ("采用ＬＥＤ光源和LED灯", "led", ["ＬＥＤ", "LED"]),
        ("OLED与LED", "led", ["LED"]),
        ("面积为5㎡，含μ子", "m2", []),
        ("每㎡造价", "m2", ["㎡"]),
        ("①磷酸铁锂", "磷酸铁锂", ["磷酸铁锂"]),
        ("e\u0301clair炉", "\u00e9clair", ["e\u0301clair"]),
        ("哈哈哈", "哈哈", ["哈哈"]),
        ("轧辊", "", []),
        ("", "轧辊", []),
    ],
)
def test_a_term_is_found_as_it_was_written(text: str, term: str, found: list[str]) -> None:
    assert shown(text, term) == found


@given(st.text(max_size=60), st.integers(0, 59), st.integers(1, 6))
def test_what_is_found_is_the_term(text: str, start: int, length: int) -> None:
    term = text[start : start + length]
    folded = FoldedText(text)
    last = 0
    for begin, end in folded.spans(term):
        assert last <= begin < end <= len(text)
        assert normalise(term) in normalise(text[begin:end])
        last = end


@given(st.text(alphabet="轧辊裂纹，。", min_size=1, max_size=40))
def test_every_occurrence_of_a_character_is_found(text: str) -> None:
    assert len(FoldedText(text).spans("轧")) == text.count("轧")
