"""The archive of a backup: a zip whose manifest stands last and names the digest of all before it.

Tables are compressed as they are put in (.jsonl.gz) and the zip stores each file as it is, so that
digests cover every byte of them. The digest of the manifest itself is the comment of the zip.
"""

import os
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from gzip import GzipFile
from hashlib import sha256
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import IO, Any, TypeVar
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from matchmaker.errors import BackupDamaged
from matchmaker.services.backup_manifest import (
    MANIFEST,
    Manifest,
    Member,
    TableMember,
    read_manifest,
    write_manifest,
)
from models.errors import Conflict, NotFound

T = TypeVar("T")

BUFFER_BYTES = 1 << 20
# Level 3 makes files 9 % larger and a backup 10 % faster.
COMPRESSION = 6
# Sixteen more than the largest window: with a header of gzip.
GZIP_WINDOW = 31
# The bit of a zip's flags that says so.
ENCRYPTED = 1
# Far above what a manifest needs; what claims more is none.
MANIFEST_BYTES_MAX = 16 << 20
# Contacts of people and codes of name cards are in it: for whoever runs the service alone.
OWNER_ONLY = 0o600
_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
_DAMAGE = (BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, NotImplementedError)

OnBytes = Callable[[str, int], None]


class ArchiveWriter:
    """Files put into a new archive one after the other, none of them held in memory."""

    def __init__(self, archive: ZipFile, made_at: datetime) -> None:
        self._archive = archive
        self._stamp = made_at.timetuple()[:6]

    def add(self, name: str, chunks: Iterable[bytes]) -> Member:
        """Write a file and return what the manifest has to say of it."""
        digest, size = sha256(), 0
        info = ZipInfo(name, date_time=self._stamp)
        with self._archive.open(info, "w", force_zip64=True) as file:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                file.write(chunk)
        return Member(name, size, digest.hexdigest())

    def add_lines(self, name: str, lines: Iterable[bytes]) -> Member:
        """Write lines compressed."""
        return self.add(name, _gzip(lines))

    def finish(self, manifest: Manifest) -> None:
        """Write the manifest, behind all that it names."""
        written = self.add(MANIFEST, [write_manifest(manifest)])
        self._archive.comment = written.sha256.encode("ascii")


def _gzip(lines: Iterable[bytes]) -> Iterator[bytes]:
    packer = zlib.compressobj(COMPRESSION, zlib.DEFLATED, GZIP_WINDOW)
    for line in lines:
        if chunk := packer.compress(line):
            yield chunk
    yield packer.flush()


@contextmanager
def new_archive(path: Path, made_at: datetime) -> Iterator[ArchiveWriter]:
    """Open a new archive that has its name only once all of it is on disk.

    Raises Conflict where a file of that name exists.
    """
    if path.exists():
        raise Conflict(f"文件“{path}”已存在，不会覆盖。请用 --out 换一个文件名")
    path.parent.mkdir(parents=True, exist_ok=True)
    work = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(work, _NEW_FILE, OWNER_ONLY), "wb") as file:
            with ZipFile(file, "w") as archive:
                yield ArchiveWriter(archive, made_at)
            file.flush()
            os.fsync(file.fileno())
        work.replace(path)
    finally:
        work.unlink(missing_ok=True)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Put a change of names on disk, where the system lets a folder be opened for that."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@dataclass(frozen=True)
class Archive:
    """A backup that is open to be read."""

    path: Path
    manifest: Manifest
    zip: ZipFile

    def lines(self, table: TableMember) -> Iterator[bytes]:
        """Yield the lines of a table; raise BackupDamaged at the latest behind the last one."""
        count = 0
        with self._checked(table.member) as file, GzipFile(fileobj=file) as lines:
            while line := _guarded(self.path, table.member.name, lines.readline):
                count += 1
                yield line
        if count != table.rows:
            raise _damaged(self.path, table.member.name)

    def chunks(self, member: Member) -> Iterator[bytes]:
        """Yield the content of a file; raise BackupDamaged at the latest behind its end."""
        with self._checked(member) as file:
            while chunk := _guarded(self.path, member.name, partial(file.read, BUFFER_BYTES)):
                yield chunk

    @contextmanager
    def _checked(self, member: Member) -> Iterator[IO[bytes]]:
        """Open a file and compare its digest when all of it has been read."""
        raw = _Digested(_open_member(self.zip, self.path, member.name))
        with BufferedReader(raw, BUFFER_BYTES) as file:
            yield file
        if (raw.size, raw.digest.hexdigest()) != (member.size, member.sha256):
            raise _damaged(self.path, member.name)


class _Digested(RawIOBase):
    """A file that keeps the digest and the number of the bytes that were read of it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.digest = sha256()
        self.size = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer)
        piece = self._file.read(len(view))
        view[: len(piece)] = piece
        self.digest.update(piece)
        self.size += len(piece)
        return len(piece)

    def close(self) -> None:
        self._file.close()
        super().close()


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """Open a backup whose manifest is whole and names just the files that are there.

    Raises NotFound where there is no such file, BackupDamaged where it is no whole backup.
    """
    if not path.is_file():
        raise NotFound(f"没有备份文件“{path}”。请核对路径")
    try:
        archive = ZipFile(path)
    except _DAMAGE as error:
        raise BackupDamaged(
            f"“{path}”不是完整的备份文件：打不开，或后半截缺失。请改用另一份备份"
        ) from error
    with archive:
        manifest = _read_manifest(archive, path)
        _require_same_names(path, manifest, archive.namelist())
        yield Archive(path, manifest, archive)


def verify_archive(path: Path, on_bytes: OnBytes | None = None) -> Manifest:
    """Read all of a backup and return its manifest; raise what open_archive and reading raise.

    on_bytes: told the name and the size of each file that is found whole.
    """
    with open_archive(path) as archive:
        manifest = archive.manifest
        for table in manifest.tables:
            for _line in archive.lines(table):
                pass
            _tell(on_bytes, table.member)
        for member in manifest.files:
            for _chunk in archive.chunks(member):
                pass
            _tell(on_bytes, member)
    return manifest


def _tell(on_bytes: OnBytes | None, member: Member) -> None:
    if on_bytes is not None:
        on_bytes(member.name, member.size)


def _read_manifest(archive: ZipFile, path: Path) -> Manifest:
    if MANIFEST not in archive.namelist():
        raise BackupDamaged(f"“{path}”中没有 {MANIFEST}，不是备份文件。请核对路径")
    with _open_member(archive, path, MANIFEST) as file:
        content = _guarded(path, MANIFEST, partial(file.read, MANIFEST_BYTES_MAX))
    if sha256(content).hexdigest().encode("ascii") != archive.comment:
        raise _damaged(path, MANIFEST)
    return read_manifest(content)


def _require_same_names(path: Path, manifest: Manifest, found: list[str]) -> None:
    wanted = [MANIFEST, *(member.name for member in manifest.members)]
    differing = sorted(set(wanted) ^ set(found))
    if differing or len(found) != len(set(found)) or len(wanted) != len(set(wanted)):
        raise _damaged(path, "、".join(differing) or MANIFEST)


def _open_member(archive: ZipFile, path: Path, name: str) -> IO[bytes]:
    info = archive.getinfo(name)
    if info.compress_type != ZIP_STORED or info.flag_bits & ENCRYPTED:
        raise _damaged(path, name)
    return _guarded(path, name, partial(archive.open, info))


def _guarded(path: Path, name: str, read: Callable[[], T]) -> T:
    try:
        return read()
    except _DAMAGE as error:
        raise _damaged(path, name) from error


def _damaged(path: Path, name: str) -> BackupDamaged:
    return BackupDamaged(f"备份“{path}”已损坏：{name} 与清单不符。请改用另一份备份")
