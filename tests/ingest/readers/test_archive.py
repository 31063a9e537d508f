"""Damaged and hostile workbooks are refused before they are opened."""

import struct
import zipfile
import zlib
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font

from ingest.types import Limits
from tests.ingest.writing import (
    PATENT_HEADERS,
    edit_part,
    error_of,
    parse,
    patent_row,
    read_parts,
    write_parts,
    write_xlsx,
)

SHEET = "xl/worksheets/sheet1.xml"
BROKEN_BOOK = "工作簿已损坏，无法读取"
SAVE_AGAIN = "请用 Excel 打开并另存为 .xlsx 后再导入"


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    rows = [PATENT_HEADERS, *(patent_row(serial) for serial in range(1, 200))]
    return write_xlsx(tmp_path / "patents.xlsx", rows)


@pytest.mark.parametrize("part", [10, 100, 1000, -1])
def test_truncated_workbook_is_damaged(workbook: Path, part: int) -> None:
    workbook.write_bytes(workbook.read_bytes()[:part])
    error = error_of(workbook)
    assert (error.file, error.reason) == ("patents.xlsx", BROKEN_BOOK)
    assert error.remedy == SAVE_AGAIN


def test_overwritten_bytes_are_damage(workbook: Path) -> None:
    content = bytearray(workbook.read_bytes())
    with zipfile.ZipFile(workbook) as archive:
        start = archive.getinfo(SHEET).header_offset + 200
    content[start : start + 50] = b"\xff" * 50
    workbook.write_bytes(content)
    assert error_of(workbook).reason == BROKEN_BOOK


@pytest.mark.parametrize("method", [b"\x63\x00", b"\x0c\x00"])
def test_unknown_compression_is_damage(workbook: Path, method: bytes) -> None:
    content = bytearray(workbook.read_bytes())
    for magic, place in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        start = content.find(magic)
        content[start + place : start + place + 2] = method
    workbook.write_bytes(content)
    assert error_of(workbook).reason == BROKEN_BOOK


@pytest.mark.parametrize("formula", ["", "<f>1+1</f>"])
def test_broken_sheet_is_named(workbook: Path, formula: str) -> None:
    parts = read_parts(workbook)
    broken = parts[SHEET].replace(b"</c>", formula.encode() + b"</c>", 1)[:-100]
    error = error_of(write_parts(workbook, {**parts, SHEET: broken}))
    assert (error.place, error.reason) == ("表“Sheet1”", "工作表已损坏，无法读取")
    assert error.remedy == SAVE_AGAIN


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/_rels/workbook.xml.rels"])
def test_workbook_without_its_list_of_sheets_is_damaged(workbook: Path, part: str) -> None:
    parts = read_parts(workbook)
    error = error_of(write_parts(workbook, {**parts, part: parts[part][:-20]}))
    assert error.reason == BROKEN_BOOK


def test_bomb_is_stopped_at_the_limit(workbook: Path) -> None:
    edit_part(workbook, SHEET, "</worksheet>", " " * 3_000_000 + "</worksheet>")
    assert workbook.stat().st_size < 100_000
    error = error_of(workbook, limits=Limits(inflated_bytes=2 * 1024 * 1024))
    assert error.reason == "解压后超过上限 2.0 MB，可能是恶意的压缩文件"
    assert error.remedy.startswith("请先确认文件的来源")


def test_bomb_that_lies_about_its_sizes_is_stopped_at_the_limit(workbook: Path) -> None:
    padding = " " * 3_000_000
    edit_part(workbook, SHEET, "</worksheet>", f"{padding}</worksheet>")
    forge_size(workbook, SHEET, 1000)
    with zipfile.ZipFile(workbook) as archive:
        assert len(archive.read(SHEET)) == 1000
    error = error_of(workbook, limits=Limits(inflated_bytes=2 * 1024 * 1024))
    assert error.reason == "解压后超过上限 2.0 MB，可能是恶意的压缩文件"


def forge_size(path: Path, part: str, stated: int) -> None:
    """State a smaller size, and the check sum that fits it, wherever the archive states them."""
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo(part)
        check = zlib.crc32(archive.read(part)[:stated])
    central = content.find(part.encode(), content.find(b"PK\x01\x02")) - 46
    struct.pack_into("<I", content, central + 16, check)
    struct.pack_into("<I", content, central + 24, stated)
    struct.pack_into("<I", content, info.header_offset + 14, check)
    struct.pack_into("<I", content, info.header_offset + 22, stated)
    path.write_bytes(content)


def test_workbook_under_the_limit_is_read(workbook: Path) -> None:
    assert len(parse(workbook, limits=Limits(inflated_bytes=1024 * 1024)).valid) == 199


def test_cell_far_from_the_table_is_refused_instead_of_filling_the_memory(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "far.xlsx", [PATENT_HEADERS, patent_row()], first="B2")
    edit_part(path, SHEET, "</sheetData>", '<row><c r="XFD1048576"><v>1</v></c></row></sheetData>')
    error = error_of(path)
    assert error.reason == "有内容的单元格相距太远：第 2 至 1048576 行、第 2 至 16384 列"
    assert error.remedy.startswith("请在 Excel 中按 Ctrl+End")


def test_formatted_but_empty_cell_far_away_does_no_harm(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "styled.xlsx", [PATENT_HEADERS, patent_row()])
    book = openpyxl.load_workbook(path)
    book["Sheet1"]["XFD1048576"].font = Font(bold=True)
    book.save(path)
    assert len(parse(path).valid) == 1
