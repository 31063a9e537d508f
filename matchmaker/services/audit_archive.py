"""Archives of the audit log: JSON Lines in gzip, first a header, then a record a line."""

import gzip
import json
import os
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from ingest.errors import SourceError
from models.errors import Conflict
from models.values.audit_chain import Entry

_FIELDS = tuple(field.name for field in fields(Entry))
# Little, for what a damaged part takes along.
BYTES_AT_ONCE = 512
# Tells zlib that what it reads is gzip, with the largest window.
GZIP_BITS = 16 + zlib.MAX_WBITS


@dataclass(frozen=True)
class Header:
    """The first line of an archive: its records, what the first follows, the hash of the last."""

    first_number: int
    last_number: int
    previous_hash: str
    last_hash: str


def write_archive(path: Path, header: Header, entries: Iterable[Entry]) -> None:
    """Write an archive, whole or not at all, and see it onto the disk.

    The same records give the same bytes. Raises Conflict where another file has its name.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    with part.open("wb") as file:
        with gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0) as packed:
            packed.write(_line(asdict(header)))
            for entry in entries:
                packed.write(_line(asdict(entry)))
        file.flush()
        os.fsync(file.fileno())
    if path.exists() and path.read_bytes() != part.read_bytes():
        part.unlink()
        raise Conflict(f"{path} 已存在且内容不同。请换一个文件夹（--out）")
    part.replace(path)
    _sync_folder(path.parent)


def read_archive(path: Path) -> tuple[Header, Iterator[Entry | None]]:
    """Return the header and the records of an archive, which are read as they are asked for.

    What cannot be read comes as None. Raises SourceError where that is so of the header.
    """
    if not path.is_file():
        raise SourceError(str(path), "文件不存在", "请检查路径与文件名后重试")
    lines = _lines(path)
    try:
        header = _header(next(lines) or b"")
    except ValueError as error:
        raise SourceError(
            path.name, "不是审计日志的归档文件，或首行已损坏", "请改用完好的副本"
        ) from error
    return header, (None if line is None else _entry(line) for line in lines)


def _lines(path: Path) -> Iterator[bytes | None]:
    """Return the lines of a packed file as far as it can be unpacked, None for any rest."""
    unpacking, begun = zlib.decompressobj(wbits=GZIP_BITS), b""
    with path.open("rb") as file:
        while not unpacking.eof and (content := file.read(BYTES_AT_ONCE)):
            try:
                begun += unpacking.decompress(content)
            except zlib.error:
                break
            *lines, begun = begun.split(b"\n")
            yield from lines
        if begun or not unpacking.eof or unpacking.unused_data or file.read(1):
            yield None


def _header(line: bytes) -> Header:
    """Return the header of a line; raise ValueError where it is none."""
    values = json.loads(line)
    names = [field.name for field in fields(Header)]
    if not isinstance(values, dict) or sorted(values) != sorted(names):
        raise ValueError("no header")
    if type(values["first_number"]) is not int or type(values["last_number"]) is not int:
        raise ValueError("no numbers")
    return Header(**values)


def _entry(line: bytes) -> Entry | None:
    try:
        values = json.loads(line)
    except ValueError:
        return None
    if not isinstance(values, dict) or sorted(values) != sorted(_FIELDS):
        return None
    return Entry(**values) if type(values["number"]) is int else None


def _line(values: dict[str, Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _sync_folder(folder: Path) -> None:
    """Have a new name in a folder survive a power cut, where folders can be opened at all."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
