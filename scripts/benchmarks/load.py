"""Sixty-four connections at once for a minute: searches, recommendations, lists and judgements.

The sample is served from a PostgreSQL database of its own by several workers. Every judgement that
was acknowledged must be in the database afterwards. With --kill a worker is killed in the middle:
what it was at is lost to whoever asked, and nothing else; with --backup a backup is taken in the
middle, restored into an empty PostgreSQL and an empty SQLite, and the tables of both are compared.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import time
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from gzip import decompress
from hashlib import sha256
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from threading import Lock, Timer
from typing import Any
from urllib.parse import quote, urlsplit
from zipfile import ZipFile

from sqlalchemy import Engine, func
from sqlmodel import col, select

from matchmaker.jobs.database import database
from matchmaker.services.backup_manifest import MANIFEST, read_manifest
from matchmaker.settings import Settings
from models.account_enums import Role
from models.candidate_list import CandidateList
from models.demand import Demand
from models.event import Event
from models.feedback import Feedback
from models.patent import Patent
from models.session import make_session
from models.values.secrecy import Confidentiality
from scripts.serving.people import Door, open_doors
from scripts.serving.server import CALL, load_sample, own_database, server_environment, serving

SEED = 20240506
WORDS = ("激光", "电池", "轧辊", "焊接", "传感器", "催化剂", "水产", "芯片", "电机", "废水")
# Out of twenty requests.
MIX = ("search",) * 9 + ("recommend",) * 4 + ("list",) * 3 + ("judge",) * 4
SESSIONS = 8
BY_PAGE = 50


@dataclass
class Log:
    """What came back: seconds by kind, what was not right, and acknowledged judgements."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: Counter[str] = field(default_factory=Counter)
    acknowledged: int = 0
    lock: Lock = field(default_factory=Lock)

    def note(self, kind: str, seconds: float, status: int) -> None:
        """Note an answer."""
        with self.lock:
            self.seconds[kind].append(seconds)
            if status >= 400:
                self.wrong[f"{kind}: {status}"] += 1
            elif kind == "judge":
                self.acknowledged += 1

    def lost(self, kind: str) -> None:
        """Note a request without an answer."""
        with self.lock:
            self.wrong[f"{kind}: no answer"] += 1


@dataclass(frozen=True)
class Targets:
    """What is asked for; demands: id, number and firm of each."""

    demands: list[tuple[int, str, int]]
    patents: list[str]
    lists: list[tuple[str, int]]


def main() -> None:
    """Measure and print; exit code 1 where a judgement was lost or an answer was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--server", default="postgresql+psycopg://postgres@127.0.0.1:5432/postgres")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--kill", action="store_true", help="kill a worker in the middle")
    parser.add_argument("--backup", action="store_true", help="take a backup in the middle")
    asked = parser.parse_args()
    with TemporaryDirectory() as folder, own_database(asked.server, "load") as address:
        chosen = Settings(data_dir=Path(folder), database_url=address)
        raise SystemExit(run(chosen, asked))


def run(chosen: Settings, asked: argparse.Namespace) -> int:
    """Serve, ask, and compare; return how much was wrong."""
    load_sample(chosen)
    log, copy = Log(), chosen.data_dir / "load.backup"
    options = ("--workers", str(asked.workers))
    with serving(chosen, *options) as (address, server), database(chosen) as engine:
        doors = []
        for _ in range(SESSIONS):
            with open_doors(engine, chosen, Role.PROVINCIAL_ORGANISER.value) as door:
                doors.append(door)
        aims, timers = targets(engine), []
        if asked.kill:
            timers.append(Timer(asked.seconds / 2, kill_worker, [server.pid]))
        if asked.backup:
            timers.append(Timer(asked.seconds / 2, command, [chosen, "backup", "--out", copy]))
        for timer in timers:
            timer.start()
        started = time.monotonic()
        with ThreadPoolExecutor(asked.connections) as pool:
            for number in range(asked.connections):
                door = doors[number % SESSIONS]
                pool.submit(ask, urlsplit(address).netloc, door, aims, log, number, asked.seconds)
        elapsed = time.monotonic() - started
        for timer in timers:
            timer.join()
        with make_session(engine) as session:
            stored = session.exec(select(func.count()).select_from(Feedback)).one()
    tell(log, elapsed, stored)
    wrong = 0 if asked.kill else sum(log.wrong.values())
    return bool(wrong or log.acknowledged > stored or (asked.backup and differing(asked, copy)))


def tell(log: Log, elapsed: float, stored: int) -> None:
    """Print what came of it."""
    every = [second for part in log.seconds.values() for second in part]
    for kind, seconds in [*sorted(log.seconds.items()), ("all", every)]:
        marks = quantiles([1000 * second for second in seconds], n=100, method="inclusive")
        print(
            f"{kind:10} {len(seconds):7} {len(seconds) / elapsed:8.1f}/s"
            f"   p50 {marks[49]:7.0f} ms   p95 {marks[94]:7.0f} ms   p99 {marks[98]:7.0f} ms"
        )
    print("wrong:", dict(log.wrong) or "nothing")
    print(f"judgements acknowledged {log.acknowledged}, in the database {stored}")


def targets(engine: Engine) -> Targets:
    """Return what there is to ask for."""
    with make_session(engine) as session:
        demands = session.exec(
            select(Demand)
            .where(Demand.confidentiality == Confidentiality.PUBLIC)
            .order_by(col(Demand.id))
            .limit(100)
        ).all()
        patents = session.exec(select(Patent).order_by(col(Patent.id)).limit(200)).all()
        lists = session.exec(
            select(Event.slug, CandidateList.version)
            .where(CandidateList.event_id == Event.id)
            .order_by(Event.slug)
        ).all()
    return Targets(
        [(one.id or 0, f"#{one.id}", one.organisation_id) for one in demands],
        [one.display_number for one in patents],
        list(lists),
    )


def kill_worker(server: int) -> None:
    """Kill one of the processes of a server, which has no time for anything."""
    children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
    os.kill(min(map(int, children)), signal.SIGKILL)


def command(chosen: Settings, *words: object) -> None:
    """Run a command on a data folder and database."""
    call = [*CALL, *map(str, words)]
    subprocess.run(call, env=server_environment(chosen), check=True, stdout=subprocess.DEVNULL)


def read_tables(path: Path) -> dict[str, tuple[int, str]]:
    """Return table → rows and digest of a backup; a restoration writes one record of its own."""
    with ZipFile(path) as archive:
        manifest = read_manifest(archive.read(MANIFEST))
        return {
            table.table: (
                table.rows,
                sha256(decompress(archive.read(table.member.name))).hexdigest(),
            )
            for table in manifest.tables
            if not table.table.startswith("audit_")
        }


def differing(asked: argparse.Namespace, copy: Path) -> bool:
    """Restore a backup into an empty database of both kinds; say whether any table differs."""
    tables = []
    with TemporaryDirectory() as folder, own_database(asked.server, "restored") as address:
        for kind, url in (("sqlite", ""), ("postgres", address)):
            chosen = Settings(data_dir=Path(folder) / kind, database_url=url)
            again = Path(folder) / f"{kind}.backup"
            command(chosen, "restore", copy)
            command(chosen, "backup", "--out", again)
            tables.append(read_tables(again))
    taken = read_tables(copy)
    for name in sorted(taken):
        if not taken[name] == tables[0][name] == tables[1][name]:
            print(f"table {name} differs: {taken[name]}, {tables[0][name]}, {tables[1][name]}")
    rows = sum(count for count, _ in taken.values())
    same = taken == tables[0] == tables[1]
    print(f"backup: {len(taken)} tables, {rows} rows, restored twice:", "equal" if same else "NOT")
    return not same


def ask(place: str, door: Door, aims: Targets, log: Log, number: int, seconds: float) -> None:
    """Ask one thing after another by one connection until the time is over."""
    dice, until = random.Random(SEED + number), time.monotonic() + seconds
    connection = HTTPConnection(place, timeout=60)
    while time.monotonic() < until:
        kind = dice.choice(MIX)
        method, path, body = request(kind, dice, aims)
        headers = {**door.headers(), "content-type": "application/json"}
        started = time.perf_counter()
        try:
            connection.request(method, path, json.dumps(body) if body else None, headers)
            answer = connection.getresponse()
            answer.read()
        except (OSError, HTTPException):
            log.lost(kind)
            connection.close()
            continue
        log.note(kind, time.perf_counter() - started, answer.status)
    connection.close()


def request(kind: str, dice: random.Random, aims: Targets) -> tuple[str, str, Any]:
    """Return method, path and body of one thing that is asked."""
    demand_id, number, firm = dice.choice(aims.demands)
    if kind == "search":
        return "GET", f"/api/v1/patents?words={quote(dice.choice(WORDS))}&limit={BY_PAGE}", None
    if kind == "recommend":
        return "GET", f"/api/v1/demands/{demand_id}/patents", None
    if kind == "list":
        slug, version = dice.choice(aims.lists)
        return "GET", f"/api/v1/events/{slug}/lists/{version}/entries", None
    words = {"demand": number, "patent": dice.choice(aims.patents), "organisation_id": firm}
    # The same words once more would be no new ones.
    note = f"{dice.getrandbits(64):x}"
    return "POST", "/api/v1/feedback", {**words, "opinion": "unsure", "note": note}


if __name__ == "__main__":
    main()
