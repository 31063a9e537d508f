"""Templates of reports in the database."""

from sqlmodel import Session, col, select

from models.report_template import ReportKind, ReportTemplate


def newest_template(session: Session, kind: ReportKind) -> ReportTemplate | None:
    """Return the template that holds, None where the bundled one does."""
    statement = (
        select(ReportTemplate)
        .where(ReportTemplate.kind == kind)
        .order_by(col(ReportTemplate.id).desc())
    )
    found = session.exec(statement).first()
    return found if found is not None and found.content else None


def list_templates(session: Session, kind: ReportKind) -> list[ReportTemplate]:
    """Return all that was put in force of a kind, the newest first."""
    statement = (
        select(ReportTemplate)
        .where(ReportTemplate.kind == kind)
        .order_by(col(ReportTemplate.id).desc())
    )
    return list(session.exec(statement))
