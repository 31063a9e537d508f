"""Restore a backup into an empty database, in one transaction."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from sqlalchemy import Connection, Engine, MetaData
from sqlmodel import Session

from matchmaker.errors import BackupDamaged, BadConfiguration
from matchmaker.jobs.backup import OnRows, schema_of
from matchmaker.services.backup_archive import (
    Archive,
    OnBytes,
    open_archive,
    verify_archive,
)
from matchmaker.services.backup_manifest import (
    EVIDENCE_FOLDER,
    MODELS_FOLDER,
    UPLOADS_FOLDER,
    Manifest,
)
from matchmaker.services.backup_tables import (
    carried_tables,
    columns_of,
    load_lines,
    load_references,
    require_references,
    self_references,
    set_sequences,
)
from matchmaker.services.backup_target import (
    clear_tables,
    drop_tables,
    lock_tables,
    require_empty,
    sole_transaction,
)
from matchmaker.services.reference import seed_reference
from matchmaker.services.upload_files import OWNER_ONLY, OWNER_ONLY_FOLDER
from matchmaker.settings import Settings
from models.errors import Conflict
from models.session import head_revision, known_revisions, make_engine, schema_revision

_FOLDERS = {
    MODELS_FOLDER: "模型文件夹",
    UPLOADS_FOLDER: "上传文件夹",
    EVIDENCE_FOLDER: "证明材料文件夹",
}


def restore_backup(
    settings: Settings,
    path: Path,
    on_bytes: OnBytes | None = None,
    on_rows: OnRows | None = None,
) -> Manifest:
    """Load a backup, of this or an earlier revision, and bring it to this program's version.

    on_bytes: of the check before, as of verify_archive; on_rows: of the load. Raises BackupDamaged,
    BadConfiguration where the backup or the target is of a later program, Conflict where the target
    has data or is in use. Whatever is raised, the target stays as it was.
    """
    manifest = verify_archive(path, on_bytes)
    if manifest.revision not in known_revisions():
        raise BadConfiguration(
            f"此备份由程序版本 {manifest.program_version} 写成，数据库结构版本为 "
            f"{manifest.revision}，本程序只到 {head_revision()}。请升级程序后再恢复"
        )
    schema = schema_of(manifest.revision)
    _require_same_tables(manifest, schema)
    engine = make_engine(settings.resolved_database_url)
    try:
        with (
            open_archive(path) as archive,
            _staged(archive, MODELS_FOLDER, settings.models_dir) as place_models,
            _staged(archive, UPLOADS_FOLDER, settings.uploads_dir) as place_uploads,
            _staged(archive, EVIDENCE_FOLDER, settings.evidence_dir) as place_evidence,
            _emptied(engine) as connection,
        ):
            _load(connection, archive, schema, on_rows)
            place_models()
            place_uploads()
            place_evidence()
    finally:
        engine.dispose()
    return manifest


def _require_same_tables(manifest: Manifest, schema: MetaData) -> None:
    given = {table.table: set(table.columns) for table in manifest.tables}
    known = {table.name: set(columns_of(table)) for table in carried_tables(schema)}
    names = sorted(name for name in given.keys() | known if given.get(name) != known.get(name))
    if names:
        raise BackupDamaged(
            f"备份中的表与结构版本 {manifest.revision} 不符：{'、'.join(names)}。请改用另一份备份"
        )


@contextmanager
def _emptied(engine: Engine) -> Iterator[Connection]:
    """Open a transaction in which the database has no tables of ours; commit it at the end.

    Raises what restore_backup says of the target.
    """
    revision = schema_revision(engine)
    present = None if revision is None else schema_of(revision)
    with sole_transaction(engine) as connection:
        if present is not None:
            lock_tables(connection, present)
            require_empty(connection, present)
            drop_tables(connection, present)
        yield connection


def _load(
    connection: Connection, archive: Archive, schema: MetaData, on_rows: OnRows | None
) -> None:
    manifest = archive.manifest
    migrations = import_module("models.schema")
    migrations.migrate(connection, manifest.revision)
    clear_tables(connection, schema)
    tables = {table.table: table for table in manifest.tables}
    done = 0
    for table in carried_tables(schema):
        given = tables[table.name]
        for rows in load_lines(connection, table, given.columns, archive.lines(given)):
            done += rows
            if on_rows is not None:
                on_rows(table.name, done, manifest.rows)
        if self_references(table):
            load_references(connection, table, given.columns, archive.lines(given))
    require_references(connection)
    set_sequences(connection, carried_tables(schema))
    if manifest.revision != head_revision():
        migrations.migrate(connection)
        with Session(connection) as session:
            seed_reference(session)
            session.flush()


@contextmanager
def _staged(archive: Archive, name: str, folder: Path) -> Iterator[Callable[[], None]]:
    """Write the files of a folder beside it and yield what puts them there.

    Raises Conflict where the folder holds something. Where the block fails nothing stays.
    """
    if folder.is_dir() and any(folder.iterdir()):
        raise Conflict(
            f"{_FOLDERS[name]}“{folder}”不是空的，不会覆盖。请移走其中的文件，"
            "或用 MATCHMAKER_DATA_DIR 指向一个空文件夹"
        )
    staged = folder.with_name(f".{folder.name}.{os.getpid()}")
    placed = False

    def place() -> None:
        nonlocal placed
        if staged.is_dir():
            if folder.is_dir():
                folder.rmdir()
            staged.rename(folder)
            placed = True

    try:
        for member in archive.manifest.files_below(name):
            target = staged.joinpath(*member.name.split("/")[1:])
            target.parent.mkdir(parents=True, exist_ok=True, mode=OWNER_ONLY_FOLDER)
            handle = os.open(target, os.O_WRONLY | os.O_CREAT, OWNER_ONLY)
            with os.fdopen(handle, "wb") as file:
                file.writelines(archive.chunks(member))
        yield place
    except BaseException:
        if placed:
            shutil.rmtree(folder)
        raise
    finally:
        shutil.rmtree(staged, ignore_errors=True)
