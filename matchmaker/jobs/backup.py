"""Take a backup while the service works."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from hashlib import file_digest
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

from sqlalchemy import Connection, Engine, MetaData, Table, select

from matchmaker.errors import BadConfiguration
from matchmaker.services.backup_archive import BUFFER_BYTES, ArchiveWriter, new_archive
from matchmaker.services.backup_manifest import (
    EVIDENCE_FOLDER,
    MODELS_FOLDER,
    UPLOADS_FOLDER,
    Manifest,
    Member,
    TableMember,
    table_member_name,
)
from matchmaker.services.backup_tables import (
    LEFT_OUT,
    POSTGRES,
    carried_tables,
    columns_of,
    count_rows,
    read_lines,
)
from matchmaker.services.upload_files import stored_path
from matchmaker.settings import Settings
from models.errors import Conflict, NotFound
from models.kept_record import RecordFile
from models.session import VERSION, known_revisions, make_engine, schema_revision
from models.upload import Upload, UploadState

DISTRIBUTION = "patent-matchmaker"
ROWS_A_TURN = 1000

# Table, rows done in all tables, rows in all tables.
OnRows = Callable[[str, int, int], None]


@dataclass(frozen=True)
class BackupOutcome:
    """Where a backup is and what it holds; size: of the archive in bytes."""

    path: Path
    manifest: Manifest
    size: int


# How the names of backups begin that are given none.
PREFIX = "备份_"


def default_path(settings: Settings, now: datetime) -> Path:
    """Return the name of a backup that is taken now."""
    return settings.output_dir / f"{PREFIX}{now:%Y%m%d_%H%M%S}.zip"


@dataclass(frozen=True)
class TakenBackup:
    """A backup in the folder of exports; size: in bytes; written_at: when its file was complete."""

    name: str
    size: int
    written_at: datetime


def list_backups(settings: Settings) -> list[TakenBackup]:
    """Return the backups that bear their usual names, the newest first."""
    found = []
    for path in sorted(settings.output_dir.glob(f"{PREFIX}*.zip"), reverse=True):
        facts = path.stat()
        written_at = datetime.fromtimestamp(facts.st_mtime, UTC)
        found.append(TakenBackup(path.name, facts.st_size, written_at))
    return found


def take_backup(
    settings: Settings, path: Path, now: datetime, on_rows: OnRows | None = None
) -> BackupOutcome:
    """Write the database, as it is at one moment, models and what people sent into a new archive.

    A file they sent that is not there, or not as it came, is left out and named in the manifest; a
    file that no row of that moment wants is left out. A database of an earlier revision is carried
    as it is. Raises BadConfiguration where there is none of a known revision, Conflict where the
    file exists.
    """
    engine = make_engine(settings.resolved_database_url)
    try:
        revision = schema_revision(engine)
        if revision is None:
            raise BadConfiguration("数据库中还没有表，无可备份。请核对 MATCHMAKER_DATABASE_URL")
        tables = carried_tables(schema_of(revision))
        with new_archive(path, now) as archive, _snapshot(engine, revision) as connection:
            written = _write_tables(archive, connection, tables, on_rows)
            sent, missing = _write_sent(
                archive, (UPLOADS_FOLDER, settings.uploads_dir), _uploads(connection, tables)
            )
            held, removed = _evidence(connection, tables)
            evidence = EVIDENCE_FOLDER, settings.evidence_dir
            proofs, lost = _write_sent(archive, evidence, held)
            # What was removed can be had back while it is there.
            left, _ = _write_sent(archive, evidence, removed)
            manifest = Manifest(
                program_version=version(DISTRIBUTION),
                revision=revision,
                made_at=now.isoformat(timespec="seconds"),
                database=engine.dialect.name,
                tables=written,
                left_out=LEFT_OUT,
                files=(*_write_files(archive, settings.models_dir), *sent, *proofs, *left),
                missing=(*missing, *lost),
            )
            archive.finish(manifest)
    finally:
        engine.dispose()
    return BackupOutcome(path, manifest, path.stat().st_size)


def schema_of(revision: str) -> MetaData:
    """Return the tables of a revision; raise BadConfiguration where the program knows no such."""
    if revision not in known_revisions():
        raise BadConfiguration(
            f"数据库结构版本为 {revision}，程序只认得 {known_revisions()[-1]} 及以前的版本。"
            "请升级程序"
        )
    # The library that runs migrations is wanted by few commands.
    schema: MetaData = import_module("models.schema").tables_at(revision)
    return schema


@contextmanager
def _snapshot(engine: Engine, revision: str) -> Iterator[Connection]:
    """Open a connection that sees one state of the database, whatever others write meanwhile.

    Raises Conflict where that state is of another revision.
    """
    with engine.connect() as connection:
        if engine.dialect.name == POSTGRES:
            connection.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
        else:
            # The driver begins none before a read; in WAL mode the first read fixes what is seen.
            connection.exec_driver_sql("BEGIN")
        if connection.scalar(select(VERSION.c.version_num)) != revision:
            raise Conflict("数据库正在升级，没有备份。请稍后再试")
        yield connection


def _write_tables(
    archive: ArchiveWriter,
    connection: Connection,
    tables: Sequence[Table],
    on_rows: OnRows | None,
) -> tuple[TableMember, ...]:
    counts = count_rows(connection, tables)
    total, done = sum(counts.values()), 0
    written = []
    for table in tables:
        tell = partial(_tell, on_rows, table.name, done, total)
        lines = _watched(read_lines(connection, table), tell)
        member = archive.add_lines(table_member_name(table.name), lines)
        rows = counts[table.name]
        written.append(TableMember(table.name, columns_of(table), rows, member))
        tell(rows)
        done += rows
    return tuple(written)


def _watched(lines: Iterable[bytes], tell: Callable[[int], None]) -> Iterator[bytes]:
    """Yield lines and tell every now and then how many there have been."""
    for number, line in enumerate(lines, start=1):
        yield line
        if number % ROWS_A_TURN == 0:
            tell(number)


def _tell(on_rows: OnRows | None, table: str, before: int, total: int, rows: int) -> None:
    if on_rows is not None:
        on_rows(table, before + rows, total)


def _write_files(archive: ArchiveWriter, folder: Path) -> tuple[Member, ...]:
    """Write what was learnt; a file that is being written has a hidden name and is left alone."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    names = {path: path.relative_to(folder) for path in paths}
    return tuple(
        archive.add(f"{MODELS_FOLDER}/{name.as_posix()}", _chunks(path))
        for path, name in names.items()
        if not any(part.startswith(".") for part in name.parts)
    )


def _uploads(connection: Connection, tables: Sequence[Table]) -> list[str]:
    """Return the names of the uploaded files that the database wants; none before there were any.

    By the table of the backup's own revision, whatever today's says.
    """
    upload = next((table for table in tables if table.name == Upload.__tablename__), None)
    if upload is None:
        return []
    statement = (
        select(upload.c.stored_name)
        .where(upload.c.state != UploadState.REMOVED.value)
        .distinct()
        .order_by(upload.c.stored_name)
    )
    return list(connection.scalars(statement))


def _evidence(connection: Connection, tables: Sequence[Table]) -> tuple[list[str], list[str]]:
    """Return the names of the files that prove records, and of those that were taken off them."""
    file = next((table for table in tables if table.name == RecordFile.__tablename__), None)
    if file is None:
        return [], []
    names = select(file.c.stored_name).distinct().order_by(file.c.stored_name)
    held = list(connection.scalars(names.where(file.c.removed_at.is_(None))))
    removed = connection.scalars(names.where(file.c.removed_at.is_not(None)))
    return held, [name for name in removed if name not in set(held)]


def _write_sent(
    archive: ArchiveWriter, folder: tuple[str, Path], names: Sequence[str]
) -> tuple[tuple[Member, ...], tuple[str, ...]]:
    """Write files that people sent; return them and the names of those that cannot be carried.

    folder: its name in the archive, and where it is.
    """
    written, missing = [], []
    for name in names:
        member = _write_one(archive, folder, name)
        if member is None:
            missing.append(name)
        else:
            written.append(member)
    return tuple(written), tuple(missing)


def _write_one(archive: ArchiveWriter, folder: tuple[str, Path], name: str) -> Member | None:
    """Write a file that has the content by which it is named; None for any other.

    It is opened once: taken away meanwhile, it can still be read.
    """
    try:
        file = stored_path(folder[1], name).open("rb")
    except (NotFound, FileNotFoundError):
        return None
    with file:
        if file_digest(file, "sha256").hexdigest() != name:
            return None
        file.seek(0)
        return archive.add(f"{folder[0]}/{name}", iter(partial(file.read, BUFFER_BYTES), b""))


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(BUFFER_BYTES):
            yield chunk
