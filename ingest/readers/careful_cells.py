"""Cells of an .xlsx sheet that show something and have no value: read from the sheet's XML."""

import zipfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

from ingest.readers.archive import ARCHIVE_ERRORS, damaged
from ingest.readers.extent import column_index

# LookupError: a part says that it is in an encoding that nobody knows.
XML_ERRORS = (*ARCHIVE_ERRORS, ET.ParseError, LookupError)
# A cell's text stands eight deep.
MOST_DEPTH = 100
NO_RESULT = "公式没有计算结果"


def sheet_parts(path: Path) -> dict[str, str]:
    """Return sheet name → part of the archive, as the workbook's relations state it."""
    try:
        with zipfile.ZipFile(path) as archive:
            relations = ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
            book = ET.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314
    except XML_ERRORS as error:
        raise damaged(path) from error
    targets = {
        relation.get("Id"): "xl/" + relation.get("Target", "").removeprefix("/xl/")
        for relation in relations
    }
    return {
        element.get("name", ""): targets.get(_relation_id(element), "")
        for element in book.iter()
        if _local(element.tag) == "sheet"
    }


def unreadable_cells(path: Path, part: str, place: str) -> dict[int, dict[int, str]]:
    """Return row number → position → why the cell has no value.

    These are formulas that were never computed, and error values such as #N/A.
    """
    found: dict[int, dict[int, str]] = defaultdict(dict)
    try:
        with zipfile.ZipFile(path) as archive, archive.open(part) as stream:
            for row, column, cell in _cells(ET.iterparse(stream, ("start", "end"))):  # noqa: S314
                reason = _why_unreadable(cell)
                if reason:
                    found[row][column] = reason
    except XML_ERRORS as error:
        raise damaged(path, place) from error
    return found


def _cells(events: Iterator[tuple[str, ET.Element]]) -> Iterator[tuple[int, int, ET.Element]]:
    """Yield (row number, position, element); what bears no reference follows the one before."""
    row, column, depth = 0, -1, 0
    for event, element in events:
        name = _local(element.tag)
        depth += 1 if event == "start" else -1
        if depth > MOST_DEPTH:
            raise ValueError("elements within elements without end")
        if event == "start":
            if name == "row":
                row, column = int(element.get("r") or row + 1), -1
            continue
        if name == "c":
            reference = element.get("r", "")
            letters = reference.rstrip("0123456789")
            if letters and letters != reference:
                row, column = int(reference[len(letters) :]), column_index(letters)
            else:
                column += 1
            yield row, column, element
        if name in {"c", "row"}:
            element.clear()


def _why_unreadable(cell: ET.Element) -> str:
    children = {_local(child.tag): child.text or "" for child in cell}
    value = children.get("v", "")
    kind = cell.get("t")
    if kind == "e":
        return f"单元格是错误值 {value}"
    # A text result may be empty: =IF(A1="","",A1) has been computed.
    if "f" in children and not value and kind != "str":
        return NO_RESULT
    return ""


def _relation_id(element: ET.Element) -> str | None:
    return next((text for name, text in element.items() if _local(name) == "id"), None)


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
