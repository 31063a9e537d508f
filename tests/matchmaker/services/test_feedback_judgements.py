"""What both sides say as judgements to learn from."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from matchmaker.services.feedback import add_feedback
from matchmaker.services.feedback_judgements import judgements
from matchmaker.services.improvements import (
    ImprovementWords,
    answer_request,
    request_improvement,
)
from matchmaker.services.judged_files import JudgedPair
from matchmaker.services.pair_judgements import JudgedDemand
from models.demand import Demand
from models.feedback_enums import Opinion
from models.meeting_enums import DeclineReason
from models.patent import Patent
from models.values.secrecy import Confidentiality
from tests.conftest import NOW
from tests.factories import number
from tests.matchmaker.people_world import World, make_world
from tests.matchmaker.services.feedback_cases import HOUR, UNCLEAR, by, firm_says, words


@pytest.fixture
def world(session: Session) -> World:
    return make_world(session)


@pytest.mark.parametrize(
    ("opinion", "reasons", "relevance"),
    [
        (Opinion.FIT, (), 4),
        (Opinion.UNSURE, (), 2),
        (Opinion.UNSURE, (DeclineReason.WRONG_TIME,), 2),
        (Opinion.UNFIT, (UNCLEAR,), 1),
        (Opinion.UNFIT, (DeclineReason.WRONG_TIME, DeclineReason.OTHER_FIELD), 1),
    ],
)
def test_an_opinion_is_a_judgement(
    session: Session,
    world: World,
    opinion: Opinion,
    reasons: tuple[DeclineReason, ...],
    relevance: int,
) -> None:
    firm_says(session, world, 0, opinion, *reasons)
    found = judgements(session)
    assert found.demands == (JudgedDemand("需求1", "需求1的难题", ""),)
    assert found.pairs == (JudgedPair("需求1", number("202010000001"), "需求1的办法", relevance),)


def test_reasons_that_say_nothing_of_the_patent_are_left_out(
    session: Session, world: World
) -> None:
    silent = (DeclineReason.WRONG_TIME, DeclineReason.HAS_SOLUTION, DeclineReason.PRICE)
    firm_says(session, world, 0, Opinion.UNFIT, *silent)
    assert (judgements(session).pairs, judgements(session).silent) == ((), 1)


def test_of_two_sides_the_one_that_thinks_less_of_a_pair_is_heard(
    session: Session, world: World
) -> None:
    firm_says(session, world, 0, Opinion.FIT)
    add_feedback(session, by(world.owners[0]), words(session, world, 0, Opinion.UNSURE))
    assert [pair.relevance for pair in judgements(session).pairs] == [2]


def test_a_silent_word_leaves_the_other_side_its_say(session: Session, world: World) -> None:
    firm_says(session, world, 0, Opinion.UNFIT, DeclineReason.WRONG_TIME)
    add_feedback(session, by(world.owners[0]), words(session, world, 0, Opinion.FIT))
    assert [pair.relevance for pair in judgements(session).pairs] == [4]


def test_only_the_newest_word_of_a_body_is_a_judgement(session: Session, world: World) -> None:
    firm_says(session, world, 0, Opinion.UNFIT, UNCLEAR)
    firm_says(session, world, 0, Opinion.FIT, at=NOW + HOUR)
    assert [pair.relevance for pair in judgements(session).pairs] == [4]


def test_what_an_answer_has_set_aside_was_said_of_another_text(
    session: Session, world: World
) -> None:
    firm_says(session, world, 0, Opinion.UNFIT, UNCLEAR)
    patent = session.get_one(Patent, world.pairs[0][1]).display_number
    asked = request_improvement(
        session, by(world.firms[0]), ImprovementWords(patent, (UNCLEAR,), "需求1")
    )
    later = NOW + timedelta(days=1)
    answer_request(session, asked.request.id or 0, by(world.owners[0], later), "已补充", {})
    assert (judgements(session).pairs, judgements(session).silent) == ((), 1)


def test_a_demand_that_is_not_public_is_in_no_file(session: Session, world: World) -> None:
    firm_says(session, world, 0, Opinion.FIT)
    session.get_one(Demand, world.pairs[0][0]).confidentiality = Confidentiality.RESTRICTED
    session.flush()
    found = judgements(session)
    assert (found.demands, found.pairs, found.withheld) == ((), (), 1)
