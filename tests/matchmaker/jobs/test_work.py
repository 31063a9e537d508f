"""The runner of background work: in order, one at a time, each once, stopped and resumed well."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from matchmaker.errors import BadConfiguration, BadQuery
from matchmaker.jobs.work import WorkRunner, forget_old_work, lanes
from matchmaker.jobs.work_context import WorkContext
from matchmaker.services import work_claims
from models.errors import NotFound
from models.queries import work_board as board_queries
from models.session import make_engine, make_session
from models.work import WorkKind, WorkState
from tests.conftest import NOW
from tests.matchmaker.jobs.work_cases import (
    WorkBench,
    leave_trace,
    make_work_bench,
    tasks,
)


@pytest.fixture
def bench(engine: Engine, tmp_path: Path) -> WorkBench:
    return make_work_bench(engine, tmp_path)


def test_work_is_done_in_order_and_its_result_kept(bench: WorkBench) -> None:
    ids = [bench.ask() for _ in range(3)]
    ended = bench.run(tasks())
    assert [(found.work_id, found.state) for found in ended] == [(i, WorkState.DONE) for i in ids]
    assert bench.traces() == [f"work {i}" for i in ids]
    assert bench.view(ids[0]).result == {"key": f"work {ids[0]}"}


def test_progress_is_seen_while_the_work_runs_and_in_order(bench: WorkBench) -> None:
    seen: list[tuple[str, int, int | None, int]] = []

    def do(session: Session, context: WorkContext) -> dict[str, Any]:
        # What is written here and not committed keeps everybody from the database on SQLite.
        leave_trace(session, context)
        for done in (1, 2):
            context.tell("导入", done, 2)
            view = bench.view(context.work_id)
            seen.append((view.step, view.done, view.total, view.changes))
        return {}

    work_id = bench.ask(WorkKind.IMPORT)
    bench.run(tasks(do))
    assert seen == [("导入", 1, 2, 3), ("导入", 2, 2, 4)]
    ended = bench.view(work_id)
    assert (ended.step, ended.done, ended.total, ended.changes) == ("导入", 2, 2, 5)
    with make_session(bench.board) as board:
        assert board_queries.read_progress(board, [work_id]) == {}


def test_progress_is_written_no_more_often_than_agreed_but_for_another_step(
    bench: WorkBench,
) -> None:
    seen: list[tuple[str, int]] = []

    def do(_session: Session, context: WorkContext) -> dict[str, Any]:
        for step, done in (("导入", 1), ("导入", 2), ("核对", 3), ("核对", 4)):
            context.tell(step, done)
            view = bench.view(context.work_id)
            seen.append((view.step, view.done))
        return {}

    work_id = bench.ask()
    runner = bench.runner(tasks(do), progress_seconds=3600)
    assert runner.drain()
    assert seen == [("导入", 1), ("导入", 1), ("核对", 3), ("核对", 3)]
    assert bench.view(work_id).done == 4


def test_running_work_stops_at_its_next_step_and_is_rolled_back(bench: WorkBench) -> None:
    def do(session: Session, context: WorkContext) -> dict[str, Any]:
        leave_trace(session, context)
        context.tell("导入", 1)
        bench_cancel(bench, context.work_id)
        context.tell("导入", 2)
        raise AssertionError("goes on though it was cancelled")

    work_id = bench.ask()
    (ended,) = bench.run(tasks(do))
    assert ended.state is WorkState.CANCELLED
    view = bench.view(work_id)
    assert (view.state, view.step, view.done) == (WorkState.CANCELLED, "导入", 2)
    assert bench.traces() == []


def bench_cancel(bench: WorkBench, work_id: int) -> None:
    assert bench.cancel(work_id).state is WorkState.RUNNING


def test_an_error_of_the_service_is_told_as_it_is_and_not_tried_again(bench: WorkBench) -> None:
    def do(session: Session, context: WorkContext) -> dict[str, Any]:
        leave_trace(session, context)
        raise BadQuery("库里还没有专利")

    work_id, other = bench.ask(), bench.ask()
    bench.run(tasks(do))
    view = bench.view(work_id)
    assert (view.state, view.error_name, view.error_text, view.attempts) == (
        WorkState.FAILED,
        "BadQuery",
        "库里还没有专利",
        1,
    )
    assert bench.view(other).state is WorkState.FAILED
    assert bench.traces() == []


def test_an_error_of_the_program_is_logged_and_other_work_done(
    bench: WorkBench, caplog: pytest.LogCaptureFixture
) -> None:
    def do(session: Session, context: WorkContext) -> dict[str, Any]:
        if context.work_id == wrong:
            raise ZeroDivisionError("by zero")
        return leave_trace(session, context)

    wrong, right = bench.ask(), bench.ask()
    bench.run(tasks(do))
    assert bench.view(wrong).error_text == "程序出错（ZeroDivisionError：by zero），详见日志"
    assert "ZeroDivisionError" in caplog.text
    assert bench.traces() == [f"work {right}"]


def test_what_may_pass_is_tried_again_up_to_three_times(
    bench: WorkBench, caplog: pytest.LogCaptureFixture
) -> None:
    tried: list[int] = []

    def do(session: Session, context: WorkContext) -> dict[str, Any]:
        tried.append(context.work_id)
        if context.work_id == never or tried.count(context.work_id) < 2:
            raise OperationalError("SELECT 1", {}, OSError("database is locked"))
        return leave_trace(session, context)

    never, later = bench.ask(), bench.ask()
    bench.run(tasks(do))
    assert tried == [never, never, never, later, later]
    failed = bench.view(never)
    assert (failed.state, failed.error_name) == (WorkState.FAILED, "OperationalError")
    assert failed.error_text.startswith("试了 3 次都没有成功")
    assert (bench.view(later).state, bench.view(later).attempts) == (WorkState.DONE, 2)
    assert caplog.text.count("database is locked") >= 4


def test_work_in_hand_is_given_back_when_the_runner_is_told_to_stop(bench: WorkBench) -> None:
    stopping: list[WorkRunner] = []

    def do(session: Session, context: WorkContext) -> dict[str, Any]:
        leave_trace(session, context)
        for runner in stopping:
            runner.stop()
        context.tell("导入", 1)
        return {}

    work_id = bench.ask()
    stopping.append(bench.runner(tasks(do)))
    stopping[0].run_on()
    view = bench.view(work_id)
    assert (view.state, view.attempts, view.step) == (WorkState.WAITING, 0, "")
    assert bench.traces() == []
    stopping.clear()
    bench.run(tasks())
    assert bench.view(work_id).state is WorkState.DONE
    assert bench.traces() == [f"work {work_id}"]


def test_another_runner_does_nothing_while_one_holds_the_lane(bench: WorkBench) -> None:
    def do(session: Session, context: WorkContext) -> dict[str, Any]:
        assert not bench.runner(tasks()).tick()
        return leave_trace(session, context)

    ids = [bench.ask(), bench.ask()]
    bench.run(tasks(do))
    assert bench.traces() == [f"work {i}" for i in ids]


def test_two_runners_at_once_do_each_piece_once(bench: WorkBench) -> None:
    ids = [bench.ask() for _ in range(12)]
    runners = [bench.runner(tasks()) for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        # The one that finds the lane held has nothing to do.
        assert True in list(pool.map(lambda runner: runner.drain(), runners))
    assert bench.traces() == sorted(f"work {i}" for i in ids)
    assert {bench.view(i).attempts for i in ids} == {1}


def test_of_two_claims_at_once_one_gets_the_work(bench: WorkBench, database_url: str) -> None:
    bench.ask()
    other = make_engine(database_url)

    def claim(at: tuple[Engine, str]) -> bool:
        with make_session(at[0]) as session:
            meet.wait()
            found = work_claims.claim_next(session, frozenset(WorkKind), at[1], NOW)
            session.commit()
        return found is not None

    meet = Barrier(2)
    with ThreadPoolExecutor(2) as pool:
        claimed = list(pool.map(claim, [(bench.engine, "a"), (other, "b")]))
    other.dispose()
    assert sorted(claimed) == [False, True]


def test_old_work_is_forgotten_by_night(bench: WorkBench) -> None:
    work_id = bench.ask()
    bench.cancel(work_id)
    with make_session(bench.engine) as session:
        assert forget_old_work(session, bench.engine, NOW) == 0
        assert forget_old_work(session, bench.engine, NOW + timedelta(days=31)) == 1
        session.commit()
    with pytest.raises(NotFound):
        bench.view(work_id)


def test_work_of_a_lost_runner_is_done_by_the_next_once(bench: WorkBench) -> None:
    def do(session: Session, context: WorkContext) -> dict[str, Any]:
        leave_trace(session, context)
        if len(taken) == 0:
            taken.append(context.work_id)
            session.rollback()
            # The first runner is not heard of any more until its lease has run out.
            bench.clock.pass_(minutes=2)
            bench.run(tasks())
        return {"by": "lost"}

    taken: list[int] = []
    work_id = bench.ask()
    runner = bench.runner(tasks(do))
    assert runner.tick()
    view = bench.view(work_id)
    assert (view.state, view.attempts, view.result) == (
        WorkState.DONE,
        2,
        {"key": f"work {work_id}"},
    )
    assert bench.traces() == [f"work {work_id}"]


def test_imports_go_on_beside_lists_on_a_server_and_not_on_sqlite(bench: WorkBench) -> None:
    def do(session: Session, context: WorkContext) -> dict[str, Any]:
        if context.work_id == heavy:
            session.rollback()
            ticked.append(bench.runner(tasks(), WorkKind.IMPORT).tick())
        return {}

    ticked: list[bool] = []
    heavy, light = bench.ask(WorkKind.MATCH), bench.ask(WorkKind.IMPORT)
    bench.run(tasks(do))
    on_server = bench.engine.dialect.name == "postgresql"
    assert ticked == [on_server]
    assert bench.view(light).state is WorkState.DONE
    assert bench.traces() == ([f"work {light}"] if on_server else [])


def test_a_kind_without_a_task_is_an_error_at_the_start(bench: WorkBench) -> None:
    kinds = tasks()
    del kinds[WorkKind.BACKUP]
    with pytest.raises(BadConfiguration, match="以下后台任务没有对应的程序：备份"):
        lanes(bench.engine, kinds)
