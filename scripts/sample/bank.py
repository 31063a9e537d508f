"""The phrase banks, read from `banks/*.toml`."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_LISTS = ("ipc", "gap", "part", "gain", "scene", "trouble", "target", "base")
_MARK = re.compile(r"(?:(\d+)@)?(.+)")
BANKS = Path(__file__).with_name("banks")
INDUSTRY_SLUGS = (
    "optoelectronics",
    "vehicles",
    "life-health",
    "equipment",
    "beidou",
    "computing",
    "ai",
    "software",
    "quantum",
    "textile",
    "environment",
    "appliance",
    "materials",
    "low-altitude",
    "other",
)


@dataclass(frozen=True)
class Angle:
    """One way of solving the problem: as a patent tells it and as a firm asks for it.

    The lists are those lines of the topic that are true of this solution.
    """

    title: str
    means: str
    name: str
    want: str
    word: str
    ipc: tuple[str, ...]
    gap: tuple[str, ...]
    part: tuple[str, ...]
    gain: tuple[str, ...]
    scene: tuple[str, ...]
    trouble: tuple[str, ...]
    target: tuple[str, ...]
    base: tuple[str, ...]


@dataclass(frozen=True)
class Topic:
    """One technical problem with its solutions, its figures and the firm's wording of it."""

    key: str
    industry: str
    since: int
    area: str
    product: str
    words: tuple[str, ...]
    firm_words: tuple[str, ...]
    angles: tuple[Angle, ...]


@dataclass(frozen=True)
class Industry:
    """One industry of the province with its topics."""

    slug: str
    name: str
    topics: tuple[Topic, ...]


@dataclass(frozen=True)
class Trap:
    """A patent of another field that shares striking words with the demand of a topic."""

    topic: str
    angle: int
    industry: str
    area: str
    ipc: tuple[str, ...]
    title: str
    text: str
    claim: str
    scene: str
    shared: str


@dataclass(frozen=True)
class Owner:
    """A university or institute with the colleges that work in each industry."""

    name: str
    address: str
    office: str
    weight: float
    colleges: dict[str, tuple[str, ...]]


def _strings(value: str | list[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _lines(value: str | list[str], place: int) -> tuple[str, ...]:
    """The lines that are true of this solution: "01@text" is of the first and second only."""
    marked = [_MARK.fullmatch(line) for line in _strings(value)]
    return tuple(line[2] for line in marked if line and (not line[1] or str(place) in line[1]))


def _angle(place: int, angle: dict[str, str], topic: dict[str, Any]) -> Angle:
    lists = {key: _lines(topic[key], place) for key in _LISTS}
    return Angle(**angle, **lists)


def _topic(industry: str, defaults: dict[str, Any], table: dict[str, Any]) -> Topic:
    return Topic(
        key=table["key"],
        industry=industry,
        since=table.get("since", defaults.get("since", 0)),
        area=table["area"],
        product=table["product"],
        words=_strings(table["words"]),
        firm_words=_strings(table.get("firm", defaults["firm_words"])),
        angles=tuple(_angle(place, angle, table) for place, angle in enumerate(table["angle"])),
    )


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((BANKS / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def industries() -> tuple[Industry, ...]:
    result = []
    for slug in INDUSTRY_SLUGS:
        table = _read(slug)
        topics = tuple(_topic(slug, table, topic) for topic in table["topic"])
        result.append(Industry(slug, table["name"], topics))
    return tuple(result)


@cache
def industry(slug: str) -> Industry:
    return next(industry for industry in industries() if industry.slug == slug)


@cache
def topic(key: str) -> Topic:
    return next(topic for industry in industries() for topic in industry.topics if topic.key == key)


@cache
def traps() -> tuple[Trap, ...]:
    return tuple(
        Trap(**{**table, "ipc": _strings(table["ipc"])}) for table in _read("traps")["trap"]
    )


@cache
def owners() -> tuple[Owner, ...]:
    return tuple(
        Owner(
            name=table["name"],
            address=table["address"],
            office=table["office"],
            weight=table["weight"],
            colleges={slug: _strings(names) for slug, names in table["colleges"].items()},
        )
        for table in _read("owners")["owner"]
    )


@cache
def common(section: str) -> dict[str, tuple[str, ...]]:
    """Wordings that fit every topic: openings and endings of abstracts and demand letters."""
    return {key: tuple(values) for key, values in _read("common")[section].items()}
