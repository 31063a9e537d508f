"""Hostile archives: bombs, damage, names that lead elsewhere."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from scripts.fuzzing.packages import zipped
from scripts.hostility.case import Case
from scripts.hostility.zips import (
    SHEET,
    STORED,
    SYMLINK,
    blown_up,
    book,
    entry,
    parts_of_book,
    table_rows,
    with_entry,
    write_parted,
    write_parts,
    write_zip,
)

_OPENING, _CLOSING = parts_of_book("@")[SHEET].split(b"@")
_BROKEN = "工作簿已损坏"


def bomb(path: Path) -> None:
    with_entry(path, blown_up(SHEET, _OPENING, b" ", 3000, _CLOSING), SHEET)


def bomb_that_lies(path: Path) -> None:
    honest = blown_up(SHEET, _OPENING, b" ", 3000, _CLOSING)
    with_entry(path, replace(honest, size=1000), SHEET)


def bomb_of_many(path: Path) -> None:
    one = blown_up("", b"<a>", b" ", 1, b"</a>")
    parts = [replace(one, name=b"xl/media/%d.xml" % number) for number in range(3000)]
    write_zip(path, [*book(parts_of_book()), *parts])


def bomb_of_rows(path: Path) -> None:
    head = _OPENING + table_rows().encode()
    with_entry(path, blown_up(SHEET, head, b"<row></row>", 900, _CLOSING), SHEET)


def nested(path: Path) -> None:
    content = b"\0" * 1_000_000
    for depth in range(5):
        content = zipped({f"{depth}.zip": content})
    path.write_bytes(content)


def bomb_inside(path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 20_000_000)
    with_entry(path, entry("xl/embeddings/book.xlsx", stream.getvalue(), method=STORED))


def overlapping(path: Path) -> None:
    """A thousand entries that all claim the data of one."""
    kernel = blown_up("xl/media/0.xml", b"<a>", b" ", 10, b"</a>")
    listed = [(one, None) for one in [kernel, *book(parts_of_book())]]
    again = [(replace(kernel, name=b"xl/media/%d.xml" % n), 0) for n in range(1, 1000)]
    write_parted(path, [*listed, *again])


def quoted_overlap(path: Path) -> None:
    """An entry whose data holds the whole of another entry, which is listed as well."""
    inner = io.BytesIO()
    target = path.with_suffix(".inner")
    write_zip(target, [entry("xl/media/a.xml", b"<a/>" * 1000)])
    inner.write(target.read_bytes())
    target.unlink()
    outer = entry("xl/media/b.bin", inner.getvalue(), method=STORED)
    place = 30 + len(outer.name)
    again = entry("xl/media/a.xml", b"<a/>" * 1000)
    listed = [(one, None) for one in [outer, *book(parts_of_book())]]
    write_parted(path, [*listed, (again, place)])


def many_entries(path: Path) -> None:
    small = [entry(f"xl/media/{n}.xml", b"", method=STORED) for n in range(300_000)]
    write_zip(path, [*book(parts_of_book()), *small])


def truncated(path: Path) -> None:
    write_parts(path, parts_of_book())
    path.write_bytes(path.read_bytes()[:-300])


def wrong_crc(path: Path) -> None:
    with_entry(path, entry(SHEET, parts_of_book()[SHEET], crc=1), SHEET)


def wrong_directory(path: Path) -> None:
    write_zip(path, book(parts_of_book()), shift=7)


def named(name: str | bytes) -> Callable[[Path], object]:
    return lambda path: with_entry(path, entry(name, b"x"))


CASES = (
    Case("zip_bomb", "专利.xlsx", bomb, "可能是恶意"),
    Case("zip_bomb_lying_size", "专利.xlsx", bomb_that_lies, "恶意"),
    Case("zip_bomb_of_many_entries", "专利.xlsx", bomb_of_many, "恶意"),
    Case("zip_bomb_of_empty_rows", "专利.xlsx", bomb_of_rows, "恶意"),
    Case("zip_in_zip", "专利.xlsx", nested, "压缩包"),
    Case("zip_bomb_embedded", "专利.xlsx", bomb_inside),
    Case("zip_overlap", "专利.xlsx", overlapping, "互相重叠"),
    Case("zip_quoted_overlap", "专利.xlsx", quoted_overlap, "互相重叠"),
    Case("zip_300000_entries", "专利.xlsx", many_entries, "部件过多"),
    Case("zip_truncated", "专利.xlsx", truncated, _BROKEN),
    Case("zip_wrong_crc", "专利.xlsx", wrong_crc, _BROKEN),
    Case("zip_wrong_directory", "专利.xlsx", wrong_directory, "可能是恶意文件"),
    Case(
        "zip_lzma",
        "专利.xlsx",
        lambda path: with_entry(path, entry("xl/media/a.xml", b"<a/>", method=14)),
        _BROKEN,
    ),
    Case("zip_same_name_twice", "专利.xlsx", named(SHEET), _BROKEN),
    Case("zip_path_upwards", "专利.xlsx", named("xl/../../../etc/passwd"), "路径可疑"),
    Case("zip_path_absolute", "专利.xlsx", named("/etc/passwd"), "路径可疑"),
    Case("zip_path_drive", "专利.xlsx", named("C:\\Windows\\a.dll"), "路径可疑"),
    Case("zip_path_backwards", "专利.xlsx", named("xl\\..\\..\\a.dll"), "路径可疑"),
    Case("zip_path_nul", "专利.xlsx", named(b"xl/a.xml\0.exe"), "路径可疑"),
    Case(
        "zip_symlink",
        "专利.xlsx",
        lambda path: with_entry(path, entry("xl/a.xml", b"/etc/passwd", mode=SYMLINK)),
        "符号链接",
    ),
    Case(
        "zip_password",
        "专利.xlsx",
        lambda path: with_entry(path, entry(SHEET, b"<a/>", flags=1), SHEET),
        "密码",
    ),
)
