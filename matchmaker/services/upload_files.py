"""Files that people send in their folder, each under the digest of its content.

A file is written under a hidden name and gets its own once all of it is on disk, so that nothing
half written is ever seen. Its name tells nothing of what its sender called it.
"""

import errno
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from ingest.errors import SourceError
from ingest.readers.media import sniff_media
from ingest.types import MIB, Limits
from matchmaker.errors import StorageFull
from models.errors import NotFound
from models.upload import MediaType

# Only what this module has written is ever read or taken away.
STORED_NAME = re.compile(r"[0-9a-f]{64}")
INCOMING = ".incoming-"
# A transfer that has not ended by then never will.
LONGEST_TRANSFER = timedelta(days=1)
OWNER_ONLY, OWNER_ONLY_FOLDER = 0o600, 0o700
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@dataclass(frozen=True)
class Arrival:
    """A file that has come in whole and has no name of its own yet; size: in bytes."""

    path: Path
    sha256: str
    size: int


@dataclass(frozen=True)
class Incoming(Arrival):
    """The same of a file that can be loaded."""

    media_type: MediaType


@contextmanager
def receive_file(
    folder: Path, chunks: Iterable[bytes], name: str, limits: Limits
) -> Iterator[Incoming]:
    """Write what comes in to disk and tell what it is; raise and clean up as receive_bytes does.

    Raises SourceError for a kind that cannot be loaded, too.
    """
    with receive_bytes(folder, chunks, name, limits) as came:
        media_type = sniff_media(came.path, limits)
        yield Incoming(came.path, came.sha256, came.size, media_type)


@contextmanager
def receive_bytes(
    folder: Path, chunks: Iterable[bytes], name: str, limits: Limits
) -> Iterator[Arrival]:
    """Write what comes in to disk; take it away unless place_file has been.

    name: as messages call the file. Raises SourceError for a file that is too large, which is not
    read on; StorageFull where the disk has no room.
    """
    with _told_when_full():
        folder.mkdir(parents=True, exist_ok=True, mode=OWNER_ONLY_FOLDER)
        room = Path(tempfile.mkdtemp(prefix=INCOMING, dir=folder))
    # Readers name the file by its path.
    path = room / name
    try:
        with _told_when_full():
            digest, size = _write(path, chunks, name, limits)
        yield Arrival(path, digest, size)
    finally:
        path.unlink(missing_ok=True)
        room.rmdir()


def _write(path: Path, chunks: Iterable[bytes], name: str, limits: Limits) -> tuple[str, int]:
    digest, size = sha256(), 0
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    with os.fdopen(handle, "wb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > limits.file_bytes:
                raise SourceError(
                    name,
                    f"文件超过上限 {limits.file_bytes / MIB:.1f} MB",
                    "请按单位或年份拆成几个文件分别上传",
                )
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest(), size


@contextmanager
def _told_when_full() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno not in _FULL:
            raise
        raise StorageFull(
            "服务器磁盘已满，文件没有保存。请稍后重试，并通知管理员清理磁盘"
        ) from error


def place_file(folder: Path, incoming: Arrival) -> str:
    """Give a file its name in the folder and return it; the same content takes its place."""
    incoming.path.replace(folder / incoming.sha256)
    _sync_folder(folder)
    return incoming.sha256


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def stored_path(folder: Path, stored_name: str) -> Path:
    """Return the path of a stored file; raise NotFound where it is no longer there."""
    path = folder / stored_name
    if STORED_NAME.fullmatch(stored_name) is None or not path.is_file():
        raise NotFound("上传的文件已不在服务器上。请重新上传")
    return path


@contextmanager
def under_its_name(folder: Path, stored_name: str, name: str) -> Iterator[Path]:
    """Give a path whose last part is the name of the sender, as readers and imports tell it.

    A second name of the file where the system has such, else a copy; gone at the end.
    """
    path = stored_path(folder, stored_name)
    room = Path(tempfile.mkdtemp(prefix=INCOMING, dir=folder))
    named = room / name
    try:
        try:
            named.hardlink_to(path)
        except OSError:
            shutil.copyfile(path, named)
        yield named
    finally:
        named.unlink(missing_ok=True)
        room.rmdir()


def sweep_files(folder: Path, wanted: set[str], now: datetime) -> list[str]:
    """Take away files that no upload wants and what broken transfers have left; return the names.

    Nothing that this service has not written is touched.
    """
    removed = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if STORED_NAME.fullmatch(path.name) and path.name not in wanted:
            path.unlink(missing_ok=True)
            removed.append(path.name)
        elif path.name.startswith(INCOMING) and _is_abandoned(path, now):
            for left in path.iterdir():
                left.unlink(missing_ok=True)
            path.rmdir()
            removed.append(path.name)
    return removed


def _is_abandoned(path: Path, now: datetime) -> bool:
    changed = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return now - changed > LONGEST_TRANSFER
