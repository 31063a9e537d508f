"""Load the sample, serve it, and take a picture of each page of the tour as somebody sees it."""

import argparse
import shutil
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, sync_playwright

from matchmaker.china_time import CHINA
from matchmaker.jobs.database import database
from matchmaker.services.accounts.registry import NewAccount, Position, add_account
from matchmaker.services.accounts.sign_in import Client, open_session
from matchmaker.services.list_hands import Author
from matchmaker.settings import Settings
from matchmaker.web.protection.csrf import SESSION_COOKIE
from models.account_enums import Role
from models.session import make_session
from scripts.serving.entry import Entry, first_entry
from scripts.serving.server import load_sample, serving
from scripts.serving.visits import EVENT

PICTURES = Path(__file__).parent / "pictures"
PERSON = "陈晓"
WIDTH, HEIGHT = 1280, 860


@dataclass(frozen=True)
class Stop:
    """A picture: its name, the page, and who looks at it."""

    name: str
    path: str
    who: Role | None = None


_FIRM, _OWNER, _OFFICE = (
    Role.ENTERPRISE_MEMBER,
    Role.UNIVERSITY_REVIEWER,
    Role.PROVINCIAL_ORGANISER,
)
STOPS = (
    Stop("home", "/"),
    Stop("patents", "/patents?words=%E6%BF%80%E5%85%89&offered=true"),
    Stop("patent", "/patents/{patent}"),
    Stop("demand", "/enterprise/demands/{demand}", _FIRM),
    Stop("pair", "/enterprise/demands/{demand}/patents/{patent}", _FIRM),
    Stop("institution", "/institution", _OWNER),
    Stop("stock", "/institution/patents", _OWNER),
    Stop("office", "/office", _OFFICE),
    Stop("list", f"/office/events/{EVENT}", _OFFICE),
    Stop("map", "/office/map", _OFFICE),
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
        with database(chosen) as engine, make_session(engine) as session:
            entry = first_entry(session, EVENT)
        with serving(chosen) as (address, _), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            for stop in STOPS:
                cookie = sign_in(chosen, stop, entry)
                take(
                    browser,
                    address + stop.path.format(**entry.names),
                    cookie,
                    folder / f"{stop.name}.png",
                )
                sys.stderr.write(f"{stop.name}\n")
            browser.close()


def sign_in(chosen: Settings, stop: Stop, entry: Entry) -> str:
    """Return the session of whoever looks at a page, empty for nobody."""
    if stop.who is None:
        return ""
    now = datetime.now(CHINA)
    author = Author(PERSON, now)
    with database(chosen) as engine, make_session(engine) as session:
        position = Position(stop.who, entry.body_of(stop.who), department="科研处")
        account, _ = add_account(session, NewAccount(stop.name, PERSON, position), author)
        account.must_change = False
        token = open_session(session, account, Client("127.0.0.1"), now)
        session.commit()
    return token


def take(browser: Browser, address: str, cookie: str, picture: Path) -> None:
    """Take one picture; raise SystemExit where the page does not answer."""
    context = browser.new_context(locale="zh-CN", viewport={"width": WIDTH, "height": HEIGHT})
    if cookie:
        context.add_cookies([{"name": SESSION_COOKIE, "value": cookie, "url": address}])
    page = context.new_page()
    answer = page.goto(address, wait_until="networkidle")
    if answer is None or not answer.ok:
        raise SystemExit(f"页面 {address} 没有正常打开，没有截图。")
    page.screenshot(path=picture)
    context.close()


if __name__ == "__main__":
    main()
