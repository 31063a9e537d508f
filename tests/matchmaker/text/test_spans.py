"""Where terms stand in a text as it was written."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.text.normalise import normalise
from matchmaker.text.spans import FoldedText, folded_text
from matchmaker.text.term_scan import inside_word


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


# Characters that become one, two or none of their own beside others, in one text.
SIGNS = "轧辊aB5 \n，。（）“”°±²µΩσΣς℃㎡…ＬⅣ\u0301\u3099か\u1100\u1161é"


def spelt_out(text: str, term: str) -> tuple[tuple[int, int], ...]:
    """Return the spans by way of a list of every folded character with its origin."""
    starts = [i for i, sign in enumerate(text) if i == 0 or not unicodedata.combining(sign)]
    clusters = list(zip(starts, [*starts[1:], len(text)], strict=True)) if text else []
    signs = [(sign, span) for span in clusters for sign in normalise(text[slice(*span)])]
    folded, wanted = "".join(sign for sign, _ in signs), normalise(term)
    spans, position = [], 0
    while wanted and (position := folded.find(wanted, position)) >= 0:
        end = position + len(wanted)
        if not inside_word(folded, position) and not inside_word(folded, end):
            spans.append((signs[position][1][0], signs[end - 1][1][1]))
        position = end
    return tuple(spans)


@settings(max_examples=500)
@given(st.text(alphabet=SIGNS, max_size=30), st.text(alphabet=SIGNS, min_size=1, max_size=3))
def test_spans_are_those_of_the_characters_folded_one_by_one(text: str, term: str) -> None:
    assert FoldedText(text).spans(term) == spelt_out(text, term)
    inside = text[len(text) // 2 :][:2]
    assert folded_text(text).spans(inside) == spelt_out(text, inside)


@given(st.text(max_size=30), st.integers(0, 29), st.integers(1, 3))
def test_spans_are_those_of_any_characters_folded_one_by_one(
    text: str, start: int, length: int
) -> None:
    term = text[start : start + length]
    assert FoldedText(text).spans(term) == spelt_out(text, term)


def test_every_plain_character_folds_alone_to_one() -> None:
    ranges = [(0, 0x80), (0x3000, 0x3004), (0x3008, 0x3012), (0x3B1, 0x3CA), (0x4E00, 0xA000)]
    plain = [chr(code) for first, end in ranges for code in range(first, end)]
    plain += "，；：！？（）～“”‘’—·°±×÷≤≥√′²³µΩ"
    assert {len(normalise(sign)) for sign in plain} == {1}
    assert normalise("".join(plain)) == "".join(map(normalise, plain))
    assert normalise("".join(plain[::-1])) == "".join(map(normalise, plain[::-1]))
