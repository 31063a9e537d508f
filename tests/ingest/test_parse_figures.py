"""Figures of earlier years: headers with their units, numbers, months, cities, what is wrong."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.mapping import normalise_header
from ingest.parse_figures import (
    MOST,
    YearGiven,
    is_total,
    parse_city,
    parse_figure,
    parse_month,
    parse_year,
)
from ingest.pipeline import FileParser, ParseOptions
from ingest.sources.figure_sheet import FIGURE_SHEET, column_scale, units_of
from ingest.types import SkippedRow
from models.enums import ImportKind
from models.errors import InvalidValue
from models.values.indicator import INDICATORS, Indicator, get_indicator
from models.values.region import HUBEI_CITIES
from tests.ingest.writing import Parsed, error_of, parse_as, write_book, write_csv, write_xlsx

FIGURES = st.sampled_from(INDICATORS)
MONEY = [one for one in INDICATORS if one.is_money]
COUNTS = [one for one in INDICATORS if not one.is_money]
HEAD = ("市州", "年份", "月份", "宣讲活动", "质押融资额（万元）")


def figures(path: Path, rows: Sequence[Sequence[Any]], year: int | None = None) -> Parsed:
    return parse_as(write_xlsx(path / "a.xlsx", rows), options(year))


def options(year: int | None = None, last: int | None = None) -> ParseOptions:
    return ParseOptions(ImportKind.FIGURES, years=YearGiven(year, last))


def outcome(parse: Callable[..., Any], *given: object) -> Any:
    """Return what is made of a text, or why it is refused."""
    try:
        return parse(*given)
    except InvalidValue as error:
        return error


def row_of(*cells: Any) -> list[Sequence[Any]]:
    return [HEAD, ("武汉", 2023, 5, *cells)]


@pytest.mark.parametrize(
    ("header", "field", "scale"),
    [
        ("质押融资额（亿元）", "pledge_amount", 100_000_000),
        ("质押融资额(万元)", "pledge_amount", 10_000),
        ("质押融资额（元）", "pledge_amount", 1),
        ("质押融资额（单位：万元）", "pledge_amount", 10_000),
        ("* 质押融资额", "pledge_amount", 100_000_000),
        ("质押登记金额", "pledge_amount", 100_000_000),
        ("质押融资（万元）", "pledge_amount", 10_000),
        ("质押融资", "pledges", 1),
        ("质押项目数", "pledges", 1),
        ("意向金额", "intent_amount", 10_000),
        ("意向金额（亿元）", "intent_amount", 100_000_000),
        ("转让次数", "assignments", 1),
        ("许可次数（件）", "licences", 1),
        ("转让许可次数", "transfers", 1),
        ("宣讲场次", "briefing_sessions", 1),
        ("宣讲覆盖（万人次）", "briefing_heads", 10_000),
        ("其中：省级对接活动（场）", "provincial_events", 1),
        ("市（州）", "city", None),
        ("年度", "year", None),
        ("统计月份", "month", None),
    ],
)
def test_headers_lead_to_an_indicator_and_their_unit(
    header: str, field: str, scale: int | None
) -> None:
    assert FIGURE_SHEET.lookup()[normalise_header(header)][0] == field
    if scale is not None:
        assert column_scale(field, header) == scale


@given(FIGURES, st.data())
def test_every_unit_of_an_indicator_is_read_from_its_header(one: Indicator, data: Any) -> None:
    unit, scale = data.draw(st.sampled_from(sorted(units_of(one).items())))
    left, right = data.draw(st.sampled_from(["（）", "()"]))
    header = f"{one.name}{left}{unit}{right}"
    assert FIGURE_SHEET.lookup()[normalise_header(header)][0] == one.slug
    assert column_scale(one.slug, header) == scale


@given(FIGURES)
def test_a_header_without_a_unit_is_in_the_indicators_own(one: Indicator) -> None:
    assert column_scale(one.slug, one.name) == column_scale(one.slug, one.title) == one.scale
    assert column_scale(one.slug, f"{one.name}（2023年）") == one.scale


def test_a_foreign_currency_is_no_unit() -> None:
    with pytest.raises(InvalidValue) as error:
        column_scale("pledge_amount", "质押额（万美元）")
    assert error.value.reason == "不认识表头里的单位“万美元”"
    assert "质押融资额（亿元）" in error.value.remedy


@given(st.sampled_from(MONEY), st.data())
def test_an_amount_is_read_to_the_yuan_in_any_unit(one: Indicator, data: Any) -> None:
    scale = data.draw(st.sampled_from(sorted(set(units_of(one).values()))))
    value = data.draw(st.integers(0, MOST))
    text = f"{Decimal(value) / scale:f}"
    assert parse_figure(one, text, scale) == value
    assert parse_figure(one, f"{Decimal(value) / scale:,f}", scale) == value


@given(
    st.sampled_from(COUNTS), st.integers(0, MOST), st.sampled_from(["{}", "{:,}", "{}.0", " {} "])
)
def test_a_count_is_a_whole_number(one: Indicator, value: int, form: str) -> None:
    assert parse_figure(one, form.format(value), 1) == value


@given(st.sampled_from(COUNTS), st.integers(0, 10**6), st.integers(1, 99))
def test_a_count_has_no_parts(one: Indicator, whole: int, part: int) -> None:
    with pytest.raises(InvalidValue, match="不能有小数"):
        parse_figure(one, f"{whole}.{part:02d}", 1)


@given(FIGURES, st.text())
def test_any_text_is_a_figure_or_refused_with_a_remedy(one: Indicator, text: str) -> None:
    value = outcome(parse_figure, one, text, one.scale)
    if isinstance(value, InvalidValue):
        assert (value.reason != "", value.remedy != "") == (True, True)
    else:
        assert 0 <= value <= MOST


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("无", "不是数字"),
        ("约12", "不是数字"),
        ("12%", "不是数字"),
        ("5亿", "不是数字"),
        ("1,23", "不是数字"),
        ("1.2.3", "不是数字"),
        ("1e5", "不是数字"),
        ("-3", "不能是负数"),
        ("－3", "不能是负数"),
        ("9" * 30, "数字太大"),
    ],
)
def test_what_is_no_figure_is_refused(text: str, reason: str) -> None:
    with pytest.raises(InvalidValue) as error:
        parse_figure(get_indicator("visits"), text, 1)
    assert error.value.reason == reason


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1月", (None, 1)),
        ("1", (None, 1)),
        ("01", (None, 1)),
        ("１２月份", (None, 12)),
        ("2023-05", (2023, 5)),
        ("2023/5", (2023, 5)),
        ("2023.05", (2023, 5)),
        ("202305", (2023, 5)),
        ("2023年5月", (2023, 5)),
        ("2023-05-31", (2023, 5)),
        ("全年", (None, 0)),
        ("1-12月", (None, 0)),
        ("2023年", (2023, 0)),
        ("2023年全年", (2023, 0)),
    ],
)
def test_months_are_read_as_they_are_written(text: str, expected: tuple[int | None, int]) -> None:
    assert parse_month(text) == expected


@pytest.mark.parametrize(
    "text", ["13", "13月", "2023-13", "202300", "五", "1-6月", "上半年", "1899-1"]
)
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue):
        parse_month(text)


@given(st.integers(2000, 2100), st.integers(1, 12))
def test_a_month_of_a_year_is_read_in_each_form(year: int, month: int) -> None:
    for text in (f"{year}-{month:02d}", f"{year}年{month}月", f"{year}{month:02d}"):
        assert parse_month(text) == (year, month)
    assert parse_month(f"{month}月") == (None, month)
    assert parse_year(f"{year}年") == year


@given(st.text())
def test_any_text_is_a_month_or_refused(text: str) -> None:
    read = outcome(parse_month, text)
    if isinstance(read, InvalidValue):
        assert read.remedy
    else:
        year, month = read
        assert (year is None or 2000 <= year <= 2100, 0 <= month <= 12) == (True, True)


def test_each_city_is_known_by_its_name_short_name_and_code() -> None:
    for city in HUBEI_CITIES:
        for text in (city.name, city.short_name, city.code, f"湖北省{city.name}"):
            assert parse_city(text) == city
    assert parse_city("武汉市知识产权局").code == "420100"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("长沙市", "不是湖北省的 17 个市州"),
        ("省本级", "不是湖北省的 17 个市州"),
        ("江岸区", "这是县市区，不是市州"),
        ("恩施市", "这是县市区，不是市州"),
    ],
)
def test_other_places_are_no_city(text: str, reason: str) -> None:
    with pytest.raises(InvalidValue) as error:
        parse_city(text)
    assert error.value.reason == reason


@pytest.mark.parametrize("text", ["合计", " 合 计 ", "全省", "湖北省", "总计：", "（合计）"])
def test_totals_are_known(text: str) -> None:
    assert is_total(text)


@pytest.mark.parametrize("cell", ["武汉", "", None, 12, "合计数另报"])
def test_other_cells_are_no_totals(cell: str | int | None) -> None:
    assert not is_total(cell)


def test_a_row_gives_its_figures_in_the_smallest_unit(tmp_path: Path) -> None:
    parsed = figures(tmp_path, row_of(3, 1234.5))
    (row,) = parsed.valid
    assert row.key == "420100|2023|5"
    assert row.values == {
        "city_code": "420100",
        "year": 2023,
        "month": 5,
        "briefing_sessions": 3,
        "pledge_amount": 12_345_000,
    }
    assert row.owners == ()


def test_parts_of_a_yuan_that_a_division_leaves_are_rounded(tmp_path: Path) -> None:
    (row,) = figures(tmp_path, row_of(3, 0.1 + 0.2)).valid
    assert row.values["pledge_amount"] == 3_000


@pytest.mark.parametrize("nothing", ["", "—", "-", "/", "——", None])
def test_nothing_is_not_known_and_nought_is_nought(tmp_path: Path, nothing: str | None) -> None:
    (row,) = figures(tmp_path, row_of(nothing, 0)).valid
    assert "briefing_sessions" not in row.values
    assert row.values["pledge_amount"] == 0


def test_a_year_in_the_sheet_goes_before_the_one_beside_it(tmp_path: Path) -> None:
    rows = [HEAD, ("武汉", 2022, 5, 1, 1), ("宜昌", "", "2021-06", 1, 1), ("襄阳", "", "", 1, 1)]
    parsed = figures(tmp_path, rows, year=2023)
    told = [(row.values["year"], row.values["month"]) for row in parsed.valid]
    assert told == [(2022, 5), (2021, 6), (2023, 0)]


def test_days_of_a_spreadsheet_are_months(tmp_path: Path) -> None:
    rows = [("市州", "月份", "走访调研"), ("武汉", date(2023, 5, 1), 1)]
    (row,) = figures(tmp_path, rows).valid
    assert (row.values["year"], row.values["month"]) == (2023, 5)


def test_years_that_contradict_each_other_are_refused(tmp_path: Path) -> None:
    parsed = figures(tmp_path, [HEAD, ("武汉", 2022, "2023-05", 1, 1)])
    (refusal,) = parsed.refusals
    assert (refusal.column, refusal.reason) == ("月份", "与“年份”列的 2022 年不一致")


def test_a_row_without_a_year_is_refused_at_its_cell(tmp_path: Path) -> None:
    parsed = figures(tmp_path, [HEAD, ("武汉", "", 5, 1, 1), ("宜昌", 2023, 5, 1, 1)])
    (refusal,) = parsed.refusals
    assert (refusal.row_number, refusal.column, refusal.reason) == (2, "年份", "没有写明年份")
    assert refusal.remedy == "请在这一行填写年份，或在导入时给出年份"


def test_a_sheet_without_any_year_is_refused_as_a_whole(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [("市州", "宣讲活动"), ("武汉", "1")])
    error = error_of(path, ImportKind.FIGURES)
    assert "没有写明年份" in error.reason
    assert error.remedy.startswith("请补上“年份”列，或在导入时给出年份")


def test_a_sheet_without_indicators_names_some(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [("市州", "年份", "宣讲活场"), ("武汉", "2023", "1")])
    error = error_of(path, ImportKind.FIGURES)
    assert "没有认得的指标列" in error.reason
    assert "宣讲活动（场）" in error.remedy
    assert "“宣讲活场”是否应为" in error.remedy


def test_a_year_that_is_not_over_is_refused(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [HEAD, ("武汉", 2024, 5, 1, 1)])
    (refusal,) = parse_as(path, options(last=2023)).refusals
    assert (refusal.column, refusal.value, refusal.reason) == ("年份", "2024", "2024 年还没有结束")


def test_each_wrong_cell_is_named_with_its_remedy(tmp_path: Path) -> None:
    rows = [HEAD, ("长沙", "今年", 13, 1.5, "不详")]
    parsed = parse_as(write_book(tmp_path / "a.xlsx", {"往年": rows}), options())
    told = [(one.place, one.column, one.value) for one in parsed.refusals]
    assert told == [
        ("表“往年” 第 2 行", "市州", "长沙"),
        ("表“往年” 第 2 行", "年份", "今年"),
        ("表“往年” 第 2 行", "月份", "13"),
        ("表“往年” 第 2 行", "宣讲活动", "1.5"),
        ("表“往年” 第 2 行", "质押融资额（万元）", "不详"),
    ]
    assert all(one.reason and one.remedy for one in parsed.refusals)


def test_totals_are_skipped_and_noted(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [*row_of(1, 1), ("合计", 2023, 5, 9, 9), ("全省",)])
    parser = FileParser(path, options())
    assert len(list(parser)) == 1
    assert parser.skipped_rows == [SkippedRow("Sheet1", 3, "合计"), SkippedRow("Sheet1", 4, "全省")]


def test_the_same_city_and_month_with_another_number_is_refused(tmp_path: Path) -> None:
    rows = [*row_of(1, 1), ("武汉市", 2023, "5月", 2, 1), ("武汉", 2023, 5, 1, 1)]
    parsed = figures(tmp_path, rows)
    (refusal,) = parsed.refusals
    assert (refusal.row_number, refusal.column) == (3, "市州")
    assert refusal.reason == "与第 2 行是同一市州同一时间，但数字不同"
    assert [row.row_number for row in parsed.valid] == [2, 4]


def test_sheets_may_tell_different_figures_of_one_city(tmp_path: Path) -> None:
    sheets = {
        "宣讲": [("市州", "年份", "宣讲活动"), ("武汉", 2023, 1)],
        "走访": [
            ("市州", "年份", "走访调研", "宣讲活动"),
            ("武汉", 2023, 5, ""),
            ("武汉", 2023, 5, 2),
        ],
    }
    parsed = parse_as(write_book(tmp_path / "a.xlsx", sheets), options())
    assert [row.values.get("visits") for row in parsed.valid] == [None, 5]
    (refusal,) = parsed.refusals
    assert refusal.reason == "与表“宣讲”第 2 行是同一市州同一时间，但数字不同"
