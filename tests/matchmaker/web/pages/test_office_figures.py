"""Figures of the office: supply against demand, and how far the campaign has come."""

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from matchmaker.services.accounts.registry import Position
from matchmaker.services.accounts.viewers import account_viewer
from matchmaker.services.edits import set_values
from matchmaker.services.supply_map_view import Places, view_supply_map
from models.account_enums import Role
from models.demand import Demand, DemandIndustry
from models.feedback import Feedback
from models.feedback_enums import Opinion
from models.meeting import MeetingOutcome
from models.meeting_enums import OutcomeResult, Side
from models.patent import Patent, PatentIndustry
from models.queries import accounts as account_queries
from models.queries.supply_map import patent_cells
from models.session import make_session
from models.values.legal_status import LegalState
from models.values.secrecy import Confidentiality
from tests.conftest import NOW
from tests.matchmaker.people_world import INDUSTRY, World, make_world
from tests.matchmaker.web.pages.sites import Site, open_site, renewed

ORGANISER = Position(Role.PROVINCIAL_ORGANISER)
OF_YICHANG = Position(Role.CITY_ORGANISER, city="宜昌")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Site]:
    with open_site(tmp_path_factory.mktemp("site"), sqlite_template) as site:
        yield site


@pytest.fixture
def site(house: Site, tmp_path: Path, sqlite_template: Path) -> Iterator[Site]:
    with renewed(house, tmp_path, sqlite_template) as site:
        site.enter(ORGANISER)
        yield site


@pytest.fixture
def world(site: Site) -> World:
    """An event of Wuhan with six pairs; its demands and patents are of one industry."""
    with make_session(site.engine) as session:
        world = make_world(session)
        for demand in session.exec(select(Demand)).all():
            session.add(
                DemandIndustry(
                    demand_id=demand.id or 0, industry_slug=INDUSTRY, confidence=1, reason="测试"
                )
            )
        for patent in session.exec(select(Patent)).all():
            patent.city_code = "420300"
            session.add(
                PatentIndustry(
                    patent_id=patent.id or 0, industry_slug=INDUSTRY, confidence=1, reason="测试"
                )
            )
        session.commit()
    return world


def spec_of(page: str, kind: str) -> dict[str, Any]:
    found = re.search(rf'data-chart="{kind}" data-spec="([^"]*)"', page)
    assert found is not None
    spec: dict[str, Any] = json.loads(unescape(found[1]))
    return spec


def record(session: Session, world: World, result: OutcomeResult, number: int = 1) -> None:
    session.add(
        MeetingOutcome(
            event_id=world.event.id or 0,
            enterprise_id=world.firms[0],
            institution_id=world.owners[0],
            number=number,
            held=True,
            result=result,
            amount_cny=500_000 if result is OutcomeResult.CONTRACT else None,
            actor="测试",
            recorded_at=NOW,
        )
    )


def test_map_counts_demands_where_firms_are_and_patents_where_they_belong(
    site: Site, world: World
) -> None:
    spec = spec_of(site.client.get("/office/map?show=demands").text, "heat")
    row = next(at for at, name in enumerate(spec["rows"]) if "汽车" in name)
    cells = {(column, at): value for column, at, value in spec["cells"]}
    assert cells[spec["columns"].index("武汉"), row] == 6
    assert cells[spec["columns"].index("十堰"), row] == 0
    spec = spec_of(site.client.get("/office/map?show=patents").text, "heat")
    cells = {(column, at): value for column, at, value in spec["cells"]}
    assert cells[spec["columns"].index("十堰"), row] == 6
    page = site.client.get("/office/map").text
    assert re.search(r"武汉</td><td class=\"number\">6</td><td class=\"number\">0</td>", page)
    assert "+100.0" in page


def test_map_counts_areas_and_leaves_out_dead_patents(site: Site, world: World) -> None:
    address = "/office/map?show=patents&by=area"
    counted = spec_of(site.client.get(address).text, "heat")
    assert {value for _, _, value in counted["cells"]} == {0, 6}
    with make_session(site.engine) as session:
        for patent in session.exec(select(Patent)).all():
            set_values(session, patent, {"legal_state": LegalState.DEAD}, "测试", NOW)
        session.commit()
    spec = spec_of(site.client.get(address).text, "heat")
    assert {value for _, _, value in spec["cells"]} == {0}
    assert "武汉" not in spec["columns"]


def test_map_counts_no_demand_of_which_the_viewer_may_not_know_more(
    site: Site, world: World
) -> None:
    with make_session(site.engine) as session:
        first, second, *_ = session.exec(select(Demand).order_by(Demand.id)).all()  # type: ignore[arg-type]
        first.confidentiality = Confidentiality.HIDDEN
        second.confidentiality = Confidentiality.NAMED
        session.commit()
    counted = []
    for who in (ORGANISER, OF_YICHANG):
        known = site.enter(who, f"viewer-{who.role.value}")
        with make_session(site.engine) as session:
            viewer = account_viewer(session, account_queries.get_account(session, known))
            found = view_supply_map(session, viewer, Places.CITY, patent_cells(session))
        demands = sum(cell.demands for cells in found.rows for cell in cells)
        counted.append((demands, found.hidden))
    assert counted == [(5, 1), (4, 0)]


def test_progress_counts_what_holds(site: Site, world: World) -> None:
    with make_session(site.engine) as session:
        record(session, world, OutcomeResult.INTENT)
        record(session, world, OutcomeResult.CONTRACT, number=2)
        for opinion in (Opinion.UNSURE, Opinion.FIT):
            session.add(
                Feedback(
                    demand_id=world.pairs[0][0],
                    patent_id=world.pairs[0][1],
                    side=Side.ENTERPRISE,
                    organisation_id=world.firms[0],
                    opinion=opinion,
                    actor="测试",
                    said_at=NOW,
                )
            )
            session.flush()
        session.commit()
    page = site.client.get("/office/progress").text
    for text in (
        "<b>1</b>场活动",
        "<b>6</b>对在名单上",
        "<b>1</b>次签约",
        "<b>0</b>次达成意向",
        "<b>50 万元</b>签约金额",
        "第 1 版（草稿）",
    ):
        assert text in page
    outcomes, opinions = re.findall(r'data-chart="bars" data-spec="([^"]*)"', page)
    assert json.loads(unescape(outcomes))["series"][2] == {"name": "签约", "values": [1]}
    assert json.loads(unescape(opinions))["series"][0]["values"] == [1, 0, 0]


def test_progress_of_a_city_is_of_its_own_events(site: Site, world: World) -> None:
    assert "对照活动要求" in site.client.get("/office/progress").text
    site.enter(OF_YICHANG, "zhao")
    page = site.client.get("/office/progress").text
    assert ("还没有活动" in page, "武汉对接会" in page) == (True, False)


def test_members_of_firms_are_refused(site: Site, world: World) -> None:
    site.enter(Position(Role.ENTERPRISE_MEMBER, world.firms[0]), "firm")
    answers = [site.client.get(path) for path in ("/office", "/office/map", "/office/progress")]
    assert [one.status_code for one in answers] == [403, 403, 403]
