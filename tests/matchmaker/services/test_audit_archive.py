"""What is older than six months leaves the log for a file, and both can still be checked."""

import gzip
import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from ingest.errors import SourceError
from matchmaker.errors import BadQuery
from matchmaker.services.audit import archive, verify, verify_archive
from matchmaker.services.list_hands import Author
from models.audit import AuditAnchor, AuditKind
from models.errors import Conflict, NotFound
from models.session import make_session
from models.values.audit_chain import Break, Flaw
from tests.conftest import NOW
from tests.matchmaker.services.audit_cases import records, tamper, write

BY = Author("李娜", NOW)
OLD = NOW - timedelta(days=300)
OLDER = NOW - timedelta(days=400)
BEFORE = date(2023, 11, 6)


@pytest.fixture
def log(engine: Engine) -> Engine:
    """A log of three records older than six months, and two of today."""
    write(engine, 1, OLDER)
    write(engine, 2, OLD)
    write(engine, 2)
    return engine


def move(engine: Engine, folder: Path, before: date = BEFORE) -> Path:
    with make_session(engine) as session:
        path, _ = archive(session, before, folder, BY)
        session.commit()
    return path


def broken(engine: Engine, path: Path) -> Break | None:
    with make_session(engine) as session:
        return verify_archive(session, path).broken


def rewrite(path: Path, lines: list[bytes]) -> None:
    path.write_bytes(gzip.compress(b"".join(lines)))


def test_old_records_move_to_the_file_and_the_rest_goes_on(log: Engine, tmp_path: Path) -> None:
    with make_session(log) as session:
        before = records(session)
    path = move(log, tmp_path / "out")
    assert path.name == "audit-000000001-000000003.jsonl.gz"
    header, *lines = [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]
    assert header == {
        "first_number": 1,
        "last_number": 3,
        "previous_hash": "0" * 64,
        "last_hash": before[2].hash,
    }
    assert [(line["number"], line["hash"]) for line in lines] == [
        (record.number, record.hash) for record in before[:3]
    ]
    with make_session(log) as session:
        found, verdict = records(session), verify(session)
        of_file = verify_archive(session, path)
    assert [record.number for record in found] == [4, 5, 6]
    assert (found[-1].kind, found[-1].actor) == (AuditKind.ARCHIVED, "李娜")
    assert (verdict.start.number, verdict.count, verdict.broken) == (3, 3, None)
    assert (of_file.start.number, of_file.end.number, of_file.broken) == (0, 3, None)


def test_archives_follow_each_other(log: Engine, tmp_path: Path) -> None:
    first = move(log, tmp_path, (OLDER + timedelta(days=1)).date())
    second = move(log, tmp_path)
    assert [first.name, second.name] == [
        "audit-000000001-000000001.jsonl.gz",
        "audit-000000002-000000003.jsonl.gz",
    ]
    assert [broken(log, first), broken(log, second)] == [None, None]
    with make_session(log) as session:
        assert verify(session).broken is None


def test_six_months_stay(log: Engine, tmp_path: Path) -> None:
    with pytest.raises(BadQuery, match="至少保留 6 个月，--before 最晚为 2023-11-06"):
        move(log, tmp_path, BEFORE + timedelta(days=1))
    assert list(tmp_path.glob("*.gz")) == []


def test_nothing_that_old_is_told(log: Engine, tmp_path: Path) -> None:
    with pytest.raises(BadQuery, match="2020-01-01 之前没有可归档的记录"):
        move(log, tmp_path, date(2020, 1, 1))


def test_a_record_out_of_time_keeps_those_after_it(engine: Engine, tmp_path: Path) -> None:
    for at in (OLD, NOW, OLD):
        write(engine, 1, at)
    assert move(engine, tmp_path).name == "audit-000000001-000000001.jsonl.gz"


def test_an_archive_that_fails_leaves_the_log_and_can_be_made_again(
    log: Engine, tmp_path: Path
) -> None:
    with make_session(log) as session:
        path, _ = archive(session, BEFORE, tmp_path, BY)
        session.rollback()
        assert (len(records(session)), verify(session).broken) == (5, None)
    content = path.read_bytes()
    assert move(log, tmp_path).read_bytes() == content
    assert broken(log, path) is None


def test_another_file_of_that_name_is_not_overwritten(log: Engine, tmp_path: Path) -> None:
    path = tmp_path / "audit-000000001-000000003.jsonl.gz"
    path.write_bytes(b"other")
    with pytest.raises(Conflict, match="已存在且内容不同"):
        move(log, tmp_path)
    assert (path.read_bytes(), list(tmp_path.glob("*.part"))) == (b"other", [])


def test_a_broken_log_is_not_archived(log: Engine, tmp_path: Path) -> None:
    tamper(log, "UPDATE audit_record SET actor = 'x' WHERE number = 2")
    with pytest.raises(Conflict, match="不能归档：第 2 号：内容与校验值不符"):
        move(log, tmp_path)


@pytest.mark.parametrize("place", [1, 2, 3])
def test_a_changed_record_of_an_archive_is_named(log: Engine, tmp_path: Path, place: int) -> None:
    path = move(log, tmp_path)
    lines = gzip.decompress(path.read_bytes()).splitlines(keepends=True)
    lines[place] = lines[place].replace("张三".encode(), "张四".encode())
    rewrite(path, lines)
    assert broken(log, path) == Break(place, Flaw.CHANGED)


def test_a_record_taken_out_of_an_archive_is_named(log: Engine, tmp_path: Path) -> None:
    path = move(log, tmp_path)
    lines = gzip.decompress(path.read_bytes()).splitlines(keepends=True)
    rewrite(path, [*lines[:2], *lines[3:]])
    assert broken(log, path) == Break(2, Flaw.MISSING)
    rewrite(path, lines[:3])
    assert broken(log, path) == Break(3, Flaw.MISSING)


def test_a_line_that_is_none_is_named(log: Engine, tmp_path: Path) -> None:
    path = move(log, tmp_path)
    lines = gzip.decompress(path.read_bytes()).splitlines(keepends=True)
    for wrong in (b"{\n", b"[]\n", b'{"number": 2}\n', lines[2].replace(b":2,", b':"2",', 1)):
        rewrite(path, [*lines[:2], wrong, lines[3]])
        assert broken(log, path) == Break(2, Flaw.UNREADABLE)


def test_a_file_that_is_cut_off_is_broken(log: Engine, tmp_path: Path) -> None:
    path = move(log, tmp_path)
    content = path.read_bytes()
    path.write_bytes(content[:-4])
    assert broken(log, path) == Break(3, Flaw.UNREADABLE)
    path.write_bytes(content + b"more")
    assert broken(log, path) == Break(3, Flaw.UNREADABLE)
    path.write_bytes(gzip.compress(gzip.decompress(content)[:-1]))
    assert broken(log, path) == Break(3, Flaw.UNREADABLE)


def test_no_changed_byte_of_an_archive_goes_unseen(log: Engine, tmp_path: Path) -> None:
    path = move(log, tmp_path)
    content = path.read_bytes()
    # Bytes 3 to 9 of gzip are flags, time and system, which say nothing of what it holds.
    for place in (*range(3), *range(10, len(content), 7)):
        path.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        try:
            assert broken(log, path) is not None, place
        except (SourceError, NotFound):
            continue


def test_a_header_that_says_otherwise_is_told(log: Engine, tmp_path: Path) -> None:
    path = move(log, tmp_path)
    lines = gzip.decompress(path.read_bytes()).splitlines(keepends=True)
    rewrite(path, [lines[0].replace(b'"first_number":1', b'"first_number":2'), *lines[1:]])
    assert broken(log, path) == Break(1, Flaw.OTHER_HEADER)


def test_a_file_of_another_kind_or_system_is_refused(log: Engine, tmp_path: Path) -> None:
    path = move(log, tmp_path)
    lines = gzip.decompress(path.read_bytes()).splitlines(keepends=True)
    rewrite(path, [lines[0].replace(b'"last_number":3', b'"last_number":9'), *lines[1:]])
    with pytest.raises(NotFound, match="第 9 号结尾的归档"):
        broken(log, path)
    for content in (b"no gzip", gzip.compress(b"no header\n"), gzip.compress(b"{}\n")):
        path.write_bytes(content)
        with pytest.raises(SourceError, match="不是审计日志的归档文件"):
            broken(log, path)
    with pytest.raises(SourceError, match="文件不存在"):
        broken(log, tmp_path / "none.gz")


def test_records_moved_without_a_record_of_it_are_missed(log: Engine) -> None:
    with make_session(log) as session:
        third = records(session)[2]
        session.add(
            AuditAnchor(
                first_number=1,
                last_number=3,
                previous_hash="0" * 64,
                last_hash=third.hash,
                file_name="x",
                made_at=NOW,
            )
        )
        session.commit()
    tamper(log, "DELETE FROM audit_record WHERE number <= 3")
    with make_session(log) as session:
        assert verify(session).broken == Break(3, Flaw.UNTOLD)
