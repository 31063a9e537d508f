"""The check-in page, by requests and in a real browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, Page
from sqlalchemy import Engine
from sqlmodel import Session

from matchmaker.jobs.database import database
from matchmaker.services.invitations import invite
from matchmaker.services.participants import answer, get_participant
from matchmaker.services.timetables import plan_timetable, publish
from matchmaker.settings import Settings
from matchmaker.web.app import create_app
from models.meeting_enums import ParticipantStatus
from models.queries import participants as participant_queries
from models.session import make_session
from tests.conftest import NOW
from tests.matchmaker.people_world import (
    FIRMS,
    OWNERS,
    World,
    confirm_all,
    make_world,
    set_hall,
)
from tests.matchmaker.web.server import serving
from tests.matchmaker.web.test_browser import browser  # noqa: F401


def fill(session: Session) -> World:
    """A published timetable of six who have confirmed."""
    world = make_world(session)
    set_hall(session, world)
    invite(session, world.event, None, NOW)
    confirm_all(session, world)
    planned = plan_timetable(session, world.event, "李", NOW)
    publish(session, world.event, planned.version, NOW)
    session.commit()
    return world


def token_of(session: Session, world: World, name: str) -> str:
    return get_participant(session, world.event, name).token


@pytest.fixture
def client(tmp_path: Path, database_url: str) -> Iterator[TestClient]:
    settings = Settings(data_dir=tmp_path / "data", database_url=database_url)
    with TestClient(create_app(settings, lambda: NOW)) as client:
        yield client


def test_the_page_shows_name_event_and_own_plan(client: TestClient, session: Session) -> None:
    token = token_of(session, fill(session), FIRMS[0])
    response = client.get(f"/checkin/{token}")
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-store"
    for text in (FIRMS[0], "武汉对接会", OWNERS[0], OWNERS[1], "09:00–09:20"):
        assert text in response.text
    assert FIRMS[1] not in response.text


def test_looking_does_not_check_in(client: TestClient, session: Session) -> None:
    world = fill(session)
    token = token_of(session, world, FIRMS[0])
    client.get(f"/checkin/{token}")
    session.expire_all()
    assert participant_queries.get_by_token(session, token).checked_in_at is None


def test_the_button_checks_in_once(client: TestClient, session: Session) -> None:
    token = token_of(session, fill(session), FIRMS[0])
    for _ in range(2):
        response = client.post(f"/checkin/{token}")
        assert (response.status_code, response.url.path) == (200, f"/checkin/{token}")
        assert "已于 2024-05-06 09:30 签到" in response.text
        assert '">签到</button>' not in response.text


def test_a_guessed_address_is_told_nothing(client: TestClient, session: Session) -> None:
    fill(session)
    for call in (client.get, client.post):
        response = call("/checkin/guess")
        assert (response.status_code, response.json()["error"]) == (404, "NotFound")


def test_who_has_withdrawn_cannot_check_in(client: TestClient, session: Session) -> None:
    world = fill(session)
    participant = get_participant(session, world.event, FIRMS[0])
    answer(session, participant, ParticipantStatus.WITHDRAWN, NOW)
    session.commit()
    assert client.post(f"/checkin/{participant.token}").status_code == 409


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:  # noqa: F811
    context = browser.new_context(locale="zh-CN")
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The address of a server process and the token of a firm."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("checkin"), database_url="")
    with database(settings) as engine:
        token = _fill_new(engine)
    with serving(settings) as server:
        yield server.url, token


def _fill_new(engine: Engine) -> str:
    with make_session(engine) as session:
        return token_of(session, fill(session), FIRMS[0])


@pytest.mark.browser
def test_a_telephone_checks_in_by_one_touch(page: Page, pages: tuple[str, str]) -> None:
    address, token = pages
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{address}/checkin/{token}")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert page.locator("tbody tr").count() == 2
    page.get_by_role("button", name="签到").click()
    page.wait_for_url(f"{address}/checkin/{token}")
    assert page.locator(".notice").inner_text().endswith("签到")
    assert page.get_by_role("button", name="签到", exact=True).count() == 0
    assert hosts == {address.removeprefix("http://")}
