"""Files that exports write."""

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Engine

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
    details = {"what": what, "files": [path.name for path in paths]}
    with make_session(engine) as session:
        append(session, AuditKind.EXPORT, slug, details, author)
        session.commit()


def write_if_changed(path: Path, content: bytes) -> Path:
    """Write a file, its folder too; one that says the same already is not touched."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_bytes() != content:
        path.write_bytes(content)
    return path
