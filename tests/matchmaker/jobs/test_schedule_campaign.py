"""A whole campaign by the clock: every run once, at its time, in order, with real lists."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import col, select

from matchmaker.services.schedule import planned_run
from models.candidate_list import CandidateList
from models.enums import ScheduleKind, ScheduleState
from models.event import Event
from models.schedule import ScheduledRun
from models.session import make_session
from tests.matchmaker.jobs.schedule_cases import (
    REAL,
    YEAR,
    Bench,
    Clock,
    Told,
    at,
    load_small_stock,
    register,
)

START, END = at("2024-05-01T00:00"), at("2024-11-01T00:00")
HOURS = timedelta(hours=12)
NIGHTS = (END - START).days
# Of a year: per event a step and a reminder four times; ten, three, one and no working days before
# 31 May and 20 October; the six months.
EXPECTED = {
    ScheduleKind.INDEX: NIGHTS,
    ScheduleKind.MATCHING: NIGHTS,
    ScheduleKind.RETENTION: NIGHTS,
    ScheduleKind.CITY_PLANS: 4,
    ScheduleKind.REPORTS: 4,
    ScheduleKind.FINANCE_ROADSHOW: 6,
    **{
        kind: len(YEAR)
        for kind in (
            ScheduleKind.DRAFT,
            ScheduleKind.REFRESH,
            ScheduleKind.RECHECK,
            ScheduleKind.LOCK,
            ScheduleKind.DRAFT_REMINDER,
            ScheduleKind.REFRESH_REMINDER,
            ScheduleKind.RECHECK_REMINDER,
            ScheduleKind.LOCK_REMINDER,
        )
    },
}


def test_every_run_of_a_campaign_happens_once_at_its_time(engine: Engine, tmp_path: Path) -> None:
    load_small_stock(engine, tmp_path)
    register(engine, tmp_path, *YEAR)
    clock = Clock(START)
    told = Told(clock)
    runner = Bench(engine, tmp_path, clock).runner(REAL, told=told)
    while clock.moment < END:
        waiting = runner.tick().waiting
        later = [moment for moment in waiting.values() if moment > clock.moment]
        clock.moment = min([*later, clock.moment + HOURS])
    runner.release()
    ran = [outcome.run for _, outcome in told.told]
    assert Counter(run.kind for run in ran) == EXPECTED
    assert [run.due for run in ran] == [moment for moment, _ in told.told]
    assert ran == sorted(set(ran), key=lambda run: run.place)
    with make_session(engine) as session:
        rows = session.exec(select(ScheduledRun).where(col(ScheduledRun.due) < END)).all()
        assert {planned_run(row) for row in rows} == set(ran)
        assert {(row.state, row.attempts, row.late_seconds) for row in rows} == {
            (ScheduleState.DONE, 1, 0)
        }
        lists = session.exec(
            select(Event.slug, CandidateList.version, CandidateList.created_at)
            .join(CandidateList)
            .order_by(col(CandidateList.id))
        ).all()
        locked = session.exec(
            select(Event.slug, CandidateList.locked_at)
            .join(CandidateList)
            .where(col(CandidateList.locked_at).is_not(None))
        ).all()
    made = [(outcome.run, outcome.message) for _, outcome in told.told]
    steps = [(run, text) for run, text in made if run.kind in {"draft", "refresh"}]
    assert [(slug, created) for slug, _, created in lists] == [
        (run.event_slug, run.due) for run, text in steps if text.startswith("已生成")
    ]
    # A refresh is as of another day: what counts of a patent's rights is looked up anew.
    assert Counter(slug for slug, _, _ in lists) == {slug: 2 for slug, *_ in YEAR}
    # The newest version of every event is locked at the moment that its calendar says.
    assert sorted(locked) == sorted(
        (run.event_slug, run.due) for run in ran if run.kind is ScheduleKind.LOCK
    )
