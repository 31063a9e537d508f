"""How long pages take on a large stock, and how much a browser has to fetch before it can paint.

Each page is asked for one after the other by somebody of the role it is for, with words and filters
that differ from request to request. Besides the time until the whole answer is there, the size of
the HTML as it is sent (gzip) is told, and that of the style sheets and scripts that its head names,
charts excepted.
"""

import argparse
import json
import random
import re
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from gzip import compress
from http.client import HTTPConnection
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from urllib.parse import quote, urlsplit

from sqlmodel import col, select

from matchmaker.jobs.database import database
from matchmaker.settings import Settings
from models.account_enums import Role
from models.demand import Demand
from models.patent import Patent, PatentOwner
from models.session import make_session
from scripts.benchmarks.stock import make_stock, run_matchmaker
from scripts.serving.people import GUEST, Door, open_doors
from scripts.serving.server import serving

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
HEAD_ASSET = re.compile(r'<(?:link rel="stylesheet" href|script src)="(/static/[^"]+)"')
CHARTS = ("/static/vendor/echarts/", "/static/charts.js")
KB = 1000


@dataclass(frozen=True)
class Measured:
    """A page: milliseconds until it is there; kilobytes of its HTML and of what its head names."""

    page: str
    who: str
    p50_ms: float
    p95_ms: float
    html_kb: float
    assets_kb: float


Asker = Callable[[random.Random], str]


def main() -> None:
    """Make the stock, serve it, ask, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--patents", type=int, default=100_000)
    parser.add_argument("--demands", type=int, default=3_000)
    parser.add_argument("--requests", type=int, default=60, help="of each page")
    parser.add_argument("--data", type=Path, help="a data folder that is filled already")
    given = parser.parse_args()
    with TemporaryDirectory() as folder:
        data = given.data
        if data is None:
            stock = make_stock(Path(folder), given.patents, given.demands)
            run_matchmaker(stock.data_dir, "index", "build")
            data = stock.data_dir
        found = measure(Settings(data_dir=data, database_url=""), given.requests)
    print(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=1))
    for one in found:
        sys.stderr.write(
            f"{one.page:<45} {one.who:<22} p50 {one.p50_ms:6.0f} ms  p95 {one.p95_ms:6.0f} ms"
            f"  HTML {one.html_kb:6.1f} kB  head {one.assets_kb:6.1f} kB\n"
        )


def measure(chosen: Settings, requests: int) -> list[Measured]:
    """Return how long every page takes, asked for so many times each."""
    found = []
    with database(chosen) as engine, serving(chosen) as (address, _):
        for name, who, asker in pages(chosen):
            with open_doors(engine, chosen, who) as door:
                found.append(ask(address, name, door, asker, requests))
    return found


def pages(chosen: Settings) -> list[tuple[str, str, Asker]]:
    """Return every page with who opens it and what makes its address."""
    with database(chosen) as engine, make_session(engine) as session:
        numbers = session.exec(
            select(Patent.application_number).order_by(col(Patent.id)).limit(1000)
        ).all()
        owners = session.exec(select(PatentOwner.organisation_id).distinct().limit(100)).all()
        demands = session.exec(select(Demand.id).order_by(col(Demand.id)).limit(100)).all()
    assert demands
    office = Role.PROVINCIAL_ORGANISER.value
    return [
        ("/", GUEST, lambda _: "/"),
        ("/patents", GUEST, lambda dice: f"/patents?page={dice.randint(1, 500)}"),
        (
            "/patents?words",
            GUEST,
            lambda dice: f"/patents?words={quote(dice.choice(WORDS))}&state={dice.choice(STATES)}",
        ),
        ("/patents/{number}", GUEST, lambda dice: f"/patents/{dice.choice(numbers)}"),
        ("/institutions/{id}", GUEST, lambda dice: f"/institutions/{dice.choice(owners)}"),
        ("/office", office, lambda _: "/office"),
    ]


def ask(address: str, name: str, door: Door, asker: Asker, requests: int) -> Measured:
    """Ask for a page so many times, after one that is not counted, and return what was seen."""
    dice = random.Random(SEED)
    connection = HTTPConnection(urlsplit(address).netloc)
    headers = {**door.headers(), "Accept": "text/html"}
    seconds, body = [], b""
    for _ in range(requests + 1):
        started = time.perf_counter()
        connection.request("GET", asker(dice), headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        seconds.append(time.perf_counter() - started)
        if answer.status != 200:
            raise SystemExit(f"{name}: {answer.status} {body[:300].decode(errors='replace')}")
    paths = HEAD_ASSET.findall(body.decode())
    size = sum(_size(connection, path) for path in paths if not path.startswith(CHARTS))
    percentiles = quantiles([1000 * one for one in seconds[1:]], n=100, method="inclusive")
    html_kb = len(compress(body, 6)) / KB
    return Measured(name, door.who, percentiles[49], percentiles[94], html_kb, size / KB)


def _size(connection: HTTPConnection, path: str) -> int:
    """Return how many bytes of a file are sent."""
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
    return len(connection.getresponse().read())


if __name__ == "__main__":
    main()
