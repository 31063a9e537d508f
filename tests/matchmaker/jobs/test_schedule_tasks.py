"""What the tasks do: lists from a fresh index, nights without a stock, reminders."""

from datetime import date

from sqlalchemy import update
from sqlmodel import col, select

from models.candidate_list import CandidateList
from models.enums import ScheduleKind
from models.schedule import ScheduledRun
from models.session import make_session
from tests.matchmaker.jobs.schedule_cases import (
    DRAFT,
    IDLE,
    REAL,
    REFRESH,
    Bench,
    at,
    load_small_stock,
    register,
)


def test_a_draft_makes_the_index_and_the_list_and_the_reminder_tells_of_it(bench: Bench) -> None:
    load_small_stock(bench.engine, bench.folder)
    bench.clock.moment = at("2024-05-28T09:00")
    bench.runner(REAL).tick()
    assert bench.row(DRAFT).message == "补做，晚 4 小时：已生成第 1 版名单，2 对"
    text = bench.reminders()["p1/draft_reminder/2024-05-28T08:30"]
    assert "“p1专场”（6 月 18 日（周二）举办）主办方：名单现为第 1 版，2 对" in text
    with make_session(bench.engine) as session:
        made = session.exec(select(CandidateList)).one()
    assert (made.as_of, made.created_at) == (date(2024, 5, 28), at("2024-05-28T09:00"))


def test_without_a_stock_nights_pass_and_a_draft_says_what_is_missing(bench: Bench) -> None:
    bench.clock.moment = at("2024-05-28T09:00")
    bench.runner(REAL).tick()
    assert "库里还没有专利，未建索引" in bench.row("index/2024-05-28T01:00").message
    assert "未作匹配" in bench.row("matching/2024-05-28T02:00").message
    assert "请先导入专利" in bench.row(DRAFT).message
    assert "名单尚未生成" in bench.reminders()["p1/draft_reminder/2024-05-28T08:30"]


def test_a_locked_list_is_not_made_again(bench: Bench) -> None:
    load_small_stock(bench.engine, bench.folder)
    bench.clock.moment = at("2024-05-28T09:00")
    runner = bench.runner(REAL)
    runner.tick()
    with make_session(bench.engine) as session:
        session.execute(update(CandidateList).values(status="locked"))
        session.commit()
    bench.clock.moment = at("2024-06-06T05:00")
    runner.tick()
    assert bench.row(REFRESH).message == "第 1 版名单已锁定，保持不变"


def test_the_monthly_reminder_names_the_finance_roadshow_of_its_month(bench: Bench) -> None:
    register(bench.engine, bench.folder, ("show", "finance_roadshow", "2024-07-12", "武汉"))
    runner = bench.runner(REAL)
    for moment in ("2024-06-03T08:30", "2024-07-01T08:30"):
        bench.clock.moment = at(moment)
        runner.tick()
    told = bench.reminders()
    assert "6 月“一月一链”投融资路演尚未登记" in told["finance_roadshow/2024-06-03T08:30"]
    assert "“show专场”（7 月 12 日（周五））" in told["finance_roadshow/2024-07-01T08:30"]


def test_a_run_is_planned_once_whoever_plans(bench: Bench) -> None:
    for _ in range(3):
        runner = bench.runner()
        runner.tick()
        runner.release()
    with make_session(bench.engine) as session:
        rows = session.exec(select(ScheduledRun).order_by(col(ScheduledRun.id))).all()
    planned = [(row.event_slug, row.kind, row.due) for row in rows]
    assert len(planned) == len(set(planned))


def test_deadlines_are_told_with_what_is_left(bench: Bench) -> None:
    bench.clock.moment = at("2024-05-31T08:30")
    tasks = {**IDLE, ScheduleKind.CITY_PLANS: REAL[ScheduleKind.CITY_PLANS]}
    bench.runner(tasks).tick()
    assert "今天截止" in bench.reminders()["city_plans/2024-05-31T08:30"]
