"""What our Word documents share: Chinese fonts, A4, and the same bytes for the same content."""

from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

HEADING_FONT = "黑体"
BODY_FONT = "仿宋"
TABLE_FONT = "宋体"
LATIN_FONT = "Times New Roman"
MARGIN_CM = 2.0
# The unit of Word's own measures is a twentieth of a point.
TWENTIETHS = 20
# The earliest day that an archive can name.
EPOCH = (1980, 1, 1, 0, 0, 0)


def new_document(title: str, created: datetime) -> DocumentObject:
    """Return an empty document on A4 upright; created: the moment of its content."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm(MARGIN_CM)
    section.top_margin = section.bottom_margin = Cm(MARGIN_CM)
    style: Any = document.styles["Normal"]
    style.font.name, style.font.size = LATIN_FONT, Pt(12)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), BODY_FONT)
    moment = created.astimezone(UTC).replace(tzinfo=None)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = title, "", ""
    properties.created = properties.modified = moment
    properties.last_modified_by, properties.revision = "", 1
    return document


def add_text(
    paragraph: Paragraph, text: str, font: str, points: float, colour: str = "000000"
) -> None:
    """Add a run whose Han characters have the font; colour: six hexadecimal digits."""
    run = paragraph.add_run(text)
    run.font.name, run.font.size = LATIN_FONT, Pt(points)
    run.font.color.rgb = RGBColor.from_string(colour)
    run.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def set_spacing(paragraph: Paragraph, lines: float, after_points: float = 0.0) -> None:
    """Set the distance of lines and the room below a paragraph."""
    spacing = paragraph.paragraph_format
    spacing.line_spacing = lines
    spacing.space_before, spacing.space_after = Pt(0), Pt(after_points)


def centre(paragraph: Paragraph) -> None:
    """Centre a paragraph."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def shade(cell: _Cell, colour: str) -> None:
    """Fill a cell; colour: six hexadecimal digits."""
    fill = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        fill.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(fill)


def set_columns(table: Table, widths_cm: Sequence[float]) -> None:
    """Fix the widths of a table's columns, for programs that read the grid and not the cells."""
    table.autofit = False
    for column, width in zip(table.columns, widths_cm, strict=True):
        column.width = Cm(width)
        for cell in column.cells:
            cell.width = Cm(width)


def set_padding(table: Table, points: float) -> None:
    """Set the room above and below the texts of a table's cells."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("top", "bottom"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(round(points * TWENTIETHS)))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.append(margins)


def document_bytes(document: DocumentObject) -> bytes:
    """Return the file: its archive names no moment of its making."""
    stream = BytesIO()
    document.save(stream)
    steady = BytesIO()
    with ZipFile(stream) as source, ZipFile(steady, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = ZipInfo(name, EPOCH)
            entry.compress_type = ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return steady.getvalue()
