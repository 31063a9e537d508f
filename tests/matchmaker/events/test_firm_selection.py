"""Which firms a roadshow shows: the best, those whom people want, and nobody else."""

from hypothesis import given
from hypothesis import strategies as st

from matchmaker.events.chain_candidates import Candidate, FirmFacts, rank_firms
from matchmaker.events.firm_selection import Bounds, select_firms, why_gone
from matchmaker.events.hand_work import Hand

# The first has most patents, so the ids are the ranks.
RANKED = rank_firms(FirmFacts(one, f"企业{one}", patents=6 - one) for one in range(1, 6))


def chosen(most: int, hands: dict[int, Hand], absent: frozenset[int] = frozenset()) -> list[int]:
    return [one.firm.id for one in select_firms(RANKED, Bounds(most, absent, hands))]


def test_the_best_are_shown_up_to_the_cap() -> None:
    assert chosen(3, {}) == [1, 2, 3]
    assert chosen(9, {}) == [1, 2, 3, 4, 5]


def test_who_is_wanted_takes_a_seat_of_those_who_are_not() -> None:
    assert chosen(3, {5: Hand(pinned=True)}) == [1, 2, 5]
    assert chosen(3, {4: Hand(added=True), 5: Hand(pinned=True)}) == [1, 4, 5]


def test_all_who_are_wanted_are_shown_even_where_there_are_too_many() -> None:
    assert chosen(1, {2: Hand(pinned=True), 4: Hand(pinned=True)}) == [2, 4]


def test_who_was_removed_gives_the_seat_to_the_next() -> None:
    assert chosen(3, {2: Hand(removed="已上市")}) == [1, 3, 4]


def test_who_will_not_come_is_left_out_unless_somebody_wants_them() -> None:
    assert chosen(3, {}, frozenset({1})) == [2, 3, 4]
    assert chosen(3, {1: Hand(pinned=True)}, frozenset({1})) == [1, 2, 3]


def test_who_was_invited_keeps_the_seat_until_they_are_removed() -> None:
    bounds = Bounds(2, (), {}, invited={4})
    assert [one.firm.id for one in select_firms(RANKED, bounds)] == [1, 4]
    removed = Bounds(2, (), {4: Hand(removed="改期")}, invited={4})
    assert [one.firm.id for one in select_firms(RANKED, removed)] == [1, 2]


def test_why_somebody_left_is_told() -> None:
    hands = {2: Hand(removed="已上市"), 5: Hand(pinned=True)}
    bounds = Bounds(2, frozenset({3}), hands)
    assert why_gone(4, RANKED, Bounds(3, (), {})) == "现在排在链上第 4 名，名单至多 3 家"
    assert [why_gone(one, RANKED, bounds) for one in (2, 3, 4, 9)] == [
        "人工移出：已上市",
        "已谢绝或退出这场路演",
        "名单至多 2 家，已由人工保留和邀请过的企业占满",
        "在这条产业链上没有有效专利，也没有公开的需求",
    ]


@given(
    firms=st.lists(st.integers(0, 6), min_size=0, max_size=12),
    wanted=st.sets(st.integers(0, 11)),
    removed=st.sets(st.integers(0, 11)),
    most=st.integers(1, 8),
)
def test_any_list_keeps_to_its_bounds(
    firms: list[int], wanted: set[int], removed: set[int], most: int
) -> None:
    ranked: list[Candidate] = rank_firms(
        FirmFacts(one, "甲", patents=count) for one, count in enumerate(firms)
    )
    hands = {one: Hand(removed="不宜") for one in removed} | {
        one: Hand(pinned=True) for one in wanted - removed
    }
    found = [one.firm.id for one in select_firms(ranked, Bounds(most, (), hands))]
    there = {one.firm.id for one in ranked}
    assert not set(found) & removed
    assert (wanted - removed) & there <= set(found)
    assert len(found) <= max(most, len((wanted - removed) & there))
    order = [one.firm.id for one in ranked]
    assert found == sorted(found, key=order.index)
    # Whoever is left out has nobody worse before them but those whom people want.
    left = there - set(found) - removed
    if left:
        first_left = min(map(order.index, left))
        assert all(order.index(one) < first_left or one in wanted for one in found)
