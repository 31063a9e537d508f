"""Tables into a database, and what is stored there afterwards."""

from pathlib import Path

from sqlmodel import Session, SQLModel, col, func, select

from ingest.pipeline import ParseOptions
from matchmaker.services.imports import ImportReport, import_file
from models.enums import ImportKind
from models.organisation import Organisation
from models.patent import Patent, PatentOwner
from tests.conftest import NOW
from tests.ingest.writing import Table, write_csv


def import_patents(session: Session, path: Path, rows: Table) -> ImportReport:
    """Import the rows as a file of this name and commit, as the jobs do."""
    return import_and_commit(session, write_csv(path, rows), ImportKind.PATENTS)


def import_demands(
    session: Session, path: Path, rows: Table, owner: str | None = None
) -> ImportReport:
    return import_and_commit(session, write_csv(path, rows), ImportKind.DEMANDS, owner)


def import_and_commit(
    session: Session, path: Path, kind: ImportKind, owner: str | None = None
) -> ImportReport:
    report = import_file(session, path, ParseOptions(kind, owner), NOW)
    session.commit()
    return report


def counts(report: ImportReport) -> tuple[int, int, int, int, int]:
    """Return rows, new, changed, unchanged, refused."""
    return report.rows, report.new, report.changed, report.unchanged, report.refused


def count(session: Session, table: type[SQLModel]) -> int:
    return session.exec(select(func.count()).select_from(table)).one()


def only_patent(session: Session) -> Patent:
    return session.exec(select(Patent)).one()


def owner_names(session: Session) -> list[str]:
    statement = (
        select(Organisation.name)
        .join(PatentOwner, col(PatentOwner.organisation_id) == col(Organisation.id))
        .order_by(col(PatentOwner.patent_id), col(PatentOwner.position))
    )
    return list(session.exec(statement))
