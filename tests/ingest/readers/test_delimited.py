"""Separated text: marks, quotes, blank rows and the numbers of rows."""

from pathlib import Path

import pytest

from tests.ingest.writing import (
    PATENT_HEADERS,
    application_number,
    error_of,
    parse,
    patent_row,
    refusal_of,
    write_csv,
)

ROWS = [PATENT_HEADERS, patent_row(1), patent_row(2)]


def write_text(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_comma_tab_and_semicolon_give_the_same_rows(tmp_path: Path, delimiter: str) -> None:
    plain = parse(write_csv(tmp_path / "plain.csv", ROWS))
    parsed = parse(write_csv(tmp_path / "patents.csv", ROWS, delimiter=delimiter))
    assert (parsed.valid, len(parsed.valid)) == (plain.valid, 2)


@pytest.mark.parametrize("delimiter", ["\t", ";"])
def test_title_row_above_does_not_hide_the_delimiter(tmp_path: Path, delimiter: str) -> None:
    rows = [["2024年专利清单"], [], *ROWS]
    parsed = parse(write_csv(tmp_path / "patents.csv", rows, delimiter=delimiter))
    assert parsed.numbers == ([4, 5], [])


def test_commas_inside_quotes_are_no_delimiters(tmp_path: Path) -> None:
    header = '"申请号";"专利名称";"申请人";"说明,一,二,三"'
    path = write_text(tmp_path / "a.csv", header, f'"{application_number(1)}";"甲";"乙大学";""')
    assert parse(path).valid[0].owners == ("乙大学",)


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_every_line_end_is_understood(tmp_path: Path, line_end: str) -> None:
    path = write_csv(tmp_path / "a.csv", ROWS)
    text = path.read_bytes().decode()
    path.write_bytes(text.replace("\r\n", line_end).encode())
    assert parse(path).numbers == ([2, 3], [])


def test_quotes_and_line_breaks_inside_a_cell_are_kept(tmp_path: Path) -> None:
    abstract = '第一行，含"引号"\n第二行,含逗号'
    rows = [[*PATENT_HEADERS, "摘要"], patent_row(1, abstract), patent_row(2, "短")]
    parsed = parse(write_csv(tmp_path / "a.csv", rows))
    assert parsed.valid[0].values["abstract"] == abstract
    # Excel shows the record in the third row, however many lines the second one takes.
    assert parsed.numbers == ([2, 3], [])


def test_blank_rows_are_left_out_and_counted(tmp_path: Path) -> None:
    rows = [[], PATENT_HEADERS, [], patent_row(1), ["", " ", "\u3000"], ["\u200b"], patent_row(2)]
    assert parse(write_csv(tmp_path / "a.csv", rows)).numbers == ([4, 7], [])


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("blank", [",,", ", ,", " ", ""])
def test_blank_rows_at_the_end_take_nothing_from_the_last_one(
    tmp_path: Path, end: str, blank: str
) -> None:
    rows = [[*PATENT_HEADERS, "摘要"], patent_row(1, "一种阀门；"), patent_row(2, "用途有;,\t ")]
    path = write_csv(tmp_path / "a.csv", rows)
    whole = parse(path).valid
    text = path.read_bytes().decode().replace("\r\n", end)
    path.write_bytes((text + (blank + end) * 3).encode())
    assert parse(path).valid == whole


def test_unbalanced_quote_names_the_line_where_it_begins(tmp_path: Path) -> None:
    path = write_text(
        tmp_path / "quote.csv",
        ",".join(PATENT_HEADERS),
        ",".join(patent_row(1)),
        f'{application_number(2)},"一种装置,武汉大学',
        ",".join(patent_row(3)),
        ",".join(patent_row(4)),
    )
    error = error_of(path)
    assert (error.file, error.place) == ("quote.csv", "文本第 3 行")
    assert error.reason == "英文引号不成对，或一个单元格超过 100 万字，无法分列"
    assert error.remedy.startswith("请核对从这一行开始的英文引号")


def test_text_behind_a_closing_quote_is_named(tmp_path: Path) -> None:
    line = f'{application_number(1)},"智能"装置,武汉大学'
    path = write_text(tmp_path / "quote.csv", ",".join(PATENT_HEADERS), line)
    assert error_of(path).place == "文本第 2 行"


def test_endless_cell_is_refused(tmp_path: Path) -> None:
    rows = [PATENT_HEADERS, [*patent_row()[:2], "长" * 1_000_001]]
    assert error_of(write_csv(tmp_path / "a.csv", rows)).place == "文本第 2 行"


def test_row_with_more_cells_than_headers_is_refused(tmp_path: Path) -> None:
    rows = [PATENT_HEADERS, [*patent_row(1), "", "多出的"], [*patent_row(2), "", " "]]
    parsed = parse(write_csv(tmp_path / "a.csv", rows))
    refusal = refusal_of(parsed)
    assert (refusal.row_number, refusal.column, refusal.value) == (2, "（第 5 列）", "多出的")
    assert refusal.reason == "这一行有 5 列，比表头多"
    assert refusal.remedy.startswith("请核对该行的分隔符与引号")
    assert parsed.rejected[0].cells == (*patent_row(1), "", "多出的")
    assert parsed.numbers == ([3], [2])


def test_short_row_lacks_its_last_cells(tmp_path: Path) -> None:
    path = write_text(tmp_path / "a.csv", "申请号,申请人,专利名称,摘要", application_number(1))
    parsed = parse(path)
    assert [refusal.column for refusal in parsed.refusals] == ["申请人", "专利名称"]
