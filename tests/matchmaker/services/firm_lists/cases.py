"""Firms of the laser chain, and roadshows that may show them."""

from datetime import date
from pathlib import Path

from sqlmodel import Session

from ingest.pipeline import ParseOptions
from matchmaker.access.viewer import person
from matchmaker.services.chain_places import place_records
from matchmaker.services.finance_demands import FinanceWords, state_finance
from matchmaker.services.imports import import_file
from matchmaker.services.organisation_search import get_by_name
from models.account_enums import Role
from models.enums import EventKind, ImportKind
from models.event import Event
from models.finance_enums import FinanceKind
from tests.conftest import NOW
from tests.factories import number
from tests.ingest.importing import import_demands, import_patents
from tests.ingest.writing import write_xlsx
from tests.matchmaker.services.ledger.cases import AUTHOR, WUHAN, YICHANG

PROVINCE = person(5, "孙", Role.PROVINCIAL_ORGANISER)
OF_WUHAN = person(4, "钱", Role.CITY_ORGANISER, city_code=WUHAN)
OF_YICHANG = person(6, "李", Role.CITY_ORGANISER, city_code=YICHANG)
# With a patent, on the white list; with another; with a demand alone; on no chain.
LASER, WELDER, OTHER, OUTSIDE = (
    "武汉光谷激光有限公司",
    "襄阳焊接有限公司",
    "宜昌机械有限公司",
    "武汉食品有限公司",
)
CHAIN = "laser"


def load_stock(session: Session, tmp_path: Path) -> None:
    """Load patents, a demand and a white list, and place them on the chains."""
    head = ("申请号", "专利名称", "申请人", "市", "主分类号", "法律状态")
    rows = [
        (number("202110000001"), "一种激光切割头", LASER, "武汉", "B23K26/38", "授权"),
        (number("202110000002"), "一种激光焊接机", LASER, "武汉", "B23K26/21", "失效"),
        (number("202110000003"), "一种激光器", "华中科技大学", "武汉", "H01S3/10", "授权"),
    ]
    import_patents(session, tmp_path / "a.csv", [head, *rows])
    asks = ("需求单位", "技术需求名称", "市州", "需求描述")
    import_demands(
        session, tmp_path / "b.csv", [asks, (OTHER, "激光焊接与激光清洗", "宜昌", "焊缝平整")]
    )
    listed = ("批次", "公布日期", "企业名称", "市州")
    path = write_xlsx(tmp_path / "c.xlsx", [listed, ("2024年第三批", "2024-03-01", LASER, "武汉")])
    import_file(session, path, ParseOptions(ImportKind.WHITE_LIST, sent_by="王"), NOW)
    place_records(session, NOW)


def load_more(session: Session, tmp_path: Path) -> None:
    """Load a firm with two more patents on the chain, and one on no chain."""
    head = ("申请号", "专利名称", "申请人", "市", "主分类号", "法律状态")
    rows = [
        (number("202110000011"), "一种激光焊枪", WELDER, "襄阳", "B23K26/21", "授权"),
        (number("202110000012"), "一种激光清洗机", WELDER, "襄阳", "B23K26/36", "授权"),
        (number("202110000013"), "一种馒头蒸箱", OUTSIDE, "武汉", "A21B3/00", "授权"),
    ]
    import_patents(session, tmp_path / "d.csv", [head, *rows])
    place_records(session, NOW)


def roadshow(session: Session, slug: str, day: date, **values: object) -> Event:
    """Return a new finance roadshow in Wuhan."""
    event = Event(
        slug=slug,
        name=slug,
        kind=EventKind.FINANCE_ROADSHOW,
        held_on=day,
        city_code=WUHAN,
        **values,
    )
    session.add(event)
    session.flush()
    return event


def firm_id(session: Session, name: str) -> int:
    """Return the id of a firm."""
    return get_by_name(session, name).id or 0


def ask_for_equity(session: Session, name: str) -> None:
    """Have a firm ask for equity."""
    words = FinanceWords(FinanceKind.EQUITY, "扩产", 5_000_000)
    state_finance(session, PROVINCE, firm_id(session, name), words, AUTHOR)
