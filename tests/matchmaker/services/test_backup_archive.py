"""An archive that is not whole is told from one that is, by the name of what is damaged."""

from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pytest

from matchmaker.errors import BackupDamaged
from matchmaker.services.backup_archive import new_archive, open_archive, verify_archive
from matchmaker.services.backup_manifest import (
    MANIFEST,
    Manifest,
    Member,
    TableMember,
    write_manifest,
)
from matchmaker.services.backup_values import Column, Kind
from models.errors import Conflict, NotFound
from tests.conftest import NOW

COLUMNS = (Column("id", Kind.INTEGER), Column("name", Kind.TEXT))
LINES = {"event": [b'[1,"a"]\n', b'[2,"b"]\n'], "patent": []}
MODEL = b"model" * 9


def make_archive(path: Path) -> Manifest:
    with new_archive(path, NOW) as archive:
        tables = tuple(
            TableMember(
                name, COLUMNS, len(lines), archive.add_lines(f"tables/{name}.jsonl.gz", lines)
            )
            for name, lines in LINES.items()
        )
        files = (archive.add("models/learned-v1.json", [MODEL]),)
        manifest = Manifest("0.1.0", "0010", "2024-05-06", "sqlite", tables, ("x",), files)
        archive.finish(manifest)
    return manifest


def write_zip(path: Path, manifest: Manifest, contents: dict[str, bytes]) -> Path:
    """Write an archive as somebody would who knows the format and means harm."""
    with ZipFile(path, "w") as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
        written = write_manifest(manifest)
        archive.writestr(MANIFEST, written)
        archive.comment = sha256(written).hexdigest().encode()
    return path


def member_of(name: str, content: bytes) -> Member:
    return Member(name, len(content), sha256(content).hexdigest())


def test_an_archive_holds_what_was_put_in(tmp_path: Path) -> None:
    path = tmp_path / "b.zip"
    manifest = make_archive(path)
    assert verify_archive(path) == manifest
    with open_archive(path) as archive:
        assert [list(archive.lines(table)) for table in manifest.tables] == list(LINES.values())
        assert b"".join(archive.chunks(manifest.files[0])) == MODEL


def test_the_same_contents_make_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.zip", "b.zip"):
        make_archive(tmp_path / name)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_an_archive_is_for_its_owner_alone(tmp_path: Path) -> None:
    make_archive(tmp_path / "b.zip")
    assert (tmp_path / "b.zip").stat().st_mode & 0o777 == 0o600


def test_a_damaged_member_is_named(tmp_path: Path) -> None:
    whole, damaged = tmp_path / "b.zip", tmp_path / "d.zip"
    manifest = make_archive(whole)
    content = whole.read_bytes()
    with ZipFile(whole) as archive:
        stored = {name: archive.read(name) for name in archive.namelist()}
    assert list(stored) == [*(member.name for member in manifest.members), MANIFEST]
    for name, own in stored.items():
        start = content.index(own, content.index(name.encode()))
        for place in range(start, start + len(own)):
            damaged.write_bytes(flipped(content, place))
            with pytest.raises(BackupDamaged) as raised:
                verify_archive(damaged)
            assert name in str(raised.value), place


def test_no_changed_byte_passes_for_other_contents(tmp_path: Path) -> None:
    whole, damaged = tmp_path / "b.zip", tmp_path / "d.zip"
    manifest = make_archive(whole)
    content = whole.read_bytes()
    for place in range(len(content)):
        damaged.write_bytes(flipped(content, place))
        try:
            found = verify_archive(damaged)
        except BackupDamaged:
            continue
        assert found == manifest, place


def test_a_truncated_file_is_told(tmp_path: Path) -> None:
    whole, cut = tmp_path / "b.zip", tmp_path / "cut.zip"
    make_archive(whole)
    content = whole.read_bytes()
    for length in range(len(content)):
        cut.write_bytes(content[:length])
        with pytest.raises(BackupDamaged):
            verify_archive(cut)


def flipped(content: bytes, place: int) -> bytes:
    return content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :]


@pytest.mark.parametrize(
    "name",
    [
        "models/../../evil",
        "models/..",
        "models/./a",
        "models//a",
        "models/",
        "/etc/evil",
        "../evil",
        "models/C:/evil",
        "models/a\\..\\..\\evil",
        "models/a\x00b",
        "evil",
    ],
)
def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    manifest = Manifest("0.1.0", "0010", "", "sqlite", (), (), (member_of(name, MODEL),))
    path = write_zip(tmp_path / "b.zip", manifest, {name: MODEL})
    with pytest.raises(BackupDamaged, match="不应出现的文件名"):
        verify_archive(path)


def test_a_table_under_another_name_is_refused(tmp_path: Path) -> None:
    table = TableMember("event", COLUMNS, 0, member_of("tables/../event.jsonl.gz", b""))
    manifest = Manifest("0.1.0", "0010", "", "sqlite", (table,), (), ())
    path = write_zip(tmp_path / "b.zip", manifest, {table.member.name: b""})
    with pytest.raises(BackupDamaged, match="不应出现的文件名"):
        verify_archive(path)


def test_a_file_too_many_or_too_few_is_named(tmp_path: Path) -> None:
    files = (member_of("models/a", MODEL),)
    manifest = Manifest("0.1.0", "0010", "", "sqlite", (), (), files)
    for name, contents in (
        ("models/b", {"models/a": MODEL, "models/b": MODEL}),
        ("models/a", {}),
    ):
        path = write_zip(tmp_path / "b.zip", manifest, contents)
        with pytest.raises(BackupDamaged, match=name):
            verify_archive(path)


def test_more_lines_than_rows_are_told(tmp_path: Path) -> None:
    manifest = make_archive(tmp_path / "a.zip")
    wrong = replace(manifest, tables=(replace(manifest.tables[0], rows=3),), files=())
    name = wrong.tables[0].member.name
    with ZipFile(tmp_path / "a.zip") as archive:
        content = archive.read(name)
    path = write_zip(tmp_path / "b.zip", wrong, {name: content})
    with pytest.raises(BackupDamaged, match="event"):
        verify_archive(path)


def test_another_format_is_told_with_the_program_that_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "b.zip"
    with ZipFile(path, "w") as archive:
        content = b'{"format": 2, "program_version": "3.1"}'
        archive.writestr(MANIFEST, content)
        archive.comment = sha256(content).hexdigest().encode()
    with pytest.raises(BackupDamaged, match=r"格式版本为 2.*3\.1"):
        verify_archive(path)


def test_other_files_are_no_backups(tmp_path: Path) -> None:
    other = tmp_path / "other.zip"
    with ZipFile(other, "w") as archive:
        archive.writestr("a", "b")
    with pytest.raises(BackupDamaged, match="不是备份文件"):
        verify_archive(other)
    with pytest.raises(NotFound, match="没有备份文件"):
        verify_archive(tmp_path / "none.zip")


def test_a_file_of_that_name_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "b.zip"
    path.write_bytes(b"mine")
    with pytest.raises(Conflict, match="已存在"):
        make_archive(path)
    assert path.read_bytes() == b"mine"


def test_an_archive_that_fails_leaves_no_file(tmp_path: Path) -> None:
    def lines() -> Iterator[bytes]:
        yield b"x"
        raise OSError

    with pytest.raises(OSError), new_archive(tmp_path / "b.zip", NOW) as archive:
        archive.add("tables/event.jsonl", lines())
    assert list(tmp_path.iterdir()) == []
