"""Descriptions of other platforms' sheets: those that come along, and what is wrong with others."""

import pytest

from ingest.mapping import normalise_header
from ingest.sources.demand_sheet import DEMAND_ALIASES
from ingest.sources.patent_sheet import PATENT_ALIASES, PATENT_NOTED
from matchmaker.errors import BadQuery
from matchmaker.exchange.fields import CONTACTS, FIELDS, SheetKind
from matchmaker.exchange.platform import read_platform
from matchmaker.services.exchange.platforms import bundled_description
from models.report_template import PLATFORMS, ReportKind

GOOD = """
name = "试"
[[sheet]]
kind = "deals"
name = "成交"
column = [
  { header = "类别", field = "kind", words = { "转让" = "专利权转让" } },
  { header = "金额（万元）", field = "amount" },
]
"""
# Where the importer's name for a field is another.
OF_IMPORTER = {"owners": ("current_owners", "applicants")}


@pytest.mark.parametrize("kind", PLATFORMS)
def test_every_platform_comes_along_with_all_four_sheets(kind: ReportKind) -> None:
    platform = read_platform(kind.label, bundled_description(kind))
    assert [sheet.kind for sheet in platform.sheets] == list(SheetKind)


@pytest.mark.parametrize("kind", PLATFORMS)
@pytest.mark.parametrize(
    ("sheet", "aliases"), [(SheetKind.PATENTS, PATENT_ALIASES), (SheetKind.DEMANDS, DEMAND_ALIASES)]
)
def test_headers_that_come_along_are_those_that_our_importer_reads(
    kind: ReportKind, sheet: SheetKind, aliases: dict[str, tuple[str, ...]]
) -> None:
    known = {
        normalise_header(header): field for field, headers in aliases.items() for header in headers
    }
    noted = {normalise_header(header) for header in PATENT_NOTED}
    columns = read_platform(kind.label, bundled_description(kind)).sheet(sheet).columns
    for column in columns:
        header = normalise_header(column.header)
        if header not in noted:
            assert known[header] in OF_IMPORTER.get(column.field, (column.field,))


def test_no_field_holds_a_contact() -> None:
    names = {field.name for fields in FIELDS.values() for field in fields}
    assert names.isdisjoint(CONTACTS)


def test_a_description_says_columns_fields_and_words() -> None:
    (sheet,) = read_platform("a.toml", GOOD.encode()).sheets
    assert [(one.header, one.field) for one in sheet.columns] == [
        ("类别", "kind"),
        ("金额（万元）", "amount"),
    ]
    assert sheet.columns[0].words == {"转让": "专利权转让"}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('field = "amount"', 'field = "amuont"', "系统没有字段“amuont”（是否为“amount”？）"),
        ('field = "amount"', 'field = "contact_phone"', "联系方式不随交换表给出"),
        ('"转让" = ', '"转证" = ', "没有用词“转证”（是否为“转让”？）"),
        ('kind = "deals"', 'kind = "dealz"', "没有“dealz”这种表"),
        ('header = "金额（万元）"', 'header = "类别"', "表头“类别”出现了不止一次"),
        ('name = "成交"', 'name = "成/交"', "Excel 不允许的字符"),
        ('name = "成交"', 'nome = "成交"', "第 1 个 name"),
        ("column = [", "column = (", "写法有误"),
        (', field = "amount"', "", "第 2 个 字段 field"),
    ],
)
def test_what_is_wrong_with_a_description_is_told_with_its_place(
    old: str, new: str, told: str
) -> None:
    assert old in GOOD
    with pytest.raises(BadQuery, match=r"a\.toml") as caught:
        read_platform("a.toml", GOOD.replace(old, new).encode())
    assert told in str(caught.value)


def test_a_file_that_is_no_text_is_refused() -> None:
    with pytest.raises(BadQuery, match="UTF-8"):
        read_platform("a.toml", "name = '试'".encode("gbk"))


def test_a_sheet_that_a_platform_does_not_take_is_told() -> None:
    with pytest.raises(BadQuery, match="没有“存量专利”表"):
        read_platform("a.toml", GOOD.encode()).sheet(SheetKind.PATENTS)
