"""Provinces, cities and districts of China, recognised in addresses and cells."""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files

from rapidfuzz import fuzz, process

from models.errors import InvalidValue
from models.values.region_names import (
    city_names,
    district_names,
    short_city,
    short_district,
    short_province,
)
from models.values.text import clean, fold

# Places stand at the start of an address; what follows is street and building.
_SCANNED_CHARACTERS = 80
_NOT_HAN = re.compile(r"[^\u3400-\u9fff]+")
_CODE = re.compile(r"(?:cn)?([0-9]{6}|[0-9]{4}|[0-9]{2})")
_NOT_WORD = re.compile(r"[^0-9a-z]+")
_LEAD_IN = re.compile(r"(?:中华人民共和国|中国|地址|住所|所在地)*")
# Lines of the official list that stand between a province and its direct districts.
_FILLER = re.compile(
    r"(?:市辖区|市辖县|(?:省|自治区)?直辖县级行政(?:区划|单位)|直辖县级行政(?:区划|单位)|县)?"
)
# A name without its suffix is none of a place in “北京路” or “公安厅”.
_STREET_OR_OFFICE = re.compile(r"[东西南北中]?(?:路|街|大道|巷)|[厅局]")
# City names that are plain words: without a suffix they count only when they stand alone.
_PLAIN_WORDS = frozenset({"东方", "中山", "白银", "新星", "双河", "白杨", "昆玉", "朝阳"})
_MUNICIPALITIES = frozenset({"110000", "120000", "310000", "500000"})


class RegionLevel(StrEnum):
    """The three levels of places."""

    PROVINCE = "province"
    CITY = "city"
    DISTRICT = "district"


@dataclass(frozen=True, order=True)
class Region:
    """A place with its six-digit code (GB/T 2260)."""

    code: str
    name: str
    level: RegionLevel

    @property
    def short_name(self) -> str:
        """The usual name in tables: 湖北, 武汉, 恩施州, 神农架; districts keep theirs."""
        shorten = {
            RegionLevel.PROVINCE: short_province,
            RegionLevel.CITY: short_city,
            RegionLevel.DISTRICT: short_district,
        }
        return shorten[self.level](self.name)


HUBEI_CITIES: tuple[Region, ...] = tuple(
    Region(code, name, RegionLevel.CITY)
    for code, name in (
        ("420100", "武汉市"),
        ("420200", "黄石市"),
        ("420300", "十堰市"),
        ("420500", "宜昌市"),
        ("420600", "襄阳市"),
        ("420700", "鄂州市"),
        ("420800", "荆门市"),
        ("420900", "孝感市"),
        ("421000", "荆州市"),
        ("421100", "黄冈市"),
        ("421200", "咸宁市"),
        ("421300", "随州市"),
        ("422800", "恩施土家族苗族自治州"),
        ("429004", "仙桃市"),
        ("429005", "潜江市"),
        ("429006", "天门市"),
        ("429021", "神农架林区"),
    )
)


@dataclass
class _Names:
    """Names that may follow in one context; None marks a name of several places."""

    places: dict[str, Region | None] = field(default_factory=dict)
    bare: set[str] = field(default_factory=set)
    lengths: dict[str, list[int]] = field(default_factory=dict)

    def add(self, named: Iterable[tuple[str, Region]], *, bare: bool = False) -> None:
        """Add names of one rank: those already taken by a higher rank are left alone."""
        fresh: dict[str, Region | None] = {}
        for name, region in named:
            if name not in self.places:
                same = name not in fresh or fresh[name] == region
                fresh[name] = region if same else None
        self.places |= fresh
        if bare:
            self.bare |= fresh.keys()
        for name in fresh:
            known = self.lengths.get(name[:2], [])
            self.lengths[name[:2]] = sorted({*known, len(name)}, reverse=True)

    def find(self, text: str, start: int) -> tuple[Region | None, int]:
        """The place whose name is the longest at the start, and where that name ends."""
        for length in self.lengths.get(text[start : start + 2], ()):
            end = start + length
            name = text[start:end]
            if name in self.places and not (
                name in self.bare and _STREET_OR_OFFICE.match(text, end)
            ):
                return self.places[name], end
        return None, start


@dataclass(frozen=True)
class _Index:
    by_code: dict[str, Region]
    parents: dict[str, str]
    anywhere: _Names
    inside: dict[str, _Names]


@cache
def _index() -> _Index:
    by_code: dict[str, Region] = {}
    parents: dict[str, str] = {}
    source = files("models.values").joinpath("data", "regions.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(source.splitlines()):
        by_code[row["code6"]] = Region(row["code6"], row["name"], RegionLevel(row["level"]))
        parents[row["code6"]] = row["parent6"]
    below: dict[str, list[Region]] = {code: [] for code in by_code}
    for code, region in by_code.items():
        for place in {parents[code], parents.get(parents[code], "")} - {""}:
            below[place].append(region)
    inside = {
        region.code: _names_inside(region, below[region.code])
        for region in by_code.values()
        if region.level is not RegionLevel.DISTRICT
    }
    return _Index(by_code, parents, _names_anywhere(by_code.values()), inside)


def _of_level(regions: Iterable[Region], level: RegionLevel) -> list[Region]:
    return [region for region in regions if region.level is level]


def _marked(regions: Iterable[Region]) -> list[tuple[str, Region]]:
    return [(name, region) for region in regions for name in _names_of(region)[0]]


def _bare(regions: Iterable[Region]) -> list[tuple[str, Region]]:
    return [(name, region) for region in regions for name in _names_of(region)[1]]


def _names_of(region: Region) -> tuple[set[str], set[str]]:
    if region.level is RegionLevel.PROVINCE:
        return {region.name}, {short_province(region.name)}
    if region.level is RegionLevel.CITY:
        return city_names(region.code, region.name)
    return district_names(region.name)


def _full(regions: Iterable[Region]) -> list[tuple[str, Region]]:
    return [(region.name, region) for region in regions]


def _names_anywhere(regions: Iterable[Region]) -> _Names:
    """Names that count without any context: a district needs its suffix."""
    names = _Names()
    provinces, cities, districts = (_of_level(regions, level) for level in RegionLevel)
    names.add(_full(provinces))
    names.add(_bare(provinces), bare=True)
    names.add(_marked(cities))
    names.add(_full(districts))
    names.add(_bare(cities), bare=True)
    names.add(_marked(districts))
    return names


def _names_inside(place: Region, below: list[Region]) -> _Names:
    """Names that count behind the name of a province or city, which may be repeated."""
    names = _Names()
    cities = _of_level(below, RegionLevel.CITY)
    districts = _of_level(below, RegionLevel.DISTRICT)
    names.add(_marked(cities))
    names.add(_full(districts))
    names.add(_bare(cities), bare=True)
    names.add(_marked(districts))
    names.add(_bare(districts), bare=True)
    names.add(_marked([place]))
    names.add(_bare([place]), bare=True)
    return names


def find_region(text: str, province: str | None = None) -> Region | None:
    """The deepest place named at the start of an address or cell; None if there is none.

    province: the name or code of the province that the text is known to lie in.
    """
    index = _index()
    folded = fold(text[:_SCANNED_CHARACTERS])
    han = _NOT_HAN.sub("", folded)
    if not han:
        return _find_code(index, folded)
    start = _end_of(_LEAD_IN, han, 0)
    region, end = None, start
    context = _province_named(province) if province else None
    if context:
        region, end = index.inside[context.code].find(han, start)
    if region is None:
        region, end = index.anywhere.find(han, start)
        if han[start:end] in _PLAIN_WORDS and end < len(han):
            return None
    return _deepen(index, region, han, end) if region else None


@lru_cache(maxsize=64)
def _province_named(text: str) -> Region | None:
    region = find_region(text)
    return province_of(region) if region else None


def _end_of(pattern: re.Pattern[str], text: str, start: int) -> int:
    match = pattern.match(text, start)
    return match.end() if match else start


def _deepen(index: _Index, region: Region, han: str, end: int) -> Region:
    while region.level is not RegionLevel.DISTRICT:
        inner, end = index.inside[region.code].find(han, _end_of(_FILLER, han, end))
        if inner is None:
            break
        region = inner
    return region


def _find_code(index: _Index, folded: str) -> Region | None:
    match = _CODE.fullmatch(_NOT_WORD.sub("", folded))
    if not match:
        return None
    code = match[1].ljust(6, "0")
    if code[2:] in {"0100", "0200"} and code[:2] + "0000" in _MUNICIPALITIES:
        code = code[:2] + "0000"
    return index.by_code.get(code)


def province_of(region: Region) -> Region:
    """The province in which a place lies; that of a province is itself."""
    return _index().by_code[region.code[:2] + "0000"]


def city_of(region: Region) -> Region | None:
    """The city in which a place lies; the four municipalities are cities too."""
    if region.level is RegionLevel.CITY or region.code in _MUNICIPALITIES:
        return region
    if region.level is RegionLevel.PROVINCE:
        return None
    index = _index()
    return index.by_code[index.parents[region.code]]


def get_city(text: str) -> Region:
    """The city named in a cell; an error names the cities whose names are the nearest."""
    region = find_region(text)
    city = city_of(region) if region else None
    if city is None:
        raise InvalidValue(
            clean(text),
            "不认识的城市",
            f"请填写市（州）名，例如：{'、'.join(_nearest_cities(text, region))}。",
        )
    return city


def _nearest_cities(text: str, province: Region | None) -> list[str]:
    cities = _of_level(_index().by_code.values(), RegionLevel.CITY)
    names = [
        city.short_name for city in cities if province is None or province_of(city) == province
    ]
    near = process.extract(clean(text), names, scorer=fuzz.ratio, limit=3)
    return [name for name, _, _ in near]
