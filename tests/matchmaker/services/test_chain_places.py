"""Patents and demands placed on chains: what has changed alone, and what is seen of it."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from matchmaker.access.viewer import Viewer, person
from matchmaker.industry.chains import NO_NODE, load_chains, make_chains
from matchmaker.services.chain_places import Placed, place_records
from matchmaker.services.chain_view import (
    NO_DEMANDS,
    NO_PATENTS,
    NOTHING,
    find_spot,
    seer_for,
    view_chain,
    view_chains,
    view_firms,
)
from models.account_enums import Role
from models.chain import ChainDemand, ChainPatent, ChainRun
from models.demand import Demand
from models.errors import NotFound
from models.patent import Patent
from models.queries import chains as chain_queries
from models.values.legal_status import LegalState
from models.values.secrecy import Confidentiality
from tests.conftest import NOW
from tests.factories import number
from tests.ingest.importing import import_demands, import_patents

PROVINCE = person(1, "王", Role.PROVINCIAL_ORGANISER)
FIRM = person(2, "李", Role.ENTERPRISE_MEMBER, organisations=[0], organisation_id=0)
PATENTS = [
    ("申请号", "专利名称", "申请人", "主分类号", "法律状态"),
    (number("202110000001"), "一种轧辊激光熔覆喷嘴", "武汉科技大学", "B23K26/34", "授权"),
    (number("202110000002"), "一种激光切割头", "武汉光谷激光有限公司", "B23K26/38", "授权"),
    (number("202110000003"), "一种超快激光谐振腔", "华中科技大学", "H01S3/10", "授权"),
    (number("202110000004"), "一种水稻育秧盘", "华中农业大学", "A01G9/02", "授权"),
    (number("202110000005"), "一种激光焊接机", "武汉光谷激光有限公司", "B23K26/21", "失效"),
]
DEMANDS = [
    ("需求单位", "技术需求名称", "需求描述"),
    ("宜昌机械有限公司", "激光焊接与激光清洗工艺", "要求焊缝平整"),
    ("宜昌机械有限公司", "空芯光纤拉丝工艺", "特种光纤"),
    ("黄冈食品有限公司", "糯米糕点保质", "要求延长保质期"),
]


@pytest.fixture
def stock(session: Session, tmp_path: Path) -> Session:
    import_patents(session, tmp_path / "a.csv", PATENTS)
    import_demands(session, tmp_path / "b.csv", DEMANDS)
    return session


def lying(session: Session) -> dict[str, tuple[str, str]]:
    """Return the title of a patent → chain and node, of patents that lie on one chain each."""
    statement = select(Patent, ChainPatent).where(col(ChainPatent.patent_id) == col(Patent.id))
    return {patent.title: (place.chain, place.node) for patent, place in session.exec(statement)}


def nodes(session: Session, viewer: Viewer = PROVINCE) -> dict[str, tuple[int, int, int, str]]:
    supply = chain_queries.supply(session, load_chains().digest)
    found = view_chain(session, viewer, supply, "laser")
    return {one.slug: (one.patents, one.demands, one.firms, one.gap) for one in found.nodes}


def test_records_are_placed_and_counted_node_by_node(stock: Session) -> None:
    assert place_records(stock, NOW) == Placed(5, 2)
    assert lying(stock) == {
        "一种轧辊激光熔覆喷嘴": ("laser", "laser-machining"),
        "一种激光切割头": ("laser", "laser-machining"),
        "一种超快激光谐振腔": ("laser", "laser-source"),
        "一种激光焊接机": ("laser", "laser-machining"),
    }
    found = nodes(stock)
    # The lapsed one counts nowhere; firms are one that owns a patent and one that asks.
    assert found["laser-machining"] == (2, 1, 2, "")
    assert found["laser-source"] == (1, 0, 0, NO_DEMANDS)
    assert found["laser-fibre"] == (0, 1, 1, NO_PATENTS)
    assert found["laser-chip"] == (0, 0, 0, NOTHING)
    assert found[NO_NODE] == (0, 0, 0, "")
    told = [
        (one.name, one.demands, one.patents)
        for one in view_firms(stock, PROVINCE, ("laser", "laser-machining"))
    ]
    assert told == [("宜昌机械有限公司", 1, 0), ("武汉光谷激光有限公司", 0, 1)]
    view = view_chains(stock, PROVINCE, chain_queries.supply(stock, load_chains().digest))
    (laser,) = [row for row in view.rows if row.slug == "laser"]
    assert (laser.patents, laser.demands, laser.firms, view.waiting) == (3, 2, 2, 0)
    assert [node.slug for node in laser.lacking(NO_PATENTS)] == ["laser-fibre"]
    assert (len(view.rows), len(view.undivided)) == (10, 25)


def test_only_what_has_changed_is_placed_anew(stock: Session) -> None:
    place_records(stock, NOW)
    assert place_records(stock, NOW + timedelta(days=1)) == Placed(0, 0)
    patent = stock.exec(select(Patent).where(Patent.title == "一种水稻育秧盘")).one()
    patent.title = "一种育秧盘的激光打孔和激光切割方法"
    patent.classifications = ["B23K26/38"]
    demand = stock.exec(select(Demand).where(Demand.title == "糯米糕点保质")).one()
    demand.title = "糕点包装激光打标"
    stock.flush()
    supply = chain_queries.supply(stock, load_chains().digest)
    assert supply.waiting == 1
    assert place_records(stock, NOW) == Placed(1, 1)
    assert lying(stock)[patent.title] == ("laser", "laser-machining")
    demand.title = "糕点"
    stock.flush()
    assert place_records(stock, NOW) == Placed(0, 1)
    placed = stock.exec(select(ChainDemand.demand_id)).all()
    assert demand.id not in placed
    assert len(stock.exec(select(ChainRun)).all()) == 3


def test_other_chains_place_all_anew(stock: Session) -> None:
    place_records(stock, NOW)
    node = {"slug": "n", "name": "育秧", "stage": "上游", "words": ["育秧盘"], "ipc": ["A01G9"]}
    chain = {"slug": "farm", "name": "农业", "tier": 5, "node": [node]}
    other = make_chains({"version": "2", "source": "试", "chain": [chain]})
    assert place_records(stock, NOW, chains=other) == Placed(5, 2)
    assert lying(stock) == {"一种水稻育秧盘": ("farm", "n")}


def test_nothing_is_told_of_demands_that_are_not_seen(stock: Session) -> None:
    for demand in stock.exec(select(Demand)):
        demand.confidentiality = Confidentiality.HIDDEN
    stock.flush()
    place_records(stock, NOW)
    found = nodes(stock)
    assert found["laser-fibre"] == (0, 0, 0, NOTHING)
    assert found["laser-machining"] == (2, 0, 1, NO_DEMANDS)
    spot = "laser", "laser-fibre"
    assert chain_queries.demands_at(stock, seer_for(stock, PROVINCE), spot, 0, 50) == []
    assert view_firms(stock, PROVINCE, spot) == []


def test_pages_of_a_node_neither_repeat_nor_hide_a_patent(stock: Session) -> None:
    place_records(stock, NOW)
    for patent in stock.exec(select(Patent)):
        patent.legal_state = LegalState.IN_FORCE
    stock.flush()
    spot, after, seen = ("laser", "laser-machining"), None, []
    while True:
        found = chain_queries.page_patents(stock, spot, after, 1)
        patent, place = found[0]
        seen.append((place.score, patent.id))
        after = place.score, patent.id or 0
        if len(found) == 1:
            break
    assert len(seen) == len(set(seen)) == 3
    assert [score for score, _ in seen] == sorted((score for score, _ in seen), reverse=True)


def test_what_there_is_not_is_not_found() -> None:
    with pytest.raises(NotFound, match="没有产业链"):
        find_spot("none", "")
    with pytest.raises(NotFound, match="没有环节"):
        find_spot("laser", "chips-memory")
