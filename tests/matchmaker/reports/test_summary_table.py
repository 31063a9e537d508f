"""The summary table: figures are formulas over the records, growth in words where unknown."""

from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from python_calamine import CalamineWorkbook
from sqlmodel import Session

from matchmaker.ledger.period import Period
from matchmaker.reports import summary_table
from matchmaker.services.ledger.kpi import CITIES, Kpi, view_kpi
from matchmaker.services.ledger.records import source_rows
from tests.matchmaker.services.ledger.campaign import AUTHOR, stand_campaign

FIRST = summary_table.FIRST_ROW
LAST = FIRST + len(CITIES) + 2


@pytest.fixture
def made(session: Session, tmp_path: Path) -> tuple[Kpi, bytes]:
    stand_campaign(session, tmp_path)
    kpi = view_kpi(session, Period(2024, 5, 10), date(2024, 11, 1))
    return kpi, summary_table.build(kpi, source_rows(session, kpi.parts), AUTHOR.at)


def opened(content: bytes) -> Workbook:
    return openpyxl.load_workbook(BytesIO(content))


def test_every_group_has_a_sheet_with_a_row_a_city_and_a_total(made: tuple[Kpi, bytes]) -> None:
    kpi, content = made
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    groups = list(dict.fromkeys(line.indicator.group.value for line in kpi.lines))
    assert book.sheet_names == ["总表", *groups, "来源", "说明"]
    for group in groups:
        rows = book.get_sheet_by_name(group).to_python(skip_empty_area=False)
        lines = [line for line in kpi.lines if line.indicator.group.value == group]
        assert [row[0] for row in rows[FIRST:]][-3:] == ["省本级", "省外", "合计"]
        for position, line in enumerate(lines):
            first = 1 + 4 * position
            assert rows[2][first].startswith(line.indicator.title)
            shown = [rows[FIRST + place][first] for place in range(len(CITIES))]
            told = [float(line.indicator.shown(one.sum.value)) for one in line.cities]
            assert shown == pytest.approx(told)
            whole = float(line.indicator.shown(line.whole.value))
            assert rows[LAST][first] == pytest.approx(whole)
            assert rows[LAST][first + 3] == line.whole.records


def test_figures_are_formulas_over_the_sheet_of_sources(made: tuple[Kpi, bytes]) -> None:
    _, content = made
    sheet = opened(content)["转让许可"]
    assert sheet.cell(FIRST + 1, 2).value == (
        "=SUMIFS('来源'!$D:$D,'来源'!$A:$A,\"专利转让\",'来源'!$B:$B,$A5)"
    )
    assert sheet.cell(LAST + 1, 2).value == "=SUM(B5:B23)"


def test_sources_add_up_to_the_figures(made: tuple[Kpi, bytes]) -> None:
    kpi, content = made
    sums: dict[str, float] = {}
    for name, _, _, value, *_ in opened(content)["来源"].iter_rows(min_row=2, values_only=True):
        sums[str(name)] = sums.get(str(name), 0.0) + float(str(value))
    told = {
        line.indicator.name: float(line.indicator.shown(line.whole.value))
        for line in kpi.lines
        if line.whole.value
    }
    assert sums == pytest.approx(told)


def test_growth_is_told_in_words_where_last_year_is_nought_or_unknown(
    made: tuple[Kpi, bytes],
) -> None:
    _, content = made
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    rows = book.get_sheet_by_name("转让许可").to_python(skip_empty_area=False)
    growth = {row[0]: row[3] for row in rows[FIRST:]}
    assert (growth["武汉"], growth["神农架"]) == ("上年为零", "缺上年数")
    assert isinstance(growth["宜昌"], float)
    about = book.get_sheet_by_name("说明").to_python()
    assert ["转让许可合计", True] in [[row[0], "仅 15 个市州" in row[1]] for row in about]


def test_the_overview_tells_what_was_asked_for(made: tuple[Kpi, bytes]) -> None:
    _, content = made
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_name("总表").to_python()
    told = {row[1]: (row[2], row[5], row[6]) for row in rows if len(row) > 6}
    assert told["其中：省级对接活动（场）"] == (4, "不少于 4 场", "已达到")
    assert told["质押融资额（亿元）"][1:] == ("同比 +40%", "不能判断")


def test_the_same_campaign_gives_the_same_bytes(session: Session, made: tuple[Kpi, bytes]) -> None:
    kpi, content = made
    assert summary_table.build(kpi, source_rows(session, kpi.parts), AUTHOR.at) == content
