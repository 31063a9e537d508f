"""The schedule from the command line: what is due now, what stands where, and begun anew."""

import csv
import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from matchmaker.cli.output import today
from matchmaker.events.run_plan import EventDay, event_runs
from matchmaker.jobs.schedule_tasks import TASKS
from models.enums import ScheduleKind, ScheduleState
from models.schedule import ScheduledRun, ScheduleLease
from models.session import make_session
from tests.matchmaker.cli.conftest import Run
from tests.matchmaker.jobs.schedule_cases import remind, say_done, trip

# Not so far that its first steps are not past.
HELD_ON = today() + timedelta(days=5)
DRAFT = next(run for run in event_runs(EventDay("soon", HELD_ON)) if run.kind == "draft").key
PATIENCE = 60.0


@pytest.fixture
def line(run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    for kind in ScheduleKind:
        monkeypatch.setitem(TASKS, kind, say_done)
    words = ("--slug", "soon", "--name", "对接会", "--date", HELD_ON, "--city", "武汉")
    assert run("event", "add", *words).code == 0
    return run


def rows(line: Run, *words: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(
        line("schedule", "list", *words, "--format", "json").out
    )
    return found


def test_what_is_due_is_done_once_and_told(line: Run) -> None:
    first, second = line("schedule", "run", "--once"), line("schedule", "run", "--once")
    assert (first.code, second.code) == (0, 0)
    assert first.err.count("soon 初稿：补做，晚") == 1
    assert "现在没有要做的" in second.err
    (draft,) = [row for row in rows(line, "--state", "done") if row["key"] == DRAFT]
    assert (draft["attempts"], draft["event_slug"], draft["standing"]) == (1, "soon", "done")


def test_a_failed_try_gives_an_exit_code_and_is_listed_as_late(
    line: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(TASKS, ScheduleKind.DRAFT, trip)
    assert line("schedule", "run", "--once").code == 1
    (row,) = [row for row in rows(line, "--state", "late") if row["kind"] == "初稿"]
    assert row["message"] == "第 1 次失败，1 分钟后重试：库里还没有专利"
    assert row["next_try_at"] is not None


def test_a_failed_run_is_begun_anew_by_its_key(line: Run, engine: Engine) -> None:
    line("schedule", "run", "--once")
    set_state(engine, ScheduleState.FAILED)
    assert [row["key"] for row in rows(line, "--state", "failed")] == [DRAFT]
    result = line("schedule", "retry", DRAFT)
    assert result.code == 0
    assert "请运行 matchmaker schedule run --once" in result.out
    assert "soon 初稿" in line("schedule", "run", "--once").err
    assert rows(line, "--state", "failed") == []


def set_state(engine: Engine, state: ScheduleState) -> None:
    with make_session(engine) as session:
        row = session.exec(
            select(ScheduledRun).where(
                ScheduledRun.event_slug == "soon", ScheduledRun.kind == ScheduleKind.DRAFT
            )
        ).one()
        row.state = state
        session.add(row)
        session.commit()


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("soon/draft", "不是运行的编号"),
        ("soon/dance/2024-05-28T05:00", "不是运行的编号"),
        ("soon/draft/2024-05-28T05:00", "没有运行 soon/draft/2024-05-28T05:00"),
        (DRAFT, "只有失败的运行可以重做"),
    ],
)
def test_what_cannot_be_begun_anew_is_refused_with_a_reason(
    line: Run, key: str, message: str
) -> None:
    line("schedule", "run", "--once")
    result = line("schedule", "retry", key)
    assert result.code == 2
    assert message in result.err


def test_the_list_shows_what_comes_next_and_says_that_nobody_runs_it(line: Run) -> None:
    line("schedule", "run", "--once")
    result = line("schedule", "list", "--limit", 2, "--event", "soon")
    assert result.out.count("待运行") == 2
    assert "没有进程在按日程运行" in result.err
    listed = line("schedule", "list", "--state", "done", "--limit", 1, "--format", "csv").out
    assert len(list(csv.DictReader(io.StringIO(listed)))) == 1


def test_while_another_process_runs_the_schedule_there_is_nothing_to_do(
    line: Run, engine: Engine
) -> None:
    with make_session(engine) as session:
        until = datetime.now(UTC) + timedelta(minutes=1)
        session.add(ScheduleLease(name="scheduler", holder="another", token=1, expires_at=until))
        session.commit()
    result = line("schedule", "run", "--once")
    assert result.code == 0
    assert "另一进程正在按日程运行" in result.err
    assert "由 another 运行" in line("schedule", "list").out


def test_a_kind_without_a_task_is_an_error_at_the_start(
    line: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(TASKS, ScheduleKind.LOCK)
    for words in (("schedule", "run"), ("schedule", "run", "--once"), ("serve", "--scheduler")):
        result = line(*words)
        assert result.code == 2
        assert "以下步骤没有对应的任务：锁定" in result.err


CHILD = """
import sys
from matchmaker.cli import main
from matchmaker.jobs.schedule_tasks import TASKS
from models.enums import ScheduleKind
from tests.matchmaker.jobs.schedule_cases import say_done

TASKS.update(dict.fromkeys(ScheduleKind, say_done))
sys.argv = ["matchmaker", "schedule", "run"]
main()
"""


@pytest.fixture
def child(line: Run, database_url: str, tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    environment = {**os.environ, "MATCHMAKER_DATABASE_URL": database_url}
    environment["PYTHONPATH"] = os.pathsep.join([str(Path(__file__).parents[3]), *sys.path])
    with subprocess.Popen(
        [sys.executable, "-c", CHILD],
        env=environment,
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        yield process
        process.kill()


@pytest.mark.parametrize("request_", [signal.SIGTERM, signal.SIGINT])
def test_a_request_to_end_ends_it_well_and_gives_the_lease_back(
    child: "subprocess.Popen[str]", line: Run, engine: Engine, request_: signal.Signals
) -> None:
    assert child.stderr is not None
    lines = [child.stderr.readline()]
    while "soon 初稿" not in lines[-1]:
        lines.append(child.stderr.readline())
        assert lines[-1], lines
    child.send_signal(request_)
    rest = child.stderr.read()
    assert child.wait(PATIENCE) == 0
    assert "本进程负责运行" in lines[1]
    assert rest.splitlines()[-1].endswith("调度已结束")
    assert "Traceback" not in rest
    with make_session(engine) as session:
        lease = session.exec(select(ScheduleLease)).one()
        running = session.exec(
            select(ScheduledRun).where(ScheduledRun.state == ScheduleState.RUNNING)
        ).all()
    assert lease.expires_at <= datetime.now(UTC)
    assert running == []


def test_reminders_are_listed_and_seen(line: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(TASKS, ScheduleKind.DRAFT, remind("请核对名单"))
    line("schedule", "run", "--once")
    (found,) = json.loads(line("schedule", "reminders", "--format", "json").out)
    assert (found["text"], found["seen_at"]) == ("请核对名单", None)
    assert "已处理 1 条提醒" in line("schedule", "seen", found["id"]).out
    assert json.loads(line("schedule", "reminders", "--format", "json").out) == []
    (seen,) = json.loads(line("schedule", "reminders", "--all", "--format", "json").out)
    assert seen["seen_at"] is not None
