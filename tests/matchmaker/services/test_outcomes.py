"""What came of meetings: recorded, corrected, and read by ranking and ledger."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import Session

from matchmaker.errors import BadQuery
from matchmaker.events.hand_work import PairKey
from matchmaker.services.declines import load_declines
from matchmaker.services.invitations import invite
from matchmaker.services.judged_files import JudgedPair
from matchmaker.services.outcome_judgements import judgements
from matchmaker.services.outcome_view import view_outcomes
from matchmaker.services.outcomes import OutcomeWords, record_outcome
from matchmaker.services.pair_judgements import JudgedDemand
from matchmaker.services.timetables import plan_timetable, publish
from models.demand import Demand
from models.errors import Conflict
from models.meeting_enums import DeclineReason, OutcomeResult
from models.queries import outcomes as outcome_queries
from models.values.secrecy import Confidentiality
from tests.conftest import NOW
from tests.factories import number
from tests.matchmaker.people_world import (
    FIRMS,
    OWNERS,
    World,
    confirm_all,
    make_world,
    set_hall,
)

NO = OutcomeWords(
    FIRMS[0], OWNERS[0], OutcomeResult.NONE, reason=DeclineReason.TOO_EARLY, note="样机都没有"
)


def declines(session: Session) -> dict[PairKey, tuple[DeclineReason, ...]]:
    return {key: found.reasons for key, found in load_declines(session).said.items()}


@pytest.fixture
def world(session: Session) -> World:
    world = make_world(session)
    set_hall(session, world)
    invite(session, world.event, None, NOW)
    confirm_all(session, world)
    planned = plan_timetable(session, world.event, "李", NOW)
    publish(session, world.event, planned.version, NOW)
    return world


def test_an_outcome_is_about_the_pair_for_whose_sake_the_two_met(
    session: Session, world: World
) -> None:
    done = record_outcome(session, world.event, NO, "王", NOW)
    assert (done.made, done.corrects) == (True, 0)
    assert (done.outcome.demand_id, done.outcome.patent_id) == world.pairs[0]
    assert declines(session) == {world.pairs[0]: (DeclineReason.TOO_EARLY,)}


def test_the_same_words_again_change_nothing(session: Session, world: World) -> None:
    record_outcome(session, world.event, NO, "王", NOW)
    again = record_outcome(session, world.event, NO, "赵", NOW + timedelta(hours=1))
    assert again.made is False
    assert len(outcome_queries.history(session)) == 1


def test_a_correction_keeps_what_was_said_before(session: Session, world: World) -> None:
    record_outcome(session, world.event, NO, "王", NOW)
    yes = OutcomeWords(FIRMS[0], OWNERS[0], OutcomeResult.CONTRACT, amount_cny=500_000)
    later = NOW + timedelta(days=1)
    assert record_outcome(session, world.event, yes, "赵", later).corrects == 1
    (now,) = view_outcomes(session, world.event, with_history=False)
    assert (now.result, now.amount_cny, now.actor, now.number) == ("签约", 500_000, "赵", 2)
    first, second = view_outcomes(session, world.event, with_history=True)
    assert (first.result, first.reason, first.note) == ("未达成", "成熟度不够", "样机都没有")
    assert (first.recorded_at, second.recorded_at) == (NOW, later)
    assert declines(session) == {}
    (pair,) = outcome_queries.pair_outcomes(session, world.event)
    assert (pair.demand_id, pair.patent_id) == world.pairs[0]
    assert (pair.result, pair.amount_cny) == (OutcomeResult.CONTRACT, 500_000)


def test_one_meeting_may_have_outcomes_on_several_pairs(session: Session, world: World) -> None:
    record_outcome(session, world.event, NO, "王", NOW)
    second = OutcomeWords(
        FIRMS[0],
        OWNERS[0],
        OutcomeResult.INTENT,
        demand="需求2",
        patent=number("202010000002"),
    )
    record_outcome(session, world.event, second, "王", NOW)
    found = {
        (pair.demand_id, pair.patent_id): pair.result
        for pair in outcome_queries.pair_outcomes(session)
    }
    assert found == {
        world.pairs[0]: OutcomeResult.NONE,
        world.pairs[1]: OutcomeResult.INTENT,
    }


def test_two_who_met_without_a_pair_have_an_outcome_without_one(
    session: Session, world: World
) -> None:
    words = OutcomeWords(FIRMS[2], OWNERS[2], OutcomeResult.CONTACT)
    done = record_outcome(session, world.event, words, "王", NOW)
    assert (done.outcome.subject, done.outcome.demand_id) == ("", None)
    assert outcome_queries.pair_outcomes(session) == []


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (OutcomeWords(FIRMS[0], OWNERS[0], OutcomeResult.NONE), "请写明原因，可选：成熟度"),
        (
            OutcomeWords(FIRMS[0], OWNERS[0], OutcomeResult.CONTACT, reason=DeclineReason.PRICE),
            "才写原因",
        ),
        (OutcomeWords(FIRMS[0], OWNERS[0], OutcomeResult.CONTACT, held=False), "没有举行"),
        (OutcomeWords(FIRMS[0], OWNERS[0], OutcomeResult.CONTACT, amount_cny=1), "才有金额"),
        (OutcomeWords(FIRMS[0], OWNERS[0], OutcomeResult.INTENT, amount_cny=-1), "不能是负数"),
        (OutcomeWords(FIRMS[0], OWNERS[0], OutcomeResult.INTENT, demand="需求1"), "同时写明"),
        (
            OutcomeWords(
                FIRMS[1],
                OWNERS[0],
                OutcomeResult.INTENT,
                demand="需求1",
                patent=number("202010000001"),
            ),
            "不是“十堰电池有限公司”的需求",
        ),
        (
            OutcomeWords(
                FIRMS[0],
                OWNERS[1],
                OutcomeResult.INTENT,
                demand="需求1",
                patent=number("202010000001"),
            ),
            "不属于“武汉大学”",
        ),
    ],
)
def test_words_that_contradict_each_other_are_refused(
    session: Session, world: World, words: OutcomeWords, message: str
) -> None:
    with pytest.raises(BadQuery, match=message):
        record_outcome(session, world.event, words, "王", NOW)
    assert outcome_queries.history(session) == []


def test_a_body_that_did_not_come_has_no_outcome(session: Session) -> None:
    world = make_world(session)
    invite(session, world.event, None, NOW)
    with pytest.raises(Conflict, match="已邀请"):
        record_outcome(session, world.event, NO, "王", NOW)


@pytest.mark.parametrize(
    ("result", "reason", "relevance"),
    [
        (OutcomeResult.CONTRACT, None, 4),
        (OutcomeResult.CONTACT, None, 3),
        (OutcomeResult.NONE, DeclineReason.OTHER_FIELD, 1),
        (OutcomeResult.NONE, DeclineReason.DESCRIPTION_UNCLEAR, 2),
    ],
)
def test_outcome_is_a_judgement_of_its_pair(
    session: Session,
    world: World,
    result: OutcomeResult,
    reason: DeclineReason | None,
    relevance: int,
) -> None:
    record_outcome(session, world.event, replace(NO, result=result, reason=reason), "王", NOW)
    found = judgements(session)
    assert found.demands == (JudgedDemand("需求1", "需求1的难题", ""),)
    assert found.pairs == (JudgedPair("需求1", number("202010000001"), "需求1的办法", relevance),)


def test_what_tells_nothing_of_the_patent_or_is_secret_is_no_judgement(
    session: Session, world: World
) -> None:
    record_outcome(session, world.event, replace(NO, reason=DeclineReason.PRICE), "王", NOW)
    assert (judgements(session).pairs, judgements(session).silent) == ((), 1)
    record_outcome(session, world.event, NO, "王", NOW + timedelta(hours=1))
    demand = session.get_one(Demand, world.pairs[0][0])
    demand.confidentiality = Confidentiality.RESTRICTED
    session.add(demand)
    session.flush()
    found = judgements(session)
    assert (found.demands, found.pairs, found.withheld) == ((), (), 1)
