"""The sheet that is filed for patent products, as a file."""

from pathlib import Path

from sqlalchemy import Engine

from matchmaker.access.viewer import Viewer
from matchmaker.jobs.files import record_export, write_if_changed
from matchmaker.reports import product_filing
from matchmaker.services.list_hands import Author
from matchmaker.services.product_sheet import FilingSheet, filing_sheet
from models.queries.products import WantedProducts
from models.session import make_session

SUBJECT = "专利产品"
WHAT = "专利产品备案资料"


def export_filing(
    engine: Engine, viewer: Viewer, wanted: WantedProducts, folder: Path, author: Author
) -> tuple[Path, FilingSheet]:
    """Write the products that pass as a workbook, contacts masked; return the file and them."""
    with make_session(engine) as session:
        sheet = filing_sheet(session, viewer, wanted, author, whole=False)
        content = product_filing.build(sheet, author.at)
    path = folder / product_filing.file_name(author.at)
    record_export(engine, SUBJECT, WHAT, [path], author)
    return write_if_changed(path, content), sheet
