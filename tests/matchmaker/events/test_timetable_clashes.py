from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.errors import BadQuery
from matchmaker.events.timetable_check import check
from matchmaker.events.timetable_clashes import clashes
from matchmaker.events.timetable_types import ClashKind, Hall, Meeting, Problem, Wish
from models.errors import InvalidValue
from tests.matchmaker.events.timetables import TINY, all_timetables, is_allowed, party

# Two zones of two tables; slot 3 is a break.
HALL = Hall(6, ("东区", "东区", "西区", "西区"), frozenset({3}), walk=True)
PROBLEM = Problem(
    enterprises=(party(1, range(6), most=2, group="光电"), party(2, {0, 1, 2, 3, 4}, group="汽车")),
    institutions=(party(10, range(6), group="光电"), party(11, range(6), group="汽车")),
    wishes=tuple(Wish(e, i, 1.0) for e, i in [(1, 10), (1, 11), (2, 10)]),
    hall=HALL,
    allowed=frozenset({("光电", "光电"), ("光电", "汽车"), ("汽车", "汽车")}),
)
OPEN = replace(PROBLEM, allowed=None)


@pytest.mark.parametrize(
    ("kind", "given_problem", "meetings", "words"),
    [
        (ClashKind.UNKNOWN_PARTY, OPEN, [(0, 0, 3, 10)], ["企业（编号 3）", "名单"]),
        (ClashKind.UNKNOWN_SLOT, OPEN, [(6, 0, 1, 10)], ["第 7 场", "1 至 6"]),
        (ClashKind.UNKNOWN_SLOT, OPEN, [(-1, 0, 1, 10)], ["第 0 场"]),
        (ClashKind.UNKNOWN_TABLE, OPEN, [(0, 4, 1, 10)], ["5 号桌", "1 至 4"]),
        (ClashKind.UNKNOWN_TABLE, OPEN, [(0, -1, 1, 10)], ["0 号桌"]),
        (ClashKind.BREAK, OPEN, [(3, 0, 1, 10)], ["第 4 场", "休息"]),
        (ClashKind.ABSENT, OPEN, [(5, 0, 2, 10)], ["企业（编号 2）", "第 6 场", "不到场"]),
        (ClashKind.PARTY_TWICE, OPEN, [(0, 0, 1, 10), (0, 1, 1, 11)], ["企业（编号 1）", "2 次"]),
        (ClashKind.PARTY_TWICE, OPEN, [(0, 0, 1, 10), (0, 1, 2, 10)], ["高校院所（编号 10）"]),
        (ClashKind.TABLE_TWICE, OPEN, [(0, 0, 1, 11), (0, 0, 2, 10)], ["1 号桌", "2 次"]),
        (ClashKind.PAIR_TWICE, OPEN, [(0, 0, 1, 10), (1, 0, 1, 10)], ["会面 2 次"]),
        (ClashKind.GROUPS, PROBLEM, [(0, 0, 2, 10)], ["汽车、光电", "未安排对接"]),
        (ClashKind.UNWISHED, OPEN, [(0, 0, 2, 11)], ["企业（编号 2）", "没有会面意向"]),
        (ClashKind.WALK, OPEN, [(0, 0, 1, 10), (1, 2, 1, 11)], ["东区", "西区", "来不及"]),
    ],
)
def test_clashes_finds_each_kind_of_error(kind, given_problem, meetings, words):
    found = clashes(given_problem, [Meeting(*meeting) for meeting in meetings])

    assert kind in {clash.kind for clash in found}
    text = next(clash.text for clash in found if clash.kind is kind)
    assert [word for word in words if word not in text] == []


def test_clashes_finds_a_broken_cap():
    capped = replace(OPEN, enterprises=(party(1, range(6), most=1), *OPEN.enterprises[1:]))

    found = clashes(capped, [Meeting(0, 0, 1, 10), Meeting(1, 0, 1, 11)])

    assert [(clash.kind, len(clash.meetings)) for clash in found] == [(ClashKind.CAP, 2)]
    assert "2 场会面，上限为 1 场" in found[0].text


@pytest.mark.parametrize(
    ("hall", "slots"),
    [
        (HALL, (2, 4)),
        (HALL, (0, 2)),
        (replace(HALL, walk=False), (0, 1)),
        (replace(HALL, tables=("东区",) * 4), (0, 1)),
    ],
    ids=["break between", "free slot between", "time enough", "one zone"],
)
def test_clashes_finds_nothing_where_there_is_time_to_walk(hall, slots):
    meetings = [Meeting(slots[0], 0, 1, 10), Meeting(slots[1], 2, 1, 11)]

    assert clashes(replace(OPEN, hall=hall), meetings) == []


def test_clashes_of_one_meeting_are_all_told_in_the_order_of_their_kinds():
    found = clashes(PROBLEM, [Meeting(9, 9, 2, 11), Meeting(9, 9, 7, 10)])

    kinds = [clash.kind for clash in found]
    assert kinds == sorted(kinds, key=list(ClashKind).index)
    assert set(kinds) == {
        ClashKind.UNKNOWN_PARTY,
        ClashKind.UNKNOWN_SLOT,
        ClashKind.UNKNOWN_TABLE,
        ClashKind.ABSENT,
        ClashKind.TABLE_TWICE,
        ClashKind.UNWISHED,
    }


@given(TINY, st.data())
@settings(deadline=None)
def test_clashes_agrees_with_the_rules_on_any_meetings(drawn, data):
    pairs = [wish.pair for wish in drawn.wishes]
    places = st.tuples(
        st.integers(0, drawn.hall.slot_count - 1), st.integers(0, len(drawn.hall.tables) - 1)
    )
    meetings = tuple(
        Meeting(*data.draw(places), *pair) for pair in pairs if data.draw(st.booleans())
    )

    assert (clashes(drawn, meetings) == []) == is_allowed(drawn, meetings)
    assert all(clashes(drawn, all_met) == [] for all_met in all_timetables(drawn))


def test_check_lets_a_sound_problem_pass():
    check(replace(PROBLEM, fixed=(Meeting(0, 0, 1, 10), Meeting(1, 1, 1, 11))))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"hall": replace(HALL, slot_count=0)}, "时段数须为正整数"),
        ({"hall": replace(HALL, tables=())}, "洽谈桌数须为正整数"),
        ({"hall": replace(HALL, breaks=frozenset({6}))}, "休息时段不存在：“7”"),
        ({"enterprises": (party(1, {0, 8}),)}, "企业（编号 1）的到场时段不存在：“9”"),
        ({"enterprises": (party(1, most=-1),)}, "会面上限不能为负"),
        ({"enterprises": (party(1, most=2, least=3),)}, "请填 0 至上限 2"),
        ({"institutions": (party(10, most=2, least=-1),)}, "最少会面次数"),
        ({"wishes": (Wish(1, 10, 0.0),)}, "会面权重不成立"),
        ({"wishes": (Wish(1, 10, float("nan")),)}, "会面权重不成立"),
        ({"wishes": (Wish(1, 10, 1e9),)}, "不超过 1000"),
    ],
)
def test_check_refuses_values_that_cannot_be(changes, words):
    with pytest.raises(InvalidValue, match=words):
        check(replace(PROBLEM, **changes))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"wishes": (Wish(7, 10, 1.0),)}, "企业（编号 7）不在参会名单"),
        ({"wishes": (Wish(1, 17, 1.0),)}, "高校院所（编号 17）不在参会名单"),
        ({"wishes": (Wish(1, 10, 1.0), Wish(1, 10, 2.0))}, r"\(1, 10\)"),
        ({"institutions": (party(10), party(10))}, "高校院所编号重复：10"),
        ({"fixed": (Meeting(3, 0, 1, 10),)}, "手工排定的会面有冲突：第 4 场为休息时段"),
        ({"fixed": (Meeting(0, 0, 1, 10), Meeting(0, 0, 2, 10))}, "；"),
    ],
)
def test_check_refuses_what_contradicts_itself(changes, words):
    with pytest.raises(BadQuery, match=words):
        check(replace(PROBLEM, **changes))


def test_check_counts_the_clashes_that_it_does_not_name():
    fixed = tuple(Meeting(3, 0, 1, 10) for _ in range(3))

    with pytest.raises(BadQuery, match="；另有 3 处"):
        check(replace(PROBLEM, fixed=fixed))


@pytest.mark.parametrize("kind", ClashKind)
def test_every_kind_has_a_label(kind):
    assert kind.label
