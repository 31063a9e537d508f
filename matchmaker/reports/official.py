"""Official documents in Word: page, fonts and headings of GB/T 9704-2012 (党政机关公文格式)."""

from datetime import datetime
from typing import Any

from docx.document import Document as DocumentObject
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from matchmaker.reports.word import add_text, centre, new_document

# 5.2.1: A4, 版心 156 mm × 225 mm: 37 mm above, 28 mm at the left.
TOP_MM, BOTTOM_MM, LEFT_MM, RIGHT_MM = 37, 35, 28, 26
# 5.2.2, 5.2.3: 22 lines of 28 characters, third size (16 points).
BODY_POINTS, LINE_POINTS = 16, 28.95
# 7.3.1: the title in the second size (22 points); 7.3.3: headings by their level.
TITLE_POINTS, PAGE_POINTS = 22, 14
TITLE_FONT, BODY_FONT, FIRST_FONT, SECOND_FONT = (
    "方正小标宋简体",
    "仿宋_GB2312",
    "黑体",
    "楷体_GB2312",
)
PAGE_FONT, TABLE_FONT, TABLE_POINTS = "宋体", "仿宋_GB2312", 10.5


def official_document(title: str, created: datetime) -> DocumentObject:
    """Return an empty document with page numbers; created: the moment of its content."""
    document = new_document(title, created)
    section = document.sections[0]
    section.top_margin, section.bottom_margin = Mm(TOP_MM), Mm(BOTTOM_MM)
    section.left_margin, section.right_margin = Mm(LEFT_MM), Mm(RIGHT_MM)
    section.footer_distance = Mm(28)
    _number_pages(section.footer.paragraphs[0])
    return document


def title(document: DocumentObject, text: str) -> None:
    """Add the title, with an empty line below."""
    paragraph = document.add_paragraph()
    centre(paragraph)
    _set_lines(paragraph)
    add_text(paragraph, text, TITLE_FONT, TITLE_POINTS)
    _set_lines(document.add_paragraph())


def heading(document: DocumentObject, text: str, level: int = 1) -> None:
    """Add a heading: 一、 of level 1, （一） of level 2."""
    font = FIRST_FONT if level == 1 else SECOND_FONT
    _indented(document, text, font)


def body(document: DocumentObject, text: str) -> None:
    """Add a paragraph; what stands in 【】 is marked for people to fill in."""
    paragraph = _indented(document, "", BODY_FONT)
    for piece, is_open in _pieces(text):
        add_text(paragraph, piece, BODY_FONT, BODY_POINTS)
        if is_open:
            paragraph.runs[-1].font.highlight_color = WD_COLOR_INDEX.YELLOW


def picture(document: DocumentObject, field: str) -> None:
    """Add a line for a picture, which is as high as the picture is."""
    paragraph = document.add_paragraph()
    centre(paragraph)
    add_text(paragraph, field, BODY_FONT, BODY_POINTS)


def signature(document: DocumentObject, *lines: str) -> None:
    """Add who signs and when, at the right (7.3.5)."""
    for text in lines:
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        _set_lines(paragraph)
        add_text(paragraph, text, BODY_FONT, BODY_POINTS)


def _indented(document: DocumentObject, text: str, font: str) -> Paragraph:
    paragraph = document.add_paragraph()
    # Two characters.
    paragraph.paragraph_format.first_line_indent = Pt(2 * BODY_POINTS)
    _set_lines(paragraph)
    if text:
        add_text(paragraph, text, font, BODY_POINTS)
    return paragraph


def _set_lines(paragraph: Paragraph) -> None:
    spacing = paragraph.paragraph_format
    spacing.line_spacing_rule, spacing.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(LINE_POINTS)
    spacing.space_before = spacing.space_after = Pt(0)


def _pieces(text: str) -> list[tuple[str, bool]]:
    """Return a text in pieces, each with whether it is left open."""
    found, rest = [], text
    while "【" in rest and "】" in rest:
        before, _, after = rest.partition("【")
        inside, _, rest = after.partition("】")
        found += [(before, False), (f"【{inside}】", True)]
    return [piece for piece in [*found, (rest, False)] if piece[0]]


def _number_pages(paragraph: Paragraph) -> None:
    """Write — 1 — (7.5) in the middle: which side is outside depends on how it is printed."""
    centre(paragraph)
    add_text(paragraph, "— ", PAGE_FONT, PAGE_POINTS)
    add_text(paragraph, "", PAGE_FONT, PAGE_POINTS)
    run: Any = paragraph.runs[-1]._r
    for kind, said in (("begin", None), (None, " PAGE "), ("end", None)):
        if kind is not None:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.set(qn("xml:space"), "preserve")
            mark.text = said
        run.append(mark)
    add_text(paragraph, " —", PAGE_FONT, PAGE_POINTS)
