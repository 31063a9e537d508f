"""Minimal compound files (the container of .xls and of encrypted workbooks), made by hand."""

import struct
from collections.abc import Mapping, Sequence
from pathlib import Path

SECTOR = 512
# Streams below this size lie in a second table of small sectors, which we do without.
LARGE_STREAM = 4096
FREE, END, FAT_SECTOR = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def write_compound(path: Path, streams: Mapping[str, bytes]) -> Path:
    """Write a container of the named streams: header, FAT, directory, then the streams."""
    contents = [content.ljust(LARGE_STREAM, b"\0") for content in streams.values()]
    sizes = [-(-len(content) // SECTOR) for content in contents]
    starts = [2 + sum(sizes[:index]) for index in range(len(sizes))]
    fat = [FAT_SECTOR, END]
    for start, size in zip(starts, sizes, strict=True):
        fat += [*range(start + 1, start + size), END]
    assert len(fat) <= SECTOR // 4
    fat += [FREE] * (SECTOR // 4 - len(fat))
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIIII",
        bytes.fromhex("d0cf11e0a1b11ae1"),
        *(0x3E, 3, 0xFFFE, 9, 6),
        *(0, 1, 1, 0, LARGE_STREAM, END, 0, END, 0, 0),
    )
    header += struct.pack("<108I", *[FREE] * 108)
    entries = [_entry("Root Entry", 5, child=1, start=END, size=0)]
    for index, (name, start) in enumerate(zip(streams, starts, strict=True)):
        right = index + 2 if index + 1 < len(contents) else FREE
        entries.append(_entry(name, 2, start=start, size=len(contents[index]), right=right))
    directory = b"".join(entries).ljust(SECTOR, b"\0")
    body = b"".join(c.ljust(s * SECTOR, b"\0") for c, s in zip(contents, sizes, strict=True))
    path.write_bytes(header + struct.pack("<128I", *fat) + directory + body)
    return path


def _entry(
    name: str, kind: int, *, start: int, size: int, child: int = FREE, right: int = FREE
) -> bytes:
    encoded = name.encode("utf-16-le")
    fields = (encoded, len(encoded) + 2, kind, 1, FREE, right, child, start, size, 0)
    return struct.pack("<64sHBBIII36xIII", *fields)


def workbook_stream(rows: Sequence[Sequence[str]]) -> bytes:
    """Return an Excel 97 workbook with one sheet of texts."""
    first = _bof(0x05) + _sheet_name(0, "表一") + _record(0x0A)
    sheet = _bof(0x10)
    for row, cells in enumerate(rows):
        for column, text in enumerate(cells):
            encoded = text.encode("utf-16-le")
            place = struct.pack("<HHHHB", row, column, 15, len(text), 1)
            sheet += _record(0x0204, place + encoded)
    return _bof(0x05) + _sheet_name(len(first), "表一") + _record(0x0A) + sheet + _record(0x0A)


def locked_workbook_stream() -> bytes:
    """Return the head of an Excel 97 workbook that asks for a password."""
    return _bof(0x05) + _record(0x2F, bytes(6)) + _record(0x0A)


def _bof(kind: int) -> bytes:
    return _record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 0x07CC, 0, 6))


def _sheet_name(position: int, name: str) -> bytes:
    head = struct.pack("<IBBBB", position, 0, 0, len(name), 1)
    return _record(0x85, head + name.encode("utf-16-le"))


def _record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content
