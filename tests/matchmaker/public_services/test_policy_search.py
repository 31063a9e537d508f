"""What is looked for in the policy library, and which policy comes first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.public_services.policy_search import (
    BY_NUMBER,
    MOST_TERMS,
    rank_hits,
    read_query,
    search_key,
)
from models.values.policy_query import PolicyHit, PolicyQuery

QUERY = PolicyQuery(("质押", "贴息"), (), "质押贴息", "")


@pytest.mark.parametrize(
    "written", ["鄂知发〔2024〕5号", "鄂知发[2024]5号", "鄂知发（2024）5 号", "鄂知发【2024】５号"]
)
def test_a_number_is_one_however_it_is_written(written: str) -> None:
    assert search_key(written) == "鄂知发(2024)5号"
    assert read_query(written, "rjieba").number == "鄂知发(2024)5号"


def test_words_are_cut_and_passages_stay_whole() -> None:
    found = read_query("质押融资 “贷款贴息”", "rjieba")
    assert found.terms == ("质押", "融资")
    assert (found.phrases, found.whole) == (("贷款贴息",), "质押融资贷款贴息")
    assert found.number == ""


def test_a_year_alone_is_no_number() -> None:
    assert read_query("2024", "rjieba").number == ""


def test_marks_alone_look_for_nothing() -> None:
    assert read_query("，。！", "rjieba").is_empty


@given(st.text(max_size=200))
def test_whatever_is_typed_can_be_read(typed: str) -> None:
    found = read_query(typed, "rjieba")
    assert len(found.terms) <= MOST_TERMS
    assert all(found.terms)
    assert all(found.phrases)
    assert search_key(search_key(typed)) == search_key(typed)


def hit(
    policy_id: int, head: tuple[bool, bool], text: tuple[bool, bool], **more: bool
) -> PolicyHit:
    return PolicyHit(policy_id, head, text, **more)


NO, YES = (False, False), (True, True)


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        # A word in the title tells more than one in the text.
        (hit(1, (True, False), NO), hit(2, NO, (True, False))),
        # Both words tell more than one.
        (hit(1, NO, YES), hit(2, NO, (True, False))),
        # Both in the text tell about as much as one in the title: what covers all comes first.
        (hit(1, (True, False), (False, True)), hit(2, (True, False), NO)),
        # What stands there in one piece comes before what is strewn about.
        (hit(1, NO, YES, whole_in_text=True), hit(2, NO, YES)),
        (hit(1, YES, NO, whole_in_head=True), hit(2, YES, YES)),
        # Its number comes before all.
        (hit(1, NO, NO, by_number=True), hit(2, YES, YES, whole_in_head=True)),
    ],
)
def test_the_better_comes_first(better: PolicyHit, worse: PolicyHit) -> None:
    assert rank_hits(QUERY, [worse, better]) == [1, 2]
    assert BY_NUMBER > 0


def test_a_rare_word_tells_more() -> None:
    common = [hit(number, NO, (True, False)) for number in range(10, 20)]
    rare = hit(1, NO, (False, True))
    assert rank_hits(QUERY, [*common, rare])[0] == 1


def test_of_equal_ones_the_newest_entry_comes_first() -> None:
    assert rank_hits(QUERY, [hit(1, YES, NO), hit(3, YES, NO), hit(2, YES, NO)]) == [3, 2, 1]
