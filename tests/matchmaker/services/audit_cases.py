"""Logs to look into, and hands that get past the triggers of the database."""

from datetime import datetime

from sqlalchemy import Engine, text
from sqlmodel import Session, col, select

from matchmaker.services.audit import append
from matchmaker.services.list_hands import Author
from models.audit import AuditKind, AuditRecord
from models.session import make_session
from tests.conftest import NOW


def write(engine: Engine, count: int, at: datetime = NOW) -> None:
    """Write so many records, a transaction each."""
    for serial in range(1, count + 1):
        with make_session(engine) as session:
            details = {"serial": serial, "names": ["甲", None, True]}
            append(session, AuditKind.EXPORT, f"第{serial}份", details, Author("张三", at))
            session.commit()


def records(session: Session) -> list[AuditRecord]:
    return list(session.exec(select(AuditRecord).order_by(col(AuditRecord.number))))


def told(session: Session) -> list[tuple[str, AuditKind, str, dict[str, object]]]:
    """Who did what to what, in order."""
    return [
        (record.actor, record.kind, record.subject, record.details) for record in records(session)
    ]


def tamper(engine: Engine, *statements: str) -> None:
    """Run statements with the triggers out of the way, as an administrator could."""
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            triggers = connection.execute(
                text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            ).scalars()
            for name in list(triggers):
                connection.execute(text(f"DROP TRIGGER {name}"))
        else:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        for statement in statements:
            connection.execute(text(statement))
