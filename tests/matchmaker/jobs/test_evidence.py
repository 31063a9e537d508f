"""Files that prove records of the ledger: kept, swept in time, carried by backups."""

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from ingest.errors import SourceError
from matchmaker.jobs.backup import take_backup
from matchmaker.jobs.evidence import evidence_path, receive_evidence, sweep_evidence
from matchmaker.jobs.restore import restore_backup
from matchmaker.services.kept_records.evidence import MOST_FILES, remove_file, restore_file
from matchmaker.services.ledger.activities import record_activity, void_activity
from matchmaker.settings import Settings
from models.errors import Conflict, NotFound
from models.kept_record import RecordFile, RecordKind
from models.queries import ledger as ledger_queries
from models.queries import record_files as file_queries
from models.session import make_session
from tests.conftest import NOW
from tests.matchmaker.backup_world import bare_database, files_of, make_settings, opened
from tests.matchmaker.jobs.test_backup import KINDS
from tests.matchmaker.services.ledger.cases import AUTHOR, BRIEFING

PDF = b"%PDF-1.7 "
LATER = timedelta(days=31)


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    return make_settings(tmp_path / "source", database_url)


@pytest.fixture
def record(engine: Engine) -> tuple[RecordKind, int]:
    with make_session(engine) as session:
        known = record_activity(session, BRIEFING, AUTHOR).id or 0
        session.commit()
    return RecordKind.ACTIVITY, known


def send(
    engine: Engine, settings: Settings, record: tuple[RecordKind, int], content: bytes
) -> RecordFile:
    return receive_evidence(engine, settings, record, ("../签到表.pdf", [content]), AUTHOR)


def remove(engine: Engine, file: RecordFile) -> None:
    with make_session(engine) as session:
        stored = file_queries.get_file(session, file.id or 0)
        activity = ledger_queries.get_activity(session, file.record_id)
        remove_file(session, activity, stored, AUTHOR)
        session.commit()


def restore(engine: Engine, file: RecordFile, after: timedelta) -> None:
    with make_session(engine) as session:
        stored = file_queries.get_file(session, file.id or 0)
        activity = ledger_queries.get_activity(session, file.record_id)
        restore_file(session, activity, stored, replace(AUTHOR, at=NOW + after))
        session.commit()


def test_a_file_lies_under_its_digest_and_is_known_by_a_clean_name(
    engine: Engine, settings: Settings, record: tuple[RecordKind, int]
) -> None:
    file = send(engine, settings, record, PDF)
    assert (file.file_name, file.size, file.media_type) == (
        "签到表.pdf",
        len(PDF),
        "application/pdf",
    )
    assert files_of(settings.evidence_dir) == {sha256(PDF).hexdigest(): PDF}
    assert send(engine, settings, record, PDF).id == file.id
    assert evidence_path(settings, file).read_bytes() == PDF


def test_what_is_refused_leaves_nothing(
    engine: Engine, settings: Settings, record: tuple[RecordKind, int]
) -> None:
    with pytest.raises(SourceError, match="不是可以作证明材料"):
        send(engine, settings, record, b"MZ")
    small = settings.model_copy(update={"max_file_mb": 1})
    with pytest.raises(SourceError, match="超过上限"):
        send(engine, small, record, PDF + b" " * (1 << 20))
    with pytest.raises(NotFound):
        send(engine, settings, (RecordKind.DEAL, 99), PDF)
    assert files_of(settings.evidence_dir) == {}


def test_a_void_record_takes_no_files_and_a_record_not_any_number(
    engine: Engine, settings: Settings, record: tuple[RecordKind, int]
) -> None:
    for number in range(MOST_FILES):
        send(engine, settings, record, PDF + str(number).encode())
    with pytest.raises(Conflict, match=f"最多附 {MOST_FILES} 个文件"):
        send(engine, settings, record, PDF)
    with make_session(engine) as session:
        activity = ledger_queries.get_activity(session, record[1])
        void_activity(session, record[1], activity.revision or 0, "重复", AUTHOR)
        session.commit()
    with pytest.raises(Conflict, match="已作废"):
        send(engine, settings, record, PDF)


def test_a_removed_file_can_be_had_back_for_a_month_and_is_swept_then(
    engine: Engine, settings: Settings, record: tuple[RecordKind, int]
) -> None:
    kept, removed = send(engine, settings, record, PDF), send(engine, settings, record, PDF + b"2")
    remove(engine, removed)
    assert sweep_evidence(engine, settings, NOW + timedelta(days=30)) == []
    restore(engine, removed, timedelta(days=30))
    remove(engine, removed)
    with pytest.raises(Conflict, match="已超过 30 天"):
        restore(engine, removed, LATER)
    assert sweep_evidence(engine, settings, NOW + LATER) == [removed.stored_name]
    assert set(files_of(settings.evidence_dir)) == {kept.stored_name}
    # Sent again, it is the same and is there.
    assert send(engine, settings, record, PDF + b"2").id == removed.id
    assert set(files_of(settings.evidence_dir)) == {kept.stored_name, removed.stored_name}
    with make_session(engine) as session:
        assert len(session.exec(select(RecordFile)).all()) == 2


@pytest.mark.parametrize("kind", KINDS)
def test_a_backup_brings_files_back(
    engine: Engine,
    settings: Settings,
    record: tuple[RecordKind, int],
    tmp_path: Path,
    kind: str,
) -> None:
    kept, removed = send(engine, settings, record, PDF), send(engine, settings, record, PDF + b"2")
    gone, swept = (
        send(engine, settings, record, PDF + b"3"),
        send(engine, settings, record, PDF + b"4"),
    )
    remove(engine, removed)
    remove(engine, swept)
    for file in (gone, swept):
        (settings.evidence_dir / file.stored_name).unlink()
    path = tmp_path / "b.zip"
    manifest = take_backup(settings, path, NOW).manifest
    assert {file.name for file in manifest.files} == {
        f"evidence/{kept.stored_name}",
        f"evidence/{removed.stored_name}",
    }
    assert manifest.missing == (gone.stored_name,)
    with bare_database(kind, tmp_path) as url, opened(url) as restored:
        target = make_settings(tmp_path / "target", url)
        restore_backup(target, path)
        assert files_of(target.evidence_dir) == files_of(settings.evidence_dir)
        with make_session(restored) as session:
            assert len(session.exec(select(RecordFile)).all()) == 4
