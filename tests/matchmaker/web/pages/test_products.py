"""Patent products at the desk of a firm and at the office."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from sqlmodel import col, select

from models.account_enums import Role
from models.audit import AuditKind, AuditRecord
from models.product import Product
from models.product_enums import ProductState
from models.session import make_session
from tests.matchmaker.services.product_cases import PHONE, own_patent
from tests.matchmaker.web.pages.institution_desk import FIRST, Desk, open_desk, words

FIRM, OFFICE, AUDITOR = Role.ENTERPRISE_MEMBER, Role.PROVINCIAL_ORGANISER, Role.AUDITOR
LIST, AT_OFFICE = "/enterprise/products", "/office/products"
SAID = {
    "name": "激光熔覆轧辊",
    "year": "2023",
    "industry": "equipment",
    "description": "复合轧辊",
    "output_cny": "8600",
    "sales_cny": "8150",
    "firm_sales_cny": "4.2亿元",
    "core": FIRST,
    "contact_name": "张三",
    "contact_phone": PHONE,
}
REVISION = re.compile(r'name="revision" value="([0-9]*)"')
OPTION = re.compile(r'<option value="([a-z-]+)"')


@pytest.fixture
def desk(tmp_path: Path, sqlite_template: Path) -> Iterator[Desk]:
    with open_desk(tmp_path, sqlite_template) as desk:
        with make_session(desk.engine) as session:
            own_patent(session, desk.world)
            session.commit()
        desk.be(FIRM)
        yield desk


def said(desk: Desk, **more: str) -> dict[str, str]:
    """Return a form to which nothing is to be said, with an industry that is offered."""
    slug = OPTION.findall(desk.get(f"{LIST}/new"))[0]
    return {**SAID, "industry": slug, **more}


def products(desk: Desk) -> list[Product]:
    with make_session(desk.engine) as session:
        found = list(session.exec(select(Product).order_by(col(Product.id))))
        session.expunge_all()
    return found


def test_an_empty_desk_says_what_to_do(desk: Desk) -> None:
    assert "还没有填报专利产品" in words(desk.get(LIST))
    desk.be(OFFICE)
    assert "下载空的摸底调查表发给企业" in words(desk.get(AT_OFFICE))
    desk.be(AUDITOR)
    assert "企业填报或组织者导入后会列在这里" in words(desk.get(AT_OFFICE))


def test_a_product_is_told_handed_in_filed_and_recognised(desk: Desk) -> None:
    page = words(desk.post(f"{LIST}/new", **said(desk)).text)
    assert "已保存为草拟" in page
    assert ("138****1234" in page, PHONE in page) == (True, False)
    (product,) = products(desk)
    one = f"{LIST}/{product.id}"
    assert "可以提交" in words(desk.get(LIST))
    assert "已提交，等待备案" in words(desk.post(f"{one}/step", act="submitted").text)
    assert 'name="output_cny"' not in desk.get(one)
    assert desk.post(f"{one}/step", act="filed", day="2024-05-06", number="1").status_code == 422
    desk.be(OFFICE)
    assert "1 项专利产品已提交，等待备案" in words(desk.get("/office"))
    at_office = f"{AT_OFFICE}/{product.id}"
    answer = desk.post(f"{at_office}/step", act="filed", number="CP-1")
    assert (answer.status_code, "请填写国家平台上的日期" in answer.text) == (422, True)
    assert 'value="CP-1"' in answer.text
    for act, told in (("filed", "已登记备案"), ("recognised", "已登记认定")):
        answer = desk.post(f"{at_office}/step", act=act, day="2024-05-06", number="CP-1")
        assert told in words(answer.text)
    assert products(desk)[0].state is ProductState.RECOGNISED
    page = desk.get("/office/figures/products_filed?year=2024")
    assert at_office in page


def test_what_is_wrong_is_told_beside_what_was_typed(desk: Desk) -> None:
    answer = desk.post(f"{LIST}/new", **said(desk, output_cny="很多", core="123", year="去年"))
    assert answer.status_code == 422
    page = words(answer.text)
    assert "有 3 处需要改正" in page
    assert "不是金额" in page
    assert "第 1 件“123”" in page
    assert 'value="激光熔覆轧辊"' in answer.text
    assert products(desk) == []
    both = desk.post(f"{LIST}/new", **said(desk, peripheral=FIRST))
    assert "同时填为核心和外围" in both.text


def test_a_form_made_before_another_change_is_refused(desk: Desk) -> None:
    form = said(desk, description="")
    desk.post(f"{LIST}/new", **form)
    one = f"{LIST}/{products(desk)[0].id}"
    page = desk.get(one)
    assert "还不能提交：缺少产品说明" in words(page)
    found = REVISION.search(page)
    assert found
    first = {**form, "revision": found[1], "contact_phone": ""}
    assert desk.post(one, **{**first, "description": "轧辊"}).status_code == 200
    answer = desk.post(one, **{**first, "description": "别的"})
    assert (answer.status_code, "刚刚被修改过" in answer.text) == (422, True)
    again = REVISION.search(answer.text)
    assert again
    assert (
        desk.post(one, **{**first, "description": "别的", "revision": again[1]}).status_code == 200
    )
    (product,) = products(desk)
    assert (product.description, product.contact_phone) == ("别的", PHONE)


def test_the_same_product_twice_is_told_of(desk: Desk) -> None:
    form = said(desk)
    desk.post(f"{LIST}/new", **form)
    answer = desk.post(f"{LIST}/new", **form)
    assert (answer.status_code, "同一产品一年只有一条" in answer.text) == (422, True)


def test_the_office_finds_products_and_takes_the_sheet(desk: Desk) -> None:
    desk.post(f"{LIST}/new", **said(desk))
    desk.post(f"{LIST}/{products(desk)[0].id}/step", act="submitted")
    own = openpyxl.load_workbook(io.BytesIO(desk.client.get(f"{LIST}.xlsx?whole=1").content))
    assert PHONE in [cell.value for cell in own.worksheets[0][3]]
    desk.be(OFFICE)
    assert "激光熔覆轧辊" in desk.get(f"{AT_OFFICE}?state=submitted&city=420100&year=2023")
    assert "没有这样的专利产品" in desk.get(f"{AT_OFFICE}?words=电池")
    assert "激光熔覆轧辊" in desk.get(f"{AT_OFFICE}?state=nonsense&year=x&industry=")
    book = openpyxl.load_workbook(io.BytesIO(desk.client.get(f"{AT_OFFICE}.xlsx").content))
    assert [cell.value for cell in book.worksheets[0][3]][4] == "激光熔覆轧辊"
    with make_session(desk.engine) as session:
        logged = session.exec(select(AuditRecord).where(AuditRecord.kind == AuditKind.EXPORT)).all()
    assert len(logged) == 2
    survey = openpyxl.load_workbook(io.BytesIO(desk.client.get(f"{AT_OFFICE}/survey.xlsx").content))
    assert survey.active is not None


def test_an_import_begins_with_products_chosen(desk: Desk) -> None:
    desk.be(OFFICE)
    assert '<option value="products" selected>' in desk.get("/office/imports?kind=products")
