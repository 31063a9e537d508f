"""What an organiser is told of the people of an event before it is held."""

import pytest
from sqlmodel import Session

from matchmaker.services.invitations import invite
from matchmaker.services.people_note import people_note
from matchmaker.services.timetables import plan_timetable
from tests.conftest import NOW
from tests.matchmaker.people_world import FIRMS, OWNERS, World, confirm, make_world, set_hall


@pytest.fixture
def world(session: Session) -> World:
    world = make_world(session)
    set_hall(session, world)
    invite(session, world.event, None, NOW)
    return world


def test_those_who_have_not_answered_are_named(session: Session, world: World) -> None:
    for name in (*FIRMS, *OWNERS[1:]):
        confirm(session, world, name)
    assert people_note(session, world.event) == "1 家尚未答复邀请（武汉科技大学）"


def test_those_without_a_meeting_are_named_with_what_to_do(session: Session, world: World) -> None:
    # Without 武汉科技大学 the third firm fits nobody.
    for name in (*FIRMS, *OWNERS[1:]):
        confirm(session, world, name)
    plan_timetable(session, world.event, "张三", NOW)
    assert people_note(session, world.event) == (
        "1 家尚未答复邀请（武汉科技大学）；1 家已确认但还没有会面（宜昌化工有限公司），"
        "可安排的对象见洽谈日程"
    )


def test_nothing_is_said_where_everybody_has_a_meeting(session: Session, world: World) -> None:
    for name in (*FIRMS, *OWNERS):
        confirm(session, world, name)
    plan_timetable(session, world.event, "张三", NOW)
    assert people_note(session, world.event) == ""
