"""A backup is restored whole into an empty database or not at all."""

import gzip
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlmodel import select

from matchmaker.errors import BackupDamaged, BadConfiguration
from matchmaker.jobs.backup import take_backup
from matchmaker.jobs.database import initialise
from matchmaker.jobs.restore import restore_backup
from matchmaker.services.backup_manifest import MANIFEST, Manifest, read_manifest, write_manifest
from matchmaker.settings import Settings
from models.errors import Conflict
from models.organisation import Organisation
from models.patent import Patent
from models.schema import migrate
from models.session import head_revision, make_engine, make_session, schema_revision
from models.values.org_name import OrgType
from tests.conftest import NOW
from tests.matchmaker.backup_world import (
    MODEL,
    bare_database,
    contents,
    files_of,
    fill,
    make_settings,
    opened,
    write_model,
)
from tests.models.test_migrations import insert_old_patent


@pytest.fixture(scope="module")
def backup(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup with rows in every table and two models."""
    folder = tmp_path_factory.mktemp("backup")
    settings = make_settings(folder, f"sqlite:///{folder / 'a.db'}")
    with opened(settings.resolved_database_url) as engine:
        initialise(engine)
        fill(engine)
    write_model(settings)
    return take_backup(settings, folder / "b.zip", NOW).path


@pytest.fixture
def target(tmp_path: Path, database_url: str) -> Settings:
    """Settings of an initialised, empty database."""
    return make_settings(tmp_path / "target", database_url)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def bare(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """Settings of a database without tables."""
    with bare_database(request.param, tmp_path) as url:
        yield make_settings(tmp_path / "target", url)


def rewritten(source: Path, path: Path, manifest: Manifest, changed: dict[str, bytes]) -> Path:
    """Write an archive anew, whole by its digests, with another manifest and other contents."""
    with ZipFile(source) as old, ZipFile(path, "w") as new:
        for member in manifest.members:
            new.writestr(member.name, changed.get(member.name, old.read(member.name)))
        content = write_manifest(manifest)
        new.writestr(MANIFEST, content)
        new.comment = sha256(content).hexdigest().encode()
    return path


def manifest_of(path: Path) -> Manifest:
    with ZipFile(path) as archive:
        return read_manifest(archive.read(MANIFEST))


def lines_of(source: Path, table: str) -> list[bytes]:
    with ZipFile(source) as archive:
        return gzip.decompress(archive.read(f"tables/{table}.jsonl.gz")).splitlines(keepends=True)


def with_lines(source: Path, path: Path, table: str, lines: bytes) -> Path:
    """Write an archive anew whose table has these lines in the place of its own."""
    manifest = manifest_of(source)
    old = next(entry for entry in manifest.tables if entry.table == table)
    packed = gzip.compress(lines)
    member = replace(old.member, size=len(packed), sha256=sha256(packed).hexdigest())
    entry = replace(old, rows=lines.count(b"\n"), member=member)
    tables = tuple(entry if other is old else other for other in manifest.tables)
    return rewritten(source, path, replace(manifest, tables=tables), {member.name: packed})


def test_what_init_put_there_is_replaced(backup: Path, target: Settings, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(sa.update(Organisation).values(city_code="429999"))
    restore_backup(target, backup)
    with make_session(engine) as session:
        codes = session.exec(select(Organisation.city_code)).all()
    assert "429999" not in codes
    assert files_of(target.models_dir) == {"learned-v1.json": MODEL, "more/weights.bin": MODEL}


def test_a_database_with_data_is_refused_and_left_alone(
    backup: Path, target: Settings, engine: Engine
) -> None:
    with make_session(engine) as session:
        session.add(Organisation(name="武汉轧机制造有限公司", org_type=OrgType.ENTERPRISE))
        session.commit()
    before = contents(engine)
    with pytest.raises(Conflict, match="organisation 1 行"):
        restore_backup(target, backup)
    assert contents(engine) == before
    assert not target.models_dir.exists()


def test_a_restore_is_not_repeated(backup: Path, bare: Settings) -> None:
    restore_backup(bare, backup)
    (bare.models_dir / "learned-v1.json").unlink()
    (bare.models_dir / "more" / "weights.bin").unlink()
    (bare.models_dir / "more").rmdir()
    with pytest.raises(Conflict, match="patent 2 行"):
        restore_backup(bare, backup)


def test_models_that_are_there_are_not_overwritten(
    backup: Path, target: Settings, engine: Engine
) -> None:
    target.models_dir.mkdir(parents=True)
    (target.models_dir / "learned-v1.json").write_bytes(b"mine")
    before = contents(engine)
    with pytest.raises(Conflict, match="模型文件夹"):
        restore_backup(target, backup)
    assert files_of(target.models_dir) == {"learned-v1.json": b"mine"}
    assert contents(engine) == before


def test_a_damaged_backup_leaves_the_target_as_it_was(
    backup: Path, target: Settings, engine: Engine, tmp_path: Path
) -> None:
    manifest = manifest_of(backup)
    name = manifest.tables[-1].member.name
    path = rewritten(backup, tmp_path / "d.zip", manifest, {name: b"x"})
    before = contents(engine)
    with pytest.raises(BackupDamaged, match=name):
        restore_backup(target, path)
    assert contents(engine) == before
    assert not target.models_dir.exists()


@pytest.mark.parametrize("table", ["patent_owner", "patent"])
def test_a_row_that_refers_to_none_leaves_the_target_as_it_was(
    backup: Path, target: Settings, engine: Engine, tmp_path: Path, table: str
) -> None:
    """Without its patents, owners of patents and a patent that is another's copy hang loose."""
    kept = {"patent_owner": b"", "patent": lines_of(backup, "patent")[0]}[table]
    path = with_lines(backup, tmp_path / "d.zip", "patent", kept)
    before = contents(engine)
    with pytest.raises(Conflict, match="没有恢复"):
        restore_backup(target, path)
    assert contents(engine) == before
    assert schema_revision(engine) == head_revision()
    assert not target.models_dir.exists()


def test_a_failed_restore_leaves_a_bare_database_bare(
    backup: Path, bare: Settings, tmp_path: Path
) -> None:
    path = with_lines(backup, tmp_path / "d.zip", "patent", b"")
    with pytest.raises(Conflict):
        restore_backup(bare, path)
    with opened(bare.resolved_database_url) as engine:
        assert sa.inspect(engine).get_table_names() == []


def test_a_line_that_is_no_row_is_told_with_its_table(
    backup: Path, target: Settings, tmp_path: Path
) -> None:
    path = with_lines(backup, tmp_path / "d.zip", "reminder", b"[1]\n")
    with pytest.raises(BackupDamaged, match="表 reminder 的第 1 行"):
        restore_backup(target, path)


def test_a_text_that_postgres_does_not_take_is_told_with_its_table(
    backup: Path, tmp_path: Path, empty_postgres_url: str
) -> None:
    lines = b"".join(lines_of(backup, "area")).replace("武汉".encode(), rb"\u0000")
    path = with_lines(backup, tmp_path / "d.zip", "area", lines)
    with pytest.raises(Conflict, match="表 area"):
        restore_backup(make_settings(tmp_path / "target", empty_postgres_url), path)


def test_a_later_revision_names_the_program_that_is_needed(
    backup: Path, target: Settings, tmp_path: Path
) -> None:
    later = replace(manifest_of(backup), revision="9999", program_version="7.1")
    path = rewritten(backup, tmp_path / "later.zip", later, {})
    with pytest.raises(BadConfiguration, match=r"程序版本 7\.1.*9999.*升级程序"):
        restore_backup(target, path)


def test_tables_that_the_revision_does_not_have_are_told(
    backup: Path, target: Settings, tmp_path: Path
) -> None:
    manifest = manifest_of(backup)
    first = manifest.tables[0]
    fewer = replace(first, columns=first.columns[1:])
    forged = replace(manifest, tables=(fewer, *manifest.tables[1:]))
    path = rewritten(backup, tmp_path / "forged.zip", forged, {})
    with pytest.raises(BackupDamaged, match=first.table):
        restore_backup(target, path)


@pytest.mark.parametrize("revision", ["0001", "0005"])
def test_an_earlier_revision_is_backed_up_as_it_is_and_restored_to_the_newest(
    bare: Settings, tmp_path: Path, revision: str
) -> None:
    old = make_settings(tmp_path / "old", f"sqlite:///{tmp_path / 'old.db'}")
    engine = make_engine(old.resolved_database_url)
    with engine.begin() as connection:
        migrate(connection, "0001")
    insert_old_patent(engine)
    with engine.begin() as connection:
        migrate(connection, revision)
    engine.dispose()
    path = tmp_path / "b.zip"
    assert take_backup(old, path, NOW).manifest.revision == revision
    restore_backup(bare, path)
    with opened(bare.resolved_database_url) as engine:
        assert schema_revision(engine) == head_revision()
        with make_session(engine) as session:
            patent = session.exec(select(Patent)).one()
            universities = session.exec(select(Organisation)).all()
    assert (patent.title, patent.inventors, patent.keywords) == ("一种阀门", ["张三"], [])
    assert len(universities) == 134


def test_an_empty_database_of_an_earlier_revision_is_filled(backup: Path, bare: Settings) -> None:
    with opened(bare.resolved_database_url) as engine:
        with engine.begin() as connection:
            migrate(connection, "0004")
        restore_backup(bare, backup)
        assert schema_revision(engine) == head_revision()
        assert len(contents(engine)["patent"]) == 2
