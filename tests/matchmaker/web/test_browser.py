"""The pages in a real browser: they look right, and they ask no other host for anything."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.matchmaker.web.chromium import chromium, visiting
from tests.matchmaker.web.server import Server, make_campaign, serving

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server process of its own, with a small campaign."""
    with serving(make_campaign(tmp_path_factory.mktemp("server"))) as server:
        yield server


@pytest.fixture
def address(server: Server) -> str:
    return server.url


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    with visiting(browser, server.url, server.session()) as page:
        yield page


def test_the_office_leads_to_a_list_and_its_workbook(page: Page, address: str) -> None:
    page.goto(f"{address}/office")
    assert page.locator("tbody tr").count() == 2
    page.get_by_role("link", name="武汉都市圈对接会", exact=True).click()
    assert page.locator("h1").inner_text() == "武汉都市圈对接会"
    with page.expect_download() as download:
        page.get_by_role("link", name="下载 Excel").click()
    assert download.value.suggested_filename == "docking_v1.xlsx"


@pytest.mark.parametrize("width", [360, 1024, 1920])
def test_pages_fit_the_width_of_the_screen(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{address}/office/events/docking")
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_no_request_leaves_the_host_and_the_console_is_silent(page: Page, address: str) -> None:
    hosts: set[str] = set()
    messages: list[str] = []
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    page.on("console", lambda message: messages.append(message.text))
    page.goto(address)
    page.goto(f"{address}/office/events/docking")
    assert hosts == {address.removeprefix("http://")}
    assert messages == []


def test_interface_is_described_and_tried_out_from_files_of_this_host(
    page: Page, address: str
) -> None:
    hosts: set[str] = set()
    messages: list[str] = []
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    page.on("console", lambda message: messages.append(message.text))
    page.goto(f"{address}/docs")
    page.locator("#operations-tag-me").click()
    # The second one changes something, and so has to carry the token of a form.
    for operation, status in (("get_me", "200"), ("begin_second_factor", "200")):
        place = page.locator(".opblock", has=page.get_by_text(operation, exact=True))
        place.locator(".opblock-summary").click()
        place.get_by_role("button", name="Try it out").click()
        place.get_by_role("button", name="Execute").click()
        answer = place.locator(".live-responses-table .response-col_status").last
        assert answer.inner_text().startswith(status)
    assert hosts == {address.removeprefix("http://")}
    assert messages == []
