"""Lists of firms of finance roadshows fall due with the lists of pairs."""

from sqlmodel import select

from matchmaker.services.todo_view import view_todo
from models.enums import ListStatus
from models.event import Event
from models.firm_list import FirmList
from models.session import make_session
from tests.matchmaker.jobs.schedule_cases import REAL, Bench, at, load_small_stock, register
from tests.matchmaker.services.firm_lists.cases import OF_WUHAN, OF_YICHANG, PROVINCE, load_stock

SHOW = ("show", "finance_roadshow", "2024-06-18", "武汉")
DRAFT, REFRESH, RECHECK, LOCK = (
    "show/draft/2024-05-28T05:00",
    "show/refresh/2024-06-06T05:00",
    "show/recheck/2024-06-13T06:00",
    "show/lock/2024-06-17T20:00",
)


def prepare(bench: Bench, chain: str) -> None:
    register(bench.engine, bench.folder, SHOW)
    load_small_stock(bench.engine, bench.folder)
    with make_session(bench.engine) as session:
        load_stock(session, bench.folder)
        session.exec(select(Event).where(Event.slug == "show")).one().chain = chain
        session.commit()


def test_a_roadshow_with_a_chain_gets_its_list_kept_and_locked(bench: Bench) -> None:
    prepare(bench, "laser")
    runner = bench.runner(REAL)
    told = {}
    for run in (DRAFT, REFRESH, RECHECK, LOCK):
        bench.clock.moment = at(run.rsplit("/", 1)[1])
        runner.tick()
        told[run] = bench.row(run).message
    assert told[DRAFT].endswith("；已生成第 1 版路演企业名单，2 家")
    assert told[REFRESH].endswith("；没有变化，沿用第 1 版路演企业名单，2 家")
    assert told[RECHECK].endswith("；没有变化，沿用第 1 版路演企业名单，2 家")
    assert told[LOCK].endswith("；第 1 版路演企业名单已锁定，2 家")
    with make_session(bench.engine) as session:
        found = session.exec(select(FirmList)).one()
    assert (found.status, found.locked_at) == (ListStatus.LOCKED, at("2024-06-17T20:00"))


def test_the_reminder_tells_of_the_list_of_firms(bench: Bench) -> None:
    prepare(bench, "laser")
    bench.clock.moment = at("2024-05-28T09:00")
    bench.runner(REAL).tick()
    text = bench.reminders()["show/draft_reminder/2024-05-28T08:30"]
    assert "；路演企业名单现为第 1 版，2 家。" in text


def test_a_roadshow_without_a_chain_is_told_to_who_organises_it(bench: Bench) -> None:
    prepare(bench, "")
    bench.clock.moment = at("2024-05-28T09:00")
    bench.runner(REAL).tick()
    assert bench.row(DRAFT).message.endswith("；产业链未定，没有路演企业名单")
    assert "产业链未定，请先选择" in bench.reminders()["show/draft_reminder/2024-05-28T08:30"]
    with make_session(bench.engine) as session:
        counts = [
            view_todo(session, viewer, at("2024-05-28T09:00")).chainless
            for viewer in (PROVINCE, OF_WUHAN, OF_YICHANG)
        ]
        # It is held, and nobody can choose any more.
        late = view_todo(session, PROVINCE, at("2024-06-19T09:00")).chainless
        assert session.exec(select(FirmList)).all() == []
    assert (counts, late) == ([1, 1, 0], 0)
