"""The store of uploaded files: whole or not at all, told by content, nobody else's business."""

import errno
import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from ingest.errors import SourceError
from ingest.types import Limits
from matchmaker.errors import StorageFull
from matchmaker.services.upload_files import (
    INCOMING,
    place_file,
    receive_file,
    stored_path,
    sweep_files,
    under_its_name,
)
from models.errors import NotFound
from models.upload import MediaType
from scripts.fuzzing.packages import document_part, document_parts, opendocument_parts, zipped
from tests.conftest import NOW
from tests.ingest.compound import workbook_stream, write_compound
from tests.ingest.writing import (
    PATENT_HEADERS,
    csv_text,
    patent_row,
    read_parts,
    write_parts,
    write_xlsx,
)

CONTENT = csv_text([PATENT_HEADERS, patent_row()]).encode()
DIGEST = sha256(CONTENT).hexdigest()
LIMITS = Limits(file_bytes=100_000)


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def store(folder: Path, content: bytes = CONTENT) -> str:
    with receive_file(folder, [content[:10], content[10:]], "a.csv", LIMITS) as incoming:
        return place_file(folder, incoming)


def media_of(folder: Path, content: bytes) -> MediaType:
    with receive_file(folder, [content], "x", LIMITS) as incoming:
        return incoming.media_type


def test_file_gets_the_name_of_its_content_and_is_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "uploads"
    with receive_file(folder, iter([CONTENT]), "a.csv", LIMITS) as incoming:
        assert (incoming.sha256, incoming.size) == (DIGEST, len(CONTENT))
        assert incoming.media_type is MediaType.CSV
        assert not (folder / DIGEST).exists()
        assert place_file(folder, incoming) == DIGEST
    assert names_in(folder) == [DIGEST]
    assert (folder / DIGEST).read_bytes() == CONTENT
    assert stat.S_IMODE((folder / DIGEST).stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_same_content_is_stored_once(tmp_path: Path) -> None:
    assert store(tmp_path) == store(tmp_path)
    assert names_in(tmp_path) == [DIGEST]


def test_file_that_is_not_placed_leaves_nothing(tmp_path: Path) -> None:
    with receive_file(tmp_path, [CONTENT], "a.csv", LIMITS):
        pass
    assert names_in(tmp_path) == []


def test_transfer_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield CONTENT
        raise ConnectionError

    with pytest.raises(ConnectionError), receive_file(tmp_path, broken(), "a.csv", LIMITS):
        pass
    assert names_in(tmp_path) == []


def test_file_over_the_limit_is_not_read_on(tmp_path: Path) -> None:
    taken: list[int] = []

    def endless() -> Iterator[bytes]:
        while True:
            taken.append(1)
            yield b"x" * 30_000

    with (
        pytest.raises(SourceError, match=r"文件超过上限 0\.1 MB。请按单位或年份拆成"),
        receive_file(tmp_path, endless(), "a.csv", LIMITS),
    ):
        pass
    assert (len(taken), names_in(tmp_path)) == (4, [])


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_full_disk_is_told_and_leaves_nothing(tmp_path: Path, number: int) -> None:
    def full() -> Iterator[bytes]:
        yield CONTENT
        raise OSError(number, os.strerror(number))

    with (
        pytest.raises(StorageFull, match="磁盘已满，文件没有保存。请稍后重试"),
        receive_file(tmp_path, full(), "a.csv", LIMITS),
    ):
        pass
    assert names_in(tmp_path) == []


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"<html>", b"\0" * 100])
def test_what_cannot_be_loaded_leaves_nothing(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(SourceError, match=r"a\.csv"):
        store(tmp_path, content)
    assert names_in(tmp_path) == []


def test_kind_is_told_by_the_content(tmp_path: Path) -> None:
    rows = [PATENT_HEADERS, patent_row()]
    book = write_xlsx(tmp_path / "b", rows).read_bytes()
    old = write_compound(tmp_path / "o", {"Workbook": workbook_stream(rows)}).read_bytes()
    document = zipped({**document_parts(), "word/document.xml": document_part("")})
    sheet = zipped({**opendocument_parts(), "content.xml": b"<a/>"})
    folder = tmp_path / "uploads"
    assert media_of(folder, book) is MediaType.XLSX
    assert media_of(folder, old) is MediaType.XLS
    assert media_of(folder, document) is MediaType.DOCX
    assert media_of(folder, sheet) is MediaType.ODS
    assert media_of(folder, b'{"a": 1}') is MediaType.JSON_LINES
    assert media_of(folder, "申请号".encode("gbk")) is MediaType.CSV


@pytest.mark.parametrize("part", ["xl/vbaProject.bin", "xl/macrosheets/sheet1.xml"])
def test_workbook_with_macros_is_turned_away(tmp_path: Path, part: str) -> None:
    book = write_xlsx(tmp_path / "b", [PATENT_HEADERS])
    write_parts(book, {**read_parts(book), part: b"x"})
    with pytest.raises(SourceError, match="文件含有宏，不予接收。请另存为不含宏"):
        store(tmp_path / "uploads", book.read_bytes())


def test_stored_file_is_read_under_the_name_of_its_sender(tmp_path: Path) -> None:
    name = store(tmp_path)
    with under_its_name(tmp_path, name, "专利.csv") as path:
        assert (path.name, path.read_bytes()) == ("专利.csv", CONTENT)
    assert names_in(tmp_path) == [DIGEST]


@pytest.mark.parametrize("name", [DIGEST, "../secret", "", "a" * 63 + "G"])
def test_nothing_but_a_stored_file_is_given_out(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret").write_text("x")
    (tmp_path / "uploads").mkdir()
    with pytest.raises(NotFound, match="请重新上传"):
        stored_path(tmp_path / "uploads", name)


def test_sweep_takes_what_nobody_wants_and_nothing_else(tmp_path: Path) -> None:
    wanted, unwanted = store(tmp_path), store(tmp_path, CONTENT + b"\n")
    (tmp_path / "notes.txt").write_text("somebody's")
    fresh, stale = tmp_path / f"{INCOMING}fresh", tmp_path / f"{INCOMING}stale"
    for folder, age in ((fresh, 0), (stale, 25)):
        folder.mkdir()
        (folder / "a.csv").write_bytes(b"half")
        moment = (NOW - timedelta(hours=age)).timestamp()
        os.utime(folder, (moment, moment))
    assert sweep_files(tmp_path, {wanted}, NOW) == [stale.name, unwanted]
    assert names_in(tmp_path) == sorted([fresh.name, wanted, "notes.txt"])


def test_sweep_of_a_folder_that_is_not_there_finds_nothing(tmp_path: Path) -> None:
    assert sweep_files(tmp_path / "none", set(), datetime(2024, 1, 1, tzinfo=UTC)) == []
