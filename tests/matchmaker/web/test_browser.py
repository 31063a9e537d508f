"""The pages in a real browser: they look right, and they ask no other host for anything."""

import os
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from matchmaker.settings import Settings
from tests.conftest import skip_or_fail
from tests.factories import CAMPAIGN, write_demands, write_patents
from tests.lines import make_line

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
    """A server process of its own on a free port, with a small campaign."""
    folder = tmp_path_factory.mktemp("server")
    (folder / "campaign.toml").write_text(CAMPAIGN, encoding="utf-8")
    settings = Settings(data_dir=folder / "data", database_url="")
    patents, demands = write_patents(folder / "p.csv"), write_demands(folder / "d.csv")
    make_line(settings, patents, demands, folder / "campaign.toml")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "MATCHMAKER_DATA_DIR": str(settings.data_dir)}
    environment.pop("MATCHMAKER_DATABASE_URL", None)
    server = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "from matchmaker.cli import main; main()",
            "serve",
            "--port",
            str(port),
        ],
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    _wait_until_it_answers(f"{url}/api/v1/health", server)
    yield url
    server.terminate()
    server.wait(timeout=20)


def _wait_until_it_answers(url: str, server: subprocess.Popen[bytes]) -> None:
    while server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            continue
    pytest.fail("the server stopped before it answered")


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
