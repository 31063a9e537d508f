"""The industries and areas as their data files define them."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from matchmaker.errors import BadConfiguration

OTHER = "other"


@dataclass(frozen=True)
class IndustryDef:
    """An industry: IPC prefixes that settle it, prefixes that suggest it, and its terms.

    aliases: other names under which a sheet may declare it; trades: beginnings of the codes of
    GB/T 4754 that belong to it.
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

    def is_named_in(self, text: str) -> bool:
        """Whether a sheet's text declares the industry by its name or an alias."""
        return any(name in text for name in (self.name, *self.aliases))


@dataclass(frozen=True)
class Taxonomy:
    """One version of the list of industries, in official order, 其他 last."""

    version: str
    industries: tuple[IndustryDef, ...]

    def get(self, slug: str) -> IndustryDef:
        """Return the industry; raise BadConfiguration for a slug that the version lacks."""
        for industry in self.industries:
            if industry.slug == slug:
                return industry
        known = "、".join(f"{industry.slug}（{industry.name}）" for industry in self.industries)
        raise BadConfiguration(f"没有产业“{slug}”，可选：{known}")

    def of_trade(self, code: str) -> IndustryDef | None:
        """Return the industry of a class of GB/T 4754, by the longest beginning of its code."""
        claims = [
            (len(prefix), industry)
            for industry in self.industries
            for prefix in industry.trades
            if code.startswith(prefix)
        ]
        return max(claims, key=lambda claim: claim[0])[1] if claims else None

    def find(self, text: str) -> IndustryDef:
        """Return the industry of a slug or a Chinese name."""
        named = {industry.name: industry for industry in self.industries}
        return named.get(text) or self.get(text)


@dataclass(frozen=True)
class AreaDef:
    """A metropolitan area and its cities' codes."""

    slug: str
    name: str
    cities: tuple[str, ...]


@cache
def load_taxonomy() -> Taxonomy:
    """Return the bundled version of the industries."""
    data = _load("industries.toml")
    industries = tuple(
        IndustryDef(
            slug=entry["slug"],
            name=entry["name"],
            group=entry["group"],
            status=entry["status"],
            ipc=tuple(entry.get("ipc", ())),
            ipc_related=tuple(entry.get("ipc_related", ())),
            terms=tuple(entry.get("terms", ())),
            aliases=tuple(entry.get("aliases", ())),
            trades=tuple(entry.get("trades", ())),
        )
        for entry in data["industry"]
    )
    if industries[-1].slug != OTHER:
        raise BadConfiguration("industries.toml 的最后一项应为 other（其他）")
    return Taxonomy(version=data["version"], industries=industries)


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
