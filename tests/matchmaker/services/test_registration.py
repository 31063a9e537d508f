"""Bodies ask to come to an event; organisers accept or refuse them."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from matchmaker.access.viewer import person
from matchmaker.errors import BadQuery
from matchmaker.services.own_event import own_answers
from matchmaker.services.participants import Terms, answer, answer_own, invite_one
from matchmaker.services.people_note import people_note
from matchmaker.services.registration import is_open, refuse, register
from matchmaker.services.todo_view import view_todo
from models.account_enums import Role
from models.errors import Conflict
from models.meeting_enums import ParticipantStatus, Side
from models.participant import Participant
from tests.conftest import NOW
from tests.matchmaker.people_world import FIRMS, World, make_world, set_hall

CONFIRMED, WITHDRAWN = ParticipantStatus.CONFIRMED, ParticipantStatus.WITHDRAWN
LATER = NOW + timedelta(days=1)


@pytest.fixture
def world(session: Session) -> World:
    world = make_world(session)
    set_hall(session, world)
    return world


def ask(session: Session, world: World, terms: Terms | None = None) -> Participant:
    return register(session, world.event, (world.firms[0], Side.ENTERPRISE), NOW, terms)


def test_who_registers_waits_to_be_accepted(session: Session, world: World) -> None:
    found = ask(session, world, Terms(contact_name="张三", most=3))
    assert (found.status, found.registered_at) == (ParticipantStatus.REGISTERED, NOW)
    assert (found.contact_name, found.most_meetings) == ("张三", 3)
    assert own_answers(found) == (WITHDRAWN,)
    with pytest.raises(Conflict, match="要由组织者确认"):
        answer_own(session, found, CONFIRMED, LATER)
    assert found.status is ParticipantStatus.REGISTERED
    answer(session, found, CONFIRMED, LATER)
    assert (found.status, found.answered_at) == (CONFIRMED, LATER)
    assert own_answers(found) == (CONFIRMED, WITHDRAWN)


def test_asking_again_changes_the_terms_alone(session: Session, world: World) -> None:
    first = ask(session, world)
    again = register(session, world.event, (world.firms[0], Side.ENTERPRISE), LATER, Terms(most=2))
    assert again.id == first.id
    assert (again.registered_at, again.most_meetings) == (NOW, 2)


def test_who_withdraws_has_to_register_again(session: Session, world: World) -> None:
    found = ask(session, world)
    answer(session, found, CONFIRMED, NOW)
    answer_own(session, found, WITHDRAWN, NOW)
    assert own_answers(found) == ()
    with pytest.raises(Conflict, match="要由组织者确认"):
        answer_own(session, found, CONFIRMED, NOW)
    again = register(session, world.event, (world.firms[0], Side.ENTERPRISE), LATER)
    assert (again.id, again.status) == (found.id, ParticipantStatus.REGISTERED)
    assert (again.registered_at, again.answered_at) == (LATER, None)


def test_a_refusal_says_why_and_can_be_taken_back(session: Session, world: World) -> None:
    found = ask(session, world)
    with pytest.raises(BadQuery, match="请写明不接受报名的原因"):
        refuse(session, found, "  ", LATER)
    refuse(session, found, "名额已满", LATER)
    assert (found.status, found.reply) == (ParticipantStatus.REFUSED, "名额已满")
    with pytest.raises(Conflict, match="组织者没有接受报名：名额已满"):
        ask(session, world)
    assert own_answers(found) == ()
    answer(session, found, CONFIRMED, LATER)
    assert found.status is CONFIRMED
    with pytest.raises(Conflict, match="没有待确认的报名"):
        refuse(session, found, "名额已满", LATER)


def test_who_is_invited_has_nothing_to_register_for(session: Session, world: World) -> None:
    invite_one(session, world.event, FIRMS[0], Side.ENTERPRISE, NOW)
    with pytest.raises(Conflict, match="已在受邀之列"):
        ask(session, world)


def test_inviting_who_registered_accepts_it(session: Session, world: World) -> None:
    found = ask(session, world)
    again, new = invite_one(session, world.event, FIRMS[0], Side.ENTERPRISE, LATER)
    assert (again.id, new, again.status) == (found.id, False, CONFIRMED)


def test_inviting_who_was_refused_lets_it_answer(session: Session, world: World) -> None:
    found = ask(session, world)
    refuse(session, found, "名额已满", NOW)
    invite_one(session, world.event, FIRMS[0], Side.ENTERPRISE, LATER)
    assert (found.status, found.registered_at) == (ParticipantStatus.INVITED, None)
    answer_own(session, found, CONFIRMED, LATER)
    assert found.status is CONFIRMED


def test_it_is_open_until_the_day_before(session: Session, world: World) -> None:
    held_on = world.event.held_on
    assert is_open(world.event, held_on - timedelta(days=1))
    assert not is_open(world.event, held_on)
    on_the_day = NOW.replace(month=held_on.month, day=held_on.day)
    with pytest.raises(Conflict, match="活动前一天截止"):
        register(session, world.event, (world.firms[0], Side.ENTERPRISE), on_the_day)


def test_terms_without_sense_register_nobody(session: Session, world: World) -> None:
    with pytest.raises(BadQuery, match="超过上限"):
        ask(session, world, Terms(most=1, least=2))


def test_organisers_are_told_who_waits(session: Session, world: World) -> None:
    ask(session, world)
    assert people_note(session, world.event).startswith(f"1 家报名等待确认（{FIRMS[0]}）")
    of_wuhan = person(1, "李", Role.CITY_ORGANISER, city_code="420100")
    (waiting,) = view_todo(session, of_wuhan, NOW).registered
    assert (waiting.event.slug, waiting.count) == (world.event.slug, 1)
    of_yichang = person(2, "王", Role.CITY_ORGANISER, city_code="420500")
    assert view_todo(session, of_yichang, NOW).registered == ()
    assert view_todo(session, of_wuhan, NOW + timedelta(days=90)).registered == ()
