"""Whom an event invites, what they answer, and whom they wish to meet."""

import pytest
from sqlmodel import Session, select

from matchmaker.errors import BadQuery
from matchmaker.services.invitations import invite, rank_invitees
from matchmaker.services.participants import (
    Terms,
    WishWords,
    answer,
    get_participant,
    invite_one,
    make_wish,
)
from models.candidate_list import CandidateList
from models.demand import Demand
from models.errors import Conflict, NotFound
from models.event import Event
from models.meeting_enums import ParticipantStatus, Side, Wanting
from models.participant import Participant, Wish
from models.patent import Patent, PatentOwner
from models.values.secrecy import Confidentiality
from tests.conftest import NOW
from tests.matchmaker.people_world import (
    FIRMS,
    OWNERS,
    World,
    add_person,
    confirm,
    make_world,
    set_hall,
)


@pytest.fixture
def world(session: Session) -> World:
    return make_world(session)


def invited(session: Session, world: World) -> Participant:
    participant, _ = invite_one(session, world.event, FIRMS[0], Side.ENTERPRISE, NOW)
    return participant


def test_those_with_more_and_stronger_pairs_come_first(session: Session, world: World) -> None:
    found = rank_invitees(session, world.event)
    assert [(i.side, i.place, i.name, i.pairs, i.partners) for i in found] == [
        (Side.ENTERPRISE, 1, FIRMS[0], 3, 2),
        (Side.ENTERPRISE, 2, FIRMS[1], 2, 2),
        (Side.ENTERPRISE, 3, FIRMS[2], 1, 1),
        (Side.INSTITUTION, 1, OWNERS[0], 3, 2),
        (Side.INSTITUTION, 2, OWNERS[1], 2, 2),
        (Side.INSTITUTION, 3, OWNERS[2], 1, 1),
    ]
    assert found[0].best == pytest.approx(1 - 0.1 * 0.8)
    assert found[0].strength == pytest.approx(1 - 0.1 * 0.8 + 0.6)


def test_inviting_twice_invites_once(session: Session, world: World) -> None:
    _, first = invite(session, world.event, 2, NOW)
    found, second = invite(session, world.event, None, NOW)
    assert ((first.new, first.known), (second.new, second.known)) == ((4, 0), (2, 4))
    assert {invitee.status for invitee in found} == {ParticipantStatus.INVITED}
    tokens = {participant.token for participant in session.exec(select(Participant))}
    assert len(tokens) == 6
    assert min(map(len, tokens)) >= 24


def test_an_event_without_a_list_invites_nobody(session: Session, world: World) -> None:
    version = session.exec(select(CandidateList)).one()
    version.event_id = other_event(session)
    session.flush()
    with pytest.raises(NotFound, match="还没有名单"):
        invite(session, world.event, None, NOW)


def other_event(session: Session) -> int:
    first = session.exec(select(Event)).one()
    other = Event(**{**first.model_dump(exclude={"id"}), "slug": "other"})
    session.add(other)
    session.flush()
    return other.id or 0


@pytest.mark.parametrize("level", [Confidentiality.NAMED, Confidentiality.HIDDEN])
def test_what_its_firm_has_hidden_speaks_for_nobody(
    session: Session, world: World, level: Confidentiality
) -> None:
    session.get_one(Demand, world.pairs[5][0]).confidentiality = level
    assert FIRMS[2] not in {invitee.name for invitee in rank_invitees(session, world.event)}


def test_without_the_consent_of_its_owner_a_patent_speaks_for_nobody(
    session: Session, world: World
) -> None:
    session.get_one(Patent, world.pairs[4][1]).owner_consents = False
    assert OWNERS[2] not in {invitee.name for invitee in rank_invitees(session, world.event)}


def test_for_a_patent_speaks_its_first_owner_that_is_no_person(
    session: Session, world: World
) -> None:
    patent_id = world.pairs[4][1]
    first = session.exec(select(PatentOwner).where(PatentOwner.patent_id == patent_id)).one()
    first.position = 1
    person = add_person(session, "张三")
    session.add(PatentOwner(patent_id=patent_id, organisation_id=person, position=0))
    session.flush()
    names = {invitee.name for invitee in rank_invitees(session, world.event)}
    assert OWNERS[2] in names
    assert "张三" not in names


def test_an_answer_is_kept_with_its_terms(session: Session, world: World) -> None:
    participant = invited(session, world)
    terms = Terms(group="甲", absent_slots=frozenset({3, 1}), most=2, contact_name=" 张三 ")
    answer(session, participant, ParticipantStatus.CONFIRMED, NOW, terms)
    session.expire(participant)
    assert (participant.status, participant.answered_at) == (ParticipantStatus.CONFIRMED, NOW)
    assert (participant.meeting_group, participant.absent_slots) == ("甲", [1, 3])
    assert (participant.most_meetings, participant.contact_name) == (2, "张三")


def test_new_terms_leave_what_they_do_not_name(session: Session, world: World) -> None:
    participant = invited(session, world)
    answer(session, participant, ParticipantStatus.CONFIRMED, NOW, Terms(group="甲", most=2))
    answer(session, participant, ParticipantStatus.CONFIRMED, NOW, Terms(most=3))
    assert (participant.meeting_group, participant.most_meetings) == ("甲", 3)


@pytest.mark.parametrize(
    ("first", "then", "remedy"),
    [
        (ParticipantStatus.CONFIRMED, ParticipantStatus.DECLINED, "请选退出"),
        (None, ParticipantStatus.WITHDRAWN, "请选谢绝"),
        (ParticipantStatus.DECLINED, ParticipantStatus.WITHDRAWN, "请选谢绝"),
    ],
)
def test_an_answer_that_does_not_follow_is_refused(
    session: Session,
    world: World,
    first: ParticipantStatus | None,
    then: ParticipantStatus,
    remedy: str,
) -> None:
    participant = invited(session, world)
    if first is not None:
        answer(session, participant, first, NOW)
    with pytest.raises(Conflict, match=remedy):
        answer(session, participant, then, NOW)


def test_who_has_left_may_come_back(session: Session, world: World) -> None:
    participant = invited(session, world)
    for status in (
        ParticipantStatus.CONFIRMED,
        ParticipantStatus.WITHDRAWN,
        ParticipantStatus.CONFIRMED,
    ):
        answer(session, participant, status, NOW)
    assert participant.status is ParticipantStatus.CONFIRMED


@pytest.mark.parametrize(
    ("terms", "message"),
    [
        (Terms(absent_slots=frozenset({4})), "没有第 5 场，本活动共 4 场"),
        (Terms(most=1, least=2), "希望的会面次数 2 超过上限 1"),
        (Terms(most=-1), "不能是负数"),
    ],
)
def test_terms_that_make_no_sense_change_nothing(
    session: Session, world: World, terms: Terms, message: str
) -> None:
    set_hall(session, world)
    participant = invited(session, world)
    with pytest.raises(BadQuery, match=message):
        answer(session, participant, ParticipantStatus.CONFIRMED, NOW, terms)
    assert participant.status is ParticipantStatus.INVITED


def test_who_sits_on_both_sides_has_to_say_which(session: Session, world: World) -> None:
    for side in Side:
        invite_one(session, world.event, OWNERS[0], side, NOW)
    with pytest.raises(BadQuery, match="请说明是哪一方"):
        get_participant(session, world.event, OWNERS[0])
    assert get_participant(session, world.event, OWNERS[0], Side.INSTITUTION).side is (
        Side.INSTITUTION
    )


def test_who_was_not_invited_is_told_how_to(session: Session, world: World) -> None:
    with pytest.raises(NotFound, match=r"武汉大学.*请先邀请该单位"):
        get_participant(session, world.event, OWNERS[1], Side.INSTITUTION)


def test_a_later_wish_replaces_the_earlier_one(session: Session, world: World) -> None:
    invite(session, world.event, None, NOW)
    words = WishWords(FIRMS[0], Side.ENTERPRISE, OWNERS[0], Wanting.WANT)
    make_wish(session, world.event, words, NOW)
    no = WishWords(FIRMS[0], Side.ENTERPRISE, OWNERS[0], Wanting.DONT_WANT, "已谈过")
    make_wish(session, world.event, no, NOW)
    other = WishWords(OWNERS[0], Side.INSTITUTION, FIRMS[0], Wanting.WANT)
    make_wish(session, world.event, other, NOW)
    found = session.exec(select(Wish).order_by(Wish.side)).all()  # type: ignore[arg-type]
    assert [(w.side, w.wants, w.note) for w in found] == [
        (Side.ENTERPRISE, Wanting.DONT_WANT, "已谈过"),
        (Side.INSTITUTION, Wanting.WANT, ""),
    ]
    assert {(w.enterprise_id, w.institution_id) for w in found} == {
        (world.firms[0], world.owners[0])
    }


def test_a_confirmed_participant_may_be_invited_again_without_harm(
    session: Session, world: World
) -> None:
    invite(session, world.event, None, NOW)
    confirm(session, world, FIRMS[0])
    found, counts = invite(session, world.event, None, NOW)
    assert counts.new == 0
    assert found[0].status is ParticipantStatus.CONFIRMED
