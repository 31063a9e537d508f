"""Uploaded files from their arrival to their end, on both databases."""

from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import Engine
from sqlmodel import select

from ingest.errors import SourceError
from matchmaker.jobs.uploads import (
    Parcel,
    Swept,
    load_upload,
    preview_upload,
    receive_upload,
    remove_upload,
    sweep_uploads,
)
from matchmaker.reports.refused_sheets import build_stored
from matchmaker.services.list_hands import Author
from matchmaker.services.uploads import ReadingOptions, Sender, set_options
from matchmaker.settings import Settings
from models.audit import AuditKind
from models.enums import ImportKind
from models.errors import Conflict, NotFound
from models.import_batch import ImportBatch, RefusedRow
from models.patent import Patent
from models.queries.audit import RecordFilter, list_records
from models.queries.uploads import UploadScope, get_batch, get_upload, list_uploads
from models.session import make_session
from models.upload import MediaType, Upload, UploadState
from tests.conftest import NOW
from tests.ingest.writing import PATENT_HEADERS, csv_text, patent_row, write_book
from tests.matchmaker.services.test_upload_files import names_in

SENDER = Sender("张三", 5)
BY = Author("张三", NOW)
HEADERS = [*PATENT_HEADERS, "申请日"]
ROWS = [HEADERS, patent_row(1, "2017-03-05"), patent_row(2, "坏"), patent_row(3, "2017-03-05")]


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    return Settings(data_dir=tmp_path / "data", database_url=database_url)


@pytest.fixture
def uploads(engine: Engine, settings: Settings) -> "Uploads":
    return Uploads(engine, settings)


class Uploads:
    """The jobs on one database."""

    def __init__(self, engine: Engine, settings: Settings) -> None:
        self.engine, self.settings = engine, settings

    def send(
        self,
        content: bytes = csv_text(ROWS).encode(),
        name: str = "../专利.csv",
        sender: Sender = SENDER,
        options: ReadingOptions | None = None,
    ) -> Upload:
        parcel = Parcel(ImportKind.PATENTS, name, sender, [content], options or ReadingOptions())
        return receive_upload(self.engine, self.settings, parcel, NOW)

    def state(self, upload: Upload) -> UploadState:
        return self.stored(upload).state

    def stored(self, upload: Upload) -> Upload:
        with make_session(self.engine) as session:
            return get_upload(session, upload.id or 0)

    def files(self) -> list[str]:
        return names_in(self.settings.uploads_dir)


def test_upload_is_known_with_all_that_is_told_of_it(uploads: Uploads) -> None:
    options = ReadingOptions(date(2024, 1, 2), "武汉大学", {"号": "申请号"})
    upload = uploads.stored(uploads.send(options=options))
    assert (upload.kind, upload.file_name) == (ImportKind.PATENTS, "专利.csv")
    assert (upload.media_type, upload.size) == (MediaType.CSV, len(csv_text(ROWS).encode()))
    assert upload.stored_name == upload.sha256 == uploads.files()[0]
    assert (upload.account_id, upload.uploaded_by) == (5, "张三")
    assert (upload.uploaded_at, upload.state) == (NOW, UploadState.RECEIVED)
    assert (upload.source_date, upload.owner) == (date(2024, 1, 2), "武汉大学")
    assert upload.mapping == {"号": "申请号"}


def test_same_file_by_the_same_person_is_the_same_upload(uploads: Uploads) -> None:
    first = uploads.send()
    again = uploads.send(name="别名.csv")
    other = uploads.send(sender=Sender("张三"))
    assert (again.id, again.file_name) == (first.id, "别名.csv")
    assert other.id != first.id
    assert len(uploads.files()) == 1
    with make_session(uploads.engine) as session:
        assert [u.id for u in list_uploads(session)] == [other.id, first.id]
        assert [u.id for u in list_uploads(session, UploadScope("name:张三"))] == [other.id]


def test_preview_tells_and_changes_nothing(uploads: Uploads) -> None:
    upload = uploads.send()
    preview = preview_upload(uploads.engine, uploads.settings, upload.id or 0, NOW)
    report = preview.report
    assert (report.file_name, report.new, report.refused) == ("专利.csv", 2, 1)
    assert [group.column for group in preview.refusals] == ["申请日"]
    assert uploads.state(upload) is UploadState.PREVIEWED
    with make_session(uploads.engine) as session:
        assert session.exec(select(Patent)).all() == []
        assert session.exec(select(ImportBatch)).all() == []


def test_load_brings_the_rows_and_names_the_import(uploads: Uploads) -> None:
    upload = uploads.send(options=ReadingOptions(date(2024, 1, 2)))
    report = load_upload(uploads.engine, uploads.settings, upload.id or 0, BY)
    assert (report.new, report.refused) == (2, 1)
    stored = uploads.stored(upload)
    assert (stored.state, stored.import_batch_id) == (UploadState.LOADED, report.batch_id)
    with make_session(uploads.engine) as session:
        batch = get_batch(session, stored.import_batch_id or 0)
        assert (batch.file_name, batch.source_date) == ("专利.csv", date(2024, 1, 2))
        assert len(session.exec(select(Patent)).all()) == 2
        [record] = list_records(session, RecordFilter(AuditKind.IMPORT_DONE))
        assert (record.actor, record.subject) == ("张三", "专利.csv")
        assert (record.details["new"], record.details["sha256"]) == (2, upload.sha256)
    with pytest.raises(Conflict, match="已经导入"):
        load_upload(uploads.engine, uploads.settings, upload.id or 0, BY)
    assert uploads.send().state is UploadState.LOADED


def test_same_rows_by_another_person_are_the_import_that_they_were(uploads: Uploads) -> None:
    first, other = uploads.send(), uploads.send(sender=Sender("李四"))
    report = load_upload(uploads.engine, uploads.settings, first.id or 0, BY)
    again = load_upload(uploads.engine, uploads.settings, other.id or 0, BY)
    assert (again.new, again.unchanged, again.batch_id) == (0, 2, report.batch_id)


def test_file_that_is_not_understood_is_refused_until_it_is_read_otherwise(
    uploads: Uploads,
) -> None:
    rows = [["专利号码", "题目", "哪个学校"], patent_row(1)]
    upload = uploads.send(csv_text(rows).encode())
    with pytest.raises(SourceError) as caught:
        preview_upload(uploads.engine, uploads.settings, upload.id or 0, NOW)
    assert (caught.value.file, caught.value.place) == ("专利.csv", "")
    stored = uploads.stored(upload)
    assert (stored.state, stored.refusal) == (UploadState.REFUSED, str(caught.value))
    mapping = {"专利号码": "申请号", "题目": "title", "哪个学校": "申请人"}
    with make_session(uploads.engine) as session:
        set_options(session, get_upload(session, upload.id or 0), ReadingOptions(mapping=mapping))
        session.commit()
    assert load_upload(uploads.engine, uploads.settings, upload.id or 0, BY).new == 1
    assert (uploads.state(upload), uploads.stored(upload).refusal) == (UploadState.LOADED, "")


def test_reading_that_takes_too_long_is_ended(uploads: Uploads) -> None:
    upload = uploads.send()
    hasty = uploads.settings.model_copy(update={"reader_seconds": 0.01})
    with pytest.raises(SourceError, match="已停止。请确认文件只含数据"):
        preview_upload(uploads.engine, hasty, upload.id or 0, NOW)
    assert uploads.state(upload) is UploadState.REFUSED


def test_removed_file_is_gone_once_nobody_needs_it(uploads: Uploads) -> None:
    mine, theirs = uploads.send(), uploads.send(sender=Sender("李四"))
    remove_upload(uploads.engine, uploads.settings, mine.id or 0, BY)
    assert (uploads.state(mine), len(uploads.files())) == (UploadState.REMOVED, 1)
    remove_upload(uploads.engine, uploads.settings, theirs.id or 0, BY)
    assert uploads.files() == []
    with make_session(uploads.engine) as session:
        assert len(list_records(session, RecordFilter(AuditKind.DELETION))) == 2
    with pytest.raises(Conflict, match="已删除。请重新上传"):
        preview_upload(uploads.engine, uploads.settings, mine.id or 0, NOW)
    again = uploads.send()
    assert (again.id, again.state) == (mine.id, UploadState.RECEIVED)
    assert len(uploads.files()) == 1


def test_sweep_ends_the_days_of_files_and_takes_orphans(uploads: Uploads) -> None:
    upload = uploads.send()
    orphan = uploads.settings.uploads_dir / ("0" * 64)
    orphan.write_bytes(b"x")
    sweep = sweep_uploads(uploads.engine, uploads.settings, NOW + timedelta(days=90))
    assert sweep == Swept(0, (orphan.name,))
    sweep = sweep_uploads(uploads.engine, uploads.settings, NOW + timedelta(days=91))
    assert sweep == Swept(1, (upload.stored_name,))
    assert (uploads.state(upload), uploads.files()) == (UploadState.REMOVED, [])


def test_unknown_upload_is_named(uploads: Uploads) -> None:
    with pytest.raises(NotFound, match="没有编号为 77 的上传文件"):
        preview_upload(uploads.engine, uploads.settings, 77, NOW)


def test_refused_rows_of_a_stored_import_come_back_and_load_once_corrected(
    uploads: Uploads, tmp_path: Path
) -> None:
    mapping = {"专利号码": "申请号", "题目": "title", "哪个学校": "申请人"}
    headers = ["", *mapping, "申请日", "备注"]
    sheets = {
        "一": [headers, ["", *patent_row(1, "2017-03-05", "=cmd|'/c calc'!A1")]],
        "二": [headers, ["", *patent_row(2, "坏", "=1+1")], ["", *patent_row(3, "2017-02-30")]],
    }
    path = write_book(tmp_path / "a.xlsx", sheets)
    options = ReadingOptions(mapping=mapping)
    upload = uploads.send(path.read_bytes(), "a.xlsx", options=options)
    report = load_upload(uploads.engine, uploads.settings, upload.id or 0, BY)
    assert (report.new, report.refused) == (1, 2)
    with make_session(uploads.engine) as session:
        content = build_stored(session, report.batch_id or 0, NOW)
    (tmp_path / "back.xlsx").write_bytes(content)
    book = openpyxl.load_workbook(tmp_path / "back.xlsx")
    assert book.sheetnames == ["二"]
    assert [cell.value for cell in book["二"][1]] == ["原行号", "拒收原因与改法", *headers]
    assert {cell.data_type for row in book["二"].iter_rows() for cell in row} <= {"s", "n"}
    for row in (2, 3):
        book["二"].cell(row, 7).value = "2017-03-05"
        book["二"].cell(row, 8).value = None
    book.save(tmp_path / "back.xlsx")
    corrected = uploads.send((tmp_path / "back.xlsx").read_bytes(), "back.xlsx")
    again = load_upload(uploads.engine, uploads.settings, corrected.id or 0, BY)
    assert (again.new, again.refused) == (2, 0)


def test_import_without_refused_rows_or_without_headers_has_none_to_give(uploads: Uploads) -> None:
    upload = uploads.send()
    batch_id = load_upload(uploads.engine, uploads.settings, upload.id or 0, BY).batch_id or 0
    with make_session(uploads.engine) as session:
        with pytest.raises(NotFound, match="没有编号为 77 的导入"):
            build_stored(session, 77, NOW)
        batch = get_batch(session, batch_id)
        batch.sheet_headers = {}
        with pytest.raises(Conflict, match="没有保存表头。请重新导入原文件"):
            build_stored(session, batch_id, NOW)
        for row in session.exec(select(RefusedRow)).all():
            session.delete(row)
        with pytest.raises(NotFound, match="没有拒收的行"):
            build_stored(session, batch_id, NOW)
