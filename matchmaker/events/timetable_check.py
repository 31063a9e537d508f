"""What no timetable can be made from, refused before one is tried."""

import math
from collections import Counter
from collections.abc import Iterable

from matchmaker.errors import BadQuery
from matchmaker.events.timetable_clashes import clashes
from matchmaker.events.timetable_types import Hall, Limits, Party, Problem
from models.errors import InvalidValue
from models.meeting_enums import Side

# Beyond this the sums of a large event are no longer exact in the solver's floats.
HEAVIEST = 1000.0
# How many clashes an error names; the rest is counted.
NAMED = 5


def check(problem: Problem) -> None:
    """Refuse a problem that contradicts itself.

    Raises InvalidValue for a hall, a party or a wish that cannot be, BadQuery for wishes of
    unknown or repeated pairs and for fixed meetings that clash; every clash of these is named.
    """
    _check_hall(problem.hall)
    for side in Side:
        ids = Counter(party.id for other, party in problem.parties() if other is side)
        _refuse_repeated(f"{side.label}编号", ids)
    for side, party in problem.parties():
        _check_party(side, party, problem.hall)
    _check_wishes(problem)
    if found := clashes(problem, problem.fixed):
        rest = f"；另有 {len(found) - NAMED} 处" if len(found) > NAMED else ""
        texts = "；".join(clash.text for clash in found[:NAMED])
        raise BadQuery(f"手工排定的会面有冲突：{texts}{rest}。请先改正再排会面表。")


def check_limits(limits: Limits) -> None:
    """Refuse limits within which nothing can be looked for; raises InvalidValue."""
    if not (math.isfinite(limits.seconds) and limits.seconds > 0):
        raise InvalidValue(f"{limits.seconds:g}", "求解时限须大于 0 秒", "请填秒数，如 30")
    if not 0 <= limits.gap < 1:
        raise InvalidValue(f"{limits.gap:g}", "允许差距须在 0 与 1 之间", "请填如 0.005")
    if limits.nodes < 1:
        raise InvalidValue(str(limits.nodes), "搜索节点数须为正整数", "请填如 1000")


def _check_hall(hall: Hall) -> None:
    if hall.slot_count < 1:
        raise InvalidValue(str(hall.slot_count), "时段数须为正整数", "请填一天安排的时段数")
    if not hall.tables:
        raise InvalidValue("0", "洽谈桌数须为正整数", "请至少设一张洽谈桌")
    _check_slots("休息时段", hall.breaks, hall)


def _check_party(side: Side, party: Party, hall: Hall) -> None:
    name = f"{side.label}（编号 {party.id}）"
    _check_slots(f"{name}的到场时段", party.slots, hall)
    if party.most < 0:
        raise InvalidValue(str(party.most), f"{name}的会面上限不能为负", "请填 0 或正整数")
    if not 0 <= party.least <= party.most:
        remedy = f"请填 0 至上限 {party.most}，或调高上限"
        raise InvalidValue(str(party.least), f"{name}希望的最少会面次数不成立", remedy)


def _check_slots(what: str, slots: Iterable[int], hall: Hall) -> None:
    outside = sorted(slot + 1 for slot in slots if not 0 <= slot < hall.slot_count)
    if outside:
        remedy = f"请填第 1 至第 {hall.slot_count} 场"
        raise InvalidValue("、".join(map(str, outside)), f"{what}不存在", remedy)


def _check_wishes(problem: Problem) -> None:
    known = {(side, party.id) for side, party in problem.parties()}
    for wish in problem.wishes:
        pair = f"企业（编号 {wish.enterprise_id}）与高校院所（编号 {wish.institution_id}）"
        for key in ((Side.ENTERPRISE, wish.enterprise_id), (Side.INSTITUTION, wish.institution_id)):
            if key not in known:
                raise BadQuery(
                    f"{pair}的会面意向中，{key[0].label}（编号 {key[1]}）不在参会名单。"
                    "请先登记该单位，或去掉这条意向。"
                )
        if not 0 < wish.weight <= HEAVIEST:
            remedy = f"请填大于 0、不超过 {HEAVIEST:g} 的数"
            raise InvalidValue(f"{wish.weight:g}", f"{pair}的会面权重不成立", remedy)
    _refuse_repeated("会面意向（企业编号, 高校院所编号）", Counter(w.pair for w in problem.wishes))


def _refuse_repeated(what: str, counts: Counter[int] | Counter[tuple[int, int]]) -> None:
    repeated = sorted(str(key) for key, count in counts.items() if count > 1)
    if repeated:
        raise BadQuery(f"{what}重复：{'、'.join(repeated)}。请各只保留一个。")
