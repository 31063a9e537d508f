"""The industries and areas as their data files define them."""

import csv
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

from matchmaker.errors import BadConfiguration

OTHER = "other"
# The fields of an industry that are lists of texts.
LISTS = ("ipc", "ipc_related", "terms", "aliases", "trades", "candidates")


@dataclass(frozen=True)
class IndustryDef:
    """An industry: IPC prefixes that settle it, prefixes that suggest it, and its terms.

    aliases: other names under which a sheet may declare it; trades: beginnings of the codes of
    GB/T 4754 that belong to it; candidates: names that are thought of while it is pending; retired:
    kept for what refers to it, offered to nobody and given to no record.
    """

    slug: str
    name: str
    group: str
    status: str
    ipc: tuple[str, ...]
    ipc_related: tuple[str, ...]
    terms: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    trades: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()
    retired: bool = False

    def is_named_in(self, text: str) -> bool:
        """Whether a sheet's text declares the industry by its name or an alias."""
        return any(name in text for name in (self.name, *self.aliases))


@dataclass(frozen=True)
class Taxonomy:
    """One version of the list of industries, in official order, 其他 last.

    industries: the retired ones among them, so that whatever refers to one finds its name.
    """

    version: str
    industries: tuple[IndustryDef, ...]

    @cached_property
    def offered(self) -> tuple[IndustryDef, ...]:
        """The industries that can be chosen and that records are sorted into."""
        return tuple(industry for industry in self.industries if not industry.retired)

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Slug → name, of the retired ones too."""
        return {industry.slug: industry.name for industry in self.industries}

    def get(self, slug: str) -> IndustryDef:
        """Return the industry; raise BadConfiguration for a slug that the version lacks."""
        for industry in self.industries:
            if industry.slug == slug:
                return industry
        known = "、".join(f"{industry.slug}（{industry.name}）" for industry in self.offered)
        raise BadConfiguration(f"没有产业“{slug}”，可选：{known}")

    def of_trade(self, code: str) -> IndustryDef | None:
        """Return the industry of a class of GB/T 4754, by the longest beginning of its code."""
        claims = [
            (len(prefix), industry)
            for industry in self.offered
            for prefix in industry.trades
            if code.startswith(prefix)
        ]
        return max(claims, key=lambda claim: claim[0])[1] if claims else None

    def find(self, text: str) -> IndustryDef:
        """Return the industry of a slug or a Chinese name, a retired one where no other has it."""
        known = (*(one for one in self.industries if one.retired), *self.offered)
        named = {industry.name: industry for industry in known}
        return named.get(text) or self.get(text)

    def find_offered(self, text: str) -> IndustryDef:
        """Return the industry of a slug or a name; raise BadConfiguration for a retired one."""
        industry = self.find(text)
        if industry.retired:
            raise BadConfiguration(f"产业“{industry.name}”已停用，不能再选。请改选其他产业")
        return industry


@dataclass(frozen=True)
class AreaDef:
    """A metropolitan area and its cities' codes."""

    slug: str
    name: str
    cities: tuple[str, ...]


@cache
def load_taxonomy() -> Taxonomy:
    """Return the bundled version of the industries; an office may have one of its own in force."""
    data = _load("industries.toml")
    industries = make_industries(data["industry"])
    if industries[-1].slug != OTHER:
        raise BadConfiguration("industries.toml 的最后一项应为 other（其他）")
    return Taxonomy(version=data["version"], industries=industries)


def bundled_since() -> date:
    """Return from when on the bundled version of the industries holds."""
    since: date = _load("industries.toml")["valid_from"]
    return since


def make_industries(entries: Iterable[Mapping[str, Any]]) -> tuple[IndustryDef, ...]:
    """Return the industries of entries as a file or an edition has them, unchecked."""
    return tuple(
        IndustryDef(
            slug=entry["slug"],
            name=entry["name"],
            group=entry["group"],
            status=entry["status"],
            retired=entry.get("retired", False),
            **{name: tuple(entry.get(name, ())) for name in LISTS},
        )
        for entry in entries
    )


@cache
def trade_codes() -> frozenset[str]:
    """Return the codes of GB/T 4754."""
    text = files("matchmaker.data").joinpath("trades.csv").read_text(encoding="utf-8")
    return frozenset(row["code"] for row in csv.DictReader(text.splitlines()))


@cache
def load_areas() -> tuple[AreaDef, ...]:
    """Return the bundled version of the areas."""
    return tuple(
        AreaDef(entry["slug"], entry["name"], tuple(entry["cities"]))
        for entry in _load("areas.toml")["area"]
    )


@cache
def areas_version() -> str:
    """Return the version of the bundled areas."""
    return str(_load("areas.toml")["version"])


def _load(name: str) -> dict[str, Any]:
    text = files("matchmaker.data").joinpath(name).read_text(encoding="utf-8")
    return tomllib.loads(text)
