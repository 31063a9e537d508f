"""Files that exports write."""

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session

from matchmaker.services.audit import append
from matchmaker.services.list_hands import Author
from models.audit import AuditKind
from models.session import make_session


def record_export(
    engine: Engine, slug: str, what: str, paths: Sequence[Path], author: Author
) -> None:
    """Write into the audit log that something of an event is exported, and to which files.

    Comes before the files: nothing may leave without a record, were it that the writing fails.
    """
    with make_session(engine) as session:
        log_download(session, slug, what, [path.name for path in paths], author)
        session.commit()


def log_download(
    session: Session, slug: str, what: str, names: Sequence[str], author: Author
) -> None:
    """Write the same in the transaction of whoever answers with the files."""
    append(session, AuditKind.EXPORT, slug, {"what": what, "files": list(names)}, author)


def write_if_changed(path: Path, content: bytes) -> Path:
    """Write a file, its folder too; one that says the same already is not touched."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_bytes() != content:
        path.write_bytes(content)
    return path
