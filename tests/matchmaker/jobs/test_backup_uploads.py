"""A backup carries uploaded files, names those it cannot carry, and brings them back whole."""

import stat
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy import Engine

from matchmaker.errors import BackupDamaged
from matchmaker.jobs.backup import take_backup
from matchmaker.jobs.restore import restore_backup
from matchmaker.jobs.uploads import Parcel, preview_upload, receive_upload, remove_upload
from matchmaker.services.backup_archive import verify_archive
from matchmaker.services.backup_manifest import MANIFEST, Member, read_manifest, write_manifest
from matchmaker.services.list_hands import Author
from matchmaker.services.uploads import Sender
from matchmaker.settings import Settings
from models.enums import ImportKind
from models.errors import Conflict
from models.upload import Upload
from tests.conftest import NOW
from tests.ingest.writing import PATENT_HEADERS, csv_text, patent_row
from tests.matchmaker.backup_world import bare_database, files_of, make_settings, opened
from tests.matchmaker.jobs.test_backup import KINDS


@pytest.fixture
def source(tmp_path: Path, database_url: str) -> Settings:
    return make_settings(tmp_path / "source", database_url)


def send(engine: Engine, settings: Settings, serial: int) -> Upload:
    content = csv_text([PATENT_HEADERS, patent_row(serial)]).encode()
    parcel = Parcel(ImportKind.PATENTS, "a.csv", Sender("张三"), [content])
    return receive_upload(engine, settings, parcel, NOW)


@pytest.mark.parametrize("kind", KINDS)
def test_uploaded_files_come_back_and_can_be_read(
    engine: Engine, source: Settings, tmp_path: Path, kind: str
) -> None:
    uploads = [send(engine, source, serial) for serial in (1, 2)]
    path = tmp_path / "b.zip"
    manifest = take_backup(source, path, NOW).manifest
    assert [file.name for file in manifest.files] == sorted(
        f"uploads/{upload.sha256}" for upload in uploads
    )
    assert {file.sha256 for file in manifest.files} == {upload.sha256 for upload in uploads}
    assert verify_archive(path) == manifest
    with bare_database(kind, tmp_path) as url, opened(url) as restored:
        target = make_settings(tmp_path / "target", url)
        restore_backup(target, path)
        assert files_of(target.uploads_dir) == files_of(source.uploads_dir)
        assert {stat.S_IMODE(file.stat().st_mode) for file in target.uploads_dir.iterdir()} == {
            0o600
        }
        assert preview_upload(restored, target, uploads[0].id or 0, NOW).report.new == 1


def test_files_that_are_gone_changed_or_unwanted_do_not_make_a_backup_fail(
    engine: Engine, source: Settings, tmp_path: Path
) -> None:
    kept, gone, changed, removed = (send(engine, source, serial) for serial in (1, 2, 3, 4))
    (source.uploads_dir / gone.stored_name).unlink()
    (source.uploads_dir / changed.stored_name).write_bytes(b"other")
    remove_upload(engine, source, removed.id or 0, Author("张三", NOW))
    (source.uploads_dir / ("0" * 64)).write_bytes(b"without a row")
    manifest = take_backup(source, tmp_path / "b.zip", NOW).manifest
    assert [file.name for file in manifest.files] == [f"uploads/{kept.sha256}"]
    assert manifest.missing == tuple(sorted([gone.stored_name, changed.stored_name]))
    with ZipFile(tmp_path / "b.zip") as archive:
        assert read_manifest(archive.read(MANIFEST)) == manifest


def test_uploads_that_are_there_are_not_overwritten(
    engine: Engine, source: Settings, tmp_path: Path
) -> None:
    send(engine, source, 1)
    path = take_backup(source, tmp_path / "b.zip", NOW).path
    target = make_settings(tmp_path / "target", f"sqlite:///{tmp_path / 'target.db'}")
    target.uploads_dir.mkdir(parents=True)
    (target.uploads_dir / "mine").write_bytes(b"mine")
    with pytest.raises(Conflict, match=r"上传文件夹“.*”不是空的，不会覆盖"):
        restore_backup(target, path)
    assert files_of(target.uploads_dir) == {"mine": b"mine"}
    assert not target.models_dir.exists()


def test_a_damaged_upload_is_named_and_nothing_is_restored(
    engine: Engine, source: Settings, tmp_path: Path
) -> None:
    upload = send(engine, source, 1)
    path = take_backup(source, tmp_path / "b.zip", NOW).path
    content = path.read_bytes()
    path.write_bytes(content.replace("武汉大学".encode(), "武汉大字".encode()))
    target = make_settings(tmp_path / "target", f"sqlite:///{tmp_path / 'target.db'}")
    with pytest.raises(BackupDamaged, match=f"uploads/{upload.sha256}"):
        restore_backup(target, path)
    assert not target.uploads_dir.exists()


@pytest.mark.parametrize("name", ["uploads/../x", "uploads/a/b", "uploads/A" + "0" * 63])
def test_a_name_that_no_upload_has_is_not_read(
    engine: Engine, source: Settings, tmp_path: Path, name: str
) -> None:
    manifest = take_backup(source, tmp_path / "b.zip", NOW).manifest
    forged = replace(manifest, files=(Member(name, 1, sha256(b"x").hexdigest()),))
    with pytest.raises(BackupDamaged, match="不应出现的文件名"):
        read_manifest(write_manifest(forged))
