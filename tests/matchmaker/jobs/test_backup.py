"""A backup holds every table as it was at one moment, and comes back the same on both databases."""

import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlmodel import SQLModel

from matchmaker.errors import BadConfiguration
from matchmaker.jobs.backup import default_path, schema_of, take_backup
from matchmaker.jobs.restore import restore_backup
from matchmaker.services.backup_archive import verify_archive
from matchmaker.services.backup_tables import LEFT_OUT, carried_tables, columns_of
from models.organisation import Organisation
from models.session import head_revision, make_session, schema_revision
from models.values.org_name import OrgType
from tests.conftest import NOW
from tests.matchmaker.backup_world import (
    MODEL,
    bare_database,
    by_key,
    contents,
    files_of,
    fill,
    make_settings,
    opened,
    write_model,
)

KINDS = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]

# A batch and its ten refused rows are one transaction: any state has ten times as many of these.
WRITER = """
import sys
from datetime import UTC, datetime
from models.enums import ImportKind
from models.import_batch import ImportBatch, RefusedRow
from models.session import make_engine, make_session

engine = make_engine(sys.argv[1])
for _ in range(int(sys.argv[2])):
    sys.stdin.readline()
    with make_session(engine) as session:
        batch = ImportBatch(
            kind=ImportKind.PATENTS, file_name="f", file_digest="d", source="s", row_count=10,
            new_count=0, changed_count=0, unchanged_count=0, refused_count=10,
            created_at=datetime.now(UTC),
        )
        session.add(batch)
        session.flush()
        session.add_all(
            RefusedRow(
                batch_id=batch.id, sheet="", row_number=row, column="", value="", reason="",
                remedy="",
            )
            for row in range(10)
        )
        session.commit()
    print("done", flush=True)
"""


def test_every_table_is_carried_or_named_as_left_out() -> None:
    carried = {table.name for table in carried_tables(schema_of(head_revision()))}
    assert carried | set(LEFT_OUT) == set(SQLModel.metadata.tables)
    assert carried & set(LEFT_OUT) == set()


def test_every_column_is_carried() -> None:
    carried = {
        table.name: {column.name for column in columns_of(table)}
        for table in carried_tables(schema_of(head_revision()))
    }
    tables = SQLModel.metadata.tables.values()
    assert carried == {
        table.name: set(table.columns.keys()) for table in tables if table.name not in LEFT_OUT
    }


@pytest.mark.parametrize("kind", KINDS)
def test_all_rows_come_back_on_either_database(
    engine: Engine, database_url: str, tmp_path: Path, kind: str
) -> None:
    fill(engine)
    source = make_settings(tmp_path / "source", database_url)
    write_model(source)
    path = tmp_path / "b.zip"
    manifest = take_backup(source, path, NOW).manifest
    assert verify_archive(path) == manifest
    with bare_database(kind, tmp_path) as url, opened(url) as target_engine:
        target = make_settings(tmp_path / "target", url)
        assert restore_backup(target, path) == manifest
        before, after = contents(engine), contents(target_engine)
        for table in SQLModel.metadata.tables:
            wanted = [] if table in LEFT_OUT else before[table]
            assert by_key(after[table], table) == by_key(wanted, table), table
        assert schema_revision(target_engine) == head_revision()
    assert files_of(target.models_dir) == {"learned-v1.json": MODEL, "more/weights.bin": MODEL}
    assert [file.name for file in manifest.files] == [
        "models/learned-v1.json",
        "models/more/weights.bin",
    ]
    assert all(len(before[table.table]) == table.rows >= 1 for table in manifest.tables)


@pytest.mark.parametrize("kind", KINDS)
def test_a_backup_of_what_was_restored_says_the_same(
    engine: Engine, database_url: str, tmp_path: Path, kind: str
) -> None:
    fill(engine)
    first, second, third = (tmp_path / f"{name}.zip" for name in "abc")
    take_backup(make_settings(tmp_path / "source", database_url), first, NOW)
    with bare_database(kind, tmp_path) as url:
        target = make_settings(tmp_path / "target", url)
        restore_backup(target, first)
        take_backup(target, second, NOW)
        taken = verify_archive(second)
    again = make_settings(tmp_path / "again", f"sqlite:///{tmp_path / 'again.db'}")
    restore_backup(again, second)
    assert take_backup(again, third, NOW).manifest.rows == taken.rows


@pytest.mark.parametrize("kind", KINDS)
def test_new_rows_are_numbered_behind_the_restored_ones(
    engine: Engine, database_url: str, tmp_path: Path, kind: str
) -> None:
    fill(engine)
    path = tmp_path / "b.zip"
    take_backup(make_settings(tmp_path / "source", database_url), path, NOW)
    with bare_database(kind, tmp_path) as url, opened(url) as target:
        restore_backup(make_settings(tmp_path / "target", url), path)
        with make_session(target) as session:
            newest = session.scalar(sa.select(sa.func.max(Organisation.id)))
            added = Organisation(name="新单位", org_type=OrgType.ENTERPRISE)
            session.add(added)
            session.commit()
            assert added.id == (newest or 0) + 1


def test_a_backup_while_another_process_writes_is_a_state_that_existed(
    engine: Engine, database_url: str, tmp_path: Path
) -> None:
    # As often as there are tables, and some more.
    turns = str(2 * len(SQLModel.metadata.tables))
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, database_url, turns],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as writer:
        assert writer.stdin is not None
        assert writer.stdout is not None

        def write(*_: object) -> None:
            assert writer.stdin is not None
            assert writer.stdout is not None
            writer.stdin.write("\n")
            writer.stdin.flush()
            assert writer.stdout.readline() == "done\n"

        for _ in range(3):
            write()
        # A transaction is committed after every table that is written.
        outcome = take_backup(make_settings(tmp_path, database_url), tmp_path / "b.zip", NOW, write)
        writer.kill()
    rows = {table.table: table.rows for table in verify_archive(outcome.path).tables}
    assert (rows["import_batch"], rows["refused_row"]) == (3, 30)
    assert len(contents(engine)["import_batch"]) > 30


def test_a_database_without_tables_is_told(tmp_path: Path) -> None:
    settings = make_settings(tmp_path, f"sqlite:///{tmp_path / 'none.db'}")
    with pytest.raises(BadConfiguration, match="还没有表"):
        take_backup(settings, tmp_path / "b.zip", NOW)
    assert not (tmp_path / "b.zip").exists()


def test_the_default_name_tells_the_moment(tmp_path: Path) -> None:
    settings = make_settings(tmp_path, "")
    assert default_path(settings, NOW) == tmp_path / "output" / "备份_20240506_093000.zip"
