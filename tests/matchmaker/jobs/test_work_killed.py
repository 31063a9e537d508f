"""Background work whose processes are killed eight times: every import and list is there once.

The processes do what ``matchmaker work run --forever`` does.
"""

import signal
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from multiprocessing import connection
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from matchmaker.jobs.work import WorkRunner, WorkSetup, lanes, request_work
from matchmaker.jobs.work_context import WorkContext
from matchmaker.jobs.work_kinds import KINDS, WorkTask
from matchmaker.jobs.work_parameters import UPLOADS
from matchmaker.services import work_claims
from matchmaker.services.work import WorkRequest
from matchmaker.settings import Settings
from models.candidate_list import CandidateList
from models.import_batch import ImportBatch
from models.matching import MatchRun
from models.queries.patents import count_patents
from models.session import make_engine, make_session
from models.work import Work, WorkKind, WorkState
from tests.conftest import NOW
from tests.factories import PATENT_HEADERS, number, write_csv
from tests.matchmaker.jobs.killing import PATIENCE, QUICK, Doom, Moments, Order, Pair
from tests.matchmaker.jobs.schedule_cases import load_small_stock, register
from tests.waiting import wait_until

KILLS = 8
# What is drawn falls into the first or second work of a process.
MOMENTS = Moments(reads=30, writes=20, seed=20240612)
EVENTS = tuple((f"e{i:02}", "provincial_docking", "2024-06-11", "武汉") for i in range(8))
FILES = 8
ROWS = 3


class Watched:
    """A task whose moments are counted."""

    def __init__(self, task: WorkTask, doom: Doom) -> None:
        self._task, self._doom = task, doom
        self.heavy = task.heavy

    def read(self, settings: Settings, raw: Mapping[str, Any]) -> dict[str, Any]:
        return self._task.read(settings, raw)

    def run(self, session: Session, raw: Mapping[str, Any], context: WorkContext) -> dict[str, Any]:
        self._doom.begin()
        return self._task.run(session, raw, context)


def work_off(order: Order, line: connection.Connection) -> None:
    """Do background work until told to stop, or until killed at a moment of the work."""
    # What is killed on purpose is not what kills its process.
    work_claims.MAX_ATTEMPTS = KILLS + 1
    engine = make_engine(order.url)
    doom = Doom(order, line, engine)

    def clock() -> datetime:
        return NOW + (datetime.now(UTC) - order.started)

    settings = Settings(data_dir=order.folder / "data", database_url=order.url)
    kinds = {kind: Watched(task, doom) for kind, task in KINDS.items()}
    setup = WorkSetup(engine, settings, clock, kinds, QUICK, 0.0, 0.1)
    runners = [WorkRunner(setup, lane, lambda _: doom.end()) for lane in lanes(engine, kinds)]

    def stop(*_: object) -> None:
        for runner in runners:
            runner.stop()

    signal.signal(signal.SIGTERM, stop)
    threads = [Thread(target=runner.run_on, daemon=True) for runner in runners]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def write_uploads(folder: Path) -> list[str]:
    """Write the files to be imported, each of patents of its own, and return their names."""
    folder.mkdir(parents=True)
    names = []
    for file in range(FILES):
        rows = [
            (
                f"一种轧辊修复装置{file}之{row}",
                number(f"20211{file:03d}{row:04d}"),
                "武汉大学",
                "2021-04-08",
                "C23C24/10",
                "本发明公开了一种轧辊修复装置。",
                "湖北省武汉市",
                "授权",
            )
            for row in range(ROWS)
        ]
        names.append(write_csv(folder / f"{file}.csv", PATENT_HEADERS, rows).name)
    return names


@pytest.fixture
def pair(engine: Engine, database_url: str, tmp_path: Path) -> Iterator[Pair]:
    load_small_stock(engine, tmp_path)
    register(engine, tmp_path, *EVENTS)
    settings = Settings(data_dir=tmp_path / "data", database_url=database_url)
    names = write_uploads(settings.data_dir / UPLOADS)
    for (slug, *_), name in zip(EVENTS, names, strict=True):
        for request in (
            WorkRequest(WorkKind.IMPORT, {"file": name, "rows": "patents"}, "张三"),
            WorkRequest(WorkKind.LIST, {"event": slug}, "张三"),
        ):
            request_work(engine, settings, request, NOW)
    made = Pair(work_off, database_url, tmp_path, datetime.now(UTC), MOMENTS)
    yield made
    made.clear()


def works(engine: Engine) -> list[Work]:
    with make_session(engine) as session:
        return list(session.exec(select(Work)))


def test_work_is_there_once_though_its_processes_are_killed(engine: Engine, pair: Pair) -> None:
    with make_session(engine) as session:
        patents, batches = count_patents(session), len(session.exec(select(ImportBatch)).all())
    pair.add()
    pair.add()
    cut_short = [pair.kill_at_moment() for _ in range(KILLS)]
    assert {work.state for work in works(engine)} != {WorkState.DONE}
    pair.let_finish()
    wait_until(lambda: {work.state for work in works(engine)} == {WorkState.DONE}, 2 * PATIENCE)
    assert pair.end() == [0, 0]
    assert {"SELECT"} < {what.split()[0] for what in cut_short}
    assert sum(work.attempts for work in works(engine)) > FILES + len(EVENTS)
    # Had something been stored but not marked as done, it would have been found there already.
    imports = [work.result for work in works(engine) if work.kind is WorkKind.IMPORT]
    assert [(result["new"], result["unchanged"]) for result in imports] == [(ROWS, 0)] * FILES
    lists = [work.result for work in works(engine) if work.kind is WorkKind.LIST]
    assert [(result["version"], result["made"]) for result in lists] == [(1, True)] * len(EVENTS)
    with make_session(engine) as session:
        assert count_patents(session) == patents + FILES * ROWS
        assert len(session.exec(select(ImportBatch)).all()) == batches + FILES
        made = session.exec(select(CandidateList)).all()
        assert Counter(version.event_id for version in made) == dict.fromkeys(range(1, 9), 1)
        assert len(session.exec(select(MatchRun)).all()) == len(EVENTS)
