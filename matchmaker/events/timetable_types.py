"""What a timetable of 1:1 meetings is made from, and what comes out.

Slots and tables count from 0. A party is an organisation as one side of the event: an enterprise
brings demands, an institution brings patents. Who comes as both comes with two delegations.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from models.meeting_enums import Side

# What one side's wish adds to the fit, 0..1: a meeting that somebody asked for is worth more than
# any that nobody did, and one that both asked for more than any that one did. A convention of this
# project.
WANTED_WORTH = 1.0
# What a meeting that counts towards a party's wished minimum is worth above its own weight: as
# much as a wish. A convention of this project.
LEAST_WORTH = 1.0
# Weights are compared in steps of a thousandth, so that sums are exact and ties are ties.
UNITS = 1000


class Method(StrEnum):
    """How a timetable was found, and so what is known of its value.

    EXACT: none is worth more; BOUNDED: by the solver, none is worth more than the bound; GREEDY:
    best meeting first, since the solver found nothing better within its limits.
    """

    EXACT = "exact"
    BOUNDED = "bounded"
    GREEDY = "greedy"

    @property
    def label(self) -> str:
        """The method in Chinese."""
        return {
            "exact": "最优方案",
            "bounded": "近似最优方案（差距已注明）",
            "greedy": "择优依次排入（未经优化求解）",
        }[self.value]


class Reason(StrEnum):
    """Why a wished meeting is not in a timetable: the first of these that is true.

    BUSY: in every slot that both can attend, one of them meets somebody else; TABLES_FULL: where
    both are free, all tables are taken; TOO_FAR: where a table is free as well, one of them would
    have to change zones without time to walk.
    """

    GROUPS_NOT_ALLOWED = "groups_not_allowed"
    NO_COMMON_SLOT = "no_common_slot"
    ENTERPRISE_CAP = "enterprise_cap"
    INSTITUTION_CAP = "institution_cap"
    BUSY = "busy"
    TABLES_FULL = "tables_full"
    TOO_FAR = "too_far"

    @property
    def label(self) -> str:
        """The reason in Chinese."""
        return _REASON_LABELS[self]


_REASON_LABELS = {
    Reason.GROUPS_NOT_ALLOWED: "双方所在分组未安排对接",
    Reason.NO_COMMON_SLOT: "双方没有共同可到场的时段",
    Reason.ENTERPRISE_CAP: "企业的会面次数已达上限",
    Reason.INSTITUTION_CAP: "高校院所的会面次数已达上限",
    Reason.BUSY: "双方共同可到场的时段已另有会面",
    Reason.TABLES_FULL: "双方都有空的时段洽谈桌已满",
    Reason.TOO_FAR: "有空桌的区域来不及走到",
}


class ShortReason(StrEnum):
    """Why a party has fewer meetings than its wished minimum: the first of these that is true.

    TOO_FEW_WISHES: fewer wishes of it are possible at all; TOO_FEW_SLOTS: it attends fewer slots
    in which somebody meets; CROWDED_OUT: others' meetings took the partners, slots or tables.
    """

    TOO_FEW_WISHES = "too_few_wishes"
    TOO_FEW_SLOTS = "too_few_slots"
    CROWDED_OUT = "crowded_out"

    @property
    def label(self) -> str:
        """The reason in Chinese."""
        return {
            "too_few_wishes": "可安排的意向对象少于希望的次数",
            "too_few_slots": "可到场的时段少于希望的次数",
            "crowded_out": "对方、时段或洽谈桌已被其他会面占用",
        }[self.value]


class ClashKind(StrEnum):
    """What can be wrong with a set of meetings."""

    UNKNOWN_PARTY = "unknown_party"
    UNKNOWN_SLOT = "unknown_slot"
    UNKNOWN_TABLE = "unknown_table"
    BREAK = "break"
    ABSENT = "absent"
    PARTY_TWICE = "party_twice"
    TABLE_TWICE = "table_twice"
    PAIR_TWICE = "pair_twice"
    CAP = "cap"
    GROUPS = "groups"
    UNWISHED = "unwished"
    WALK = "walk"

    @property
    def label(self) -> str:
        """The kind in Chinese."""
        return _CLASH_LABELS[self]


_CLASH_LABELS = {
    ClashKind.UNKNOWN_PARTY: "单位不在名单",
    ClashKind.UNKNOWN_SLOT: "时段不存在",
    ClashKind.UNKNOWN_TABLE: "桌号不存在",
    ClashKind.BREAK: "休息时段",
    ClashKind.ABSENT: "单位不到场",
    ClashKind.PARTY_TWICE: "单位时段冲突",
    ClashKind.TABLE_TWICE: "桌位冲突",
    ClashKind.PAIR_TWICE: "重复会面",
    ClashKind.CAP: "超过上限",
    ClashKind.GROUPS: "分组不允许",
    ClashKind.UNWISHED: "无会面意向",
    ClashKind.WALK: "来不及换区",
}


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation that takes part.

    slots: those it can attend; most: meetings it takes at most; group: compared with the pairs
    that Problem.allowed names; least: meetings it wishes to have, a wish and no rule.
    """

    id: int
    slots: frozenset[int]
    most: int
    group: str = ""
    least: int = 0


@dataclass(frozen=True, slots=True)
class Wish:
    """A pair that would like to meet; weight: what that is worth, above 0 (meeting_weight)."""

    enterprise_id: int
    institution_id: int
    weight: float

    @property
    def pair(self) -> tuple[int, int]:
        """Its enterprise and its institution."""
        return self.enterprise_id, self.institution_id

    @property
    def units(self) -> int:
        """The weight in thousandths, as it is compared and summed; at least one."""
        return max(1, round(self.weight * UNITS))


@dataclass(frozen=True, slots=True)
class Hall:
    """Where and when people meet.

    tables: the zone of each; breaks: slots in which nobody meets; walk: whether the pause between
    two slots is too short to change zones. A break or a slot without a meeting is time enough.
    """

    slot_count: int
    tables: tuple[str, ...]
    breaks: frozenset[int] = frozenset()
    walk: bool = False

    @property
    def meeting_slots(self) -> tuple[int, ...]:
        """The slots in which people meet, in order."""
        return tuple(slot for slot in range(self.slot_count) if slot not in self.breaks)


@dataclass(frozen=True, slots=True, order=True)
class Meeting:
    """Two parties at a table in a slot; ordered as a timetable is read."""

    slot: int
    table: int
    enterprise_id: int
    institution_id: int

    @property
    def pair(self) -> tuple[int, int]:
        """Its enterprise and its institution."""
        return self.enterprise_id, self.institution_id


@dataclass(frozen=True, slots=True)
class Problem:
    """An event that needs a timetable.

    allowed: pairs of groups, enterprise's first, that may meet, None for all; fixed: meetings set
    by hand, which stay where they are. A fixed meeting is of a wished pair too.
    """

    enterprises: tuple[Party, ...]
    institutions: tuple[Party, ...]
    wishes: tuple[Wish, ...]
    hall: Hall
    allowed: frozenset[tuple[str, str]] | None = None
    fixed: tuple[Meeting, ...] = ()

    def parties(self) -> Iterator[tuple[Side, Party]]:
        """Yield every party with its side, enterprises first."""
        for party in self.enterprises:
            yield Side.ENTERPRISE, party
        for party in self.institutions:
            yield Side.INSTITUTION, party


@dataclass(frozen=True, slots=True)
class Limits:
    """When the solver stops.

    seconds: of the clock; gap: how far, in parts of the bound, the value may stay below it;
    nodes: of its search tree. Nodes are counted alike everywhere, seconds are not: where the
    seconds stop it first, a faster machine may find another timetable.
    """

    seconds: float
    gap: float
    nodes: int


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A wish that is not met, and why."""

    wish: Wish
    reason: Reason


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A party with fewer meetings than it wished for at least, and why."""

    side: Side
    party_id: int
    least: int
    got: int
    reason: ShortReason


@dataclass(frozen=True, slots=True)
class Timetable:
    """Meetings in the order of slots and tables.

    value: the weights of its meetings, and LEAST_WORTH for each one that counts towards a wished
    minimum; bound: what no timetable of the problem can exceed; gap: 1 − value / bound, 0..1.
    """

    meetings: tuple[Meeting, ...]
    value: float
    bound: float
    gap: float
    method: Method
    unplaced: tuple[Unplaced, ...]
    shortfalls: tuple[Shortfall, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """A pair that meets in another slot or at another table than before."""

    before: Meeting
    after: Meeting


@dataclass(frozen=True, slots=True)
class Replanned:
    """A new timetable, and every meeting of it or of the one before in one of four parts.

    dropped: of pairs that no longer meet; added: of pairs that did not meet before.
    """

    timetable: Timetable
    kept: tuple[Meeting, ...]
    moved: tuple[Moved, ...]
    dropped: tuple[Meeting, ...]
    added: tuple[Meeting, ...]


@dataclass(frozen=True, slots=True)
class Clash:
    """Something that is wrong with meetings; text: in Chinese, naming slot, table and parties."""

    kind: ClashKind
    meetings: tuple[Meeting, ...]
    text: str


def meeting_weight(
    fit: float, enterprise_wants: bool | None, institution_wants: bool | None
) -> float | None:
    """Return what a meeting is worth, or None where there is to be no wish for it.

    fit: 0..1; True: that side wants it, False: it does not, None: it said nothing. The weight is
    the fit and WANTED_WORTH for each side that wants it. No wish: one side does not want it, or
    nobody wants it and nothing fits.
    """
    if enterprise_wants is False or institution_wants is False:
        return None
    asked = (enterprise_wants is True) + (institution_wants is True)
    return fit + WANTED_WORTH * asked or None
