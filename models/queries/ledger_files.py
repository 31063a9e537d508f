"""Files that prove records of the ledger, in the database."""

from datetime import datetime

from sqlalchemy import or_
from sqlmodel import Session, col, select

from models.errors import NotFound
from models.ledger import LedgerFile
from models.ledger_enums import LedgerKind


def get_file(session: Session, file_id: int) -> LedgerFile:
    """Return a file as it stands in the database now; raise NotFound."""
    found = session.get(LedgerFile, file_id, populate_existing=True)
    if found is None:
        raise NotFound(f"没有编号为 {file_id} 的证明材料。请核对编号")
    return found


def files_of(session: Session, kind: LedgerKind, record_id: int) -> list[LedgerFile]:
    """Return the files of a record, those that were removed too, in the order of adding."""
    statement = select(LedgerFile).where(
        LedgerFile.record_kind == kind, LedgerFile.record_id == record_id
    )
    return list(session.exec(statement.order_by(col(LedgerFile.id))))


def wanted_files(session: Session, since: datetime) -> set[str]:
    """Return the stored names of the files that hold, or were removed since a moment."""
    removed = col(LedgerFile.removed_at)
    statement = select(LedgerFile.stored_name).where(or_(removed.is_(None), removed >= since))
    return set(session.exec(statement))
