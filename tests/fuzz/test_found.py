"""What the fuzzer has found in the readers, each in its smallest form."""

from pathlib import Path

import pytest

from ingest.types import Limits
from models.enums import ImportKind
from scripts.fuzzing.packages import (
    CONTENT_PART,
    content_part,
    document_part,
    document_parts,
    opendocument_parts,
    sheet_part,
    word_table,
    workbook_parts,
)
from scripts.fuzzing.seeds import DEMAND, FAR
from tests.ingest.writing import (
    PATENT_HEADERS,
    application_number,
    error_of,
    parse,
    patent_row,
    refusal_of,
    write_csv,
    write_parts,
)

TOO_FAR = "有内容的单元格相距太远"
BROKEN = "工作簿已损坏，无法读取"
SHEET = "xl/worksheets/sheet1.xml"
TIGHT = Limits(cells=100_000)


def inline(*texts: str) -> str:
    """Return a row whose cells do not say where they stand."""
    cells = (f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in texts)
    return f"<row>{''.join(cells)}</row>"


def write_sheet(path: Path, rows: str) -> Path:
    return write_parts(path, {**workbook_parts(), SHEET: sheet_part(rows)})


@pytest.mark.parametrize("delimiter", ["\t", ";"])
def test_commas_of_a_title_do_not_part_the_table(tmp_path: Path, delimiter: str) -> None:
    table = delimiter.join(PATENT_HEADERS) + "\n" + delimiter.join(patent_row())
    path = tmp_path / "a.txt"
    path.write_text(f"专利清单,截至2024年,共1件,第1页\n{table}\n", encoding="utf-8")
    assert parse(path).numbers == ([3], [])


def test_marks_below_a_header_of_one_column_belong_to_the_cells(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [["技术需求名称"], ["轴承;齿轮"], [";"]])
    parsed = parse(path, ImportKind.DEMANDS, "某公司")
    assert [row.values["title"] for row in parsed.valid] == ["轴承;齿轮", ";"]


def test_delimiter_of_unknown_headers_is_the_one_of_the_first_line(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [["号", "甲,乙", "丙"], ["1", "2", "3"]], delimiter="\t")
    assert "“甲,乙”" in error_of(path).reason


# The last of them calamine refuses by itself.
@pytest.mark.parametrize("row", FAR[:-1])
def test_cells_too_far_apart_are_found_in_every_spelling(tmp_path: Path, row: str) -> None:
    path = write_sheet(tmp_path / "a.xlsx", inline(*PATENT_HEADERS) + row)
    assert error_of(path, limits=TIGHT).reason.startswith(TOO_FAR)


def test_sheet_is_measured_whatever_its_part_is_called(tmp_path: Path) -> None:
    parts = workbook_parts()
    links = "xl/_rels/workbook.xml.rels"
    parts[links] = parts[links].replace(b"worksheets/sheet1.xml", b"a.bin")
    parts["xl/a.bin"] = sheet_part(inline(*PATENT_HEADERS) + FAR[0])
    path = write_parts(tmp_path / "a.xlsx", parts)
    assert error_of(path, limits=TIGHT).reason.startswith(TOO_FAR)


def test_odd_cell_across_the_border_of_two_chunks_is_found(tmp_path: Path) -> None:
    padding = "<!--" + "x" * (1024 * 1024 - 700) + "-->"
    for shift in range(0, 600, 37):
        rows = inline(*PATENT_HEADERS) + padding + " " * shift + FAR[2]
        path = write_sheet(tmp_path / "a.xlsx", rows)
        assert error_of(path, limits=TIGHT).reason.startswith(TOO_FAR)


@pytest.mark.parametrize(
    "start",
    ['<sst uniqueCount="99999999999">', '<sst a=">" uniqueCount = "99999999999"<t>'],
)
def test_number_of_strings_is_not_believed(tmp_path: Path, start: str) -> None:
    strings = f"{start}<si><t>a</t></si></sst>".encode()
    sheet = sheet_part(inline(*PATENT_HEADERS))
    parts = {**workbook_parts(), SHEET: sheet, "xl/sharedStrings.xml": strings}
    assert error_of(write_parts(tmp_path / "a.xlsx", parts)).reason == BROKEN


@pytest.mark.parametrize("suffix", ["xlsx", "ods"])
def test_picture_whose_bytes_look_like_cells_does_no_harm(tmp_path: Path, suffix: str) -> None:
    picture = b'\x89PNG \xff<c \x00><f /> t="e" <sst count="99999'
    texts = (*PATENT_HEADERS, *map(str, patent_row()))
    if suffix == "xlsx":
        sheet = sheet_part(inline(*texts[:3]) + inline(*texts[3:]))
        parts = {**workbook_parts(), SHEET: sheet, "xl/media/a.png": picture}
    else:
        start = '<table:table-cell office:value-type="string"><text:p>'
        cells = [f"{start}{text}</text:p></table:table-cell>" for text in texts]
        rows = (
            f"<table:table-row>{''.join(row)}</table:table-row>" for row in (cells[:3], cells[3:])
        )
        parts = {
            **opendocument_parts(),
            CONTENT_PART: content_part("".join(rows)),
            "a.png": picture,
        }
    assert parse(write_parts(tmp_path / f"a.{suffix}", parts)).numbers == ([2], [])


def test_cells_without_a_place_follow_one_another(tmp_path: Path) -> None:
    rows = inline(*PATENT_HEADERS) + inline(*map(str, patent_row()))
    assert parse(write_sheet(tmp_path / "a.xlsx", rows)).numbers == ([2], [])


def test_formula_without_a_result_is_found_in_cells_with_a_prefix(tmp_path: Path) -> None:
    rows = inline(*PATENT_HEADERS) + (
        f'<row r="2"><c r="A2" t="inlineStr"><is><t>{application_number(1)}</t></is></c>'
        '<c r="B2"><y-z:f xmlns:y-z="a">A1</y-z:f></c>'
        '<c r="C2" t="inlineStr"><is><t>武汉大学</t></is></c></row>'
    )
    path = write_sheet(tmp_path / "a.xlsx", rows)
    assert refusal_of(parse(path)).reason == "公式没有计算结果"


# A duration that Python cannot hold, and a day on which calamine panics.
@pytest.mark.parametrize("cell", ['s="3"><v>1e300</v>', 's="1"><v>-99999999999999</v>'])
def test_number_that_is_no_date_refuses_its_row_alone(tmp_path: Path, cell: str) -> None:
    rows = inline(*PATENT_HEADERS) + f"<row><c {cell}</c></row>" + inline(*map(str, patent_row()))
    parsed = parse(write_sheet(tmp_path / "a.xlsx", rows))
    assert parsed.numbers == ([3], [2])
    assert "超出范围" in refusal_of(parsed).reason


def test_column_of_endless_name_is_damage(tmp_path: Path) -> None:
    rows = inline(*PATENT_HEADERS) + f'<row><c r="{"A" * 500_000}1"><f>A1</f></c></row>'
    assert error_of(write_sheet(tmp_path / "a.xlsx", rows)).reason == BROKEN


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml"])
def test_unknown_encoding_is_damage(tmp_path: Path, part: str) -> None:
    formula = "<row><c><f>A1</f></c></row>"
    parts = {**workbook_parts(), SHEET: sheet_part(inline(*PATENT_HEADERS) + formula)}
    parts[part] = parts[part].replace(b"UTF-8", b"UTF-0")
    assert "已损坏，无法读取" in error_of(write_parts(tmp_path / "a.xlsx", parts)).reason


def test_span_without_a_number_is_damage(tmp_path: Path) -> None:
    body = word_table(DEMAND).replace("<w:tc>", "<w:tc><w:tcPr><w:gridSpan/></w:tcPr>", 1)
    path = write_parts(
        tmp_path / "a.docx", {**document_parts(), "word/document.xml": document_part(body)}
    )
    assert error_of(path, ImportKind.DEMANDS).reason == "Word 文档已损坏，无法读取"
