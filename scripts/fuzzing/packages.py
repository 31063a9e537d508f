"""The smallest workbooks and documents that the readers take, part by part."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

SHEET_PART = "xl/worksheets/sheet1.xml"
DOCUMENT_PART = "word/document.xml"
CONTENT_PART = "content.xml"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """Return an archive of the parts, stored as they are."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name or "empty"), content)
    return stream.getvalue()


def _relations(targets: Sequence[tuple[str, str]]) -> bytes:
    lines = (
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    text = f'<Relationships xmlns="{_PACKAGE}/relationships">{"".join(lines)}</Relationships>'
    return (_HEAD + text).encode()


def _types(main: str, kind: str) -> bytes:
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{main}" '
        f'ContentType="application/vnd.openxmlformats-officedocument.{kind}.main+xml"/></Types>'
    ).encode()


def workbook_parts(sheets: Sequence[str] = ("Sheet1",), hidden: int = 0) -> dict[str, bytes]:
    """Return all parts but the sheets; the last ones of them may be hidden.

    Style 1 is a date, 2 a time and 3 a duration.
    """
    shown = len(sheets) - hidden
    listed = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="rId{number}"'
        + (' state="hidden"/>' if number > shown else "/>")
        for number, name in enumerate(sheets, start=1)
    )
    targets = [("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1)]
    targets += [("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml")]
    book = f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>'
    formats = "".join(f'<xf numFmtId="{number}"/>' for number in (0, 14, 21, 46))
    styles = f'<styleSheet xmlns="{_MAIN}"><cellXfs count="4">{formats}</cellXfs></styleSheet>'
    return {
        "[Content_Types].xml": _types("xl/workbook.xml", "spreadsheetml.sheet"),
        "_rels/.rels": _relations([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": (_HEAD + book).encode(),
        "xl/_rels/workbook.xml.rels": _relations(targets),
        "xl/styles.xml": (_HEAD + styles).encode(),
        "xl/sharedStrings.xml": shared_strings([]),
    }


def shared_strings(items: Sequence[str]) -> bytes:
    """Return the part of shared strings; an item is what stands inside of <si>."""
    listed = "".join(f"<si>{item}</si>" for item in items)
    return f'{_HEAD}<sst xmlns="{_MAIN}" count="{len(items)}">{listed}</sst>'.encode()


def sheet_part(rows: str) -> bytes:
    """Return a sheet of these <row> elements."""
    text = f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    return (_HEAD + text).encode()


def document_parts() -> dict[str, bytes]:
    """Return all parts of a document but its text."""
    return {
        "[Content_Types].xml": _types(DOCUMENT_PART, "wordprocessingml.document"),
        "_rels/.rels": _relations([("officeDocument", DOCUMENT_PART)]),
    }


def document_part(body: str) -> bytes:
    """Return the text of a document."""
    return f'{_HEAD}<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>'.encode()


def word_table(rows: Sequence[Sequence[str]]) -> str:
    """Return a <w:tbl> whose cells have a paragraph a line."""
    lines = ("".join(map(_word_cell, row)) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{line}</w:tr>' for line in lines)}</w:tbl>"


def _word_cell(text: str) -> str:
    lines = (f"<w:p><w:r><w:t>{marked_up(line)}</w:t></w:r></w:p>" for line in text.split("\n"))
    return f"<w:tc>{''.join(lines)}</w:tc>"


def content_part(rows: str) -> bytes:
    """Return the content of an OpenDocument spreadsheet with one table of these rows."""
    spaces = " ".join(f'xmlns:{name}="{_ODF}:{name}:1.0"' for name in ("office", "table", "text"))
    return (
        f"{_HEAD}<office:document-content {spaces}><office:body><office:spreadsheet>"
        f'<table:table table:name="Sheet1">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    ).encode()


def opendocument_parts() -> dict[str, bytes]:
    """Return all parts of an OpenDocument spreadsheet but its content."""
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        f'{_HEAD}<manifest:manifest xmlns:manifest="{_ODF}:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        "</manifest:manifest>"
    )
    return {"mimetype": kind.encode(), "META-INF/manifest.xml": manifest.encode()}


def marked_up(text: str) -> str:
    """Return the text as it stands in XML; a carriage return survives only as a reference."""
    return escape(text, {"\r": "&#13;"})
