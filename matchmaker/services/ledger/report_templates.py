"""Which template a report is made of: the office's own, or the one that comes along."""

from importlib.resources import files

from sqlmodel import Session

from matchmaker.services.audit import append
from matchmaker.services.list_hands import Author
from models.audit import AuditKind
from models.queries import report_templates as template_queries
from models.report_template import ReportKind, ReportTemplate


def load_template(session: Session, kind: ReportKind) -> tuple[str, bytes]:
    """Return the name and the content of the template that holds."""
    own = template_queries.newest_template(session, kind)
    if own is not None:
        return own.file_name, own.content
    return f"{kind.label}（系统自带）.docx", bundled_template(kind)


def bundled_template(kind: ReportKind) -> bytes:
    """Return the template that comes along."""
    folder = files("matchmaker.data").joinpath("report_templates")
    return folder.joinpath(f"{kind.value}.docx").read_bytes()


def put_template(
    session: Session, kind: ReportKind, file: tuple[str, bytes], note: str, author: Author
) -> ReportTemplate:
    """Put a template in force; file: its name and content, b"" for the one that comes along."""
    name, content = file
    made = ReportTemplate(
        kind=kind,
        file_name=name,
        content=content,
        note=note.strip(),
        actor=author.actor,
        made_at=author.at,
    )
    session.add(made)
    session.flush()
    details = {"files": [name], "note": note.strip()}
    append(session, AuditKind.RULE_CHANGE, f"{kind.label}模板", details, author)
    return made
