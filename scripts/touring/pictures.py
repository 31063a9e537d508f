"""Load the sample, serve it, and take a picture of each page of the tour as somebody sees it."""

import argparse
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, sync_playwright
from sqlmodel import col, select

from matchmaker.jobs.database import database
from matchmaker.settings import Settings
from matchmaker.web.protection.csrf import SESSION_COOKIE
from models.account_enums import Role
from models.patent import Patent
from models.session import make_session
from scripts.serving.people import GUEST, open_doors
from scripts.serving.server import load_sample, serving

PICTURES = Path(__file__).parent / "pictures"
WIDTH, HEIGHT = 1280, 860
WAIT_MS = 400


@dataclass(frozen=True)
class Stop:
    """A picture: its name, the page, and who looks at it."""

    name: str
    path: str
    who: str = GUEST


STOPS = (
    Stop("home", "/"),
    Stop("patents", "/patents?words=%E6%BF%80%E5%85%89&offered=true"),
    Stop("patent", "/patents/{patent}"),
    Stop("event", "/events/p1-wuhan"),
    Stop("list", "/office/events/p1-wuhan", Role.PROVINCIAL_ORGANISER.value),
)


def main() -> None:
    """Take all pictures; exit code 1 where there is no Chromium or a page does not answer."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=PICTURES)
    folder: Path = parser.parse_args().folder
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        raise SystemExit("没有 Chromium，无法截图。请先安装（Debian：apt-get install chromium）。")
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as data:
        chosen = Settings(data_dir=Path(data), database_url="")
        load_sample(chosen)
        with serving(chosen) as (address, _), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            for stop in STOPS:
                take(browser, chosen, address, stop, folder / f"{stop.name}.png")
                sys.stderr.write(f"{stop.name}\n")
            browser.close()


def take(browser: Browser, chosen: Settings, address: str, stop: Stop, picture: Path) -> None:
    """Take one picture; raise SystemExit where the page does not answer."""
    with database(chosen) as engine, make_session(engine) as session:
        patent = session.exec(select(Patent).order_by(col(Patent.id))).first()
        names = {"patent": "" if patent is None else patent.display_number}
        with open_doors(engine, chosen, stop.who) as door:
            cookie = door.headers().get("Cookie", "").removeprefix(f"{SESSION_COOKIE}=")
            context = browser.new_context(
                locale="zh-CN", viewport={"width": WIDTH, "height": HEIGHT}
            )
            if cookie:
                kept = {"name": SESSION_COOKIE, "value": cookie, "url": address}
                context.add_cookies([kept])  # type: ignore[list-item]
            page = context.new_page()
            answer = page.goto(address + stop.path.format(**names))
            if answer is None or not answer.ok:
                raise SystemExit(f"页面 {stop.path} 没有正常打开，没有截图。")
            page.wait_for_timeout(WAIT_MS)
            page.screenshot(path=picture)
            context.close()


if __name__ == "__main__":
    main()
