"""How long pages take on a large stock, and how much a browser has to fetch before it can paint.

Every page of scripts.serving.visits is asked for one after the other by somebody of the role it is
for; the search of patents with words and filters that differ from request to request, and what is
found while a firm types a demand, too. Besides the time until the whole answer is there, the size
of the HTML as it is sent (gzip) is told, and that of the style sheets and scripts that its head
names, charts excepted: of those without which a browser paints nothing, and of all.
"""

import argparse
import json
import random
import re
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from gzip import compress
from http.client import HTTPConnection
from importlib.resources import as_file, files
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from urllib.parse import quote, urlencode, urlsplit

from sqlmodel import col, select

from matchmaker.china_time import CHINA
from matchmaker.jobs.database import database
from matchmaker.settings import Settings
from models.account_enums import Role
from models.demand import Demand
from models.patent import Patent
from models.session import make_session
from scripts.benchmarks.stock import make_stock, run_matchmaker
from scripts.serving.entry import Entry, first_entry
from scripts.serving.people import GUEST, open_doors
from scripts.serving.records import with_records
from scripts.serving.server import serving
from scripts.serving.visits import EVENT, VISITS, Visit

SEED = 20240506
WORDS = (
    "激光",
    "电池",
    "轧辊 修复",
    "焊接",
    "传感器",
    "催化剂",
    "水产 养殖",
    "芯片",
    "电机",
    "废水",
)
STATES = ("in_force", "pending", "dead")
# A script that is deferred keeps no browser from painting.
HEAD_ASSET = re.compile(
    r'<(?:link rel="stylesheet" href|script src)="(/static/[^"]+)"(?P<deferred> defer)?>'
)
CHARTS = ("/static/vendor/echarts/", "/static/charts.js")
KB = 1000


@dataclass(frozen=True)
class Asked:
    """What is asked for, as one request differs from the next; form: None where it is opened."""

    path: str
    form: dict[str, str] | None = None


@dataclass(frozen=True)
class Page:
    """A page and who opens it."""

    name: str
    who: Role | None
    ask: Callable[[random.Random], Asked]


@dataclass(frozen=True)
class Measured:
    """A page: milliseconds until it is there; kilobytes of its HTML and of what its head names.

    paint_kb: of what has to be there before anything is painted; head_kb: of all.
    """

    page: str
    who: str
    p50_ms: float
    p95_ms: float
    html_kb: float
    paint_kb: float
    head_kb: float


def main() -> None:
    """Make the stock, serve it, ask, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--patents", type=int, default=100_000)
    parser.add_argument("--demands", type=int, default=3_000)
    parser.add_argument("--requests", type=int, default=40, help="of each page")
    parser.add_argument("--data", type=Path, help="a data folder that is filled already")
    given = parser.parse_args()
    with TemporaryDirectory() as folder:
        data = given.data or fill(Path(folder), given.patents, given.demands)
        found = measure(Settings(data_dir=data, database_url=""), given.requests)
    print(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=1))


def fill(folder: Path, patents: int, demands: int) -> Path:
    """Make a stock with the events of the sample and their lists; return its data folder."""
    data = make_stock(folder, patents, demands).data_dir
    with as_file(files("matchmaker.data").joinpath("sample", "campaign.toml")) as campaign:
        run_matchmaker(data, "event", "add", campaign)
    run_matchmaker(data, "index", "build")
    run_matchmaker(data, "event", "generate")
    # As it is done by night.
    run_matchmaker(data, "match", "run")
    return data


def measure(chosen: Settings, requests: int) -> list[Measured]:
    """Return how long every page takes, asked for so many times each."""
    found = []
    with database(chosen) as engine, serving(chosen) as (address, _):
        with make_session(engine) as session:
            entry = first_entry(session, EVENT)
            entry = with_records(engine, chosen, entry, datetime.now(CHINA))
            pages = [
                *(_visited(route, visit, entry) for route, visit in VISITS.items()),
                *_searches(list(session.exec(select(Patent).limit(1000))), entry),
                _typing(list(session.exec(select(Demand).order_by(col(Demand.id)).limit(200)))),
            ]
        for page in pages:
            who = GUEST if page.who is None else page.who.value
            body = None if page.who is None else entry.body_of(page.who)
            with open_doors(engine, chosen, who, body) as door:
                one = ask(address, page, door.headers(), requests)
            found.append(one)
            sys.stderr.write(
                f"{one.page:<50} {one.who:<20} p50 {one.p50_ms:6.0f} ms  p95 {one.p95_ms:6.0f} ms"
                f"  HTML {one.html_kb:6.1f} kB  to paint {one.paint_kb:5.1f} kB"
                f"  head {one.head_kb:5.1f} kB\n"
            )
    return found


def ask(address: str, page: Page, headers: dict[str, str], requests: int) -> Measured:
    """Ask for a page so many times, after one that is not counted, and return what was seen."""
    dice = random.Random(SEED)
    connection = HTTPConnection(urlsplit(address).netloc)
    seconds, body = [], b""
    for _ in range(requests + 1):
        asked = page.ask(dice)
        started = time.perf_counter()
        _send(connection, asked, headers)
        answer = connection.getresponse()
        body = answer.read()
        seconds.append(time.perf_counter() - started)
        if answer.status != 200:
            raise SystemExit(f"{page.name}: {answer.status} {body[:300].decode(errors='replace')}")
    sizes = [
        (_size(connection, path) / KB, bool(deferred))
        for path, deferred in HEAD_ASSET.findall(body.decode())
        if not path.startswith(CHARTS)
    ]
    head_kb = sum(size for size, _ in sizes)
    paint_kb = sum(size for size, deferred in sizes if not deferred)
    percentiles = quantiles([1000 * one for one in seconds[1:]], n=100, method="inclusive")
    html_kb = len(compress(body, 6)) / KB
    who = GUEST if page.who is None else page.who.value
    return Measured(page.name, who, percentiles[49], percentiles[94], html_kb, paint_kb, head_kb)


def _send(connection: HTTPConnection, asked: Asked, headers: dict[str, str]) -> None:
    if asked.form is None:
        connection.request("GET", asked.path, headers={**headers, "Accept": "text/html"})
        return
    form = {"Content-Type": "application/x-www-form-urlencoded", "HX-Request": "true"}
    connection.request("POST", asked.path, urlencode(asked.form), headers={**headers, **form})


def _visited(route: str, visit: Visit, entry: Entry) -> Page:
    asked = Asked(visit.path.format(**entry.names))
    return Page(route, visit.who, lambda _: asked)


def _searches(patents: list[Patent], entry: Entry) -> list[Page]:
    """Return searches, patents, and pairs, most of them bad ones, that differ from each other."""
    numbers = [patent.display_number for patent in patents]
    desk = "/enterprise/demands/{demand}".format(**entry.names)

    def words(dice: random.Random) -> Asked:
        text, state = quote(dice.choice(WORDS)), dice.choice(STATES)
        return Asked(f"/patents?words={text}&state={state}")

    return [
        Page("/patents?page", None, lambda dice: Asked(f"/patents?page={dice.randint(1, 500)}")),
        Page("/patents?words", None, words),
        Page("/patents/{any}", None, lambda dice: Asked(f"/patents/{dice.choice(numbers)}")),
        Page(
            "/enterprise/demands/{demand_id}/patents/{any}",
            Role.ENTERPRISE_MEMBER,
            lambda dice: Asked(f"{desk}/patents/{dice.choice(numbers)}"),
        ),
    ]


def _typing(demands: list[Demand]) -> Page:
    """Return what is asked for while a firm types: a demand up to some place of its problem."""

    def typed(dice: random.Random) -> Asked:
        demand = dice.choice(demands)
        text = demand.problem or demand.description or demand.title
        form = {"title": demand.title, "problem": text[: dice.randint(1, len(text))]}
        return Asked("/enterprise/demands/preview", form)

    return Page("(typing a demand)", Role.ENTERPRISE_MEMBER, typed)


def _size(connection: HTTPConnection, path: str) -> int:
    """Return how many bytes of a file are sent."""
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
    return len(connection.getresponse().read())


if __name__ == "__main__":
    main()
