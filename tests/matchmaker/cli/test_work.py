"""Background work from the command line: listed, shown, cancelled, worked off."""

import csv
import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from matchmaker.cli.output import now
from matchmaker.jobs.work import request_work
from matchmaker.jobs.work_parameters import UPLOADS
from matchmaker.services.work import WorkRequest
from matchmaker.settings import get_settings
from models.queries.work import get_work
from models.session import make_session
from models.work import WorkKind, WorkState
from tests.factories import write_patents
from tests.matchmaker.cli.conftest import Run

PATIENCE = 60.0


def ask(engine: Engine, kind: WorkKind, **parameters: Any) -> int:
    request = WorkRequest(kind, parameters, "张三")
    return request_work(engine, get_settings(), request, now()).id or 0


@pytest.fixture
def upload(run: Run) -> str:
    folder = get_settings().data_dir / UPLOADS
    folder.mkdir(parents=True)
    return write_patents(folder / "p.csv").name


def test_work_that_waits_is_worked_off_and_told(run: Run, engine: Engine, upload: str) -> None:
    imported = ask(engine, WorkKind.IMPORT, file=upload, rows="patents")
    result = run("work", "run")
    assert result.code == 0
    assert f"第 {imported} 号 导入文件 已完成" in result.err
    (listed,) = csv.DictReader(
        io.StringIO(run("work", "list", "--kind", "import", "--format", "csv").out)
    )
    assert (listed["id"], listed["state"], listed["requested_by"]) == (
        str(imported),
        "done",
        "张三",
    )
    shown = json.loads(run("work", "show", imported, "--format", "json").out)
    assert (shown["state"], shown["result"]["new"]) == ("done", 4)
    table = run("work", "show", imported).out
    assert "已完成" in table
    assert "p.csv" in table


def test_work_that_fails_gives_an_exit_code_and_its_reason(run: Run, engine: Engine) -> None:
    ask(engine, WorkKind.INDEX)
    result = run("work", "run")
    assert result.code == 1
    assert "失败：库里还没有专利" in result.err
    assert "库里还没有专利" in run("work", "list").out


def test_nothing_waits(run: Run) -> None:
    result = run("work", "run")
    assert (result.code, result.err) == (0, "")


def test_work_is_cancelled_and_not_done(run: Run, engine: Engine) -> None:
    work_id = ask(engine, WorkKind.BACKUP)
    assert f"第 {work_id} 号任务已取消" in run("work", "cancel", work_id).out
    assert run("work", "run").code == 0
    listed = json.loads(run("work", "list", "--state", "cancelled", "--format", "json").out)
    assert [work["id"] for work in listed] == [work_id]


@pytest.mark.parametrize("command", ["show", "cancel"])
def test_work_that_is_not_there_is_told_of(run: Run, command: str) -> None:
    result = run("work", command, 7)
    assert result.code == 2
    assert "没有编号为 7 的后台任务" in result.err


@pytest.fixture
def child(run: Run, database_url: str, tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    environment = {**os.environ, "MATCHMAKER_DATABASE_URL": database_url}
    environment["PYTHONPATH"] = os.pathsep.join([str(Path(__file__).parents[3]), *sys.path])
    call = "from matchmaker.cli import main; main()"
    with subprocess.Popen(
        [sys.executable, "-c", call, "work", "run", "--forever"],
        env=environment,
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        yield process
        process.kill()


@pytest.mark.parametrize("request_", [signal.SIGTERM, signal.SIGINT])
def test_forever_it_waits_for_work_until_it_is_told_to_end(
    child: "subprocess.Popen[str]", engine: Engine, upload: str, request_: signal.Signals
) -> None:
    assert child.stderr is not None
    assert "开始处理后台任务" in child.stderr.readline()
    work_id = ask(engine, WorkKind.IMPORT, file=upload, rows="patents")
    assert f"第 {work_id} 号 导入文件 已完成" in child.stderr.readline()
    child.send_signal(request_)
    assert "Traceback" not in child.stderr.read()
    assert child.wait(PATIENCE) == 0
    with make_session(engine) as session:
        assert get_work(session, work_id).state is WorkState.DONE
