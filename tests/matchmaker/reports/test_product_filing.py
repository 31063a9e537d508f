"""The sheet that is filed for products: two sheets, columns of the data file, its own warning."""

from io import BytesIO

import openpyxl
from sqlmodel import Session

from matchmaker.reports import product_filing
from matchmaker.services.list_hands import Author
from matchmaker.services.product_sheet import filing_sheet
from models.queries.products import WantedProducts
from tests.conftest import NOW
from tests.factories import number
from tests.matchmaker.people_world import FIRMS, make_world
from tests.matchmaker.services.product_cases import filed, of_office


def test_a_product_has_a_row_and_its_patents_have_a_sheet(session: Session) -> None:
    filed(session, make_world(session))
    sheet = filing_sheet(
        session, of_office().viewer, WantedProducts(), Author("甲", NOW), whole=False
    )
    content = product_filing.build(sheet, NOW)
    assert content == product_filing.build(sheet, NOW)
    products, patents = openpyxl.load_workbook(BytesIO(content)).worksheets
    head = [cell.value for cell in products[2]]
    told = dict(zip(head, (cell.value for cell in products[3]), strict=True))
    assert told["企业名称"] == FIRMS[0]
    assert (told["年产值（万元）"], told["企业总销售收入（万元）"]) == (8600, 42000)
    assert (told["联系人"], told["联系电话"]) == ("张**", "138****1234")
    assert (told["备案编号"], told["状态"]) == ("CP2024-0012", "已备案")
    cells = [cell.value for row in products.iter_rows() for cell in row if cell.value]
    assert product_filing.load_layout().note in cells
    told = dict(zip(*([cell.value for cell in patents[row]] for row in (2, 3)), strict=True))
    assert told["专利申请号"] == number("202010000001")
    assert (told["作用"], told["法律状态和权属"]) == ("核心", "有效，本单位专利")


def test_every_column_of_the_data_file_is_one_of_ours() -> None:
    layout = product_filing.load_layout()
    assert "不是国家平台的官方表样" in layout.note
    assert [field for field, _ in layout.patents][:3] == ["place", "name", "number"]
