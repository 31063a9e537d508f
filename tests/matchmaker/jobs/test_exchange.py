"""Sheets for other platforms load again, and tell no more than their demands' levels let them."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from ingest.pipeline import ParseOptions
from matchmaker.access.permissions import Permission, Reach
from matchmaker.access.viewer import Viewer, person
from matchmaker.errors import BadQuery, Forbidden
from matchmaker.exchange.fields import FIELDS, SheetKind
from matchmaker.exchange.platform import read_platform
from matchmaker.jobs.database import database
from matchmaker.jobs.exchange import log_sheet, write_sheet
from matchmaker.jobs.imports import run_import
from matchmaker.jobs.lists import ListRequest, lock_lists
from matchmaker.jobs.work_context import Stopped
from matchmaker.services.exchange.platforms import bundled_description, put_description
from matchmaker.services.exchange.request import SheetRequest
from matchmaker.services.exchange.sheets import open_rows
from matchmaker.services.ledger.deals import record_deal
from matchmaker.services.list_hands import Author
from matchmaker.settings import Settings
from models.account_enums import Role
from models.audit import AuditRecord
from models.demand import Demand
from models.enums import ImportKind
from models.organisation import Organisation
from models.patent import Patent, PatentOwner
from models.report_template import PLATFORMS, ReportKind
from models.session import make_engine, make_session
from models.values.secrecy import Confidentiality
from tests.conftest import NOW
from tests.factories import number, write_csv
from tests.matchmaker.canaries import (
    CONTACTS,
    LEVELS,
    UNPRINTED,
    What,
    canaries,
    canary,
    firm_name,
    found_in,
    make_world,
)
from tests.matchmaker.services.ledger.cases import licence

BY = Author("李四", NOW)
PROVINCE = person(1, "李四", Role.PROVINCIAL_ORGANISER)
WUHAN = person(2, "王五", Role.CITY_ORGANISER, city_code="420100")
DEALS = ReportKind.EXCHANGE_ZHIHUIQIAO
RICH = (
    {
        "专利名称": "一种轧辊修复方法（=A1）",
        "申请号": number("202010000001"),
        "授权公告号": "CN111000001B",
        "摘要": "摘要一。\n第二段。",
        "首项权利要求": "1. 一种方法，其特征在于……",
        "技术功效句": "裂纹少；寿命长",
        "当前权利人": "武汉科技大学；武汉钢铁有限公司",
        "发明人": "张三；李四",
        "学院": "材料学院",
        "申请人地址": "湖北省武汉市青山区和平大道947号",
        "市": "武汉市",
        "申请日": "2020-01-05",
        "公开日": "2020.05.01",
        "授权公告日": "2021/6/1",
        "失效日": "2040-01-05",
        "主分类号": "C23C24/10",
        "IPC分类号": "C23C24/10; B23K26/34",
        "CPC": "Y02P10/25",
        "所属产业": "高端装备；新材料",
        "当前法律状态": "授权",
        "许可类型": "普通许可",
        "技术成熟度": "通过中试",
        "可接受的转化方式": "转让；普通许可",
        "预期交易价格(万元)": "12.5-80（可议）",
        "是否财政资助": "是",
        "应用场景": "钢厂",
        "专利实施状态": "未实施",
        "开放许可声明": "愿意",
        "许可使用费": "一次总付 5 万元",
        "单次许可期限": "3 年",
        "单次许可范围": "全国",
        "关键词": "轧辊；激光 熔覆",
        "权利要求数量": "8",
        "简单同族个数": "2",
        "被引证次数": "0",
        "价值度": "7.5",
        "联系人": "赵六",
        "联系电话": "13855501731",
        "邮箱": "a@example.com",
    },
    {
        "专利名称": "一种阀门",
        "申请号": number("202021000002"),
        "授权公告号": "CN212000002U",
        "当前权利人": "武汉大学",
        "市": "黄石市",
        "申请日": "2020-02-06",
        "主分类号": "F16K1/00",
        "当前法律状态": "专利权质押合同登记生效",
        "技术成熟度": "TRL 6",
        "可接受的转化方式": "作价入股",
        "预期交易价格(万元)": "面议",
        "是否财政资助": "否",
    },
    {
        "专利名称": "外观 设计：杯",
        "申请号": number("202030000003"),
        "当前权利人": "宜昌杯业有限公司",
        "市": "宜昌市",
        "申请日": "2021-07-01",
        "主分类号": "07-01",
        "预期交易价格(万元)": "123456.5",
    },
)
HEADERS = tuple(RICH[0])
# Of a row's columns those that another sheet may not hold, or that are of the row itself.
OF_ROW = {"id", "import_batch_id", "field_sources", "revision", "duplicate_of_id", "value_source"}
OF_CONTACT = {"contact_name", "contact_phone", "contact_email"}
# Columns of the table that a field of a sheet fills, where they are called otherwise.
COLUMNS = {
    "price": ("price_low_cny", "price_high_cny", "price_negotiable"),
    "maturity": ("maturity_text", "maturity_trl"),
    "city": ("city_code",),
    "application_number": ("application_number", "check_character", "kind"),
    "legal_text": ("legal_text", "legal_state"),
}


def as_stored(session: Session) -> dict[str, dict[str, Any]]:
    """Return application number → columns, and the names of the owners, in order."""
    found = {}
    for patent in session.exec(select(Patent)):
        names = session.exec(
            select(Organisation.name)
            .join(PatentOwner, col(PatentOwner.organisation_id) == col(Organisation.id))
            .where(PatentOwner.patent_id == patent.id)
            .order_by(col(PatentOwner.position))
        )
        columns = patent.model_dump(exclude=OF_ROW | OF_CONTACT)
        found[patent.application_number] = {**columns, "owners": list(names)}
    return found


def held_columns(kind: ReportKind) -> set[str]:
    sheet = read_platform("x", bundled_description(kind)).sheet(SheetKind.PATENTS)
    fields = {column.field for column in sheet.columns}
    return {name for field in fields for name in COLUMNS.get(field, (field,))}


def export(
    engine: Engine, folder: Path, request: SheetRequest, viewer: Viewer = PROVINCE
) -> tuple[Path, Any]:
    path = folder / "out" / "sheet.xlsx"
    return path, write_sheet(engine, viewer, request, path, NOW, lambda done, total: None)


def rows_of(path: Path) -> list[dict[str, Any]]:
    head, *rows = load_workbook(path).active.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


@pytest.fixture
def stocked(engine: Engine, tmp_path: Path) -> Engine:
    rows = [[row.get(header, "") for header in HEADERS] for row in RICH]
    path = write_csv(tmp_path / "rich.csv", HEADERS, rows)
    report = run_import(engine, path, ParseOptions(ImportKind.PATENTS), NOW)
    assert (report.new, report.refused) == (3, 0)
    return engine


@pytest.mark.parametrize("kind", PLATFORMS)
def test_a_stock_sheet_loads_again_without_loss(
    stocked: Engine, tmp_path: Path, kind: ReportKind
) -> None:
    path, made = export(stocked, tmp_path, SheetRequest(kind, SheetKind.PATENTS))
    assert (made.rows, made.cut) == (3, 0)
    assert found_in(path.read_bytes(), ["赵六", "13855501731", "a@example.com"]) == []
    with database(Settings(data_dir=tmp_path / "other")) as other:
        report = run_import(other, path, ParseOptions(ImportKind.PATENTS), NOW)
        assert (report.new, report.refused) == (3, 0)
        assert [unknown for header in report.headers for unknown in header.unknown] == []
        with make_session(stocked) as session, make_session(other) as again:
            before, after = as_stored(session), as_stored(again)
    held = held_columns(kind) - {"owner_uscc", "district", "value_source"}
    assert {"title", "owners", "price_low_cny", "legal_state", "transfer_modes"} <= held
    for known, columns in before.items():
        assert {name: after[known][name] for name in held} == {name: columns[name] for name in held}


def test_the_same_stock_gives_the_same_bytes(stocked: Engine, tmp_path: Path) -> None:
    request = SheetRequest(ReportKind.EXCHANGE_RESOURCE, SheetKind.PATENTS)
    first = export(stocked, tmp_path, request)[0].read_bytes()
    assert export(stocked, tmp_path, request)[0].read_bytes() == first


def test_only_what_is_offered_leaves_and_filters_bound_it(stocked: Engine, tmp_path: Path) -> None:
    with make_session(stocked) as session:
        valve = session.exec(select(Patent).where(Patent.title == "一种阀门")).one()
        university = session.exec(
            select(Organisation.id).where(Organisation.name == "武汉科技大学")
        ).one()
        valve.owner_consents = False
        cup = session.exec(select(Patent).where(Patent.title == "外观 设计：杯")).one()
        cup.listed_until = NOW.date() - timedelta(days=1)
        session.commit()
    kind = ReportKind.EXCHANGE_WUHAN
    path, _ = export(stocked, tmp_path, SheetRequest(kind, SheetKind.PATENTS))
    assert [row["专利名称"] for row in rows_of(path)] == ["一种轧辊修复方法（=A1）"]
    of_city = SheetRequest(kind, SheetKind.PATENTS, city_code="420200")
    assert export(stocked, tmp_path, of_city)[1].rows == 0
    of_owner = SheetRequest(kind, SheetKind.PATENTS, organisation_id=university)
    assert export(stocked, tmp_path, of_owner)[1].rows == 1


def test_a_city_has_what_is_its_own_and_no_other_city(stocked: Engine, tmp_path: Path) -> None:
    kind = ReportKind.EXCHANGE_WUHAN
    path, made = export(stocked, tmp_path, SheetRequest(kind, SheetKind.PATENTS), WUHAN)
    assert [row["市"] for row in rows_of(path)] == ["武汉市"]
    assert made.scope == "武汉"
    with pytest.raises(Forbidden, match="本市州"):
        export(stocked, tmp_path, SheetRequest(kind, SheetKind.PATENTS, "420200"), WUHAN)
    member = person(3, "赵六", Role.INSTITUTION_MEMBER, organisations=[1], organisation_id=1)
    with pytest.raises(Forbidden):
        export(stocked, tmp_path, SheetRequest(kind, SheetKind.PATENTS), member)


def test_bounds_that_make_no_sense_are_refused(stocked: Engine, tmp_path: Path) -> None:
    kind = ReportKind.EXCHANGE_WUHAN
    for request, told in (
        (SheetRequest(kind, SheetKind.LIST), "要选一场活动"),
        (SheetRequest(kind, SheetKind.LIST, "420100", event="docking"), "整份导出"),
        (SheetRequest(kind, SheetKind.DEALS, industry="other"), "不能按产业"),
        (SheetRequest(kind, SheetKind.PATENTS, event="docking"), "不按活动"),
    ):
        with pytest.raises(BadQuery, match=told):
            export(stocked, tmp_path, request)


def test_an_interrupted_sheet_leaves_nothing_behind(
    stocked: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(done: int, total: int | None) -> None:
        raise Stopped("已按要求取消")

    monkeypatch.setattr("matchmaker.jobs.exchange.ROWS_A_TURN", 1)
    path = tmp_path / "out" / "sheet.xlsx"
    request = SheetRequest(ReportKind.EXCHANGE_WUHAN, SheetKind.PATENTS)
    with pytest.raises(Stopped):
        write_sheet(stocked, PROVINCE, request, path, NOW, stop)
    assert list(path.parent.iterdir()) == []


def test_a_description_of_the_office_takes_the_place_of_the_bundled_one(
    stocked: Engine, tmp_path: Path
) -> None:
    kind = ReportKind.EXCHANGE_WUHAN
    own = (
        'name = "试"\n[[sheet]]\nkind = "patents"\nname = "专利"\ncolumn = [\n'
        '{ header = "号", field = "application_number" },\n'
        '{ header = "开价（元）", field = "price" },\n]\n'
    )
    with make_session(stocked) as session:
        put_description(session, kind, ("我局.toml", own.encode()), BY)
        session.commit()
        audited = session.exec(select(AuditRecord)).all()[-1]
        assert audited.subject == "武汉高校服务平台交换表栏目"
    path, _ = export(stocked, tmp_path, SheetRequest(kind, SheetKind.PATENTS))
    assert rows_of(path)[0] == {"号": number("202010000001"), "开价（元）": "125000-800000（可议）"}


@pytest.fixture
def canary_world(tmp_path: Path, database_url: str) -> Iterator[Engine]:
    settings = make_world(tmp_path, database_url)
    engine = make_engine(database_url)
    lock_lists(engine, settings, ListRequest(("docking",)), NOW)
    yield engine
    engine.dispose()


def test_demands_leave_as_far_as_their_level_lets_them(
    canary_world: Engine, tmp_path: Path
) -> None:
    for kind in PLATFORMS:
        for sheet, event in ((SheetKind.DEMANDS, None), (SheetKind.LIST, "docking")):
            request = SheetRequest(kind, sheet, event=event)
            path, made = export(canary_world, tmp_path, request)
            assert found_in(path.read_bytes(), UNPRINTED) == []
            assert made.rows > 0
            firms = [firm_name(level) for level in LEVELS if level.is_unlisted]
            assert found_in(path.read_bytes(), firms) == []
    path, made = export(
        canary_world, tmp_path, SheetRequest(ReportKind.EXCHANGE_WUHAN, SheetKind.DEMANDS)
    )
    public, restricted = rows_of(path)
    shown = canaries([Confidentiality.PUBLIC], but=CONTACTS | {What.BUDGET})
    assert found_in(path.read_bytes(), shown) == sorted(shown)
    assert public["投入预算(万元)"] == int(canary(Confidentiality.PUBLIC, What.BUDGET))
    assert restricted["主要问题"] is None
    # The one that is meant for a named party; that another is hidden is not even counted.
    assert (made.rows, made.left_out) == (2, 1)


def test_a_demand_that_is_withdrawn_leaves_a_locked_list_too(
    canary_world: Engine, tmp_path: Path
) -> None:
    request = SheetRequest(ReportKind.EXCHANGE_ZHIHUIQIAO, SheetKind.LIST, event="docking")
    before = export(canary_world, tmp_path, request)[1]
    with make_session(canary_world) as session:
        for demand in session.exec(select(Demand)):
            if demand.confidentiality is Confidentiality.PUBLIC:
                demand.confidentiality = Confidentiality.HIDDEN
        session.commit()
    path, made = export(canary_world, tmp_path, request)
    assert found_in(path.read_bytes(), canaries([Confidentiality.PUBLIC])) == []
    assert made.left_out > before.left_out


def test_a_list_that_is_not_locked_goes_to_nobody(canary_world: Engine, tmp_path: Path) -> None:
    with pytest.raises(BadQuery, match="还没有锁定"):
        export(canary_world, tmp_path, SheetRequest(DEALS, SheetKind.LIST, event="show"))


def test_contracts_are_told_in_the_words_of_the_platform(stocked: Engine, tmp_path: Path) -> None:
    with make_session(stocked) as session:
        record_deal(session, licence(), None, BY)
        session.commit()
    path, made = export(stocked, tmp_path, SheetRequest(DEALS, SheetKind.DEALS))
    (row,) = rows_of(path)
    assert (row["类别"], made.rows) == ("专利实施许可", 1)
    elsewhere = SheetRequest(DEALS, SheetKind.DEALS, city_code="421000")
    assert export(stocked, tmp_path, elsewhere)[1].rows == 0


def test_every_row_says_every_field_of_its_kind(canary_world: Engine) -> None:
    with make_session(canary_world) as session:
        record_deal(session, licence(), None, BY)
        session.commit()
        for kind in SheetKind:
            event = "docking" if kind is SheetKind.LIST else None
            _, source = open_rows(
                session, PROVINCE, SheetRequest(DEALS, kind, event=event), NOW.date()
            )
            rows = list(source.rows())
            assert rows
            names = {field.name for field in FIELDS[kind]}
            assert all(set(row) == names for row in rows)


def test_what_left_stands_in_the_audit_log(stocked: Engine, tmp_path: Path) -> None:
    _, made = export(stocked, tmp_path, SheetRequest(DEALS, SheetKind.PATENTS, "420100"))
    with make_session(stocked) as session:
        log_sheet(session, made, BY)
        session.commit()
        record = session.exec(select(AuditRecord)).all()[-1]
    assert (record.actor, record.subject) == ("李四", "平台交换表")
    assert record.details == {
        "what": "智慧桥存量专利交换表",
        "scope": "武汉",
        "rows": 1,
        "left_out": 0,
        "files": ["智慧桥_存量专利_20240506.xlsx"],
    }


def test_a_program_of_the_province_is_told_of_demands_what_a_known_user_is() -> None:
    assert PROVINCE.reach(Permission.EXCHANGE) is Reach.ALL
    assert WUHAN.reach(Permission.EXCHANGE) is Reach.CITY
    for role in (Role.PROVINCIAL_ADMIN, Role.AUDITOR, Role.ENTERPRISE_MEMBER):
        assert not person(4, "x", role).may(Permission.EXCHANGE)
