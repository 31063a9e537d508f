"""What people do to a list, and what becomes of it when it is refreshed, rechecked and locked."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from matchmaker.errors import BadQuery
from matchmaker.jobs.lists import add_to_list, export_list, lock_lists, recheck_lists
from matchmaker.services.edits import get_patent
from matchmaker.services.list_difference import compare_versions
from matchmaker.services.list_lock import correct_list
from matchmaker.services.list_log import view_log
from matchmaker.settings import Settings
from models.demand import Demand
from models.enums import LicenceKind, ListAct
from models.errors import Conflict, NotFound
from models.queries import events as event_queries
from models.queries.demands import get_demand
from models.session import make_session
from models.values.legal_status import LegalState
from models.values.secrecy import Confidentiality
from tests.conftest import NOW
from tests.matchmaker.services.list_world import (
    BY,
    FIRST,
    LAST,
    OF_FIRST_FIRM,
    REQUEST,
    SECOND,
    SLUG,
    SPARE,
    THIRD,
    act,
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


def test_world_lists_the_best_three_of_a_demand(engine: Engine, settings: Settings) -> None:
    assert of_first_firm(engine) == OF_FIRST_FIRM
    assert view(engine).method == "最优"


# --- hand work on a draft


def test_removed_pair_goes_at_once_and_its_seat_is_filled_at_the_next_refresh(
    engine: Engine, settings: Settings
) -> None:
    act(engine, FIRST, ListAct.REMOVE, text="企业已有方案")
    assert of_first_firm(engine) == [SECOND, THIRD]
    assert [e.place for e in view(engine).entries if e.demand_number == "X-1"] == [1, 2]
    refresh(engine, settings)
    assert of_first_firm(engine) == [SECOND, THIRD, SPARE]
    assert of_first_firm(engine, version=1) == [SECOND, THIRD]


def test_removal_needs_a_reason(engine: Engine, settings: Settings) -> None:
    with pytest.raises(BadQuery, match="移出配对须写明理由"):
        act(engine, FIRST, ListAct.REMOVE, text=" ")


def test_restored_pair_comes_back_at_the_next_refresh(engine: Engine, settings: Settings) -> None:
    act(engine, FIRST, ListAct.REMOVE, text="误")
    act(engine, FIRST, ListAct.RESTORE)
    refresh(engine, settings)
    assert of_first_firm(engine) == OF_FIRST_FIRM


def test_nothing_is_done_to_a_pair_that_is_not_there(engine: Engine, settings: Settings) -> None:
    with pytest.raises(NotFound, match="可手工加入"):
        act(engine, SPARE, ListAct.PIN)
    with pytest.raises(NotFound, match="没有被人工移出"):
        act(engine, FIRST, ListAct.RESTORE)


def test_pair_added_by_hand_has_score_and_reasons_and_stays(
    engine: Engine, settings: Settings
) -> None:
    outcome = add_to_list(engine, settings, replace(REQUEST, actor="张三"), SPARE, NOW)
    assert (outcome.version, outcome.entries) == (1, 10)
    entry = next(e for e in view(engine).entries if e.application_number == SPARE[1])
    assert sum(row.share for row in entry.rows) == pytest.approx(entry.score)
    assert (entry.hand, entry.place) == ("手工加入", 4)
    refresh(engine, settings)
    # The demand's three seats are its own: the added one has one of them.
    assert of_first_firm(engine) == [FIRST, SECOND, SPARE]


def test_pair_is_not_added_twice_nor_against_a_gate(engine: Engine, settings: Settings) -> None:
    with pytest.raises(Conflict, match="已有这一对"):
        add_to_list(engine, settings, REQUEST, FIRST, NOW)
    change_patent(engine, SPARE[1], licence_kind=LicenceKind.EXCLUSIVE)
    with pytest.raises(BadQuery, match="不能加入：已独占或排他许可"):
        add_to_list(engine, settings, REQUEST, SPARE, NOW)


def test_pair_of_another_field_may_be_added(engine: Engine, settings: Settings) -> None:
    pair = ("X-1", patent_number(2, 0))
    add_to_list(engine, settings, REQUEST, pair, NOW)
    refresh(engine, settings)
    assert pair in pairs(engine)


def test_moved_pair_keeps_its_place_and_a_freed_one_goes_by_its_score(
    engine: Engine, settings: Settings
) -> None:
    act(engine, THIRD, ListAct.MOVE, place=1)
    assert of_first_firm(engine) == [THIRD, FIRST, SECOND]
    act(engine, FIRST, ListAct.REMOVE, text="企业已有方案")
    refresh(engine, settings)
    assert of_first_firm(engine) == [THIRD, SECOND, SPARE]
    act(engine, THIRD, ListAct.FREE)
    assert of_first_firm(engine) == [SECOND, THIRD, SPARE]


def test_log_says_who_did_what_when(engine: Engine, settings: Settings) -> None:
    act(engine, FIRST, ListAct.PIN)
    later = replace(BY, actor="李四", at=NOW + timedelta(hours=1))
    act(engine, SECOND, ListAct.NOTE, text="请发明人到场", author=later)
    with make_session(engine) as session:
        lines = view_log(session, event_queries.get_event(session, SLUG))
    assert [(line.actor, line.act, line.patent, line.text) for line in lines] == [
        ("命令行", "生成", "", ""),
        ("张三", "固定", FIRST[1], ""),
        ("李四", "备注", SECOND[1], "请发明人到场"),
    ]
    assert lines[2].made_at == NOW + timedelta(hours=1)


# --- refresh


def test_refresh_keeps_what_people_did_while_patents_change(
    engine: Engine, settings: Settings
) -> None:
    act(engine, THIRD, ListAct.PIN)
    act(engine, THIRD, ListAct.MOVE, place=2)
    act(engine, FIRST, ListAct.NOTE, text="企业点名想看")
    for copy in range(5):
        change_patent(engine, patent_number(1, copy), abstract="一种完全不同的技术：水稻育秧。")
    outcome = refresh(engine, settings)
    kept = {e.application_number: e for e in view(engine).entries}
    assert outcome.version == 2
    assert (kept[THIRD[1]].hand, kept[THIRD[1]].place) == ("固定、定位", 2)
    assert kept[FIRST[1]].note == "企业点名想看"


def test_refresh_that_changes_nothing_makes_no_version(engine: Engine, settings: Settings) -> None:
    outcome = refresh(engine, settings)
    assert (outcome.version, outcome.made) == (1, False)


def test_pinned_patent_that_dies_stays_and_is_named(engine: Engine, settings: Settings) -> None:
    act(engine, FIRST, ListAct.PIN)
    change_patent(engine, FIRST[1], legal_state=LegalState.DEAD)
    refresh(engine, settings)
    assert FIRST in pairs(engine)
    assert any(
        notice.startswith("1 对固定或手工加入的配对不符合条件（专利已失效），仍保留在名单中")
        for notice in view(engine).notices
    )


@pytest.mark.parametrize("secret", [True, False])
def test_no_pin_keeps_a_secret_or_a_patent_without_consent(
    engine: Engine, settings: Settings, secret: bool
) -> None:
    act(engine, FIRST, ListAct.PIN)
    if secret:
        hide(engine, "X-1")
    else:
        change_patent(engine, FIRST[1], owner_consents=False)
    refresh(engine, settings)
    assert FIRST not in pairs(engine)


def hide(engine: Engine, demand_number: str) -> None:
    with make_session(engine) as session:
        demand: Demand = get_demand(session, demand_number)
        demand.confidentiality = Confidentiality.HIDDEN
        session.add(demand)
        session.commit()


def test_difference_says_what_came_and_went_and_why(engine: Engine, settings: Settings) -> None:
    change_patent(engine, FIRST[1], legal_state=LegalState.DEAD)
    refresh(engine, settings)
    came, went = changes(engine)
    assert went == ("退出", FIRST[1], "专利已失效")
    assert came[:2] == ("新进", SPARE[1])
    assert came[2].startswith("共有“激光熔覆修复”")


def test_difference_over_several_versions_knows_why_a_pair_left_on_the_way(
    engine: Engine, settings: Settings
) -> None:
    change_patent(engine, FIRST[1], legal_state=LegalState.DEAD)
    refresh(engine, settings)
    act(engine, SPARE, ListAct.REMOVE, text="企业已有方案")
    refresh(engine, settings)
    assert ("退出", FIRST[1], "专利已失效") in changes(engine, old=1, new=3)


def test_difference_names_what_changed_a_score(engine: Engine, settings: Settings) -> None:
    change_patent(engine, FIRST[1], maturity_trl=9)
    refresh(engine, settings)
    with make_session(engine) as session:
        found = compare_versions(session, event_queries.get_event(session, SLUG))
    (change,) = [c for c in found.scored if c.after.application_number == FIRST[1]]
    assert change.why.startswith("技术成熟 +0.0")


def test_version_that_is_not_there_is_named(session: Session, settings: Settings) -> None:
    event = event_queries.get_event(session, SLUG)
    with pytest.raises(NotFound, match="没有第 0 版名单"):
        compare_versions(session, event)


def test_two_records_of_one_invention_are_listed_once_unless_a_person_wants_both(
    engine: Engine, settings: Settings
) -> None:
    with make_session(engine) as session:
        first, second = (get_patent(session, pair[1]) for pair in (FIRST, SECOND))
        second.duplicate_of_id = first.id
        session.add(second)
        session.commit()
    refresh(engine, settings)
    assert len({FIRST, SECOND} & set(pairs(engine))) == 1
    for pair in {FIRST, SECOND} & set(pairs(engine)):
        act(engine, pair, ListAct.PIN)
    for pair in {FIRST, SECOND} - set(pairs(engine)):
        add_to_list(engine, settings, REQUEST, pair, NOW)
    refresh(engine, settings)
    assert {FIRST, SECOND} <= set(pairs(engine))


# --- recheck and lock


def test_recheck_takes_out_only_what_may_not_be_shown_and_fills_its_seat(
    engine: Engine, settings: Settings
) -> None:
    change_patent(engine, SECOND[1], legal_state=LegalState.DEAD)
    # A better score alone does not bring a patent in when people have been told.
    change_patent(engine, LAST[1], maturity_trl=9, price_low_cny=0, price_high_cny=0)
    (outcome,) = recheck_lists(engine, settings, REQUEST, NOW)
    assert (outcome.version, outcome.made) == (2, True)
    assert set(of_first_firm(engine)) >= {FIRST, THIRD}
    assert len(of_first_firm(engine)) == 3
    assert SECOND not in pairs(engine)


def test_recheck_that_finds_nothing_makes_no_version_and_is_written_down(
    engine: Engine, settings: Settings
) -> None:
    (outcome,) = recheck_lists(engine, settings, REQUEST, NOW)
    assert (outcome.version, outcome.made) == (1, False)
    with make_session(engine) as session:
        line = view_log(session, event_queries.get_event(session, SLUG))[-1]
    assert (line.act, line.text) == ("复核法律状态", "全部仍符合推介条件")


def test_locked_list_stays_as_it_was_whatever_becomes_of_its_facts(
    engine: Engine, settings: Settings, tmp_path: Path
) -> None:
    lock_lists(engine, settings, replace(REQUEST, actor="张三"), NOW)
    before = view(engine)
    first = export_list(engine, SLUG, None, tmp_path / "a", BY).read_bytes()
    change_patent(engine, FIRST[1], legal_state=LegalState.DEAD, title="改名", price_low_cny=1)
    with make_session(engine) as session:
        event = event_queries.get_event(session, SLUG)
        event.name, event.held_on = "改期的会", date(2024, 6, 30)
        session.add(event)
        session.commit()
    outcome = refresh(engine, settings)
    assert (outcome.version, outcome.made, outcome.locked) == (1, False, True)
    assert view(engine) == before
    assert export_list(engine, SLUG, None, tmp_path / "b", BY).read_bytes() == first
    assert (before.status, before.locked_at) == ("已锁定", NOW)


def test_lock_rechecks_first(engine: Engine, settings: Settings) -> None:
    change_patent(engine, FIRST[1], legal_state=LegalState.DEAD)
    (outcome,) = lock_lists(engine, settings, replace(REQUEST, actor="张三"), NOW)
    assert (outcome.version, outcome.locked) == (2, True)
    assert FIRST not in pairs(engine)


def test_locked_list_is_not_worked_on(engine: Engine, settings: Settings) -> None:
    lock_lists(engine, settings, REQUEST, NOW)
    with pytest.raises(Conflict, match="请先建更正版"):
        act(engine, FIRST, ListAct.PIN)
    with pytest.raises(Conflict, match="已锁定"):
        lock_lists(engine, settings, REQUEST, NOW)


def test_correction_is_a_new_version_and_the_locked_one_stays_readable(
    engine: Engine, settings: Settings
) -> None:
    act(engine, FIRST, ListAct.NOTE, text="企业点名想看")
    lock_lists(engine, settings, REQUEST, NOW)
    correct(engine, "企业来函")
    assert pairs(engine, version=2) == pairs(engine, version=1)
    act(engine, FIRST, ListAct.REMOVE, text="企业来函")
    assert FIRST in pairs(engine, version=1)
    assert FIRST not in pairs(engine, version=2)
    assert changes(engine) == [("退出", FIRST[1], "人工移出")]
    lock_lists(engine, settings, REQUEST, NOW)
    assert view(engine).version == 2


def correct(engine: Engine, reason: str) -> None:
    with make_session(engine) as session:
        correct_list(session, event_queries.get_event(session, SLUG), reason, BY)
        session.commit()


def test_draft_is_not_corrected_but_worked_on(engine: Engine, settings: Settings) -> None:
    with pytest.raises(Conflict, match="尚未锁定，可直接修改"):
        correct(engine, "误")
