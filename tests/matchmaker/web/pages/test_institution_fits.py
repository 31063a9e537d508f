"""What fits an institution's patents: worked out at once, or read from the night's matching."""

from collections.abc import Iterator
from datetime import date

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from matchmaker.jobs.match_runs import StockRunRequest, match_all
from matchmaker.services.accounts.registry import Position
from matchmaker.settings import Settings
from models.account_enums import Role
from models.organisation import Organisation
from tests.conftest import NOW
from tests.matchmaker.web.pages.enterprise_world import OWNER, ROLL, World, enterprise_world

PAGES = ("/institution/wanted", f"/institution/wanted/{ROLL}")
NIGHTS = {
    date(2024, 5, 5): "按 2024-05-05（周日） 的全库匹配",
    date(2024, 5, 6): "按 2024-05-06（周一） 的全库匹配",
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with enterprise_world(tmp_path_factory.mktemp("fits")) as world:
        yield world


def test_pages_tell_of_when_they_are(world: World) -> None:
    with world.session() as session:
        owner = session.exec(select(Organisation.id).where(Organisation.name == OWNER)).one()
    desk = world.enter(Position(Role.UNIVERSITY_REVIEWER, owner))
    settings = Settings(data_dir=world.index_dir.parent, database_url="")
    assert [_night(desk, path) for path in PAGES] == [[], []]
    for day, told in NIGHTS.items():
        request = StockRunRequest(as_of=day, workers=1)
        match_all(world.engine, settings, request, lambda: NOW, lambda *_: None)
        assert [_night(desk, path) for path in PAGES] == [[told], [told]]


def _night(desk: TestClient, path: str) -> list[str]:
    """Return of which night a page tells; it names the demand whichever it is."""
    page = desk.get(path).text
    assert "轧辊裂纹修复" in page
    return [told for told in NIGHTS.values() if told in page]
