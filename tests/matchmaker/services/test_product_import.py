"""The survey as a sheet: loaded as drafts, once; what was handed in is left as it is."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
from sqlmodel import Session, select

from ingest.pipeline import ParseOptions
from matchmaker.access.import_rows import RowLimit
from matchmaker.reports import product_survey
from matchmaker.services.imports import ImportReport, import_file
from matchmaker.services.previews import preview_file
from matchmaker.services.product_view import view_product
from matchmaker.services.products import ProductMove, move
from matchmaker.services.row_owners import with_limit
from models.enums import ImportKind
from models.product import Product
from models.product_enums import PatentRole, ProductAct, ProductState
from models.queries import organisations as organisation_queries
from models.queries import products as product_queries
from models.values.patent_number import PatentNumber
from tests.conftest import NOW
from tests.factories import number, wrong_number
from tests.ingest.importing import counts
from tests.ingest.writing import write_xlsx
from tests.matchmaker.people_world import FIRMS, make_world
from tests.matchmaker.services.product_cases import PHONE, of_office, own_patent

OPTIONS = ParseOptions(ImportKind.PRODUCTS, sent_by="王某某")
HEAD = tuple(column.header for column in product_survey.COLUMNS)
ONE, TWO = number("202010000001"), number("202110000077")


def row(**cells: Any) -> list[Any]:
    told = {
        "企业名称": FIRMS[0],
        "市州": "武汉",
        "产品名称": "激光熔覆轧辊",
        "产品说明": "复合轧辊",
        "所属产业": "高端装备",
        "年度": 2023,
        "年产值（万元）": 8600,
        "年销售收入（万元）": "8150",
        "企业总销售收入（万元）": "4.2亿元",
        "核心专利": ONE,
        "外围专利": "",
        "联系人": "张三",
        "联系电话": PHONE,
        **cells,
    }
    return [told.get(header, "") for header in HEAD]


def load(
    session: Session,
    path: Path,
    rows: Sequence[Sequence[Any]],
    options: ParseOptions = OPTIONS,
    day: date | None = None,
) -> ImportReport:
    return import_file(session, write_xlsx(path, [HEAD, *rows]), options, NOW, source_date=day)


def refusals(report: ImportReport) -> list[tuple[str, str]]:
    return [(one.refusals[0].column, one.refusals[0].reason) for one in report.rejected]


def products(session: Session) -> list[Product]:
    return sorted(session.exec(select(Product)), key=lambda one: one.id or 0)


def test_a_row_is_a_draft_of_its_firm_surveyed_on_the_day_of_the_file(
    session: Session, tmp_path: Path
) -> None:
    world = make_world(session)
    own_patent(session, world)
    day = date(2024, 4, 30)
    report = load(session, tmp_path / "a.xlsx", [row(外围专利=f"{TWO}；{TWO}")], day=day)
    assert counts(report) == (1, 1, 0, 0, 0)
    (product,) = products(session)
    assert (product.organisation_id, product.state, product.surveyed_on) == (
        world.firms[0],
        ProductState.DRAFT,
        day,
    )
    assert (product.output_cny, product.sales_cny, product.firm_sales_cny) == (
        86_000_000,
        81_500_000,
        420_000_000,
    )
    patents = product_queries.patents_of(session, [product.id or 0])[product.id or 0]
    assert {(one.number, one.role) for one in patents} == {
        (PatentNumber.parse(ONE).key, PatentRole.CORE),
        (PatentNumber.parse(TWO).key, PatentRole.PERIPHERAL),
    }
    (step,) = view_product(session, of_office().viewer, product, NOW.date()).steps
    assert (step.act, step.actor, step.note) == ("由表格导入", "王某某", "a.xlsx")
    assert PHONE not in str(step.changes)


def test_the_same_file_again_changes_nothing(session: Session, tmp_path: Path) -> None:
    make_world(session)
    load(session, tmp_path / "a.xlsx", [row()])
    assert counts(load(session, tmp_path / "b.xlsx", [row()])) == (1, 0, 0, 1, 0)
    assert len(products(session)) == 1


def test_a_later_file_holds_and_blank_cells_say_nothing(session: Session, tmp_path: Path) -> None:
    make_world(session)
    load(session, tmp_path / "a.xlsx", [row(外围专利=TWO)])
    later = row(产品名称="激光熔覆轧辊 ", **{"年产值（万元）": 9000, "核心专利": "", "联系人": ""})
    report = load(session, tmp_path / "b.xlsx", [later])
    assert counts(report) == (1, 0, 1, 0, 0)
    (product,) = products(session)
    assert (product.output_cny, product.contact_name) == (90_000_000, "张三")
    assert len(product_queries.patents_of(session, [product.id or 0])[product.id or 0]) == 2


def test_one_product_told_twice_otherwise_is_told_of(session: Session, tmp_path: Path) -> None:
    make_world(session)
    rows = [row(), row(), row(**{"年产值（万元）": 1})]
    report = load(session, tmp_path / "a.xlsx", rows)
    assert counts(report) == (3, 1, 0, 1, 1)
    assert refusals(report) == [("产品名称", "与第 2 行是同一条记录，但内容不同")]


def test_what_was_handed_in_is_not_changed_by_a_sheet(session: Session, tmp_path: Path) -> None:
    world = make_world(session)
    own_patent(session, world)
    load(session, tmp_path / "a.xlsx", [row()])
    (product,) = products(session)
    move(session, of_office(), product.id or 0, ProductMove(ProductAct.SUBMITTED))
    same, other = row(), row(**{"年产值（万元）": 1})
    assert counts(load(session, tmp_path / "b.xlsx", [same])) == (1, 0, 0, 1, 0)
    report = load(session, tmp_path / "c.xlsx", [other])
    assert refusals(report) == [
        ("产品名称", f"这个产品已提交（编号 {product.id}），不能由表格改动")
    ]
    assert product.output_cny == 86_000_000


def test_wrong_cells_are_told_with_their_column(session: Session, tmp_path: Path) -> None:
    make_world(session)
    wrong = wrong_number("202010000001")
    rows = [
        row(企业名称=""),
        row(产品名称=""),
        row(年度="去年"),
        row(所属产业="养蜂"),
        row(核心专利=f"{TWO}、{wrong}"),
        row(外围专利=ONE),
        row(**{"年产值（万元）": "50-80"}),
    ]
    report = load(session, tmp_path / "a.xlsx", rows)
    assert counts(report) == (7, 0, 0, 0, 7)
    told = refusals(report)
    assert [column for column, _ in told] == [
        "企业名称",
        "产品名称",
        "年度",
        "所属产业",
        "核心专利",
        "外围专利",
        "年产值（万元）",
    ]
    assert told[3][1] == "没有“养蜂”这个产业"
    assert told[4][1].startswith("第 2 件")
    assert told[5][1].endswith("同时填为核心和外围")
    assert products(session) == []


def test_a_city_loads_its_own_firms_and_a_firm_itself(session: Session, tmp_path: Path) -> None:
    world = make_world(session)
    rows = [row(), row(企业名称=FIRMS[1])]
    own = with_limit(session, OPTIONS, RowLimit(organisations=frozenset({world.firms[0]})))
    report = load(session, tmp_path / "a.xlsx", rows, own)
    assert refusals(report) == [("企业名称", "填报企业不是本单位")]
    firm = organisation_queries.get_organisation(session, world.firms[1])
    firm.city_code = "420300"
    session.add(firm)
    session.flush()
    city = with_limit(session, OPTIONS, RowLimit(city_code="420100"))
    report = load(session, tmp_path / "b.xlsx", rows, city)
    assert refusals(report) == [("企业名称", "填报企业不是本市的单位")]


def test_a_new_firm_comes_with_its_product(session: Session, tmp_path: Path) -> None:
    load(session, tmp_path / "a.xlsx", [row(企业名称="荆门轴承有限公司", 市州="荆门")])
    (product,) = products(session)
    firm = organisation_queries.get_organisation(session, product.organisation_id)
    assert (firm.name, firm.city_code) == ("荆门轴承有限公司", "420800")


def test_a_preview_writes_nothing_and_tells_in_words(session: Session, tmp_path: Path) -> None:
    make_world(session)
    path = write_xlsx(tmp_path / "a.xlsx", [HEAD, row()])
    preview = preview_file(session, path, OPTIONS, NOW)
    (first,) = preview.rows
    assert (first["产品名称"], first["年产值（元）"]) == ("激光熔覆轧辊", "86000000")
    assert first["核心专利"] == PatentNumber.parse(ONE).key
    session.rollback()
    assert products(session) == []


def test_the_empty_sheet_is_read_back_once_it_is_filled_in(
    session: Session, tmp_path: Path
) -> None:
    make_world(session)
    book = openpyxl.load_workbook(BytesIO(product_survey.build(2023, ["高端装备"], NOW)))
    sheet = book.active
    assert sheet is not None
    for place, value in enumerate(row(), start=1):
        if value != "":
            sheet.cell(4, place, value)
    book.save(tmp_path / "filled.xlsx")
    report = import_file(session, tmp_path / "filled.xlsx", replace(OPTIONS), NOW)
    assert counts(report) == (1, 1, 0, 0, 0)
    assert report.headers[0].unknown == ()
