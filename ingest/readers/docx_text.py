"""The text of a Word document, paragraph by paragraph, tables in their places."""

from pathlib import Path

from docx import Document
from docx.oxml.exceptions import InvalidXmlError
from docx.table import Table

from ingest.readers.archive import inspect_archive
from ingest.readers.docx import DOCUMENT_ERRORS, damaged
from ingest.types import Limits
from models.values.text import clean

CELL = "　"


def read_text(path: Path, limits: Limits) -> str:
    """Return the text of a document, a line a paragraph or row of a table, empty lines left out.

    Headers, footers, notes and floating boxes are no part of it. Raises SourceError for a document
    that is damaged or inflates too far.
    """
    inspect_archive(path, limits, damaged(path))
    lines: list[str] = []
    try:
        # Its parser resolves no entities, and nothing that a document points to is fetched.
        for part in Document(str(path)).iter_inner_content():
            if isinstance(part, Table):
                lines += [_row([cell.text for cell in row.cells]) for row in part.rows]
            else:
                lines.append(clean(part.text))
    except (*DOCUMENT_ERRORS, ValueError, InvalidXmlError) as error:
        raise damaged(path) from error
    return "\n".join(line for line in lines if line)


def _row(cells: list[str]) -> str:
    """Return the cells of a row after each other; one over several columns stands there once."""
    texts = [clean(cell) for cell in cells]
    kept = [text for place, text in enumerate(texts) if not place or text != texts[place - 1]]
    return CELL.join(text for text in kept if text)
