"""The archive of a backup: a zip whose manifest stands last and names the digest of all before it.

The digest of the manifest itself is the comment of the zip.
"""

import os
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from io import BufferedReader
from pathlib import Path
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

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

BUFFER_BYTES = 1 << 20
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
        info.compress_type = ZIP_DEFLATED
        with self._archive.open(info, "w", force_zip64=True) as file:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                file.write(chunk)
        return Member(name, size, digest.hexdigest())

    def finish(self, manifest: Manifest) -> None:
        """Write the manifest, behind all that it names."""
        written = self.add(MANIFEST, [write_manifest(manifest)])
        self._archive.comment = written.sha256.encode("ascii")


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
        for line in self._read(table.member, BufferedReader.readline):
            count += 1
            yield line
        if count != table.rows:
            raise _damaged(self.path, table.member.name)

    def chunks(self, member: Member) -> Iterator[bytes]:
        """Yield the content of a file; raise BackupDamaged at the latest behind its end."""
        return self._read(member, lambda file: file.read(BUFFER_BYTES))

    def _read(self, member: Member, take: Callable[[BufferedReader], bytes]) -> Iterator[bytes]:
        digest, size = sha256(), 0
        for piece in self._pieces(member.name, take):
            digest.update(piece)
            size += len(piece)
            if size > member.size:
                break
            yield piece
        if (size, digest.hexdigest()) != (member.size, member.sha256):
            raise _damaged(self.path, member.name)

    def _pieces(self, name: str, take: Callable[[BufferedReader], bytes]) -> Iterator[bytes]:
        with _open_member(self.zip, self.path, name) as file:
            while piece := _guarded(self.path, name, take, file):
                yield piece


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
        content = _guarded(path, MANIFEST, lambda f: f.read(MANIFEST_BYTES_MAX), file)
    if sha256(content).hexdigest().encode("ascii") != archive.comment:
        raise _damaged(path, MANIFEST)
    return read_manifest(content)


def _require_same_names(path: Path, manifest: Manifest, found: list[str]) -> None:
    wanted = [MANIFEST, *(member.name for member in manifest.members)]
    differing = sorted(set(wanted) ^ set(found))
    if differing or len(found) != len(set(found)) or len(wanted) != len(set(wanted)):
        raise _damaged(path, "、".join(differing) or MANIFEST)


def _open_member(archive: ZipFile, path: Path, name: str) -> BufferedReader:
    info = archive.getinfo(name)
    if info.compress_type != ZIP_DEFLATED or info.flag_bits & 1:
        raise _damaged(path, name)
    try:
        # A file of a zip reads as one of the raw kind does, which the stubs do not say.
        return BufferedReader(archive.open(info), BUFFER_BYTES)  # type: ignore[arg-type]
    except _DAMAGE as error:
        raise _damaged(path, name) from error


def _guarded(
    path: Path, name: str, take: Callable[[BufferedReader], bytes], file: BufferedReader
) -> bytes:
    try:
        return take(file)
    except _DAMAGE as error:
        raise _damaged(path, name) from error


def _damaged(path: Path, name: str) -> BackupDamaged:
    return BackupDamaged(f"备份“{path}”已损坏：{name} 与清单不符。请改用另一份备份")
