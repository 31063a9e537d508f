"""Proposals to list patents at the office: looked at, passed, given back."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from matchmaker.services.accounts.registry import Position
from models.account_enums import Role
from models.listing_enums import ListingState
from models.session import make_session
from tests.matchmaker.people_world import make_world
from tests.matchmaker.services.listing_cases import MEMBER, made, person, stored
from tests.matchmaker.web.pages.sites import Site, open_site, renewed

PATH = "/office/listings"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Site]:
    with open_site(tmp_path_factory.mktemp("site"), sqlite_template) as site:
        yield site


@pytest.fixture
def site(house: Site, tmp_path: Path, sqlite_template: Path) -> Iterator[Site]:
    with renewed(house, tmp_path, sqlite_template) as site:
        site.enter(Position(Role.PROVINCIAL_ORGANISER))
        yield site


@pytest.fixture
def proposal(site: Site) -> int:
    """What a member of a university proposes."""
    with make_session(site.engine) as session:
        world = make_world(session)
        known = made(session, world, person(session, world, MEMBER))
        session.commit()
    return known


def state_of(site: Site, proposal: int) -> ListingState:
    with make_session(site.engine) as session:
        return stored(session, proposal).state


def test_what_waits_is_counted_at_home_and_listed(site: Site, proposal: int) -> None:
    home = site.client.get("/office").text
    assert f'<a href="{PATH}"><b>1</b> 项挂牌申报等待审核</a>' in home
    page = site.client.get(PATH).text
    assert ("等待审核 1 项" in page, f'href="{PATH}/{proposal}"' in page) == (True, True)
    page = site.client.get(f"{PATH}/{proposal}").text
    assert "50" in page
    assert "13812345678" not in page


def test_proposal_is_passed(site: Site, proposal: int) -> None:
    page = site.client.post(f"{PATH}/{proposal}/pass").text
    assert "申报现为“已通过”" in page
    assert "没有等待审核的申报" in page
    assert state_of(site, proposal) is ListingState.PASSED
    page = site.client.post(f"{PATH}/{proposal}/return", data={"note": "晚了"}).text
    assert 'role="alert"' in page
    assert state_of(site, proposal) is ListingState.PASSED


def test_proposal_is_given_back_with_a_reason(site: Site, proposal: int) -> None:
    at = f"{PATH}/{proposal}/return"
    assert "请写明原因" in site.client.post(at, data={"note": " "}).text
    assert state_of(site, proposal) is ListingState.UNIVERSITY
    assert "申报已退回" in site.client.post(at, data={"note": "价格缺少依据"}).text
    assert state_of(site, proposal) is ListingState.RETURNED
    assert "价格缺少依据" in site.client.get(f"{PATH}/{proposal}").text


def test_nothing_that_waits_is_said_so(site: Site) -> None:
    assert "没有等待审核的申报" in site.client.get(PATH).text
