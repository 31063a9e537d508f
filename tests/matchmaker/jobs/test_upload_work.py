"""Files that people have sent, loaded in the background: once, followed, stopped, in their name."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from matchmaker.jobs.uploads import Parcel, load_upload, receive_upload, remove_upload
from matchmaker.jobs.work import request_work
from matchmaker.jobs.work_context import Interrupted, WorkContext
from matchmaker.jobs.work_kinds import KINDS
from matchmaker.services.accounts.registry import NewAccount, Position, add_account
from matchmaker.services.list_hands import Author
from matchmaker.services.uploads import Sender
from matchmaker.services.work import WorkRequest, WorkView
from matchmaker.settings import Settings
from models.account import Account
from models.account_enums import AccountState, Role
from models.audit import AuditKind
from models.enums import ImportKind
from models.import_batch import ImportBatch
from models.patent import Patent
from models.queries import organisations as organisation_queries
from models.queries.audit import RecordFilter, list_records
from models.queries.uploads import get_upload
from models.session import make_session
from models.upload import UploadState
from models.work import Work, WorkKind, WorkState
from tests.conftest import NOW
from tests.ingest.writing import PATENT_HEADERS, csv_text, patent_row
from tests.matchmaker.jobs.work_cases import WorkBench, make_work_bench

BY = Author("张三", NOW)
FOREIGN = [patent_row(5)[0], "一种他人的装置", "武汉理工大学"]
ROWS = [PATENT_HEADERS, patent_row(1), patent_row(2), ["坏", "一种", "武汉大学"]]


@pytest.fixture
def bench(engine: Engine, tmp_path: Path) -> WorkBench:
    return make_work_bench(engine, tmp_path)


def send(bench: WorkBench, rows: list[Any]) -> int:
    content = csv_text(rows).encode()
    parcel = Parcel(ImportKind.PATENTS, "专利.csv", Sender("张三"), [content])
    return receive_upload(bench.engine, bench.settings, parcel, NOW).id or 0


def ask(
    bench: WorkBench, upload: int, kind: WorkKind = WorkKind.UPLOAD, account: int | None = None
) -> int:
    request = WorkRequest(kind, {"upload": upload}, "张三", account)
    return request_work(bench.engine, bench.settings, request, NOW).id or 0


def work_off(bench: WorkBench, work_id: int) -> WorkView:
    bench.run(KINDS)
    return bench.view(work_id)


def reviewer(bench: WorkBench) -> int:
    """Add an account of 武汉大学, which every database knows."""
    with make_session(bench.engine) as session:
        known = organisation_queries.find_by_name(session, "武汉大学")
        assert known is not None
        position = Position(Role.UNIVERSITY_REVIEWER, known.id)
        account, _ = add_account(session, NewAccount("shen", "沈", position), BY)
        account.must_change = False
        session.commit()
        return account.id or 0


def patents(bench: WorkBench) -> list[str]:
    with make_session(bench.engine) as session:
        return sorted(session.exec(select(Patent.title)).all())


def batches(bench: WorkBench) -> int:
    with make_session(bench.engine) as session:
        return len(session.exec(select(ImportBatch)).all())


def state(bench: WorkBench, upload: int) -> UploadState:
    with make_session(bench.engine) as session:
        return get_upload(session, upload).state


def test_file_is_loaded_and_told_of_in_counts(bench: WorkBench) -> None:
    upload = send(bench, ROWS)
    view = work_off(bench, ask(bench, upload))
    assert view.state is WorkState.DONE, view.error_text
    assert view.result == {
        "upload": upload,
        "batch_id": 1,
        "rows": 3,
        "new": 2,
        "changed": 0,
        "unchanged": 0,
        "refused": 1,
        "kept": 0,
        "refused_rows": f"/api/v1/imports/{upload}/refused.xlsx",
    }
    assert state(bench, upload) is UploadState.LOADED
    with make_session(bench.engine) as session:
        (record,) = list_records(session, RecordFilter(AuditKind.IMPORT_DONE))
    assert (record.actor, record.details["batch"]) == ("张三", 1)


def test_file_whose_process_was_lost_after_it_was_loaded_is_there_once(bench: WorkBench) -> None:
    upload = send(bench, ROWS)
    work_id = ask(bench, upload)
    load_upload(bench.engine, bench.settings, upload, BY)
    view = work_off(bench, work_id)
    assert (view.state, view.result["new"], view.result["refused"]) == (WorkState.DONE, 2, 1)
    with make_session(bench.engine) as session:
        work = session.get_one(Work, work_id)
        work.state = WorkState.WAITING
        session.add(work)
        session.commit()
    assert work_off(bench, work_id).result == view.result
    assert (len(patents(bench)), batches(bench)) == (2, 1)


class Cancelled:
    """The loading of a file that somebody cancels as it begins."""

    heavy = False

    def __init__(self, bench: WorkBench) -> None:
        self._bench = bench
        self._real = KINDS[WorkKind.UPLOAD]

    def read(self, settings: Settings, raw: Mapping[str, Any]) -> dict[str, Any]:
        return self._real.read(settings, raw)

    def run(self, session: Session, raw: Mapping[str, Any], context: WorkContext) -> dict[str, Any]:
        self._bench.cancel(context.work_id)
        return self._real.run(session, raw, context)


def test_cancelled_loading_leaves_nothing_and_can_be_asked_for_again(bench: WorkBench) -> None:
    upload = send(bench, ROWS)
    work_id = ask(bench, upload)
    bench.run({**KINDS, WorkKind.UPLOAD: Cancelled(bench)})
    assert bench.view(work_id).state is WorkState.CANCELLED
    assert (patents(bench), batches(bench)) == ([], 0)
    assert work_off(bench, ask(bench, upload)).result["new"] == 2


def test_process_that_is_told_to_end_amid_a_file_gives_it_back(
    bench: WorkBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("matchmaker.jobs.apart.LOOK_SECONDS", 0.01)
    upload = send(bench, ROWS)
    looked: list[int] = []

    def interrupt(done: int, total: int | None) -> None:
        looked.append(done)
        raise Interrupted("运行被中止，将重做")

    with pytest.raises(Interrupted):
        load_upload(bench.engine, bench.settings, upload, BY, on_progress=interrupt)
    assert (looked, patents(bench), batches(bench)) == ([0], [], 0)
    assert state(bench, upload) is UploadState.RECEIVED


def test_rows_of_others_are_refused_in_the_name_of_who_asked(bench: WorkBench) -> None:
    account = reviewer(bench)
    upload = send(bench, [PATENT_HEADERS, patent_row(1), FOREIGN])
    tried = work_off(bench, ask(bench, upload, WorkKind.TRIAL, account))
    assert (tried.result["new"], tried.result["refused"]) == (1, 1)
    assert [one["reason"] for one in tried.result["refusals"]] == ["权利人不是本单位"]
    view = work_off(bench, ask(bench, upload, account=account))
    assert (view.result["new"], view.result["refused"]) == (1, 1)
    assert patents(bench) == ["一种第1号装置"]


def test_whoever_may_no_longer_load_loads_nothing(bench: WorkBench) -> None:
    account = reviewer(bench)
    work_id = ask(bench, send(bench, ROWS), account=account)
    other = ask(bench, send(bench, [*ROWS, patent_row(9)]), account=account)
    with make_session(bench.engine) as session:
        session.get_one(Account, account).role = Role.DEPARTMENT_REVIEWER
        session.commit()
    bench.runner(KINDS, WorkKind.UPLOAD).tick()
    with make_session(bench.engine) as session:
        session.get_one(Account, account).state = AccountState.DISABLED
        session.commit()
    last = ask(bench, send(bench, ROWS), account=account)
    bench.run(KINDS)
    views = [bench.view(one) for one in (work_id, other, last)]
    assert [view.error_name for view in views] == ["Forbidden"] * 3
    assert "已停用" in views[-1].error_text
    assert patents(bench) == []


def test_trial_tells_counts_and_headers_and_no_text_of_a_row(bench: WorkBench) -> None:
    upload = send(bench, ROWS)
    view = work_off(bench, ask(bench, upload, WorkKind.TRIAL))
    assert (view.state, view.result["new"], view.result["source_date"]) == (
        WorkState.DONE,
        2,
        NOW.date().isoformat(),
    )
    assert view.result["mapping"][""] == dict(
        zip(PATENT_HEADERS, ("application_number", "title", "applicants"), strict=True)
    )
    assert "装置" not in repr(view.result)
    assert (patents(bench), state(bench, upload)) == ([], UploadState.PREVIEWED)


def test_removed_file_is_told_of(bench: WorkBench) -> None:
    upload = send(bench, ROWS)
    work_id = ask(bench, upload)
    remove_upload(bench.engine, bench.settings, upload, BY)
    view = work_off(bench, work_id)
    assert (view.state, view.error_name) == (WorkState.FAILED, "Conflict")
    assert "已删除。请重新上传" in view.error_text
