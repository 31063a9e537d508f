"""Write the figures of what firms say as a workbook."""

from pathlib import Path

from sqlalchemy import Engine

from matchmaker.jobs.files import record_export, write_if_changed
from matchmaker.reports import feedback_book
from matchmaker.services.feedback_figures import feedback_figures
from matchmaker.services.list_hands import Author
from models.session import make_session

SUBJECT = "feedback"


def export_feedback(engine: Engine, folder: Path, author: Author) -> Path:
    """Write the figures of all events, for organisers; return the file."""
    with make_session(engine) as session:
        figures = feedback_figures(session, for_organisers=True)
    path = folder / feedback_book.file_name(author.at)
    record_export(engine, SUBJECT, "反馈汇总", [path], author)
    return write_if_changed(path, feedback_book.build(figures, author.at))
