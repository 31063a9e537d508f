"""Versions of a timetable: planned, kept, changed by hand, published, compared."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import Session

from matchmaker.errors import BadQuery
from matchmaker.events.timetable_types import Meeting
from matchmaker.services.check_in import check_in, view_check_in
from matchmaker.services.invitations import invite
from matchmaker.services.participants import Terms, WishWords, answer, get_participant, make_wish
from matchmaker.services.timetable_changes import ChangeKind, changes_between
from matchmaker.services.timetable_view import TimetableView, view_timetable
from matchmaker.services.timetables import (
    PlannedVersion,
    move_meeting,
    plan_timetable,
    publish,
    to_meeting,
)
from matchmaker.services.unplaced import list_unplaced
from models.demand import Demand
from models.errors import Conflict, NotFound
from models.meeting_enums import ParticipantStatus, Side, TimetableStatus, Wanting
from models.queries import timetables as timetable_queries
from models.values.secrecy import Confidentiality
from tests.conftest import NOW
from tests.matchmaker.people_world import (
    FIRMS,
    HALL,
    OWNERS,
    World,
    confirm,
    confirm_all,
    make_world,
    set_hall,
)


@pytest.fixture
def world(session: Session) -> World:
    """All six have confirmed, and the hall is set."""
    world = make_world(session)
    set_hall(session, world)
    invite(session, world.event, None, NOW)
    confirm_all(session, world)
    return world


def plan(session: Session, world: World, *, afresh: bool = False) -> PlannedVersion:
    return plan_timetable(session, world.event, "李", NOW, afresh=afresh)


def view(session: Session, world: World, version: int | None = None) -> TimetableView:
    found = timetable_queries.get_version(session, world.event, version)
    return view_timetable(session, world.event, found)


def meetings(session: Session, world: World) -> list[Meeting]:
    latest = timetable_queries.get_version(session, world.event, None)
    return [to_meeting(row) for row in timetable_queries.list_meetings(session, latest)]


def names(found: TimetableView) -> set[tuple[str, str]]:
    return {(meeting.enterprise, meeting.institution) for meeting in found.meetings}


def leave(session: Session, world: World, name: str) -> None:
    answer(session, get_participant(session, world.event, name), ParticipantStatus.WITHDRAWN, NOW)


def want(session: Session, world: World, firm: int, owner: int, wants: Wanting) -> None:
    words = WishWords(FIRMS[firm], Side.ENTERPRISE, OWNERS[owner], wants)
    make_wish(session, world.event, words, NOW)


def test_every_pair_that_fits_meets_where_there_is_room(session: Session, world: World) -> None:
    planned = plan(session, world)
    assert (planned.made, planned.version.version, planned.meetings) == (True, 1, 5)
    found = view(session, world)
    assert names(found) == {
        (FIRMS[0], OWNERS[0]),
        (FIRMS[0], OWNERS[1]),
        (FIRMS[1], OWNERS[1]),
        (FIRMS[1], OWNERS[2]),
        (FIRMS[2], OWNERS[0]),
    }
    assert {meeting.slot.number for meeting in found.meetings} <= {1, 2, 4}
    assert "最优方案" in found.method


def test_a_meeting_says_for_whose_sake_it_is(session: Session, world: World) -> None:
    plan(session, world)
    reasons = {(m.enterprise, m.institution): m.reason for m in view(session, world).meetings}
    assert (
        reasons[FIRMS[0], OWNERS[0]] == "需求“需求1的难题”，专利“需求1的办法”（CN202010000001.1）"
    )


def test_what_was_hidden_since_is_not_told(session: Session, world: World) -> None:
    plan(session, world)
    session.get_one(Demand, world.pairs[5][0]).confidentiality = Confidentiality.HIDDEN
    reasons = {(m.enterprise, m.institution): m.reason for m in view(session, world).meetings}
    assert reasons[FIRMS[2], OWNERS[0]] == "双方意愿"


def test_nothing_changed_makes_no_version(session: Session, world: World) -> None:
    plan(session, world)
    again = plan(session, world)
    assert (again.made, again.version.version, again.kept) == (False, 1, 5)
    afresh = plan(session, world, afresh=True)
    assert (afresh.made, afresh.version.version) == (False, 1)


def test_who_withdraws_takes_only_its_own_meetings_along(session: Session, world: World) -> None:
    plan(session, world)
    before = meetings(session, world)
    leave(session, world, OWNERS[1])
    assert OWNERS[1] not in {meeting.institution for meeting in view(session, world).meetings}
    again = plan(session, world)
    assert (again.kept, again.moved, again.dropped, again.added) == (3, 0, 2, 0)
    assert set(meetings(session, world)) < set(before)


def test_only_the_confirmed_are_planned_and_shown(session: Session, world: World) -> None:
    leave(session, world, FIRMS[2])
    plan(session, world)
    found = view(session, world)
    assert FIRMS[2] not in {party.name for party in found.parties}
    assert len(found.parties) == 5
    assert FIRMS[2] not in {meeting.enterprise for meeting in found.meetings}


def test_who_does_not_want_a_meeting_has_none(session: Session, world: World) -> None:
    want(session, world, 0, 0, Wanting.DONT_WANT)
    plan(session, world)
    assert (FIRMS[0], OWNERS[0]) not in names(view(session, world))


def test_a_wish_without_a_pair_is_met(session: Session, world: World) -> None:
    want(session, world, 2, 2, Wanting.WANT)
    plan(session, world)
    found = {(m.enterprise, m.institution): m.reason for m in view(session, world).meetings}
    assert found[FIRMS[2], OWNERS[2]] == "双方意愿"


def test_absence_and_caps_are_kept(session: Session, world: World) -> None:
    confirm(session, world, OWNERS[0], Terms(absent_slots=frozenset({0, 1}), most=1))
    plan(session, world)
    slots = [m.slot for m in meetings(session, world) if m.institution_id == world.owners[0]]
    assert slots == [3]


def test_groups_that_may_not_meet_do_not(session: Session, world: World) -> None:
    set_hall(session, world, replace(HALL, allowed_groups=(("甲", "乙"),)))
    confirm(session, world, FIRMS[0], Terms(group="甲"))
    confirm(session, world, OWNERS[1], Terms(group="乙"))
    plan(session, world)
    assert names(view(session, world)) == {(FIRMS[0], OWNERS[1])}


def test_a_moved_meeting_stays_in_later_plans(session: Session, world: World) -> None:
    plan(session, world)
    place = Meeting(3, 2, world.firms[2], world.owners[0])
    moved = move_meeting(session, world.event, place, "王", NOW)
    assert (moved.version.version, moved.moved, moved.version.method) == (2, 1, "by_hand")
    assert move_meeting(session, world.event, place, "王", NOW).made is False
    assert "人工调整" in view(session, world).method
    want(session, world, 2, 1, Wanting.WANT)
    plan(session, world)
    assert place in meetings(session, world)
    assert [m.fixed for m in view(session, world).meetings].count(True) == 1


@pytest.mark.parametrize(
    ("slot", "table", "message"),
    [
        (2, 0, "第 3 场为休息时段"),
        (9, 0, "没有第 10 场"),
        (0, 7, "没有 8 号桌"),
    ],
)
def test_a_place_that_breaks_a_rule_is_refused_with_the_reason(
    session: Session, world: World, slot: int, table: int, message: str
) -> None:
    plan(session, world)
    with pytest.raises(Conflict, match=message):
        move_meeting(
            session, world.event, Meeting(slot, table, world.firms[2], world.owners[0]), "王", NOW
        )
    assert timetable_queries.get_version(session, world.event, None).version == 1


def test_a_refusal_names_the_bodies(session: Session, world: World) -> None:
    plan(session, world)
    busy = next(m for m in meetings(session, world) if m.institution_id == world.owners[1])
    place = Meeting(busy.slot, 2, world.firms[2], world.owners[1])
    with pytest.raises(Conflict, match=f"{OWNERS[1]}第 {busy.slot + 1} 场有 2 次会面"):
        move_meeting(session, world.event, place, "王", NOW)


def test_a_fixed_meeting_that_became_impossible_is_told_of(session: Session, world: World) -> None:
    plan(session, world)
    move_meeting(session, world.event, Meeting(3, 2, world.firms[2], world.owners[0]), "王", NOW)
    confirm(session, world, FIRMS[2], Terms(absent_slots=frozenset({3})))
    planned = plan(session, world)
    assert any(
        "人工固定的会面已取消" in notice and FIRMS[2] in notice
        for notice in planned.version.notices
    )


def test_another_start_is_another_version_with_the_same_meetings(
    session: Session, world: World
) -> None:
    plan(session, world)
    set_hall(session, world, replace(HALL, pause_minutes=10))
    planned = plan(session, world)
    assert (planned.version.version, planned.kept, planned.moved) == (2, 5, 0)
    assert view(session, world, 1).slots[1].span == "09:25–09:45"
    assert view(session, world, 2).slots[1].span == "09:30–09:50"


def test_changes_are_told_pair_by_pair(session: Session, world: World) -> None:
    plan(session, world)
    first = timetable_queries.get_version(session, world.event, 1)
    old = next(m for m in meetings(session, world) if m.enterprise_id == world.firms[2])
    move_meeting(session, world.event, replace(old, slot=3, table=2), "王", NOW)
    leave(session, world, OWNERS[2])
    plan(session, world)
    latest = timetable_queries.get_version(session, world.event, None)
    found = changes_between(session, first, latest)
    assert [(c.kind, c.enterprise, c.institution, c.after) for c in found] == [
        (ChangeKind.DROPPED, FIRMS[1], OWNERS[2], None),
        (ChangeKind.MOVED, FIRMS[2], OWNERS[0], (4, 3)),
    ]
    assert found[1].before == (old.slot + 1, old.table + 1)


def test_a_version_that_no_longer_holds_is_not_published(session: Session, world: World) -> None:
    plan(session, world)
    leave(session, world, OWNERS[1])
    latest = timetable_queries.get_version(session, world.event, None)
    with pytest.raises(Conflict, match=rf"{OWNERS[1]}不在参会名单中.*请先重排日程"):
        publish(session, world.event, latest, NOW)
    plan(session, world)
    latest = timetable_queries.get_version(session, world.event, None)
    assert publish(session, world.event, latest, NOW).status is TimetableStatus.PUBLISHED
    later = NOW + timedelta(hours=1)
    assert publish(session, world.event, latest, later).published_at == NOW


def test_a_version_of_another_hall_is_not_published(session: Session, world: World) -> None:
    version = plan(session, world).version
    set_hall(session, world, replace(HALL, pause_minutes=10))
    with pytest.raises(Conflict, match="场地安排已改"):
        publish(session, world.event, version, NOW)


def test_an_earlier_version_is_not_published_after_a_later_one(
    session: Session, world: World
) -> None:
    plan(session, world)
    first = timetable_queries.get_version(session, world.event, None)
    leave(session, world, OWNERS[1])
    second = plan(session, world).version
    publish(session, world.event, second, NOW)
    with pytest.raises(Conflict, match="第 2 版已经发布"):
        publish(session, world.event, first, NOW)


def test_who_is_left_without_a_meeting_is_told_what_is_possible(
    session: Session, world: World
) -> None:
    set_hall(session, world, replace(HALL, slot_count=2, breaks=(), tables=("",)))
    confirm(session, world, FIRMS[2], Terms(least=0))
    plan(session, world)
    latest = timetable_queries.get_version(session, world.event, None)
    found = {item.name: item for item in list_unplaced(session, world.event, latest)}
    met = {
        body
        for meeting in view(session, world).meetings
        for body in (meeting.enterprise, meeting.institution)
    }
    assert set(found) == {*FIRMS, *OWNERS} - met
    assert all(item.advice for item in found.values())


def test_who_nobody_may_meet_is_told_to_say_a_wish(session: Session, world: World) -> None:
    want(session, world, 2, 0, Wanting.DONT_WANT)
    plan(session, world)
    latest = timetable_queries.get_version(session, world.event, None)
    (found,) = list_unplaced(session, world.event, latest)
    assert (found.name, found.partners) == (FIRMS[2], 0)
    assert "可登记会面意愿" in found.advice


def test_without_a_hall_nothing_is_planned(session: Session) -> None:
    world = make_world(session)
    with pytest.raises(NotFound, match="活动 docking 还没有场地安排。请先设置场地"):
        plan(session, world)


def test_without_two_sides_nothing_is_planned(session: Session) -> None:
    world = make_world(session)
    set_hall(session, world)
    invite(session, world.event, None, NOW)
    confirm(session, world, FIRMS[0])
    with pytest.raises(BadQuery, match="企业 1 家，高校院所 0 家"):
        plan(session, world)


def test_the_check_in_page_shows_the_published_plan_only(session: Session, world: World) -> None:
    token = get_participant(session, world.event, FIRMS[0]).token
    assert view_check_in(session, token).version is None
    plan(session, world)
    assert view_check_in(session, token).meetings == ()
    publish(session, world.event, timetable_queries.get_version(session, world.event, None), NOW)
    page = view_check_in(session, token)
    assert (page.name, page.version, len(page.meetings)) == (FIRMS[0], 1, 2)


def test_the_first_check_in_counts(session: Session, world: World) -> None:
    token = get_participant(session, world.event, FIRMS[0]).token
    check_in(session, token, NOW)
    check_in(session, token, NOW + timedelta(hours=1))
    assert view_check_in(session, token).checked_in_at == NOW


def test_who_does_not_come_cannot_check_in(session: Session, world: World) -> None:
    participant = get_participant(session, world.event, FIRMS[0])
    leave(session, world, FIRMS[0])
    with pytest.raises(Conflict, match="已退出"):
        check_in(session, participant.token, NOW)
    with pytest.raises(NotFound, match="没有这个签到页"):
        check_in(session, "guess", NOW)
