"""The list of firms of a finance roadshow as a file."""

from sqlmodel import Session

from matchmaker.jobs.files import log_download
from matchmaker.reports import firm_list
from matchmaker.services.firm_lists.view import Sees, compare_firms, view_firms
from matchmaker.services.list_hands import Author
from models.enums import ListStatus
from models.event import Event
from models.queries.firm_lists import WHAT


def take_firm_book(
    session: Session, event: Event, version: int | None, sees: Sees, author: Author
) -> tuple[str, bytes]:
    """Return name and content of the workbook of a version; the audit log keeps that it was taken.

    A draft says what it changes against the version before. Raises NotFound.
    """
    view = view_firms(session, event, version, sees)
    difference = None
    # A locked list stands for itself: what the drafts before it said may still change.
    if view.status is ListStatus.DRAFT and view.version > 1:
        difference = compare_firms(session, event, view.version, None, sees)
    name, content = firm_list.file_name(view), firm_list.build(view, difference)
    log_download(session, event.slug, WHAT, [name], author)
    return name, content
