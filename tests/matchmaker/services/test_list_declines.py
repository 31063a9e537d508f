"""Lists without the pairs that a side has turned down, and with those that were improved since."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from matchmaker.jobs.lists import add_to_list, lock_lists, recheck_lists
from matchmaker.services.feedback import FeedbackWords, Speaker, add_feedback
from matchmaker.services.improvements import (
    ImprovementWords,
    answer_request,
    request_improvement,
)
from matchmaker.services.list_hands import Author
from matchmaker.services.organisation_search import get_by_name
from matchmaker.settings import Settings
from models.enums import ListAct
from models.feedback_enums import Opinion
from models.meeting_enums import DeclineReason
from models.queries import events as event_queries
from models.queries.demands import get_demand
from models.session import make_session
from tests.conftest import NOW
from tests.matchmaker.services.list_world import (
    FIRST,
    OF_FIRST_FIRM,
    REQUEST,
    SECOND,
    SPARE,
    THIRD,
    act,
    changes,
    make_world,
    of_first_firm,
    pairs,
    refresh,
    view,
)

UNCLEAR = DeclineReason.DESCRIPTION_UNCLEAR
WHY = "企业此前未接受：描述不清"
OF_LATER = replace(REQUEST, slugs=("later",))
LAST_SLUG = "later"
DAY = timedelta(days=1)


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    return make_world(tmp_path, database_url, later=True, each=5)


def say(engine: Engine, opinion: Opinion, at: datetime, *reasons: DeclineReason) -> None:
    """Let the firm of the first pair say what it thinks of it."""
    with make_session(engine) as session:
        firm = get_demand(session, FIRST[0]).organisation_id
        words = FeedbackWords(*FIRST, opinion, reasons)
        add_feedback(session, Speaker(firm, Author("王", at)), words)
        session.commit()


def improve(engine: Engine, at: datetime) -> None:
    with make_session(engine) as session:
        firm = get_demand(session, FIRST[0]).organisation_id
        words = ImprovementWords(FIRST[1], (UNCLEAR,), FIRST[0])
        asked = request_improvement(session, Speaker(firm, Author("王", at)), words)
        owner = get_by_name(session, "武汉大学").id or 0
        answer_request(
            session, asked.request.id or 0, Speaker(owner, Author("赵", at)), "已补充", {}
        )
        session.commit()


def allow_repeats(engine: Engine) -> None:
    with make_session(engine) as session:
        event = event_queries.get_event(session, LAST_SLUG)
        event.repeats = True
        session.add(event)
        session.commit()


def of_first_firm_later(engine: Engine) -> list[tuple[str, str]]:
    return [pair for pair in pairs(engine, LAST_SLUG) if pair[0] == FIRST[0]]


def test_a_pair_that_the_firm_turns_down_is_not_listed_again(
    engine: Engine, settings: Settings
) -> None:
    say(engine, Opinion.UNFIT, NOW, UNCLEAR)
    refresh(engine, settings)
    assert of_first_firm(engine) == [SECOND, THIRD, SPARE]
    assert ("退出", FIRST[1], WHY) in changes(engine)


def test_a_recheck_takes_it_off_and_leaves_the_rest_as_it_is(
    engine: Engine, settings: Settings
) -> None:
    assert of_first_firm(engine) == OF_FIRST_FIRM
    say(engine, Opinion.UNFIT, NOW, UNCLEAR)
    (outcome,) = recheck_lists(engine, settings, REQUEST, NOW)
    assert outcome.made
    assert of_first_firm(engine) == [SECOND, THIRD, SPARE]
    (again,) = recheck_lists(engine, settings, REQUEST, NOW)
    assert not again.made


def test_a_pair_that_an_organiser_pins_stays_and_is_named(
    engine: Engine, settings: Settings
) -> None:
    act(engine, FIRST, ListAct.PIN)
    say(engine, Opinion.UNFIT, NOW, UNCLEAR)
    refresh(engine, settings)
    assert of_first_firm(engine) == OF_FIRST_FIRM
    (notice,) = [text for text in view(engine).notices if "此前已有结论" in text]
    assert notice.startswith("1 对固定或手工加入的配对此前已有结论，仍保留在名单中，请核实：")
    assert f"（{WHY}）" in notice


def test_a_firm_that_thinks_better_of_it_is_offered_the_pair_again(
    engine: Engine, settings: Settings
) -> None:
    say(engine, Opinion.UNFIT, NOW, UNCLEAR)
    refresh(engine, settings)
    say(engine, Opinion.UNSURE, NOW + DAY)
    refresh(engine, settings)
    assert of_first_firm(engine) == OF_FIRST_FIRM


def test_an_improved_pair_is_offered_once_more_whatever_was_offered_before(
    engine: Engine, settings: Settings
) -> None:
    lock_lists(engine, settings, REQUEST, NOW)
    say(engine, Opinion.UNFIT, NOW, UNCLEAR)
    refresh(engine, settings, OF_LATER)
    assert FIRST not in of_first_firm_later(engine)
    improve(engine, NOW + DAY)
    refresh(engine, settings, OF_LATER)
    assert FIRST in of_first_firm_later(engine)
    # It stands on the list of the same event however often that is made anew.
    refresh(engine, settings, OF_LATER, NOW + 2 * DAY)
    assert FIRST in of_first_firm_later(engine)


def test_an_improved_pair_is_not_offered_a_third_time_even_where_repeats_are_allowed(
    engine: Engine, settings: Settings
) -> None:
    say(engine, Opinion.UNFIT, NOW, UNCLEAR)
    improve(engine, NOW + DAY)
    allow_repeats(engine)
    refresh(engine, settings)
    lock_lists(engine, settings, REQUEST, NOW + 2 * DAY)
    refresh(engine, settings, OF_LATER, NOW + 2 * DAY)
    assert of_first_firm_later(engine)[:2] == [SECOND, THIRD]
    say(engine, Opinion.FIT, NOW + 3 * DAY)
    refresh(engine, settings, OF_LATER, NOW + 3 * DAY)
    assert of_first_firm_later(engine) == OF_FIRST_FIRM


def test_a_pair_that_was_turned_down_is_added_by_hand_only_with_a_notice(
    engine: Engine, settings: Settings
) -> None:
    say(engine, Opinion.UNFIT, NOW, UNCLEAR)
    refresh(engine, settings)
    add_to_list(engine, settings, REQUEST, FIRST, NOW)
    refresh(engine, settings)
    assert FIRST in of_first_firm(engine)
    assert [text for text in view(engine).notices if WHY in text] != []
