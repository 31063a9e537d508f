"""What is wrong with a set of meetings: a check that shares nothing with what makes them."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from typing import TypeVar

from matchmaker.events.timetable_types import Clash, ClashKind, Meeting, Party, Problem
from models.meeting_enums import Side

Key = TypeVar("Key")
Parties = dict[tuple[Side, int], Party]
_ORDER = list(ClashKind)


def clashes(problem: Problem, meetings: Sequence[Meeting]) -> list[Clash]:
    """Return everything that is wrong with these meetings, in the order of ClashKind.

    Slots and tables are told as people count them, from 1, parties by their ids.
    """
    ordered = sorted(meetings)
    parties = {(side, party.id): party for side, party in problem.parties()}
    found = [
        *_unknown_parties(parties, ordered),
        *_unknown_places(problem, ordered),
        *_absences(problem, parties, ordered),
        *_forbidden_pairs(problem, parties, ordered),
        *_doubles(ordered),
        *_over_caps(parties, ordered),
        *_walks(problem, ordered),
    ]
    return sorted(found, key=lambda clash: _ORDER.index(clash.kind))


def _unknown_parties(parties: Parties, meetings: Sequence[Meeting]) -> Iterator[Clash]:
    for meeting in meetings:
        for key in _sides(meeting):
            if key not in parties:
                text = f"{_name(key)}不在参会名单中，请先登记，或改排其他单位"
                yield Clash(ClashKind.UNKNOWN_PARTY, (meeting,), text)


def _unknown_places(problem: Problem, meetings: Sequence[Meeting]) -> Iterator[Clash]:
    slots, tables = problem.hall.slot_count, len(problem.hall.tables)
    for meeting in meetings:
        if not 0 <= meeting.slot < slots:
            text = f"没有第 {meeting.slot + 1} 场，请填 1 至 {slots}"
            yield Clash(ClashKind.UNKNOWN_SLOT, (meeting,), text)
        if not 0 <= meeting.table < tables:
            text = f"没有 {meeting.table + 1} 号桌，请填 1 至 {tables}"
            yield Clash(ClashKind.UNKNOWN_TABLE, (meeting,), text)


def _absences(problem: Problem, parties: Parties, meetings: Sequence[Meeting]) -> Iterator[Clash]:
    for meeting in meetings:
        slot = f"第 {meeting.slot + 1} 场"
        if meeting.slot in problem.hall.breaks:
            yield Clash(ClashKind.BREAK, (meeting,), f"{slot}为休息时段，请改排其他时段")
        for key in _sides(meeting):
            if key in parties and meeting.slot not in parties[key].slots:
                text = f"{_name(key)}{slot}不到场，请改排其他时段"
                yield Clash(ClashKind.ABSENT, (meeting,), text)


def _forbidden_pairs(
    problem: Problem, parties: Parties, meetings: Sequence[Meeting]
) -> Iterator[Clash]:
    wished = {(wish.enterprise_id, wish.institution_id) for wish in problem.wishes}
    for meeting in meetings:
        enterprise, institution = _sides(meeting)
        pair = f"{_name(enterprise)}与{_name(institution)}"
        if problem.allowed is not None and enterprise in parties and institution in parties:
            groups = parties[enterprise].group, parties[institution].group
            if groups not in problem.allowed:
                text = f"{pair}所在分组（{'、'.join(groups)}）未安排对接，请调整分组或取消会面"
                yield Clash(ClashKind.GROUPS, (meeting,), text)
        if (meeting.enterprise_id, meeting.institution_id) not in wished:
            text = f"{pair}没有会面意向，请先登记意向，或取消会面"
            yield Clash(ClashKind.UNWISHED, (meeting,), text)


def _doubles(meetings: Sequence[Meeting]) -> Iterator[Clash]:
    for key, own in _by_party(meetings).items():
        for slot, found in _grouped(own, lambda meeting: meeting.slot).items():
            if len(found) > 1:
                text = f"{_name(key)}第 {slot + 1} 场有 {len(found)} 次会面，请只留一场"
                yield Clash(ClashKind.PARTY_TWICE, found, text)
    for place, found in _grouped(meetings, lambda meeting: (meeting.slot, meeting.table)).items():
        if len(found) > 1:
            text = f"第 {place[0] + 1} 场 {place[1] + 1} 号桌有 {len(found)} 次会面，请换桌"
            yield Clash(ClashKind.TABLE_TWICE, found, text)
    for pair, found in _grouped(meetings, _sides).items():
        if len(found) > 1:
            text = f"{_name(pair[0])}与{_name(pair[1])}会面 {len(found)} 次，请只留一场"
            yield Clash(ClashKind.PAIR_TWICE, found, text)


def _over_caps(parties: Parties, meetings: Sequence[Meeting]) -> Iterator[Clash]:
    for key, found in _by_party(meetings).items():
        if key in parties and len(found) > parties[key].most:
            text = (
                f"{_name(key)}有 {len(found)} 场会面，上限为 {parties[key].most} 场，"
                "请减少会面或调高上限"
            )
            yield Clash(ClashKind.CAP, found, text)


def _walks(problem: Problem, meetings: Sequence[Meeting]) -> Iterator[Clash]:
    if not problem.hall.walk:
        return
    zones = dict(enumerate(problem.hall.tables))
    for key, found in _by_party(meetings).items():
        for one, two in product(found, repeat=2):
            here, there = zones.get(one.table), zones.get(two.table)
            if two.slot == one.slot + 1 and None not in (here, there) and here != there:
                text = (
                    f"{_name(key)}第 {one.slot + 1} 场在{here}、第 {two.slot + 1} 场在{there}，"
                    "来不及换区，请排在同一区域或隔开时段"
                )
                yield Clash(ClashKind.WALK, (one, two), text)


def _sides(meeting: Meeting) -> tuple[tuple[Side, int], tuple[Side, int]]:
    return (Side.ENTERPRISE, meeting.enterprise_id), (Side.INSTITUTION, meeting.institution_id)


def _name(key: tuple[Side, int]) -> str:
    return f"{key[0].label}（编号 {key[1]}）"


def _by_party(meetings: Sequence[Meeting]) -> dict[tuple[Side, int], tuple[Meeting, ...]]:
    """Return the meetings of each party, in their order; enterprises first, by ids."""
    found: defaultdict[tuple[Side, int], list[Meeting]] = defaultdict(list)
    for meeting in meetings:
        for key in _sides(meeting):
            found[key].append(meeting)
    return {key: tuple(found[key]) for key in sorted(found)}


def _grouped(
    meetings: Sequence[Meeting], key_of: Callable[[Meeting], Key]
) -> dict[Key, tuple[Meeting, ...]]:
    """Return the meetings that are alike in something, in their order."""
    found: defaultdict[Key, list[Meeting]] = defaultdict(list)
    for meeting in meetings:
        found[key_of(meeting)].append(meeting)
    return {key: tuple(group) for key, group in found.items()}
