"""Carry the sample campaign from May to October over the public interface, and take its reports.

Four provincial events are the sample's own; sixty local ones are added, in all cities: a docking
event gets a list, invites from it, and has its meetings recorded, as the provincial ones have. Four
hundred contracts follow: some reported by two cities, a licence that becomes an assignment, a
contract of May that is corrected in October. The three attachments are then written for the
province and two cities.
"""

import argparse
import json
import random
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from sqlmodel import select

from matchmaker.jobs.database import database
from matchmaker.settings import Settings
from models.demand import Demand
from models.ledger_enums import ActivityKind
from models.organisation import Organisation
from models.patent import Patent, PatentOwner
from models.session import make_session
from models.values.region import HUBEI_CITIES
from models.work import WorkState
from scripts.serving.people import open_doors
from scripts.serving.server import serving

SEED = 20240501
FIRST, DAYS = date(2024, 5, 6), 170
EVENTS, DEALS = 60, 400
PROVINCIAL = ("p1-wuhan", "p2-xiangyang", "p3-yijing", "p4-field")
# Of each side of a list, and of its pairs.
INVITED, MEETINGS = 6, 8
TWO_CITIES = ("武汉", "宜昌")
UNLIMITED = "0/60"
KINDS = ("assignment", "assignment", "licence", "licence", "pledge", "share")
PERIOD = "year=2024&first=5&last=10"


@dataclass(frozen=True)
class Party:
    """An organisation with the city of its seat."""

    name: str
    city: str


@dataclass(frozen=True)
class Cast:
    """Who deals with whom: owners with the numbers of their patents, and firms."""

    owners: tuple[tuple[Party, tuple[str, ...]], ...]
    firms: tuple[Party, ...]


class Interface:
    """The interface as somebody uses it; raises SystemExit with what was answered."""

    def __init__(self, connection: HTTPConnection, headers: dict[str, str]) -> None:
        self._connection = connection
        self._headers = headers

    def post(self, path: str, said: dict[str, Any], method: str = "POST") -> dict[str, Any]:
        """Send something; return what was answered."""
        headers = {**self._headers, "Content-Type": "application/json"}
        body = json.dumps(said, ensure_ascii=False).encode()
        answered: dict[str, Any] = json.loads(self._ask(method, path, body, headers))
        return answered

    def work(self, path: str, said: dict[str, Any]) -> None:
        """Ask for work and follow it to its end."""
        work_id = self.post(path, said)["work_id"]
        self.get(f"/work/{work_id}/events")
        done = json.loads(self.get(f"/work/{work_id}"))
        if done["state"] != WorkState.DONE:
            raise SystemExit(f"{path}: {done['state_label']} {done['error_text']}")

    def get(self, path: str) -> bytes:
        """Return what stands at a path."""
        return self._ask("GET", path, None, self._headers)

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> bytes:
        self._connection.request(method, f"/api/v1{path}", body, headers)
        answer = self._connection.getresponse()
        content = answer.read()
        if answer.status >= 300:
            raise SystemExit(f"{method} {path}: {answer.status} {content.decode()}")
        return content


def main() -> None:
    """Carry the campaign over a copy of a data folder, and write the attachments."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--data",
        type=Path,
        required=True,
        help="a folder with the sample loaded, begun in May 2024",
    )
    parser.add_argument("--out", type=Path, required=True, help="where the attachments go")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    with interface(given.data) as (api, cast):
        started = time.perf_counter()
        carry(api, cast)
        print(f"{EVENTS} events, {DEALS} contracts: {time.perf_counter() - started:.1f} s")
        for city in ("", *TWO_CITIES):
            for name in ("summary.xlsx", "report.docx"):
                path = f"/ledger/figures/{name}?{PERIOD}&city={quote(city)}"
                (given.out / f"{city or '全省'}_{name}").write_bytes(api.get(path))
        for deal in json.loads(api.get("/ledger/deals?kind=licence&limit=3"))["items"]:
            path = f"/ledger/deals/{deal['id']}/case.docx"
            (given.out / f"case_{deal['id']}.docx").write_bytes(api.get(path))


@contextmanager
def interface(data: Path) -> Iterator[tuple[Interface, Cast]]:
    """Serve a data folder and let a provincial organiser in."""
    chosen = Settings(data_dir=data, database_url="", limit_write=UNLIMITED, limit_read=UNLIMITED)
    with (
        database(chosen) as engine,
        serving(chosen) as (address, _),
        open_doors(engine, chosen, "provincial_organiser") as door,
    ):
        with make_session(engine) as session:
            owners: dict[int, list[str]] = {}
            listed = select(PatentOwner.organisation_id, Patent).where(
                Patent.id == PatentOwner.patent_id, PatentOwner.position == 0
            )
            for owner, patent in session.exec(listed.order_by(PatentOwner.patent_id)):  # type: ignore[arg-type]
                owners.setdefault(owner, []).append(patent.display_number)
            bodies = {one.id or 0: one for one in session.exec(select(Organisation))}
            seekers = sorted({one.organisation_id for one in session.exec(select(Demand))})
            cast = Cast(
                tuple(
                    (_party(bodies[owner]), tuple(numbers))
                    for owner, numbers in sorted(owners.items())
                ),
                tuple(_party(bodies[one]) for one in seekers),
            )
        with closing(HTTPConnection(urlsplit(address).netloc)) as connection:
            yield Interface(connection, door.headers()), cast


def carry(api: Interface, cast: Cast) -> None:
    """Record events, activities and contracts."""
    dice = random.Random(SEED)
    for slug in PROVINCIAL:
        _bring_together(api, dice, slug)
    for place in range(EVENTS):
        _hold_event(api, dice, place)
    for place in range(2 * EVENTS):
        _record_activity(api, dice, place)
    for place in range(DEALS):
        _report_deal(api, cast, dice, place)
    _change_minds(api)


def _hold_event(api: Interface, dice: random.Random, place: int) -> None:
    city, day = HUBEI_CITIES[place % len(HUBEI_CITIES)], _day(dice)
    slug = f"local-{place + 1}"
    kind = "local_docking" if place % 3 else "roadshow"
    name = f"{city.short_name}第 {place + 1} 场{'供需对接会' if place % 3 else '路演'}"
    said = {"slug": slug, "name": name, "kind": kind, "date": day, "city": city.short_name}
    api.post("/events", said)
    if place % 3:
        api.work(f"/events/{slug}/lists", {"as_of": day})
        _bring_together(api, dice, slug)
        return
    counts = {"roadshow_projects": dice.randint(4, 12), "roadshow_investors": dice.randint(2, 8)}
    activity = {
        "kind": "roadshow",
        "title": name,
        "held_on": day,
        "city": city.short_name,
        "counts": counts,
        "event": slug,
    }
    api.post("/ledger/activities", activity)


def _bring_together(api: Interface, dice: random.Random, slug: str) -> None:
    """Invite the strongest of an event's list, have them come, and tell what their meetings are."""
    api.post(f"/events/{slug}/invitations", {"top": INVITED})
    coming = set()
    for guest in json.loads(api.get(f"/events/{slug}/participants?limit=200"))["items"]:
        path = f"/events/{slug}/participants/{guest['id']}/answer"
        api.post(path, {"status": "confirmed"})
        coming.add(guest["name"])
    version = json.loads(api.get(f"/events/{slug}/lists"))[0]["version"]
    listed = json.loads(api.get(f"/events/{slug}/lists/{version}/entries?limit=200"))["items"]
    pairs = [one for one in listed if {one["enterprise"], one["owner"]} <= coming]
    for pair in pairs[:MEETINGS]:
        result = dice.choice(("intent", "contact", "none"))
        said = {
            "enterprise": pair["enterprise"],
            "institution": pair["owner"],
            "demand": pair["demand_number"],
            "patent": pair["application_number"],
            "result": result,
        }
        if result == "intent":
            said["amount_cny"] = dice.randint(5, 90) * 10_000
        elif result == "none":
            said["reason"] = "price"
        api.post(f"/events/{slug}/outcomes", said)


def _record_activity(api: Interface, dice: random.Random, place: int) -> None:
    kinds = [one for one in ActivityKind if one.value not in ("docking", "roadshow")]
    kind, city = kinds[place % len(kinds)], dice.choice(HUBEI_CITIES)
    said = {
        "kind": kind.value,
        "title": f"{city.short_name}{kind.label}",
        "held_on": _day(dice),
        "city": city.short_name,
        "sessions": dice.randint(1, 3),
        "heads": dice.randint(20, 300),
    }
    api.post("/ledger/activities", said)


def _report_deal(api: Interface, cast: Cast, dice: random.Random, place: int) -> None:
    owner, numbers = dice.choice(cast.owners)
    firm, kind = dice.choice(cast.firms), dice.choice(KINDS)
    signed = FIRST + timedelta(days=dice.randint(0, DAYS - 30))
    said: dict[str, Any] = {
        "kind": kind,
        "giver": owner.name,
        "giver_city": owner.city,
        "taker": firm.name,
        "taker_city": firm.city,
        "patents": dice.sample(numbers, min(len(numbers), dice.randint(1, 3))),
        "amount_cny": dice.randint(2, 900) * 10_000,
        "signed_on": signed.isoformat(),
        "number": f"X2024{place:06d}",
        "city": owner.city,
    }
    if kind == "licence":
        said["licence_kind"] = dice.choice(("ordinary", "exclusive", "open"))
    if place % 5 == 0:
        said["event"] = dice.choice(PROVINCIAL)
    if place % 12:
        said["registered_on"] = (signed + timedelta(days=dice.randint(5, 30))).isoformat()
    api.post("/ledger/deals", said)
    if place % 10 == 0 and firm.city != owner.city:
        # The city of the taker reports the same contract, with another amount now and then.
        again = {**said, "city": firm.city, "amount_cny": said["amount_cny"] + 10_000 * (place % 3)}
        answer = api.post("/ledger/deals", again)
        if answer["made"]:
            raise SystemExit(f"contract {place} was taken for a new one")


def _change_minds(api: Interface) -> None:
    """Have a licence become an assignment, and correct in October what was said of May."""
    licences = json.loads(api.get("/ledger/deals?kind=licence&registered=true&limit=1"))["items"]
    licence = licences[0]
    later = date.fromisoformat(licence["registered_on"]) + timedelta(days=1)
    said = {
        "kind": "assignment",
        **{name: licence[name] for name in ("giver", "giver_city", "taker", "taker_city")},
        "patents": [one["number"] for one in licence["patents"]],
        "amount_cny": licence["amount_cny"],
        "signed_on": later.isoformat(),
        "registered_on": later.isoformat(),
        "follows": licence["id"],
    }
    api.post("/ledger/deals", said)
    deals = json.loads(api.get("/ledger/deals?registered=true&limit=200"))["items"]
    early = next(one for one in reversed(deals) if one["registered_on"] < "2024-06-15")
    words = {
        name: early[name]
        for name in (
            *("kind", "licence_kind", "giver", "giver_city", "taker", "taker_city"),
            *("signed_on", "registered_on", "number", "event"),
        )
    }
    corrected = {
        **words,
        "patents": [one["number"] for one in early["patents"]],
        "amount_cny": 10 * early["amount_cny"],
        "revision": early["revision"],
        "reason": "五月报送时漏写一个零，十月更正",
    }
    api.post(f"/ledger/deals/{early['id']}", corrected, "PUT")


def _party(body: Organisation) -> Party:
    known = {city.code: city.short_name for city in HUBEI_CITIES}
    return Party(body.name, known.get(body.city_code or "", "武汉"))


def _day(dice: random.Random) -> str:
    return (FIRST + timedelta(days=dice.randint(0, DAYS))).isoformat()


if __name__ == "__main__":
    main()
