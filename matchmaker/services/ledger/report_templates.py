"""Which template a report is made of: the office's own, or the one that comes along.

Descriptions of other platforms' sheets are put in force in the same way (services.exchange).
"""

from importlib.resources import files

from sqlmodel import Session

from matchmaker.services.audit import append
from matchmaker.services.list_hands import Author
from models.audit import AuditKind
from models.queries import report_templates as template_queries
from models.report_template import WORD_REPORTS, ReportKind, ReportTemplate


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
    what = "模板" if kind in WORD_REPORTS else "交换表栏目"
    append(session, AuditKind.RULE_CHANGE, f"{kind.label}{what}", details, author)
    return made
