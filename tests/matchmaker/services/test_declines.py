"""What is turned down, in a meeting or outside of one, and what is set aside by an answer."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from matchmaker.services.declines import load_declines
from matchmaker.services.feedback import add_feedback
from matchmaker.services.improvements import (
    ImprovementWords,
    answer_request,
    decline_request,
    request_improvement,
)
from matchmaker.services.listed_pairs import listed_pairs
from models.demand import Demand
from models.feedback_enums import Opinion
from models.meeting import MeetingOutcome
from models.meeting_enums import DeclineReason, OutcomeResult
from models.patent import Patent
from tests.conftest import NOW
from tests.matchmaker.people_world import World, make_world
from tests.matchmaker.services.feedback_cases import HOUR, UNCLEAR, by, firm_says, words

DAY = timedelta(days=1)
PRICE = DeclineReason.PRICE


@pytest.fixture
def world(session: Session) -> World:
    return make_world(session)


def met(session: Session, world: World, pair: int, reason: DeclineReason | None) -> None:
    """Let a meeting have come to a reason, or to further talks where there is none."""
    demand_id, patent_id = world.pairs[pair]
    session.add(
        MeetingOutcome(
            event_id=world.event.id or 0,
            enterprise_id=session.get_one(Demand, demand_id).organisation_id,
            institution_id=world.owners[0],
            subject=f"{demand_id}:{patent_id}",
            demand_id=demand_id,
            patent_id=patent_id,
            held=True,
            result=OutcomeResult.NONE if reason else OutcomeResult.CONTACT,
            reason=reason,
            actor="李",
            recorded_at=NOW,
        )
    )
    session.flush()


def labels(session: Session) -> dict[tuple[int, int], str]:
    return {key: decline.label for key, decline in load_declines(session).said.items()}


def improve(
    session: Session, world: World, pair: int, *points: DeclineReason, whole: bool = False
) -> int:
    """Let the firm ask an hour after NOW; return the number of the request."""
    demand = session.get_one(Demand, world.pairs[pair][0])
    patent = session.get_one(Patent, world.pairs[pair][1]).display_number
    about = "" if whole else demand.display_number
    asked = request_improvement(
        session,
        by(demand.organisation_id, NOW + HOUR),
        ImprovementWords(patent, points, about),
    )
    return asked.request.id or 0


def test_what_is_said_outside_of_meetings_counts_like_what_is_said_in_them(
    session: Session, world: World
) -> None:
    met(session, world, 0, PRICE)
    firm_says(session, world, 3, Opinion.UNFIT, UNCLEAR, PRICE)
    add_feedback(
        session,
        by(world.owners[0]),
        words(session, world, 5, Opinion.UNFIT, DeclineReason.OTHER_FIELD),
    )
    assert labels(session) == {
        world.pairs[0]: "企业此前未接受：价格",
        world.pairs[3]: "企业此前未接受：描述不清、价格",
        world.pairs[5]: "权利人认为不合适：非本领域",
    }


@pytest.mark.parametrize("opinion", [Opinion.FIT, Opinion.UNSURE])
def test_who_does_not_say_unfit_turns_nothing_down(
    session: Session, world: World, opinion: Opinion
) -> None:
    firm_says(session, world, 0, opinion)
    assert labels(session) == {}


def test_the_later_of_meeting_and_feedback_counts(session: Session, world: World) -> None:
    firm_says(session, world, 0, Opinion.FIT, at=NOW - HOUR)
    firm_says(session, world, 1, Opinion.UNFIT, UNCLEAR, at=NOW - HOUR)
    met(session, world, 0, PRICE)
    met(session, world, 1, None)
    assert labels(session) == {world.pairs[0]: "企业此前未接受：价格"}
    firm_says(session, world, 0, Opinion.FIT, at=NOW + HOUR)
    firm_says(session, world, 1, Opinion.UNFIT, UNCLEAR, at=NOW + HOUR)
    assert labels(session) == {world.pairs[1]: "企业此前未接受：描述不清"}


def test_whoever_turns_down_one_of_twins_turns_down_both(session: Session, world: World) -> None:
    (demand_id, patent_id), (demand_twin, patent_twin) = world.pairs[:2]
    session.get_one(Demand, demand_twin).duplicate_of_id = demand_id
    session.get_one(Patent, patent_id).duplicate_of_id = patent_twin
    session.flush()
    firm_says(session, world, 0, Opinion.UNFIT, PRICE)
    found = load_declines(session)
    assert set(found.said) == {world.pairs[0]}
    assert set(found.told) == {
        (demand, patent)
        for demand in (demand_id, demand_twin)
        for patent in (patent_id, patent_twin)
    }


@pytest.mark.parametrize("whole", [False, True])
def test_an_answer_sets_the_unfit_aside_that_it_answers(
    session: Session, world: World, *, whole: bool
) -> None:
    firm_says(session, world, 0, Opinion.UNFIT, UNCLEAR)
    request_id = improve(session, world, 0, UNCLEAR, whole=whole)
    assert set(labels(session)) == {world.pairs[0]}
    answer_request(session, request_id, by(world.owners[0], NOW + DAY), "已补充实施例", {})
    found = load_declines(session)
    assert (found.said, found.asked_again) == ({}, {world.pairs[0]: NOW + DAY})


def test_who_says_unfit_again_is_not_asked_a_third_time(session: Session, world: World) -> None:
    firm_says(session, world, 0, Opinion.UNFIT, UNCLEAR)
    request_id = improve(session, world, 0, UNCLEAR)
    answer_request(session, request_id, by(world.owners[0], NOW + DAY), "已补充", {})
    firm_says(session, world, 0, Opinion.UNFIT, UNCLEAR, at=NOW + DAY + HOUR)
    found = load_declines(session)
    assert (set(found.said), found.asked_again) == ({world.pairs[0]}, {})


@pytest.mark.parametrize("other", [DeclineReason.OTHER_FIELD, DeclineReason.HAS_SOLUTION, PRICE])
def test_a_reason_that_no_answer_meets_keeps_the_pair_apart(
    session: Session, world: World, other: DeclineReason
) -> None:
    firm_says(session, world, 0, Opinion.UNFIT, UNCLEAR, other)
    request_id = improve(session, world, 0, UNCLEAR)
    answer_request(session, request_id, by(world.owners[0], NOW + DAY), "已补充", {})
    assert set(labels(session)) == {world.pairs[0]}


def test_an_answer_sets_aside_nothing_of_other_firms(session: Session, world: World) -> None:
    demand = session.get_one(Demand, world.pairs[1][0])
    demand.organisation_id = world.firms[2]
    session.flush()
    firm_says(session, world, 0, Opinion.UNFIT, UNCLEAR)
    firm_says(session, world, 1, Opinion.UNFIT, UNCLEAR)
    request_id = improve(session, world, 0, UNCLEAR, whole=True)
    answer_request(session, request_id, by(world.owners[0], NOW + DAY), "已补充", {})
    assert set(labels(session)) == {world.pairs[1]}


def test_a_request_that_is_declined_changes_nothing(session: Session, world: World) -> None:
    firm_says(session, world, 0, Opinion.UNFIT, UNCLEAR)
    request_id = improve(session, world, 0, UNCLEAR)
    decline_request(session, request_id, by(world.owners[0], NOW + DAY), "不便公开")
    assert set(labels(session)) == {world.pairs[0]}


def test_an_owner_that_finds_a_pair_unfit_is_not_overruled_by_its_answer(
    session: Session, world: World
) -> None:
    firm_says(session, world, 0, Opinion.UNFIT, UNCLEAR)
    add_feedback(
        session,
        by(world.owners[0]),
        words(session, world, 0, Opinion.UNFIT, DeclineReason.OTHER_FIELD),
    )
    request_id = improve(session, world, 0, UNCLEAR)
    answer_request(session, request_id, by(world.owners[0], NOW + DAY), "已补充", {})
    assert labels(session) == {world.pairs[0]: "权利人认为不合适：非本领域"}


def test_nobody_is_to_meet_for_a_pair_that_was_turned_down(session: Session, world: World) -> None:
    firm_says(session, world, 0, Opinion.UNFIT, UNCLEAR)
    # At the event's own meetings: they have been held and stay in its timetable.
    met(session, world, 3, PRICE)
    kept = [(pair.demand_id, pair.patent_id) for pair in listed_pairs(session, world.event)]
    assert kept == sorted(world.pairs[1:])
