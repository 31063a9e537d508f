"""The data of declarations of open licences as a file."""

from pathlib import Path

from sqlalchemy import Engine

from matchmaker.jobs.files import record_export, write_if_changed
from matchmaker.reports import licence_declarations
from matchmaker.services.licence_sheet import MOST_ROWS, sheet_rows
from matchmaker.services.list_hands import Author
from matchmaker.services.listing_terms import today_of
from models.queries import open_licences as licence_queries
from models.queries.open_licences import WantedLicences
from models.session import make_session

SUBJECT = "开放许可"
WHAT = "开放许可声明资料"


def export_declarations(
    engine: Engine, wanted: WantedLicences, folder: Path, author: Author
) -> tuple[Path, int, bool]:
    """Write the newest declarations as a workbook, contacts masked.

    Returns the file, how many stand in it, and whether there are more.
    """
    with make_session(engine) as session:
        found = licence_queries.page_licences(session, wanted, None, MOST_ROWS)
        shown = found[:MOST_ROWS]
        content = licence_declarations.build(
            sheet_rows(session, shown, today_of(author)), author.at
        )
    path = folder / licence_declarations.file_name(author.at)
    record_export(engine, SUBJECT, WHAT, [path], author)
    return write_if_changed(path, content), len(shown), len(found) > len(shown)
