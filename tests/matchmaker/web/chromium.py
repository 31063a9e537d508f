"""Chromium as tests use it, and what a page must keep to wherever it is opened."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Locator,
    Page,
    Request,
    expect,
    sync_playwright,
)

from matchmaker.web.protection.csrf import SESSION_COOKIE
from tests.conftest import skip_or_fail

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
AXE = Path(__file__).parents[2] / "vendor" / "axe-core" / "axe.min.js"
# What WCAG 2.2, level AA, asks, in axe's words (Deque, axe-core's API).
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
GRAVE = {"serious", "critical"}
PATIENCE_MS = 60_000
WIDTHS = (360, 1024, 1920)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Give a browser of the machine, or skip visibly."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        skip_or_fail("Chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@dataclass
class Watch:
    """What a page asks of other hosts and says to the console, a violated policy among it."""

    host: str
    elsewhere: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def over(self, page: Page) -> None:
        """Look at all that a page does from now on."""
        page.on("request", self._note_request)
        page.on("console", self._note_message)
        page.on("pageerror", lambda error: self.said.append(str(error)))

    def _note_request(self, request: Request) -> None:
        if request.url.startswith("data:"):
            return
        if request.url.split("/")[2] != self.host:
            self.elsewhere.append(request.url)

    def _note_message(self, message: ConsoleMessage) -> None:
        self.said.append(message.text)


@contextmanager
def visiting(browser: Browser, url: str, cookie: str, *, scripts: bool = True) -> Iterator[Page]:
    """Give a page of somebody; cookie: of a session, empty for nobody."""
    context = browser.new_context(locale="zh-CN", java_script_enabled=scripts)
    context.set_default_timeout(PATIENCE_MS)
    if cookie:
        context.add_cookies([{"name": SESSION_COOKIE, "value": cookie, "url": url}])
    yield context.new_page()
    context.close()


def drag(page: Page, held: Locator, to: Locator) -> None:
    """Drag one thing onto another, on a screen so high that nothing scrolls on the way.

    Chromium looks for what is held where the button went down, after a scroll as before it.
    """
    page.set_viewport_size({"width": 1280, "height": 2400})
    held.drag_to(to)


def faults(page: Page) -> list[str]:
    """Return what would keep somebody from using a page: rule and the first place, grave ones."""
    if not AXE.is_file():
        skip_or_fail("axe-core is not installed: run scripts/test")
    # What waits for an answer is pale on purpose.
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", RULES
    )
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:200]}"
        for one in found["violations"]
        if one["impact"] in GRAVE
    ]


def sizes(page: Page) -> dict[int, int]:
    """Return how wide a page is on screens of three widths."""
    wide = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        wide[width] = page.evaluate("document.documentElement.scrollWidth")
    return wide


def assert_sound(page: Page) -> None:
    """Fail unless a page fits three widths and can be used by all, in light and dark."""
    wide = sizes(page)
    assert wide == {width: width for width in WIDTHS}, f"{page.url} is too wide: {wide}"
    for theme in ("light", "dark"):
        page.evaluate("theme => { document.documentElement.dataset.bsTheme = theme }", theme)
        grave = faults(page)
        assert grave == [], f"{page.url}, {theme}: {grave}"
