"""Pairs and bodies that are kept off a list by what has happened at events."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine

from matchmaker.jobs.lists import add_to_list, lock_lists, recheck_lists
from matchmaker.services.list_difference import compare_versions
from matchmaker.services.list_edits import find_key
from matchmaker.settings import Settings
from models.meeting import MeetingOutcome
from models.meeting_enums import DeclineReason, OutcomeResult, ParticipantStatus, Side
from models.participant import Participant
from models.queries import events as event_queries
from models.queries.demands import get_demand
from models.queries.organisations import find_by_name
from models.session import make_session
from models.values.legal_status import LegalState
from tests.conftest import NOW
from tests.matchmaker.services.list_world import (
    FIRST,
    LAST,
    OF_FIRST_FIRM,
    REQUEST,
    SECOND,
    SLUG,
    SPARE,
    THIRD,
    change_patent,
    changes,
    make_world,
    of_first_firm,
    pairs,
    patent_number,
    refresh,
    view,
)


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    return make_world(tmp_path, database_url, later=True, each=5)


# --- earlier events

OF_LATER = replace(REQUEST, slugs=("later",), actor="张三")


def of_first_firm_later(engine: Engine) -> list[tuple[str, str]]:
    return [pair for pair in pairs(engine, "later") if pair[0] == "X-1"]


def test_pair_that_an_earlier_event_offered_is_not_offered_again(
    engine: Engine, settings: Settings
) -> None:
    assert of_first_firm_later(engine) == OF_FIRST_FIRM
    lock_lists(engine, settings, REQUEST, NOW)
    refresh(engine, settings, OF_LATER)
    assert of_first_firm_later(engine) == [SPARE, LAST]
    assert set(pairs(engine, "later")) & set(pairs(engine)) == set()
    with make_session(engine) as session:
        found = compare_versions(session, event_queries.get_event(session, "later"))
    assert {why for _, why in found.went} == {"已在“武汉都市圈对接会”推介"}


def test_pair_that_is_pinned_or_may_be_repeated_is_offered_again(
    engine: Engine, settings: Settings
) -> None:
    lock_lists(engine, settings, REQUEST, NOW)
    refresh(engine, settings, OF_LATER)
    add_to_list(engine, settings, OF_LATER, FIRST, NOW)
    refresh(engine, settings, OF_LATER)
    assert of_first_firm_later(engine) == [FIRST, SPARE, LAST]
    with make_session(engine) as session:
        event = event_queries.get_event(session, "later")
        event.repeats = True
        session.add(event)
        session.commit()
    refresh(engine, settings, OF_LATER)
    assert of_first_firm_later(engine) == OF_FIRST_FIRM


def test_demand_whose_patents_were_all_offered_before_is_named(
    engine: Engine, settings: Settings
) -> None:
    lock_lists(engine, settings, REQUEST, NOW)
    for subject in range(3):
        for copy in (3, 4):
            change_patent(engine, patent_number(subject, copy), legal_state=LegalState.DEAD)
    refresh(engine, settings, OF_LATER)
    assert (
        view(engine, "later")
        .notices[0]
        .startswith(
            "以下需求除此前已推介或洽谈过的以外，没有其他合适的专利：“轧辊表面裂纹的激光熔覆修复”"
        )
    )


def turn_down(engine: Engine, reason: DeclineReason | None) -> None:
    """Let the first pair have met: turned down for a reason, or signed where there is none."""
    with make_session(engine) as session:
        event = event_queries.get_event(session, "later")
        key = find_key(session, *FIRST)
        result = OutcomeResult.NONE if reason else OutcomeResult.CONTRACT
        session.add(
            MeetingOutcome(
                event_id=event.id or 0,
                enterprise_id=get_demand(session, "X-1").organisation_id,
                institution_id=find_by_name(session, "武汉大学").id or 0,
                subject=f"{key[0]}:{key[1]}",
                demand_id=key[0],
                patent_id=key[1],
                held=True,
                result=result,
                reason=reason,
                actor="张三",
                recorded_at=NOW,
            )
        )
        session.commit()


@pytest.mark.parametrize(
    ("reason", "why"),
    [(DeclineReason.PRICE, "企业此前未接受：价格"), (None, "双方已签约")],
)
def test_pair_that_a_meeting_settled_is_not_offered_again(
    engine: Engine, settings: Settings, reason: DeclineReason | None, why: str
) -> None:
    turn_down(engine, reason)
    refresh(engine, settings)
    assert of_first_firm(engine) == [SECOND, THIRD, SPARE]
    assert ("退出", FIRST[1], why) in changes(engine)


@pytest.mark.parametrize("side", list(Side))
def test_whoever_declines_to_come_is_not_listed(
    engine: Engine, settings: Settings, side: Side
) -> None:
    with make_session(engine) as session:
        event = event_queries.get_event(session, SLUG)
        firm = get_demand(session, "X-1").organisation_id
        body = firm if side is Side.ENTERPRISE else find_by_name(session, "武汉大学").id or 0
        session.add(
            Participant(
                event_id=event.id or 0,
                organisation_id=body,
                side=side,
                status=ParticipantStatus.DECLINED,
                invited_at=NOW,
            )
        )
        session.commit()
    (outcome,) = recheck_lists(engine, settings, REQUEST, NOW)
    assert outcome.made
    left = view(engine)
    if side is Side.ENTERPRISE:
        assert of_first_firm(engine) == []
    else:
        assert {entry.owner for entry in left.entries} == {"武汉科技大学"}
    went = {why for change, _, why in changes(engine) if change == "退出"}
    assert went == {"单位已谢绝或退出本场活动"}
    assert left.gates["单位已谢绝或退出本场活动"] > 0
