from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from matchmaker.events.hand_work import Deed, Hand, hand_work, in_places, moved
from models.enums import ListAct

A, B = (1, 1), (1, 2)


def test_last_act_on_a_pair_holds():
    deeds = [
        Deed(A, ListAct.PIN),
        Deed(B, ListAct.NOTE, "请发明人到场"),
        Deed(A, ListAct.REMOVE, "企业已有方案"),
        Deed(B, ListAct.MOVE, place=2),
    ]
    assert hand_work(deeds) == {
        A: Hand(removed="企业已有方案"),
        B: Hand(note="请发明人到场", place=2),
    }


def test_restored_pair_is_as_if_nothing_had_been_done():
    assert hand_work([Deed(A, ListAct.REMOVE, "误"), Deed(A, ListAct.RESTORE)]) == {}


def test_pair_that_was_added_is_wanted_until_it_is_unpinned():
    added = hand_work([Deed(A, ListAct.ADD)])
    assert added[A].wanted
    assert hand_work([Deed(A, ListAct.ADD), Deed(A, ListAct.UNPIN)]) == {}


def test_pin_after_a_removal_brings_the_pair_back():
    assert hand_work([Deed(A, ListAct.REMOVE, "误"), Deed(A, ListAct.PIN)]) == {
        A: Hand(pinned=True)
    }


def test_items_with_a_place_stand_there_and_the_others_keep_their_order():
    assert in_places("abcde", {"e": 2}) == ["a", "e", "b", "c", "d"]
    assert in_places("abcde", {"a": 99}) == ["b", "c", "d", "e", "a"]
    assert in_places("abcde", {"d": 1, "e": 1}) == ["d", "e", "a", "b", "c"]


@given(st.permutations(range(7)), st.dictionaries(st.integers(0, 6), st.integers(1, 9)))
def test_placing_loses_nothing(items, places):
    ordered = in_places(items, places)
    assert sorted(ordered) == sorted(items)
    assert [i for i in ordered if i not in places] == [i for i in items if i not in places]


def test_item_taken_to_the_front_is_the_only_one_that_moved():
    assert moved("abcde", "eabcd") == {"e"}


@given(st.lists(st.integers(0, 8), unique=True), st.lists(st.integers(0, 8), unique=True))
def test_moved_items_are_the_fewest(before, after):
    common = [item for item in after if item in before]
    found = moved(before, after)
    fewest = min(
        len(gone)
        for size in range(len(common) + 1)
        for gone in combinations(common, size)
        if [i for i in common if i not in gone]
        == [i for i in before if i in common and i not in gone]
    )
    assert found <= set(common)
    assert len(found) == fewest
    assert [i for i in common if i not in found] == [
        i for i in before if i in common and i not in found
    ]
