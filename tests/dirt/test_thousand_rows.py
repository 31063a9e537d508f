"""A thousand rows with forty kinds of dirt: every refusal names its column and its remedy, and the
workbook that comes back, corrected, loads the rest."""

from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from sqlmodel import Session

from ingest.pipeline import ParseOptions
from matchmaker.reports import refused_rows
from matchmaker.services.imports import import_file
from models.enums import ImportKind
from models.queries.patents import count_patents
from tests.conftest import NOW
from tests.factories import number, write_csv, wrong_number

HEADERS = (
    "专利名称",
    "申请号",
    "申请人",
    "申请日",
    "授权公告日",
    "主分类号",
    "当前法律状态",
    "技术成熟度",
    "可接受的转化方式",
    "预期交易价格(万元)",
    "是否财政资助",
    "许可类型",
    "统一社会信用代码",
    "密级",
)
ROWS = 1_000

# header → what may stand there by mistake.
DIRT: dict[str, tuple[str, ...]] = {
    "专利名称": ("", "   ", "=A1&B1", "\u200b"),
    "申请号": ("", "20201", "ABC", "wrong check", "2.02010E+12", "2020900000011", "=HYPERLINK(1)"),
    "申请人": ("", "-", "***"),
    "申请日": ("2021-02-30", "昨天", "20211301", "1870-01-01", "2031-05-01", "=TODAY()"),
    "授权公告日": ("2021/13/05", "#N/A", "二〇二一年"),
    "主分类号": ("Z99", "H01", "F16K 31", "？"),
    "当前法律状态": ("情况复杂", "#REF!"),
    "技术成熟度": ("差不多了", "TRL 12"),
    "可接受的转化方式": ("送人", "转让；出租"),
    "预期交易价格(万元)": ("-5", "很便宜", "80-50", "1e30"),
    "是否财政资助": ("也许", "是否"),
    "许可类型": ("口头许可", "非卖"),
    "统一社会信用代码": ("123", "91420100MA4K0000IO"),
    "密级": ("机密", "秘密"),
}
KINDS = [(header, text) for header, texts in DIRT.items() for text in texts]


def clean_row(position: int) -> list[str]:
    return [
        f"一种阀门 {position}",
        number(f"20201{position:07d}"),
        "武汉大学",
        "2020-03-05",
        "2022-03-05",
        "F16K31/06",
        "授权",
        "通过中试",
        "转让；普通许可",
        "12.5",
        "是",
        "普通许可",
        "914201007145678904",
        "公开",
    ]


def dirty_row(position: int, header: str, text: str) -> list[str]:
    row = clean_row(position)
    wrong = wrong_number(f"20201{position:07d}")
    row[HEADERS.index(header)] = wrong if text == "wrong check" else text
    return row


def test_forty_kinds_of_dirt_come_back_and_load_once_corrected(
    session: Session, tmp_path: Path
) -> None:
    every = ROWS // len(KINDS)
    planted = {i * every: kind for i, kind in enumerate(KINDS)}
    rows = [dirty_row(i, *planted[i]) if i in planted else clean_row(i) for i in range(ROWS)]
    path = write_csv(tmp_path / "stock.csv", HEADERS, rows)
    report = import_file(session, path, ParseOptions(ImportKind.PATENTS), NOW)
    assert len(KINDS) >= 40
    assert report.rows == ROWS
    refused = {row.row_number - 2: row for row in report.rejected}
    harmless = {i: kind for i, kind in planted.items() if i not in refused}
    # A bare class, or a spelling that is understood after all, is no dirt.
    assert set(harmless.values()) <= {("主分类号", "H01"), ("主分类号", "F16K 31")}
    for position, row in refused.items():
        assert [refusal.column for refusal in row.refusals] == [planted[position][0]]
        assert all(refusal.reason and refusal.remedy for refusal in row.refusals)

    workbook = tmp_path / "refused.xlsx"
    sheets = refused_rows.sheets_of(report.headers, report.rejected)
    workbook.write_bytes(refused_rows.build(sheets, NOW))
    again = correct(workbook, tmp_path / "corrected.csv")
    second = import_file(session, again, ParseOptions(ImportKind.PATENTS), NOW)
    assert (second.rows, second.new, second.refused) == (len(refused), len(refused), 0)
    assert count_patents(session) == ROWS


def correct(workbook: Path, path: Path) -> Path:
    """Write what a person would: the right cell in place of every marked one."""
    header, *rows = CalamineWorkbook.from_path(workbook).get_sheet_by_index(0).to_python()
    right = []
    for row in rows:
        position = int(float(str(row[0]))) - 2
        right.append([str(row[0]), str(row[1]), *clean_row(position)])
    return write_csv(path, [str(cell) for cell in header], right)


@pytest.mark.parametrize("header", list(DIRT))
def test_every_dirty_column_is_a_column_of_the_sheet(header: str) -> None:
    assert header in HEADERS
