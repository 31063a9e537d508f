"""Archives written byte by byte, since no library writes what hostile ones hold."""

import struct
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from scripts.fuzzing.packages import sheet_part, workbook_parts
from scripts.hostility.case import HEADERS, patent

SHEET = "xl/worksheets/sheet1.xml"
MIB = 1024 * 1024
DEFLATED, STORED = 8, 0
SYMLINK = 0o120777 << 16


@dataclass(frozen=True)
class Entry:
    """An entry as it is written; size, crc: as the archive states them; mode: outer attributes."""

    name: bytes
    data: bytes
    size: int
    crc: int
    method: int = DEFLATED
    flags: int = 0
    mode: int = 0


def deflated(content: bytes) -> bytes:
    """Return raw deflate data."""
    packer = zlib.compressobj(1, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


def entry(name: str | bytes, content: bytes, **more: int) -> Entry:
    """Return an honest entry, but for what is given besides."""
    raw = name if isinstance(name, bytes) else name.encode()
    stored = more.get("method", DEFLATED) == STORED
    data = content if stored else deflated(content)
    return Entry(raw, data, **{"size": len(content), "crc": zlib.crc32(content), **more})


def blown_up(name: str, head: bytes, filler: bytes, mebibytes: int, tail: bytes = b"") -> Entry:
    """Return an entry whose content repeats a filler of 1 MiB at most, made without inflating it.

    The filler is compressed once, so that all of it takes no time to make.
    """
    block = (filler * (MIB // len(filler)))[:MIB]
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    begin = packer.compress(head) + packer.flush(zlib.Z_FULL_FLUSH)
    middle = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    end = packer.compress(tail) + packer.flush()
    crc = zlib.crc32(head)
    for _ in range(mebibytes):
        crc = zlib.crc32(block, crc)
    size = len(head) + len(block) * mebibytes + len(tail)
    return Entry(name.encode(), begin + middle * mebibytes + end, size, zlib.crc32(tail, crc))


def write_zip(path: Path, entries: Iterable[Entry], shift: int = 0) -> Path:
    """Write an archive; shift: by how much the directory's places are wrong."""
    return write_parted(path, ((one, None) for one in entries), shift)


def write_parted(path: Path, entries: Iterable[tuple[Entry, int | None]], shift: int = 0) -> Path:
    """Write an archive in which an entry may claim to lie at another one's place."""
    body, directory = bytearray(), bytearray()
    count = 0
    for one, claimed in entries:
        place = len(body) if claimed is None else claimed
        fields = (20, one.flags, one.method, 0, 0x21, one.crc, len(one.data), one.size)
        head = struct.pack("<HHHHHIII", *fields) + struct.pack("<HH", len(one.name), 0)
        if claimed is None:
            body += b"PK\x03\x04" + head + one.name + one.data
        tail = struct.pack("<HHHII", 0, 0, 0, one.mode, place + shift)
        directory += b"PK\x01\x02" + struct.pack("<H", 0x031E) + head + tail + one.name
        count += 1
    shown = min(count, 0xFFFF)
    end = struct.pack("<HHHHIIH", 0, 0, shown, shown, len(directory), len(body), 0)
    path.write_bytes(bytes(body) + bytes(directory) + b"PK\x05\x06" + end)
    return path


def row(number: int, cells: Iterable[str]) -> str:
    """Return a row of texts as it stands in a sheet."""
    return (
        f'<row r="{number}">'
        + "".join(
            f'<c r="{letter(position)}{number}" t="inlineStr"><is><t>{text}</t></is></c>'
            for position, text in enumerate(cells)
        )
        + "</row>"
    )


def letter(position: int) -> str:
    """Return the name of a column, counted from 0."""
    name = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def table_rows(serial: int = 1) -> str:
    """Return a header and a patent."""
    return row(1, HEADERS) + row(2, patent(serial))


def parts_of_book(rows: str | None = None, **more: bytes) -> dict[str, bytes]:
    """Return the parts of a lawful workbook of one sheet."""
    sheet = sheet_part(table_rows() if rows is None else rows)
    return {**workbook_parts(), SHEET: sheet, **more}


def book(parts: Mapping[str, bytes]) -> list[Entry]:
    """Return the entries of a workbook."""
    return [entry(name, content) for name, content in parts.items()]


def write_parts(path: Path, parts: Mapping[str, bytes]) -> Path:
    """Write the parts as a workbook."""
    return write_zip(path, book(parts))


def with_entry(path: Path, extra: Entry, part: str = "") -> Path:
    """Write a lawful workbook with one more entry, or with one in the place of a part."""
    kept = {name: content for name, content in parts_of_book().items() if name != part}
    return write_zip(path, [*book(kept), extra])
