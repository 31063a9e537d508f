"""The pages in a real browser: they look right, and they ask no other host for anything."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.conftest import skip_or_fail
from tests.matchmaker.web.server import make_campaign, serving

pytestmark = pytest.mark.browser

CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        skip_or_fail("Chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(CHROMIUM_FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server process of its own, with a small campaign."""
    with serving(make_campaign(tmp_path_factory.mktemp("server"))) as server:
        yield server.url


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="zh-CN")
    yield context.new_page()
    context.close()


def test_home_leads_to_a_list_and_its_workbook(page: Page, address: str) -> None:
    page.goto(address)
    assert page.locator("tbody tr").count() == 2
    page.get_by_role("link", name="武汉都市圈对接会").click()
    assert page.locator("h1").inner_text() == "武汉都市圈对接会"
    with page.expect_download() as download:
        page.get_by_role("link", name="下载 Excel").click()
    assert download.value.suggested_filename == "docking_v1.xlsx"


@pytest.mark.parametrize("width", [360, 1024, 1920])
def test_pages_fit_the_width_of_the_screen(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{address}/events/docking")
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_no_request_leaves_the_host_and_the_console_is_silent(page: Page, address: str) -> None:
    hosts: set[str] = set()
    messages: list[str] = []
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    page.on("console", lambda message: messages.append(message.text))
    page.goto(address)
    page.goto(f"{address}/events/docking")
    assert hosts == {address.removeprefix("http://")}
    assert messages == []
