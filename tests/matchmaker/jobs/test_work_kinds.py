"""Every kind of background work does what its command does, and is there once if begun twice."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from matchmaker.errors import BadQuery
from matchmaker.jobs.work import request_work
from matchmaker.jobs.work_kinds import KINDS
from matchmaker.jobs.work_parameters import UPLOADS
from matchmaker.services.backup_archive import verify_archive
from matchmaker.services.invitations import invite
from matchmaker.services.work import WorkRequest, WorkView
from matchmaker.settings import Settings
from models.candidate_list import CandidateList
from models.errors import NotFound
from models.import_batch import ImportBatch, RefusedRow
from models.matching import MatchRun
from models.queries import events as event_queries
from models.queries.patents import count_patents
from models.session import make_engine, make_session
from models.work import Work, WorkKind, WorkState
from tests.conftest import NOW
from tests.factories import PATENT_HEADERS, number, write_csv, write_patents
from tests.matchmaker.jobs.work_cases import WorkBench, make_work_bench
from tests.matchmaker.people_world import SLUG, confirm_all, make_world, set_hall

NEW_PATENT = (
    "一种阀门",
    number("202110000100"),
    "武汉大学",
    "2021-04-08",
    "F16K1/00",
    "阀门。",
    "",
    "授权",
)
WRONG_PATENT = (
    "一种阀体",
    number("202110000101"),
    "武汉大学",
    "不详",
    "F16K1/00",
    "阀体。",
    "",
    "授权",
)


@pytest.fixture
def bench(settings: Settings) -> Iterator[WorkBench]:
    """The stock and campaign of the jobs' tests, indexed, with its lists made."""
    engine = make_engine(settings.resolved_database_url)
    outputs = settings.model_copy(update={"output_dir": settings.data_dir / "output"})
    yield WorkBench(engine, outputs)
    engine.dispose()


def do(bench: WorkBench, kind: WorkKind, **parameters: Any) -> WorkView:
    """Ask for work, work it off and return what became of it."""
    request = WorkRequest(kind, parameters, "张三")
    work = request_work(bench.engine, bench.settings, request, bench.clock())
    bench.run(KINDS)
    return bench.view(work.id or 0)


def upload(bench: WorkBench, *rows: tuple[str, ...]) -> str:
    folder = bench.settings.data_dir / UPLOADS
    folder.mkdir(exist_ok=True)
    write_csv(folder / "new.csv", PATENT_HEADERS, list(rows))
    return "new.csv"


def again(bench: WorkBench, view: WorkView) -> WorkView:
    """Do work once more as if its process had been lost right after it."""
    with make_session(bench.engine) as session:
        work = session.get_one(Work, view.id)
        work.state = WorkState.WAITING
        session.add(work)
        session.commit()
    bench.run(KINDS)
    return bench.view(view.id)


def count(bench: WorkBench, table: type[Any]) -> int:
    with make_session(bench.engine) as session:
        return len(session.exec(select(table)).all())


def test_an_import_is_loaded_and_its_refusals_are_kept(bench: WorkBench) -> None:
    before = count_of_patents(bench.engine)
    file = upload(bench, NEW_PATENT, WRONG_PATENT)
    view = do(bench, WorkKind.IMPORT, file=file, rows="patents")
    assert view.state is WorkState.DONE
    counts = {name: view.result[name] for name in ("rows", "new", "refused", "file")}
    assert counts == {"rows": 2, "new": 1, "refused": 1, "file": "new.csv"}
    assert count_of_patents(bench.engine) == before + 1
    with make_session(bench.engine) as session:
        batch = session.get_one(ImportBatch, view.result["batch_id"])
        refused = session.exec(select(RefusedRow).where(RefusedRow.batch_id == batch.id)).all()
    assert (batch.new_count, batch.source_date, len(refused)) == (1, NOW.date(), 1)
    assert (view.step, view.done) == ("导入", 2)


def test_an_import_begun_twice_is_there_once(bench: WorkBench) -> None:
    view = do(bench, WorkKind.IMPORT, file=upload(bench, NEW_PATENT), rows="patents")
    batches, patents = count(bench, ImportBatch), count_of_patents(bench.engine)
    repeated = again(bench, view)
    assert repeated.result["new"] == 0
    assert repeated.result["batch_id"] == view.result["batch_id"]
    assert (count(bench, ImportBatch), count_of_patents(bench.engine)) == (batches, patents)


def test_a_preview_tells_and_leaves_nothing(bench: WorkBench) -> None:
    before = count_of_patents(bench.engine), count(bench, ImportBatch)
    file = upload(bench, NEW_PATENT, WRONG_PATENT)
    view = do(bench, WorkKind.PREVIEW, file=file, rows="patents")
    assert (view.state, view.result["new"]) == (WorkState.DONE, 1)
    (refusal,) = view.result["preview"]["refusals"]
    assert (refusal["column"], refusal["count"]) == ("申请日", 1)
    assert view.result["preview"]["rows"][0]["名称"] == "一种阀门"
    assert (count_of_patents(bench.engine), count(bench, ImportBatch)) == before


def test_a_file_that_cannot_be_read_is_told_of(bench: WorkBench) -> None:
    (bench.settings.data_dir / UPLOADS).mkdir()
    (bench.settings.data_dir / UPLOADS / "x.csv").write_text("甲,乙\n1,2\n", encoding="utf-8")
    view = do(bench, WorkKind.IMPORT, file="x.csv", rows="patents")
    assert (view.state, view.error_name) == (WorkState.FAILED, "SourceError")
    assert "x.csv" in view.error_text


def test_only_files_of_the_uploads_are_read(bench: WorkBench, tmp_path: Path) -> None:
    folder = bench.settings.data_dir / UPLOADS
    folder.mkdir()
    outside = write_patents(tmp_path / "outside.csv")
    (folder / "link.csv").symlink_to(outside)
    for file in ("../../outside.csv", str(outside), "link.csv"):
        with pytest.raises(BadQuery, match="不在上传文件夹中"):
            do(bench, WorkKind.IMPORT, file=file, rows="patents")
    for file in ("gone.csv", "."):
        with pytest.raises(NotFound, match="请重新上传"):
            do(bench, WorkKind.IMPORT, file=file, rows="patents")
    assert count(bench, Work) == 0


@pytest.mark.parametrize(
    ("kind", "parameters", "named"),
    [
        (WorkKind.IMPORT, {"file": "a.csv"}, "rows"),
        (WorkKind.IMPORT, {"file": "a.csv", "rows": "people"}, "rows"),
        (WorkKind.PREVIEW, {"file": "", "rows": "patents"}, "file"),
        (WorkKind.PREVIEW, {"file": "a\0b", "rows": "patents"}, "file"),
        (WorkKind.LIST, {"event": "a\0"}, "event"),
        (WorkKind.LIST, {}, "event"),
        (WorkKind.MATCH, {"top": 0}, "top"),
        (WorkKind.BACKUP, {"path": "/etc"}, "path"),
    ],
)
def test_wrong_parameters_are_refused_by_their_names(
    bench: WorkBench, kind: WorkKind, parameters: dict[str, Any], named: str
) -> None:
    with pytest.raises(BadQuery, match=f"任务的参数不对：{named}。"):
        do(bench, kind, **parameters)


def test_the_same_request_sent_twice_is_worked_off_once(bench: WorkBench) -> None:
    request = WorkRequest(WorkKind.INDEX, {}, "张三", key="k")
    ids = {request_work(bench.engine, bench.settings, request, NOW).id for _ in range(2)}
    assert len(ids) == 1
    assert len(bench.run(KINDS)) == 1


def test_a_list_is_made_on_the_present_stock_by_who_asked(bench: WorkBench) -> None:
    do(bench, WorkKind.IMPORT, file=upload(bench, NEW_PATENT), rows="patents")
    (slug, lists) = first_event(bench), count(bench, CandidateList)
    view = do(bench, WorkKind.LIST, event=slug)
    assert (view.state, view.result["version"], view.result["made"]) == (WorkState.DONE, 2, True)
    repeated = again(bench, view)
    assert (repeated.result["version"], repeated.result["made"]) == (2, False)
    assert count(bench, CandidateList) == lists + 1


def test_a_list_is_rechecked(bench: WorkBench) -> None:
    view = do(bench, WorkKind.RECHECK, event=first_event(bench))
    assert view.state is WorkState.DONE
    assert view.result["event"] == first_event(bench)


def test_an_event_that_is_not_there_is_told_of(bench: WorkBench) -> None:
    view = do(bench, WorkKind.LIST, event="nowhere")
    assert (view.state, view.error_name) == (WorkState.FAILED, "NotFound")


def test_a_timetable_without_a_hall_is_told_of(bench: WorkBench) -> None:
    view = do(bench, WorkKind.TIMETABLE, event=first_event(bench))
    assert (view.state, view.error_name) == (WorkState.FAILED, "NotFound")


def test_a_timetable_is_planned_and_kept_the_second_time(engine: Engine, tmp_path: Path) -> None:
    bench = make_work_bench(engine, tmp_path)
    with make_session(engine) as session:
        world = make_world(session)
        set_hall(session, world)
        invite(session, world.event, None, NOW)
        confirm_all(session, world)
        session.commit()
    view = do(bench, WorkKind.TIMETABLE, event=SLUG)
    assert view.state is WorkState.DONE, view.error_text
    assert (view.result["version"], view.result["made"]) == (1, True)
    assert view.result["meetings"] > 0
    repeated = again(bench, view)
    assert (repeated.result["version"], repeated.result["made"]) == (1, False)


def test_the_index_is_built_and_kept_the_second_time(bench: WorkBench) -> None:
    do(bench, WorkKind.IMPORT, file=upload(bench, NEW_PATENT), rows="patents")
    view = do(bench, WorkKind.INDEX)
    assert (view.result["made"], view.result["patents"]) == ("built", 5)
    assert again(bench, view).result["made"] == "kept"


def test_a_run_over_the_stock_is_kept_the_second_time(bench: WorkBench) -> None:
    view = do(bench, WorkKind.MATCH, anywhere=True, any_state=True, workers=1)
    assert (view.state, view.result["stored"]) == (WorkState.DONE, 2)
    runs = count(bench, MatchRun)
    repeated = again(bench, view)
    assert (repeated.result["stored"], repeated.result["run_id"]) == (0, view.result["run_id"])
    assert count(bench, MatchRun) == runs


def test_a_backup_is_taken_once_and_is_whole(bench: WorkBench) -> None:
    view = do(bench, WorkKind.BACKUP)
    assert view.state is WorkState.DONE, view.error_text
    path = bench.settings.output_dir / view.result["file"]
    assert verify_archive(path).rows == view.result["rows"]
    before = path.stat().st_mtime_ns
    assert again(bench, view).result == view.result
    assert path.stat().st_mtime_ns == before


def first_event(bench: WorkBench) -> str:
    with make_session(bench.engine) as session:
        return event_queries.list_events(session)[0].slug


def count_of_patents(engine: Engine) -> int:
    with make_session(engine) as session:
        return count_patents(session)
