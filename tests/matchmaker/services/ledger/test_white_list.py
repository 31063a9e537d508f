"""The white list from a sheet: matched firms, what counts of them, taken off and put back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlmodel import Session, select

from ingest.pipeline import ParseOptions
from matchmaker.access.import_rows import RowLimit, load_limit
from matchmaker.access.viewer import person
from matchmaker.errors import BadQuery, Forbidden
from matchmaker.ledger.period import Period
from matchmaker.reports import white_list as white_list_report
from matchmaker.services.imports import ImportReport, import_file
from matchmaker.services.kept_records.changes import view_changes
from matchmaker.services.ledger.activities import COUNTS
from matchmaker.services.ledger.contributions import load_contributions
from matchmaker.services.ledger.kpi import view_kpi
from matchmaker.services.ledger.records import source_rows
from matchmaker.services.ledger.white_list import (
    BatchWords,
    Removal,
    correct_batch,
    put_back,
    take_off,
)
from matchmaker.services.ledger.white_list_view import view_batches, view_entries
from matchmaker.services.list_hands import Author
from matchmaker.services.row_owners import with_limit
from models.account_enums import Role
from models.enums import ImportKind
from models.errors import Conflict
from models.import_batch import ImportBatch
from models.kept_record import RecordKind
from models.organisation import Organisation
from models.queries.white_list import WantedEntries, page_entries
from models.values.indicator import WAN
from models.white_list import WhiteListBatch, WhiteListEntry
from tests.conftest import NOW
from tests.ingest.importing import counts
from tests.ingest.writing import write_xlsx
from tests.matchmaker.services.ledger.cases import WUHAN, YICHANG, figures

LATER = NOW.replace(year=2024, month=12, day=20)
BY = Author("李某某", LATER)
OPTIONS = ParseOptions(ImportKind.WHITE_LIST, sent_by="王某某")
PROVINCE = person(3, "孙", Role.PROVINCIAL_ORGANISER)
OF_YICHANG = person(4, "钱", Role.CITY_ORGANISER, city_code=YICHANG)
HEAD = ("批次", "公布日期", "公布单位", "企业名称", "市州", "授信额度（万元）", "授信银行")
LASER, CHEMISTRY = "武汉光谷激光有限公司", "宜昌化工有限公司"
FIRST = [
    ("2024年第一批", "2024-03-15", "省知识产权局", LASER, "武汉", 500, "甲银行"),
    ("2024年第一批", "2024-03-15", "省知识产权局", CHEMISTRY, "宜昌", 300, "乙银行"),
]
SECOND = [
    ("2024年第二批", "2024-09-10", "省知识产权局", LASER, "武汉", 800, "甲银行"),
    ("2024年第二批", "2024-09-10", "省知识产权局", LASER, "武汉", 100, "丙银行"),
]


def load(
    session: Session, path: Path, rows: Sequence[Sequence[Any]], options: ParseOptions = OPTIONS
) -> ImportReport:
    return import_file(session, write_xlsx(path, [HEAD, *rows]), options, LATER)


def entry(session: Session, firm: str) -> WhiteListEntry:
    return page_entries(session, WantedEntries(words=firm), None, None)[0]


def counted(session: Session) -> dict[tuple[str, str | None], int]:
    return {key: n for key, n in figures(session).items() if key[0].startswith("white_list")}


def test_a_sheet_makes_batches_and_knows_firms_again(session: Session, tmp_path: Path) -> None:
    report = load(session, tmp_path / "a.xlsx", [*FIRST, *SECOND])
    assert counts(report) == (4, 4, 0, 0, 0)
    newest, oldest = view_batches(session, None)
    assert (newest.title, newest.firms, newest.credit_cny) == ("2024年第二批", 1, 900 * WAN)
    assert (oldest.title, oldest.firms, oldest.credit_cny) == ("2024年第一批", 2, 800 * WAN)
    bodies = session.exec(select(Organisation)).all()
    cities = {one.name: one.city_code for one in bodies}
    assert (cities[LASER], cities[CHEMISTRY]) == (WUHAN, YICHANG)
    (of_yichang,) = [one for one in view_batches(session, YICHANG) if one.firms]
    assert (of_yichang.title, of_yichang.credit_cny) == ("2024年第一批", 300 * WAN)


def test_a_sheet_twice_changes_nothing(session: Session, tmp_path: Path) -> None:
    # Written once: a workbook tells when it was written.
    sheet = write_xlsx(tmp_path / "a.xlsx", [HEAD, *FIRST])
    first, again = (import_file(session, sheet, OPTIONS, LATER) for _ in range(2))
    assert counts(again) == (2, 0, 0, 2, 0)
    assert again.batch_id == first.batch_id
    assert len(session.exec(select(ImportBatch)).all()) == 1


def test_the_later_sheet_holds_for_a_firm_and_not_for_a_batch(
    session: Session, tmp_path: Path
) -> None:
    load(session, tmp_path / "a.xlsx", FIRST)
    rows = [("2024年第一批", "2024-04-01", "", LASER, "", 600, "甲银行")]
    report = load(session, tmp_path / "b.xlsx", rows)
    assert (counts(report), report.kept) == ((1, 0, 1, 0, 0), 1)
    changed = entry(session, LASER)
    assert changed.credit_cny == 600 * WAN
    (change,) = view_changes(session, RecordKind.WHITE_LIST, changed.id or 0)
    assert change.lines == (("授信额度（元）", "5,000,000", "6,000,000"),)
    assert change.reason == "导入文件“b.xlsx”"
    assert session.exec(select(WhiteListBatch)).one().listed_on == date(2024, 3, 15)


def test_a_firm_counts_once_a_year_and_its_credit_once_a_bank(
    session: Session, tmp_path: Path
) -> None:
    load(session, tmp_path / "a.xlsx", [*FIRST, *SECOND])
    assert counted(session) == {
        ("white_list_firms", WUHAN): 1,
        ("white_list_firms", YICHANG): 1,
        # 800 renews the 500 of the same bank, 100 of another bank come on top.
        ("white_list_credit", WUHAN): 900 * WAN,
        ("white_list_credit", YICHANG): 300 * WAN,
    }
    # In autumn the firm is known from spring; only what came on top counts then.
    autumn = load_contributions(session, date(2024, 7, 1), date(2024, 12, 31))
    assert [(one.indicator, one.value) for one in autumn] == [
        ("white_list_credit", 300 * WAN),
        ("white_list_credit", 100 * WAN),
    ]
    parts = load_contributions(session, date(2024, 1, 1), date(2024, 12, 31))
    assert {one.kind for one in source_rows(session, parts)} == {"白名单企业"}
    kpi = view_kpi(session, Period(2024, 1, 12), LATER.date())
    assert kpi.line("white_list_firms").whole.value == 2


def test_next_year_a_firm_counts_anew(session: Session, tmp_path: Path) -> None:
    rows = [("2023年第一批", "2023-11-01", "", LASER, "武汉", 500, "甲银行"), *FIRST[:1]]
    load(session, tmp_path / "a.xlsx", rows)
    parts = load_contributions(session, date(2023, 1, 1), date(2024, 12, 31))
    assert [(one.indicator, one.day.year) for one in parts] == [
        ("white_list_firms", 2023),
        ("white_list_credit", 2023),
        ("white_list_firms", 2024),
        ("white_list_credit", 2024),
    ]


def test_activities_tell_nothing_of_what_the_list_tells() -> None:
    told = {slug for slugs in COUNTS.values() for slug in slugs}
    assert not told & {"white_list_firms", "white_list_credit"}


def test_who_is_taken_off_counts_no_longer_and_can_be_put_back(
    session: Session, tmp_path: Path
) -> None:
    load(session, tmp_path / "a.xlsx", FIRST)
    one = entry(session, CHEMISTRY)
    known, revision = one.id or 0, one.revision or 0
    removal = Removal(revision, date(2024, 8, 1), "贷款逾期")
    off = take_off(session, OF_YICHANG, known, removal, BY)
    assert not off.stands
    assert ("white_list_firms", YICHANG) not in counted(session)
    with pytest.raises(Conflict, match="不用再移出"):
        take_off(session, OF_YICHANG, known, replace(removal, revision=off.revision or 0), BY)
    with pytest.raises(Conflict, match="刚被别人修改"):
        put_back(session, PROVINCE, known, revision, "已还清", BY)
    put_back(session, PROVINCE, known, off.revision or 0, "已还清", BY)
    assert counted(session)["white_list_firms", YICHANG] == 1
    told = [one.reason for one in view_changes(session, RecordKind.WHITE_LIST, known)]
    assert told == ["已还清", "贷款逾期"]


@pytest.mark.parametrize(
    ("day", "reason", "said"),
    [
        (date(2024, 3, 14), "逾期", "公布日"),
        (LATER.date() + timedelta(days=1), "逾期", "与今天之间"),
        (date(2024, 8, 1), " ", "请写明"),
    ],
)
def test_a_removal_needs_a_day_that_can_be_and_a_reason(
    session: Session, tmp_path: Path, day: date, reason: str, said: str
) -> None:
    load(session, tmp_path / "a.xlsx", FIRST)
    one = entry(session, LASER)
    with pytest.raises(BadQuery, match=said):
        take_off(session, PROVINCE, one.id or 0, Removal(one.revision or 0, day, reason), BY)


def test_a_city_keeps_its_own_firms_and_the_province_the_batches(
    session: Session, tmp_path: Path
) -> None:
    load(session, tmp_path / "a.xlsx", FIRST)
    other, batch = entry(session, LASER), session.exec(select(WhiteListBatch)).one()
    removal = Removal(other.revision or 0, date(2024, 8, 1), "逾期")
    with pytest.raises(Forbidden):
        take_off(session, OF_YICHANG, other.id or 0, removal, BY)
    known = batch.id or 0
    words = BatchWords(batch.revision or 0, "首批", date(2024, 4, 2), "省局", "日期写错")
    with pytest.raises(Forbidden):
        correct_batch(session, OF_YICHANG, known, words, BY)
    done = correct_batch(session, PROVINCE, known, words, BY)
    assert (done.name, done.listed_on) == ("首批", date(2024, 4, 2))
    (change,) = view_changes(session, RecordKind.WHITE_LIST_BATCH, known)
    assert ("公布日期", "2024-03-15", "2024-04-02") in change.lines
    with pytest.raises(BadQuery, match="没有改动"):
        correct_batch(session, PROVINCE, known, replace(words, revision=done.revision or 0), BY)


def test_a_city_loads_its_own_firms_alone(session: Session, tmp_path: Path) -> None:
    limit = load_limit(OF_YICHANG, ImportKind.WHITE_LIST)
    assert limit == RowLimit(city_code=YICHANG)
    options = with_limit(session, OPTIONS, limit)
    report = load(session, tmp_path / "a.xlsx", FIRST, options)
    assert counts(report) == (2, 1, 0, 0, 1)
    assert report.rejected[0].refusals[0].reason == "企业不是本市的单位"
    firm = person(5, "李", Role.ENTERPRISE_MEMBER, organisations=[1], organisation_id=1)
    with pytest.raises(Forbidden, match="不能导入白名单"):
        load_limit(firm, ImportKind.WHITE_LIST)


def test_what_is_exported_is_read_back_unchanged(session: Session, tmp_path: Path) -> None:
    load(session, tmp_path / "a.xlsx", [*FIRST, *SECOND])
    one = entry(session, CHEMISTRY)
    take_off(
        session, PROVINCE, one.id or 0, Removal(one.revision or 0, date(2024, 8, 1), "逾期"), BY
    )
    rows = view_entries(session, page_entries(session, WantedEntries(), None, None))
    content = white_list_report.build(rows, LATER)
    path = tmp_path / "export.xlsx"
    path.write_bytes(content)
    assert counts(import_file(session, path, OPTIONS, LATER)) == (4, 0, 0, 4, 0)
    sheet = openpyxl.load_workbook(BytesIO(white_list_report.build((), LATER))).active
    assert sheet is not None
    assert [cell.value for cell in sheet[1]] == [one.header for one in white_list_report.COLUMNS]
