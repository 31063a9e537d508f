"""Words marked in texts, and snippets that show them."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from matchmaker.text.marking import ELLIPSIS, mark, snippet

TEXT = st.text(alphabet="激光焊接ab 1，", max_size=60)
TERMS = st.lists(st.text(alphabet="激光焊接ab", min_size=1, max_size=3), max_size=3)


def joined(pieces: list[tuple[str, bool]]) -> str:
    return "".join(text for text, _ in pieces)


@given(TEXT, TERMS)
def test_pieces_are_the_text_and_marks_never_touch(text: str, terms: list[str]) -> None:
    pieces = mark(text, terms)
    assert joined(pieces) == text
    assert all(piece for piece, _ in pieces)
    marks = [is_marked for _, is_marked in pieces]
    assert not any(one and other for one, other in pairwise(marks))


@given(TEXT, TERMS, st.integers(min_value=5, max_value=40))
def test_snippet_is_a_part_of_the_text_of_its_length(
    text: str, terms: list[str], length: int
) -> None:
    shown = joined(snippet(text, terms, length))
    inner = shown.removeprefix(ELLIPSIS).removesuffix(ELLIPSIS) if len(text) > length else shown
    assert inner in text
    assert len(inner) == min(len(text), length)


def test_words_are_marked_in_every_spelling() -> None:
    assert mark("ＬＡＳＥＲ焊接与Laser", ["laser", "焊接"]) == [
        ("ＬＡＳＥＲ焊接", True),
        ("与", False),
        ("Laser", True),
    ]


def test_snippet_is_where_most_words_stand_together() -> None:
    text = "激光" + "零" * 50 + "激光焊接" + "零" * 50
    pieces = snippet(text, ["激光", "焊接"], 20)
    assert ("激光焊接", True) in pieces
    assert pieces[0] == pieces[-1] == (ELLIPSIS, False)
    assert snippet(text, ["没有"], 20)[0] == ("激光" + "零" * 18, False)
