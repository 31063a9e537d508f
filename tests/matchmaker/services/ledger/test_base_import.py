"""Figures of earlier years from a sheet: loaded once, replaced by a later file, and by whom."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlmodel import Session, select

from ingest.parse_figures import YearGiven
from ingest.pipeline import ParseOptions
from matchmaker.access.import_rows import RowLimit, load_limit
from matchmaker.access.permissions import Permission, Reach
from matchmaker.access.viewer import Viewer, person
from matchmaker.errors import BadQuery, Forbidden
from matchmaker.ledger.period import Period
from matchmaker.reports import base_template
from matchmaker.services.audit_words import tell_details
from matchmaker.services.imports import ImportReport, import_file
from matchmaker.services.ledger.base_view import KnownCell, view_known, view_year
from matchmaker.services.ledger.kpi import CITIES
from matchmaker.services.ledger.last_year import carry_over, known_before
from matchmaker.services.list_hands import Author
from matchmaker.services.previews import preview_file
from matchmaker.services.row_owners import with_limit
from models.account_enums import Role
from models.audit import AuditKind, AuditRecord
from models.enums import ImportKind
from models.kept_record import RecordChange
from models.ledger import BaseFigure
from models.queries.base_figures import Coverage, base_figures
from models.values.indicator import INDICATORS, by_slug
from models.values.region import HUBEI_CITIES
from tests.conftest import NOW
from tests.ingest.importing import counts
from tests.ingest.writing import write_xlsx
from tests.matchmaker.services.ledger.cases import WUHAN, YICHANG
from tests.matchmaker.services.ledger.sheets import HEAD, SHEET, WRONG, write_last_year

OPTIONS = ParseOptions(ImportKind.FIGURES, years=YearGiven(2023), sent_by="王某某")


def load(
    session: Session, path: Path, rows: Sequence[Sequence[Any]], by: str = "王某某"
) -> ImportReport:
    options = replace(OPTIONS, sent_by=by)
    return import_file(session, write_xlsx(path, rows), options, NOW)


def test_fourteen_of_seventeen_cities_load_and_three_come_back(
    session: Session, tmp_path: Path
) -> None:
    report = import_file(session, write_last_year(tmp_path / "a.xlsx"), OPTIONS, NOW)
    assert counts(report) == (17, 14, 0, 0, 3)
    told = [(one.refusals[0].column, one.refusals[0].reason) for one in report.rejected]
    assert told == [(column, reason) for column, _, reason in WRONG.values()]
    (total,) = report.skipped_rows
    assert (total.sheet, total.row_number, total.text) == (SHEET, 20, "合计")
    known = base_figures(session, 2023)
    assert len(known) == 14 * 3
    assert known["briefing_sessions", WUHAN] == {0: 1}
    assert known["pledge_amount", WUHAN] == {0: 12_345_000}
    assert known["assignments", WUHAN] == {0: 0}


def test_a_file_twice_changes_nothing(session: Session, tmp_path: Path) -> None:
    path = write_last_year(tmp_path / "a.xlsx")
    first = import_file(session, path, OPTIONS, NOW)
    again = import_file(session, path, OPTIONS, NOW + timedelta(days=1))
    assert counts(again) == (17, 0, 0, 14, 3)
    assert again.batch_id == first.batch_id
    stored = session.exec(select(BaseFigure)).all()
    assert {one.recorded_at for one in stored} == {NOW}
    assert session.exec(select(RecordChange)).all() == []
    assert len(session.exec(select(AuditRecord)).all()) == 1


def test_the_later_file_wins_and_the_former_number_is_kept(
    session: Session, tmp_path: Path
) -> None:
    head = ("市州", "月份", "走访调研", "典型案例")
    load(session, tmp_path / "a.xlsx", [head, ("武汉", 5, 3, ""), ("宜昌", 5, 4, 1)])
    for number, visits in ((1, 6), (2, 8)):
        rows = [head, ("武汉", 5, visits, "—"), ("宜昌", 5, 4, 1)]
        report = load(session, tmp_path / f"b{number}.xlsx", rows, by="李某某")
        assert counts(report) == (2, 0, 1, 1, 0)
    report = load(session, tmp_path / "c.xlsx", [head, ("武汉", 5, "", 2), ("宜昌", 6, 1, 1)])
    assert counts(report) == (2, 2, 0, 0, 0)
    assert base_figures(session, 2023)["visits", WUHAN] == {5: 8}
    found = view_year(session, 2023, CITIES)
    told = [(one.city, one.month, one.before, one.after, one.actor) for one in found.changes]
    assert told == [("武汉", 5, 6, 8, "李某某"), ("武汉", 5, 3, 6, "李某某")]
    assert found.changes[0].reason == "导入文件“b2.xlsx”"
    numbers = [one.number for one in session.exec(select(RecordChange).order_by("id"))]  # type: ignore[arg-type]
    assert numbers == [1, 2]


def test_what_was_handed_in_stands_in_the_audit(session: Session, tmp_path: Path) -> None:
    head = ("市州", "走访调研")
    load(session, tmp_path / "a.xlsx", [head, ("武汉", 3), ("宜昌", 3)])
    report = load(session, tmp_path / "b.xlsx", [head, ("武汉", 4), ("襄阳", 3)])
    record = session.exec(select(AuditRecord).order_by("number")).all()[-1]  # type: ignore[arg-type]
    assert (record.kind, record.subject, record.actor) == (
        AuditKind.LEDGER_CHANGE,
        "2023 年数",
        "王某某",
    )
    assert dict(tell_details(record.details, {})) == {
        "操作": "导入",
        "导入批次": str(report.batch_id),
        "新增（行）": "1",
        "更改（行）": "1",
        "改动的数（个）": "1",
    }


def test_two_rows_of_a_file_that_say_the_same_are_one_figure(
    session: Session, tmp_path: Path
) -> None:
    head = ("市州", "走访调研")
    load(session, tmp_path / "a.xlsx", [head, ("武汉", 3)])
    report = load(session, tmp_path / "b.xlsx", [head, ("武汉", 4), ("武汉市", 4), ("宜昌", 1)] * 1)
    assert counts(report) == (3, 1, 1, 1, 0)
    assert len(session.exec(select(RecordChange)).all()) == 1


def test_a_year_that_is_not_over_is_refused(session: Session, tmp_path: Path) -> None:
    rows = [("市州", "年份", "走访调研"), ("武汉", NOW.year, 3), ("宜昌", NOW.year - 1, 3)]
    report = load(session, tmp_path / "a.xlsx", rows)
    assert counts(report) == (2, 1, 0, 0, 1)
    assert report.rejected[0].refusals[0].reason == f"{NOW.year} 年还没有结束"


def test_a_preview_tells_figures_in_their_units(session: Session, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [HEAD, ("武汉", 0, "—", 1234.5)])
    (row,) = preview_file(session, path, OPTIONS, NOW).rows
    assert row == {
        "城市": "武汉市",
        "年份": "2023",
        "月份": "全年",
        "宣讲活动": "0 场",
        "质押融资额": "0.12345 亿元",
    }


def test_a_city_loads_its_own_figures_alone(session: Session, tmp_path: Path) -> None:
    path = write_last_year(tmp_path / "a.xlsx", wrong=False)
    options = with_limit(session, OPTIONS, RowLimit(city_code=YICHANG))
    report = import_file(session, path, options, NOW)
    assert counts(report) == (17, 1, 0, 0, 16)
    refusal = report.rejected[0].refusals[0]
    assert (refusal.column, refusal.value, refusal.reason) == ("市州", "武汉", "不是本市州的数")
    assert {city for _, city in base_figures(session, 2023)} == {YICHANG}


def test_whoever_keeps_no_ledger_loads_no_figures() -> None:
    reviewer = person(1, "钱", Role.UNIVERSITY_REVIEWER, organisations=(7,), organisation_id=7)
    with pytest.raises(Forbidden, match="不能导入往年数据"):
        load_limit(reviewer, ImportKind.FIGURES)
    organiser = person(2, "赵", Role.CITY_ORGANISER, city_code=YICHANG)
    assert load_limit(organiser, ImportKind.FIGURES) == RowLimit(city_code=YICHANG)
    assert load_limit(person(3, "孙", Role.PROVINCIAL_ORGANISER), ImportKind.FIGURES) is None


def test_a_program_that_imports_but_keeps_no_ledger_loads_no_figures() -> None:
    program = Viewer("大屏", {Permission.IMPORT: Reach.ALL}, token_id=1)
    with pytest.raises(Forbidden, match="不能导入往年数据"):
        load_limit(program, ImportKind.FIGURES)


@pytest.mark.parametrize("by_month", [True, False])
def test_the_empty_sheet_that_was_filled_in_is_read_back(
    session: Session, tmp_path: Path, by_month: bool
) -> None:
    book = openpyxl.load_workbook(BytesIO(base_template.build(2023, by_month, CITIES, NOW)))
    (sheet,) = book.worksheets
    months = 12 if by_month else 1
    assert sheet.max_row == 1 + 17 * months
    told: dict[tuple[str, str, int], int] = {}
    for down, row in enumerate(sheet.iter_rows(min_row=2, max_row=sheet.max_row)):
        city, month = CITIES[down // months], down % months + 1 if by_month else 0
        for right, (indicator, cell) in enumerate(zip(INDICATORS, row[3:], strict=True)):
            # Amounts with decimals of their unit, and an empty cell here and there.
            if (down + right) % 5 == 0:
                continue
            value = (down + right) * (indicator.scale // 4 if indicator.is_money else 1)
            cell.value = value / indicator.scale
            told[indicator.slug, city, month] = value
    book.save(tmp_path / "a.xlsx")
    # The year stands in the sheet.
    options = replace(OPTIONS, years=YearGiven())
    report = import_file(session, tmp_path / "a.xlsx", options, NOW)
    assert counts(report) == (17 * months, 17 * months, 0, 0, 0)
    assert report.headers[0].unknown == ()
    stored = {
        (slug, city, month): value
        for (slug, city), months_of in base_figures(session, 2023).items()
        for month, value in months_of.items()
    }
    assert stored == told


def test_an_empty_sheet_says_nothing(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(base_template.build(2023, by_month=True, cities=CITIES, made_at=NOW))
    report = import_file(session, path, OPTIONS, NOW)
    assert counts(report) == (204, 0, 0, 204, 0)
    assert session.exec(select(BaseFigure)).all() == []


def test_what_is_known_is_told_by_year_and_city(session: Session, tmp_path: Path) -> None:
    head = ("市州", "年份", "月份", "走访调研")
    rows = [head, ("武汉", 2023, 1, 2), ("武汉", 2023, 2, 3), ("宜昌", 2022, "", 9)]
    rows += [("襄阳", 2023, month, 1) for month in range(1, 13)] + [("襄阳", 2023, "", 13)]
    load(session, tmp_path / "a.xlsx", rows)
    line = next(one for one in view_known(session, CITIES) if one.indicator.slug == "visits")
    assert line.years == {2023: Coverage(2, 14, 1), 2022: Coverage(1, 0, 1)}
    found = view_year(session, 2023, CITIES)
    ((group),) = found.groups
    cells = {city: cells[0] for city, cells in group.rows}
    assert group.indicators == (by_slug()["visits"],)
    assert cells["武汉"] == KnownCell(5, months=2)
    assert cells["襄阳"] == KnownCell(13, other=12)
    assert cells["宜昌"] is None
    (handed,) = found.handed_in
    assert (handed.actor, handed.count, handed.file_name) == ("王某某", 15, "a.xlsx")


def test_figures_of_the_sheet_are_what_this_year_is_compared_with(
    session: Session, tmp_path: Path
) -> None:
    import_file(session, write_last_year(tmp_path / "a.xlsx"), OPTIONS, NOW)
    known = known_before(session, Period(2024))
    assert known["briefing_sessions", HUBEI_CITIES[1].code] == 2
    assert known["briefing_sessions", HUBEI_CITIES[3].code] is None
    assert known_before(session, Period(2024, 5, 10))["briefing_sessions", WUHAN] is None


def test_nothing_is_carried_over_of_a_year_without_records(session: Session) -> None:
    with pytest.raises(BadQuery, match="台账里没有 2022 年的记录"):
        carry_over(session, 2022, Author("王", NOW))
    assert session.exec(select(BaseFigure)).all() == []
