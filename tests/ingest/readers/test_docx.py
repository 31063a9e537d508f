"""Word documents: forms, tables, merged cells, and what is no such document."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as DocumentObject
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from ingest.types import Limits
from models.enums import ImportKind
from tests.ingest.writing import (
    PATENT_HEADERS,
    application_number,
    error_of,
    parse,
    parse_demands,
    patent_row,
    read_parts,
    refusal_of,
    write_parts,
)

PART = "word/document.xml"
BROKEN = "Word 文档已损坏，无法读取"


def add_table(document: DocumentObject, rows: Sequence[Sequence[str]]) -> None:
    table = document.add_table(len(rows), max(map(len, rows)))
    for down, row in enumerate(rows):
        for right, text in enumerate(row):
            table.cell(down, right).text = text


def write_docx(path: Path, *tables: Sequence[Sequence[str]]) -> Path:
    document = Document()
    document.add_paragraph("技术需求征集表，企业名称：文中所写不算")
    for rows in tables:
        add_table(document, rows)
        document.add_paragraph("填表说明")
    document.save(str(path))
    return path


def form(name: str, title: str, **more: str) -> list[list[str]]:
    cells = {"企业名称": name, "技术需求名称": title, "需求描述": "求长寿命轴承", **more}
    return [[label, value] for label, value in cells.items()]


def test_every_table_of_two_columns_is_a_demand(tmp_path: Path) -> None:
    path = write_docx(
        tmp_path / "a.docx",
        form("甲公司", "轴承", 投入预算="5万元"),
        form("乙公司", "齿轮", 关键词="传动；齿轮"),
    )
    parsed = parse_demands(path)
    assert [(r.owners, r.values["title"]) for r in parsed.valid] == [
        (("甲公司",), "轴承"),
        (("乙公司",), "齿轮"),
    ]
    assert parsed.valid[0].values["budget_low_cny"] == 50_000
    assert parsed.valid[1].values["keywords"] == ["传动", "齿轮"]
    assert parsed.numbers == ([1, 2], [])


def test_four_columns_are_two_labels_a_row(tmp_path: Path) -> None:
    rows = [
        ["企业名称", "甲公司", "联系人", "张三"],
        ["技术需求名称", "轴承", "手机", "13800000000"],
        ["主要问题", "寿命短", "预期目标", "一万小时"],
    ]
    values = parse_demands(write_docx(tmp_path / "a.docx", rows)).valid[0].values
    assert (values["contact_name"], values["target"]) == ("张三", "一万小时")


def test_refusal_names_the_table(tmp_path: Path) -> None:
    path = write_docx(
        tmp_path / "a.docx", form("甲公司", "轴承"), form("乙公司", "", 需求时限="某日")
    )
    parsed = parse_demands(path)
    assert parsed.numbers == ([1], [2])
    assert [(r.column, r.place) for r in parsed.refusals] == [
        ("技术需求名称", "第 2 个表格"),
        ("需求时限", "第 2 个表格"),
    ]


def test_form_of_a_patent_is_read(tmp_path: Path) -> None:
    rows = [[label, value] for label, value in zip(PATENT_HEADERS, patent_row(), strict=True)]
    [row] = parse(write_docx(tmp_path / "a.docx", rows)).valid
    assert (row.key, row.owners) == (application_number(1), ("武汉大学",))


@pytest.mark.parametrize("columns", [2, 3, 4])
def test_table_with_a_header_row_is_read_as_a_sheet(tmp_path: Path, columns: int) -> None:
    headers = ["企业名称", "需求名称", "需求描述", "联系人"][:columns]
    rows = [["甲公司", "轴承", "求轴承", "张三"], ["乙公司", "齿轮", "求齿轮", "李四"]]
    path = write_docx(tmp_path / "a.docx", [headers, *(row[:columns] for row in rows)])
    parsed = parse_demands(path)
    assert [(r.sheet, r.row_number) for r in parsed.valid] == [
        ("第 1 个表格", 2),
        ("第 1 个表格", 3),
    ]


def test_patents_in_a_table_with_a_bad_row(tmp_path: Path) -> None:
    rows = [PATENT_HEADERS, patent_row(1), ["坏", "甲", "乙"], patent_row(2)]
    parsed = parse(write_docx(tmp_path / "a.docx", rows))
    assert (len(parsed.valid), refusal_of(parsed).place) == (2, "表“第 1 个表格” 第 3 行")


def test_forms_and_tables_stand_beside_each_other(tmp_path: Path) -> None:
    table = [["企业名称", "需求名称"], ["乙公司", "齿轮"], ["丙公司", "阀门"]]
    path = write_docx(tmp_path / "a.docx", [["签字", ""]], form("甲公司", "轴承"), table)
    parsed = parse_demands(path)
    assert [(r.sheet, r.row_number) for r in parsed.valid] == [
        ("", 2),
        ("第 3 个表格", 2),
        ("第 3 个表格", 3),
    ]
    assert parsed.skipped == ["第 1 个表格"]


def test_merged_cells_of_a_form(tmp_path: Path) -> None:
    document = Document()
    rows = [
        ["技术需求征集表", "", "", "", ""],
        ["基本情况", "企业名称", "甲公司", "联系人", "张三"],
        ["", "县市区", "东湖新技术开发区", "手机", "13800000000"],
        ["需求情况", "技术需求名称", "轴承", "", ""],
        ["", "需求描述", "求长寿命轴承", "", ""],
        ["", "", "转速一万转", "", ""],
    ]
    add_table(document, rows)
    table = document.tables[0]
    for first, last in [((0, 0), (0, 4)), ((1, 0), (2, 0)), ((3, 0), (5, 0)), ((4, 1), (5, 1))]:
        table.cell(*first).merge(table.cell(*last))
    for down in (3, 4, 5):
        table.cell(down, 2).merge(table.cell(down, 4))
    document.save(str(tmp_path / "a.docx"))
    [row] = parse_demands(tmp_path / "a.docx").valid
    assert row.owners == ("甲公司",)
    assert row.values["title"] == "轴承"
    assert row.values["description"] == "求长寿命轴承\n转速一万转"
    assert row.values["contact_name"] == "张三"


def test_cell_merged_down_a_sheet_counts_for_every_row(tmp_path: Path) -> None:
    document = Document()
    add_table(
        document,
        [["企业名称", "需求名称", "需求描述"], ["甲公司", "轴承", "一"], ["", "齿轮", "二"]],
    )
    table = document.tables[0]
    table.cell(1, 0).merge(table.cell(2, 0))
    document.save(str(tmp_path / "a.docx"))
    parsed = parse_demands(tmp_path / "a.docx")
    assert [row.owners for row in parsed.valid] == [("甲公司",)] * 2


def test_only_ticked_boxes_of_a_choice_are_read(tmp_path: Path) -> None:
    path = write_docx(
        tmp_path / "a.docx",
        form("甲公司", "轴承", 技术需求合作模式="□独立研发 ☑委托研发 ☐技术转让 ☑技术入股"),
        form("乙公司", "齿轮", 技术需求合作模式="□独立研发 □委托研发"),
    )
    parsed = parse_demands(path)
    assert [row.values.get("cooperation_modes") for row in parsed.valid] == [
        ["joint_development", "equity"],
        None,
    ]


def test_cells_in_content_controls_are_read(tmp_path: Path) -> None:
    path = write_docx(tmp_path / "a.docx", form("甲公司", "轴承"))
    document = Document(str(path))
    cell = document.tables[0].cell(0, 1)._tc
    control = parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtContent/></w:sdt>")
    cell.addprevious(control)
    control[0].append(cell)
    document.save(str(path))
    assert parse_demands(path).valid[0].owners == ("甲公司",)


def test_document_without_tables_says_what_to_do(tmp_path: Path) -> None:
    error = error_of(write_docx(tmp_path / "a.docx"), ImportKind.DEMANDS)
    assert error.reason == "Word 文档里没有表格"
    assert error.remedy.startswith("请把内容填在“列名｜内容”两列或四列的表格里")


def test_document_with_other_tables_only_lists_what_was_seen(tmp_path: Path) -> None:
    path = write_docx(tmp_path / "a.docx", [["签字", "盖章"], ["张三", ""]])
    error = error_of(path, ImportKind.DEMANDS)
    assert (error.place, error.reason[:14]) == ("表“第 1 个表格”", "前 20 行里没有认得的表头")


def test_format_is_told_from_the_content(tmp_path: Path) -> None:
    path = write_docx(tmp_path / "a.docx", form("甲公司", "轴承")).rename(tmp_path / "a.xlsx")
    assert len(parse_demands(path).valid) == 1


def test_cut_document_is_damaged(tmp_path: Path) -> None:
    path = write_docx(tmp_path / "a.docx", form("甲公司", "轴承"))
    parts = read_parts(path)
    write_parts(path, {**parts, PART: parts[PART][:-40]})
    assert error_of(path, ImportKind.DEMANDS).reason == BROKEN
    write_parts(path, {name: content for name, content in parts.items() if "rels" not in name})
    assert error_of(path, ImportKind.DEMANDS).reason == BROKEN


def test_bomb_is_stopped_at_the_limit(tmp_path: Path) -> None:
    path = write_docx(tmp_path / "a.docx", form("甲公司", "轴承"))
    parts = read_parts(path)
    write_parts(path, {**parts, PART: parts[PART] + b" " * 3_000_000})
    error = error_of(path, ImportKind.DEMANDS, limits=Limits(inflated_bytes=2 * 1024 * 1024))
    assert error.reason == "解压后超过上限 2.0 MB，可能是恶意的压缩文件"


@pytest.mark.parametrize("target", ["SYSTEM 'file:///etc/hostname'", "'展开的内容'"])
def test_a_document_with_entities_of_its_own_is_refused(tmp_path: Path, target: str) -> None:
    path = write_docx(tmp_path / "a.docx", form("甲公司", "轴承ENTITY"))
    parts = read_parts(path)
    text = parts[PART].decode().replace("ENTITY", "&x;")
    head, mark, rest = text.partition("?>")
    document = f"{head}{mark}<!DOCTYPE x [<!ENTITY x {target}>]>{rest}"
    write_parts(path, {**parts, PART: document.encode()})
    error = error_of(path, ImportKind.DEMANDS)
    assert error.reason == "含有文档类型声明或自定义实体，可能是恶意文件"


def test_cell_over_too_many_columns_does_not_fill_the_memory(tmp_path: Path) -> None:
    headers = ["企业名称", "需求名称", "需求描述"]
    path = write_docx(tmp_path / "a.docx", [headers, ["甲公司", "轴承", "求轴承"]])
    parts = read_parts(path)
    wide = b'<w:tcPr><w:gridSpan w:val="2000000000"/>'
    assert b"<w:tcPr>" in parts[PART]
    index = parts[PART].rindex(b"<w:tcPr>")
    changed = parts[PART][:index] + wide + parts[PART][index + len(b"<w:tcPr>") :]
    write_parts(path, {**parts, PART: changed})
    assert parse_demands(path).valid[0].values["description"] == "求轴承"


def test_part_that_holds_something_else_is_damaged(tmp_path: Path) -> None:
    path = write_docx(tmp_path / "a.docx", form("甲公司", "轴承"))
    write_parts(path, {**read_parts(path), "_rels/.rels": b"<x/>"})
    assert error_of(path, ImportKind.DEMANDS).reason == BROKEN
