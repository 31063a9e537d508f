"""The catalogue of all patents, read from the database, and what its values are called."""

import json
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session

from matchmaker.industry.taxonomy import Taxonomy
from matchmaker.matching.catalogue import Catalogue, Facet, FacetColumn
from matchmaker.services.industry_editions import industries_in_force
from models.queries.catalogue import catalogue_columns, industry_pairs
from models.values.legal_status import LegalState
from models.values.patent_kind import PatentKind
from models.values.region import get_city
from models.values.transfer_mode import TransferMode

# As many as a number of eight bytes has bits; of a longer list the commonest are kept.
MOST_VALUES = 64
WAN = 10_000
# Bounds of prices in CNY, each with what is below it and not below the one before.
PRICE_BANDS = {
    "0-10": 10 * WAN,
    "10-50": 50 * WAN,
    "50-100": 100 * WAN,
    "100-500": 500 * WAN,
    "500-": None,
}
# Levels of readiness (GB/T 22900-2022) by what they mean to who buys.
MATURITY_BANDS = {"lab": range(1, 5), "pilot": range(5, 8), "ready": range(8, 10)}
SECTIONS = {
    "A": "人类生活必需",
    "B": "作业、运输",
    "C": "化学、冶金",
    "D": "纺织、造纸",
    "E": "固定建筑物",
    "F": "机械、照明、加热、武器",
    "G": "物理",
    "H": "电学",
}


def load_catalogue(session: Session) -> Catalogue:
    """Return the catalogue of the patents that are in the database now."""
    read = catalogue_columns(session)
    ids = np.array(read.ids, dtype=np.int64)
    slugs = tuple(industries_in_force(session).names)
    facets = {
        Facet.INDUSTRY: FacetColumn(slugs, _industry_bits(session, ids, slugs)),
        Facet.KIND: _column(read.kind, [kind.value for kind in PatentKind], _one),
        Facet.STATE: _column(read.legal_state, [state.value for state in LegalState], _one),
        Facet.MODE: _column(read.transfer_modes, [m.value for m in TransferMode], _modes),
        Facet.CITY: _column(read.city_code, _commonest(read.city_code), _one),
        Facet.SECTION: _column(read.classification_main, list(SECTIONS), _section),
        Facet.MATURITY: _column(read.maturity_trl, list(MATURITY_BANDS), _maturity_bands),
        Facet.PRICE: _column(read.price_low_cny, list(PRICE_BANDS), _price_bands),
    }
    return Catalogue(
        ids=ids,
        facets=facets,
        subclasses=np.array(read.classification_main, dtype=np.dtype("U4")),
        filing_days=_numbers(map(_ordinal, read.filing_date)),
        prices_cny=_numbers(-1 if price is None else price for price in read.price_low_cny),
        levels=_numbers(level or 0 for level in read.maturity_trl),
        listed_until_days=_numbers(
            _ordinal(until) if consents and state != LegalState.DEAD else -1
            for consents, state, until in zip(
                read.owner_consents, read.legal_state, read.listed_until, strict=True
            )
        ),
    )


def facet_label(facet: Facet, value: str, taxonomy: Taxonomy) -> str:
    """Return what a value of a facet is called; raise BadConfiguration for an unknown industry."""
    return taxonomy.get(value).name if facet is Facet.INDUSTRY else _LABELS[facet](value)


def _column(
    cells: Sequence[Hashable], values: Sequence[str], read: Callable[[object], Iterable[str]]
) -> FacetColumn:
    """Return the column of cells, of which few differ: each kind of cell is read once."""
    place = {value: 1 << i for i, value in enumerate(values)}
    known = {
        cell: 0 if cell is None else sum({place[one] for one in read(cell) if one in place})
        for cell in set(cells)
    }
    bits = np.fromiter((known[cell] for cell in cells), dtype=np.uint64, count=len(cells))
    return FacetColumn(tuple(values), bits)


def _industry_bits(
    session: Session, ids: NDArray[np.int64], slugs: Sequence[str]
) -> NDArray[np.uint64]:
    place = {slug: i for i, slug in enumerate(slugs)}
    pairs = [(one, place[slug]) for one, slug in industry_pairs(session) if slug in place]
    bits = np.zeros(len(ids), dtype=np.uint64)
    if pairs and len(ids):
        patents, places = np.array(pairs, dtype=np.int64).T
        at = np.minimum(np.searchsorted(ids, patents), len(ids) - 1)
        listed = ids[at] == patents
        ones = np.left_shift(np.uint64(1), places[listed].astype(np.uint64))
        np.bitwise_or.at(bits, at[listed], ones)
    return bits


def _commonest(cells: Iterable[str | None]) -> list[str]:
    counted = Counter(cell for cell in cells if cell is not None)
    return sorted(sorted(counted, key=lambda one: (-counted[one], one))[:MOST_VALUES])


def _one(cell: object) -> list[str]:
    return [str(cell)]


def _modes(cell: object) -> list[str]:
    return [str(mode) for mode in json.loads(str(cell))]


def _section(symbol: object) -> list[str]:
    return [str(symbol)[:1]]


def _maturity_bands(level: object) -> list[str]:
    return [name for name, levels in MATURITY_BANDS.items() if level in levels]


def _price_bands(price: object) -> list[str]:
    names = (n for n, end in PRICE_BANDS.items() if end is None or int(str(price)) < end)
    return [next(names)]


def _ordinal(day: date | None) -> int:
    return 0 if day is None else day.toordinal()


def _numbers(values: Iterable[int]) -> NDArray[np.int64]:
    return np.fromiter(values, dtype=np.int64)


def _price_label(value: str) -> str:
    low, _, high = value.partition("-")
    if not high:
        return f"{low} 万元以上"
    return f"{low}–{high} 万元" if low != "0" else f"{high} 万元以下"


_LABELS: dict[Facet, Callable[[str], str]] = {
    Facet.KIND: lambda value: PatentKind(value).label,
    Facet.STATE: lambda value: LegalState(value).label,
    Facet.MODE: lambda value: TransferMode(value).label,
    Facet.CITY: lambda code: get_city(code).short_name,
    Facet.SECTION: lambda letter: f"{letter} {SECTIONS[letter]}",
    Facet.MATURITY: {
        "lab": "实验室（1–4 级）",
        "pilot": "中试（5–7 级）",
        "ready": "可产业化（8–9 级）",
    }.__getitem__,
    Facet.PRICE: _price_label,
}
FACET_TITLES = {
    Facet.INDUSTRY: "产业",
    Facet.STATE: "法律状态",
    Facet.KIND: "专利类型",
    Facet.MODE: "转化方式",
    Facet.CITY: "所在城市",
    Facet.SECTION: "技术领域（IPC）",
    Facet.MATURITY: "成熟度",
    Facet.PRICE: "报价",
}
