"""The audit log: written with what it tells of, by many at once, and never changed unseen."""

import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from matchmaker.services.audit import append, verify
from matchmaker.services.list_hands import Author
from models.audit import AuditHead, AuditKind, AuditRecord
from models.errors import Conflict
from models.queries.audit import HEAD_ID, RecordFilter, list_records
from models.session import make_engine, make_session
from models.values.audit_chain import GENESIS, Break, Flaw, Link
from tests.conftest import NOW
from tests.matchmaker.services.audit_cases import records, tamper, write

BY = Author("张三", NOW)
EACH = 25

# Appends in a transaction each; waits for a word, so that all begin together.
WRITER = """
import sys
from datetime import datetime
from matchmaker.services.audit import append
from matchmaker.services.list_hands import Author
from models.audit import AuditKind
from models.session import make_engine, make_session

url, name, count, now = sys.argv[1:]
engine = make_engine(url)
author = Author(name, datetime.fromisoformat(now))
print("ready", flush=True)
sys.stdin.readline()
for serial in range(int(count)):
    with make_session(engine) as session:
        append(session, AuditKind.EXPORT, str(serial), {}, author)
        session.commit()
"""


def test_an_empty_log_is_whole(session: Session) -> None:
    verdict = verify(session)
    assert (verdict.start, verdict.end, verdict.broken) == (GENESIS, GENESIS, None)


def test_records_are_numbered_from_one_and_chained(engine: Engine) -> None:
    write(engine, 3)
    with make_session(engine) as session:
        found, verdict = records(session), verify(session)
    assert [record.number for record in found] == [1, 2, 3]
    assert [record.previous_hash for record in found] == [
        GENESIS.hash,
        *(record.hash for record in found[:2]),
    ]
    assert (verdict.count, verdict.end, verdict.broken) == (3, Link(3, found[2].hash), None)


def test_what_was_told_comes_back_and_still_has_its_hash(engine: Engine) -> None:
    details = {"文": "“甲”\n", "big": 2**70, "none": None, "deep": [{"b": [True, -1]}, "é"], "": ""}
    moment = datetime(2024, 5, 6, 1, 30, 0, 123456, tzinfo=UTC)
    with make_session(engine) as session:
        append(session, AuditKind.DELETION, "对象", details, Author("李娜", moment))
        session.commit()
    with make_session(engine) as session:
        (record,) = records(session)
        assert (record.details, record.made_at, record.kind) == (
            details,
            moment,
            AuditKind.DELETION,
        )
        assert verify(session).broken is None


def test_a_record_goes_with_the_transaction_it_tells_of(engine: Engine) -> None:
    write(engine, 1)
    with make_session(engine) as session:
        append(session, AuditKind.EXPORT, "x", {}, BY)
        session.rollback()
    write(engine, 1)
    with make_session(engine) as session:
        assert [record.number for record in records(session)] == [1, 2]
        assert verify(session).broken is None


def test_several_records_of_one_transaction_are_chained(session: Session) -> None:
    for subject in ("a", "b"):
        append(session, AuditKind.EXPORT, subject, {}, BY)
    session.commit()
    assert (verify(session).count, verify(session).broken) == (2, None)


def test_processes_that_append_at_once_all_succeed(engine: Engine, database_url: str) -> None:
    names = ["甲", "乙", "丙"]
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, database_url, name, str(EACH), NOW.isoformat()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in names
    ]
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
    ends = [writer.communicate("go\n") for writer in writers]
    assert [(writer.returncode, end[1]) for writer, end in zip(writers, ends, strict=True)] == [
        (0, "")
    ] * len(names)
    with make_session(engine) as session:
        found, verdict = records(session), verify(session)
    assert [record.number for record in found] == list(range(1, EACH * len(names) + 1))
    assert sorted(record.actor for record in found) == sorted(names * EACH)
    assert verdict.broken is None


def test_who_has_read_before_another_appended_can_still_append(engine: Engine) -> None:
    with make_session(engine) as first:
        assert records(first) == []
        write(engine, 1)
        append(first, AuditKind.EXPORT, "x", {}, BY)
        first.commit()
        assert (verify(first).count, verify(first).broken) == (2, None)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_record SET actor = 'x' WHERE number = 2",
        "DELETE FROM audit_record WHERE number = 2",
        "DELETE FROM audit_record",
        "DELETE FROM audit_head",
        "UPDATE audit_head SET number = 1",
    ],
)
def test_the_database_refuses_to_change_the_log(engine: Engine, statement: str) -> None:
    write(engine, 3)
    with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
        connection.execute(text(statement))
    with make_session(engine) as session:
        assert (verify(session).count, verify(session).broken) == (3, None)


def test_a_record_that_is_changed_by_code_is_refused(engine: Engine) -> None:
    write(engine, 1)
    with make_session(engine) as session:
        (record,) = records(session)
        record.actor = "x"
        session.add(record)
        with pytest.raises(DBAPIError, match="append-only"):
            session.flush()


def test_replacing_a_record_is_refused(engine: Engine) -> None:
    write(engine, 2)
    insert = "INSERT OR REPLACE" if engine.dialect.name == "sqlite" else "INSERT"
    statement = (
        f"{insert} INTO audit_record (number, made_at, actor, kind, subject, details, "
        "previous_hash, hash) SELECT number, made_at, 'x', kind, subject, details, previous_hash, "
        "hash FROM audit_record WHERE number = 1"
    )
    with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
        connection.execute(text(statement))


@pytest.mark.postgres
def test_postgres_refuses_to_empty_the_log(empty_postgres_url: str) -> None:
    engine = make_engine(empty_postgres_url)
    write(engine, 1)
    with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
        connection.execute(text("TRUNCATE audit_record"))
    engine.dispose()


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE audit_record SET subject = '第2 份' WHERE number = 2", Break(2, Flaw.CHANGED)),
        ("UPDATE audit_record SET actor = '张四' WHERE number = 4", Break(4, Flaw.CHANGED)),
        ("UPDATE audit_record SET kind = 'login' WHERE number = 1", Break(1, Flaw.CHANGED)),
        ("UPDATE audit_record SET kind = 'nothing' WHERE number = 1", Break(1, Flaw.CHANGED)),
        (
            "UPDATE audit_record SET made_at = '2024-05-06 01:30:00.000001+00:00' WHERE number = 3",
            Break(3, Flaw.CHANGED),
        ),
        (
            """UPDATE audit_record SET details = '{"serial": 3}' WHERE number = 3""",
            Break(3, Flaw.CHANGED),
        ),
        ("UPDATE audit_record SET hash = 'x' WHERE number = 4", Break(4, Flaw.CHANGED)),
        ("DELETE FROM audit_record WHERE number = 1", Break(1, Flaw.MISSING)),
        ("DELETE FROM audit_record WHERE number = 3", Break(3, Flaw.MISSING)),
        ("DELETE FROM audit_record WHERE number = 4", Break(4, Flaw.MISSING)),
        ("DELETE FROM audit_record", Break(1, Flaw.MISSING)),
        ("UPDATE audit_record SET number = 5 WHERE number = 2", Break(2, Flaw.MISSING)),
        (
            "INSERT INTO audit_record SELECT 5, made_at, actor, kind, subject, details, "
            "hash, hash FROM audit_record WHERE number = 4",
            Break(5, Flaw.EXTRA),
        ),
        ("UPDATE audit_head SET hash = 'x'", Break(4, Flaw.OTHER_END)),
        ("DELETE FROM audit_head", Break(0, Flaw.NO_HEAD)),
    ],
)
def test_tampering_is_found_and_named(engine: Engine, statement: str, broken: Break) -> None:
    write(engine, 4)
    tamper(engine, statement)
    with make_session(engine) as session:
        assert verify(session).broken == broken


def test_what_has_no_meaning_any_more_is_found_and_still_listed(
    sqlite_template: Path, tmp_path: Path
) -> None:
    shutil.copy(sqlite_template, tmp_path / "own.db")
    engine = make_engine(f"sqlite:///{tmp_path / 'own.db'}")
    write(engine, 2)
    tamper(engine, "UPDATE audit_record SET made_at = 'never', details = '{' WHERE number = 2")
    with make_session(engine) as session:
        assert verify(session).broken == Break(2, Flaw.CHANGED)
        newest = list_records(session, RecordFilter(limit=1))[0]
    assert (newest.made_at, newest.details) == ("never", "{")
    engine.dispose()


def test_without_its_head_the_log_takes_nothing(engine: Engine) -> None:
    write(engine, 1)
    tamper(engine, "DELETE FROM audit_head")
    with make_session(engine) as session, pytest.raises(Conflict, match="链头缺失"):
        append(session, AuditKind.EXPORT, "x", {}, BY)


def test_a_restored_log_goes_on(engine: Engine) -> None:
    write(engine, 2)
    with make_session(engine) as session:
        kept = [record.model_dump() for record in records(session)]
        head = session.get_one(AuditHead, HEAD_ID).model_dump()
    tamper(engine, "DELETE FROM audit_record", "DELETE FROM audit_head")
    with make_session(engine) as session:
        session.add_all([AuditHead(**head), *(AuditRecord(**row) for row in kept)])
        session.commit()
    write(engine, 1)
    with make_session(engine) as session:
        assert (verify(session).count, verify(session).broken) == (3, None)
