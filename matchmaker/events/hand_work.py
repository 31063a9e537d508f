"""What people did to the pairs of a list, and the order that follows from it. Pure."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from models.enums import ListAct

PairKey = tuple[int, int]
_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Deed:
    """One act of a person on a pair; key: (demand id, patent id)."""

    key: PairKey
    act: ListAct
    text: str = ""
    place: int | None = None


@dataclass(frozen=True, slots=True)
class Hand:
    """What holds of a pair, or of a firm; removed: why it must not be listed, None where it may.

    place: where it stands within its industry's sheet, from 1, None for where its score puts it.
    """

    pinned: bool = False
    added: bool = False
    removed: str | None = None
    note: str = ""
    place: int | None = None

    @property
    def wanted(self) -> bool:
        """Whether it is listed whatever its score."""
        return self.pinned or self.added


NOTHING = Hand()


def hand_work(deeds: Iterable[Deed]) -> dict[PairKey, Hand]:
    """Return what holds of every pair after all deeds, oldest first."""
    found: dict[PairKey, Hand] = {}
    for deed in deeds:
        before = found.get(deed.key, NOTHING)
        found[deed.key] = after_act(before, deed.act, deed.text, deed.place)
    return {key: hand for key, hand in found.items() if hand != NOTHING}


def after_act(hand: Hand, act: ListAct, text: str = "", place: int | None = None) -> Hand:
    """Return what holds after one more act: one on whatever a list is made of."""
    changes: dict[ListAct, dict[str, object]] = {
        ListAct.PIN: {"pinned": True, "removed": None},
        ListAct.UNPIN: {"pinned": False, "added": False},
        ListAct.REMOVE: {"removed": text, "pinned": False, "added": False, "place": None},
        ListAct.RESTORE: {"removed": None},
        ListAct.ADD: {"added": True, "removed": None},
        ListAct.NOTE: {"note": text},
        ListAct.MOVE: {"place": place},
        ListAct.FREE: {"place": None},
    }
    return replace(hand, **changes[act])  # type: ignore[arg-type]


def in_places(items: Sequence[_Item], places: Mapping[_Item, int]) -> list[_Item]:
    """Return items in their order, but those with a place of their own at it, from 1.

    Where two want the same place the first in order has it, and the other comes next; a place past
    the end is the end.
    """
    free = [item for item in items if item not in places]
    placed = sorted((item for item in items if item in places), key=lambda item: places[item])
    ordered: list[_Item] = []
    for item in placed:
        while free and len(ordered) < places[item] - 1:
            ordered.append(free.pop(0))
        ordered.append(item)
    return ordered + free


def moved(before: Sequence[_Item], after: Sequence[_Item]) -> set[_Item]:
    """Return the fewest items that have to be moved to bring what is in both into the new order.

    The others are a longest common run: Fredman, "On computing the length of longest increasing
    subsequences", Discrete Mathematics 11 (1975).
    """
    place = {item: position for position, item in enumerate(before)}
    common = [item for item in after if item in place]
    # ends[n]: the item that ends the run of n + 1 items whose last place is smallest.
    ends: list[_Item] = []
    previous: dict[_Item, _Item | None] = {}
    for item in common:
        length = bisect_left(ends, place[item], key=place.__getitem__)
        previous[item] = ends[length - 1] if length else None
        ends[length : length + 1] = [item]
    stays: set[_Item] = set()
    item_or_none = ends[-1] if ends else None
    while item_or_none is not None:
        stays.add(item_or_none)
        item_or_none = previous[item_or_none]
    return set(common) - stays
