"""Places in the names of organisations: 湖北省武汉市, 武汉市 and 武汉 are one."""

import csv
import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from models.values.org_match_words import known_words
from models.values.region_names import city_names, district_names, short_province

# County-level names without a suffix are told only here; elsewhere too many are plain words.
_HOME = "42"
# Cities whose bare names are words or names of firms.
_PLAIN_WORDS = re.compile(
    "东方|中山|白银|新星|双河|白杨|昆玉|朝阳|三沙|金昌|长治|中卫|安康|保山|平凉|通化|宝鸡|延安"
)
# 武汉市政工程 is 武汉 and 市政工程; but 武汉市政府 is 武汉市.
_OWN_WORD = re.compile("市(?:政(?!府|协|法)|场|容)")
_LONGEST = 11
# Counties and towns of the province under the names that they had, with what they are now.
_FORMER = {
    "武昌县": "420115",
    "汉阳县": "420114",
    "黄陂县": "420116",
    "新洲县": "420117",
    "宜昌县": "420506",
    "襄阳县": "420607",
    "枝城市": "420581",
    "沔阳县": "429004",
    "蒲圻市": "421281",
}


@cache
def _rows() -> tuple[dict[str, str], ...]:
    source = files("models.values").joinpath("data", "regions.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(source.splitlines()))


@cache
def _codes() -> dict[str, str]:
    """Return name → code; the higher rank wins, a name of two places of one rank is none."""
    rows = _rows()
    found: dict[str, str] = {}
    for level in ("province", "city", "district"):
        found.update(_FORMER if level == "district" else {})
        fresh: dict[str, set[str]] = {}
        for row in rows:
            if row["level"] == level:
                for name in _names(row["code6"], row["name"], level):
                    fresh.setdefault(name, set()).add(row["code6"])
        for name, codes in fresh.items():
            if len(codes) == 1 and name not in found:
                found[name] = min(codes)
    return found


@cache
def _beginnings() -> frozenset[str]:
    """Return the first two characters of every place, to pass over all other text at once."""
    return frozenset(row["name"][:2] for row in _rows()) | {name[:2] for name in _codes()}


def _match(text: str, position: int = 0) -> str:
    """Return the longest place that stands at a position, an empty text for none."""
    if text[position : position + 2] not in _beginnings():
        return ""
    codes = _codes()
    for length in range(min(_LONGEST, len(text) - position), 1, -1):
        if text[position : position + length] in codes:
            return text[position : position + length]
    return ""


def _names(code: str, name: str, level: str) -> set[str]:
    if level == "province":
        return {name, short_province(name)}
    if level == "city":
        marked, bare = city_names(code, name)
        return marked | {name} | _telling(bare)
    marked, bare = district_names(name)
    counts_bare = code.startswith(_HOME) and not name.endswith("区")
    return marked | (_telling(bare) if counts_bare else set())


def _telling(bare: set[str]) -> set[str]:
    return {name for name in bare if not _PLAIN_WORDS.fullmatch(name)}


def take_places(text: str) -> tuple[str, str]:
    """Split off the places at the start; return the deepest one's code ('' for none) and the rest.

    What follows must lie in what precedes: 武汉宜昌… begins with 武汉 only.
    """
    codes, behind = _codes(), dict[str, str]()
    code, rest = "", text
    while rest[:2] in _beginnings():
        for length in range(min(_LONGEST, len(rest)), 1, -1):
            # 南山区 is in two cities, and in one of them behind 深圳.
            found = codes.get(rest[:length]) or behind.get(rest[:length], "")
            if _OWN_WORD.match(rest, length - 1):
                continue
            if found and found != code and (not code or contains(code, found)):
                code, rest = found, rest[length:]
                behind = _marked_districts().get(code, {})
                break
        else:
            break
    return code, rest


@cache
def _marked_districts() -> dict[str, dict[str, str]]:
    """Return city's code → district's full name → its code."""
    found: dict[str, dict[str, str]] = {}
    for row in _rows():
        if row["level"] == "district":
            found.setdefault(row["parent6"], {})[row["name"]] = row["code6"]
    return found


@cache
def _bare_districts() -> dict[str, dict[str, str]]:
    """Return city's code → district's name without 区 or 县 → its code."""
    found: dict[str, dict[str, str]] = {}
    for row in _rows():
        if row["level"] == "district":
            for bare in district_names(row["name"])[1] - known_words().keys():
                found.setdefault(row["parent6"], {})[bare] = row["code6"]
    return found


def bare_district(city_code: str, text: str) -> tuple[str, str]:
    """Split off a district without its 区 that stands behind its own city: 武汉|江夏|农技站.

    Elsewhere such words are names of firms. Returns an empty code where there is none.
    """
    for bare, code in _bare_districts().get(city_code, {}).items():
        if text.startswith(bare):
            return code, text[len(bare) :]
    return "", text


@cache
def spoken_names(code: str) -> tuple[str, ...]:
    """Return how a place is called, the shortest first: 武汉, 武汉市."""
    row = next((row for row in _rows() if row["code6"] == code), None)
    if row is None:
        return ()
    if row["level"] == "province":
        names = {row["name"], short_province(row["name"])}
    elif row["level"] == "city":
        names = {row["name"]} | city_names(code, row["name"])[1]
    else:
        names = {row["name"]} | district_names(row["name"])[1]
    return tuple(sorted(names, key=lambda name: (len(name), name)))


def is_district(code: str) -> bool:
    """Whether a code is of a district or county."""
    return bool(code) and not code.endswith("00")


def deepest(codes: Iterable[str]) -> str:
    """Return the place that lies in all others, an empty text where there is none."""
    ranked = sorted(filter(None, codes), key=lambda code: -len(_stem(code)))
    return ranked[0] if ranked and all(contains(code, ranked[0]) for code in ranked) else ""


def without_places(text: str) -> str:
    """Return a text without the places that it names further on: 华能武汉发电 gives 华能发电."""
    kept, position = list[str](), 0
    while position < len(text):
        place = _match(text, position)
        if not place:
            kept.append(text[position])
        position += len(place) or 1
    return "".join(kept)


def place_code(text: str) -> str:
    """Return the code of a text that is nothing but places, else an empty text."""
    code, rest = take_places(text)
    return "" if rest else code


def find_places(text: str) -> frozenset[str]:
    """Return the codes of the places that stand anywhere in a text: 国网湖北省电力 gives 420000."""
    codes, found, position = _codes(), set(), 0
    while position < len(text) - 1:
        place = _match(text, position)
        if place:
            found.add(codes[place])
        position += len(place) or 1
    return frozenset(found)


def contains(outer: str, inner: str) -> bool:
    """Whether the outer place holds the inner one, or is it."""
    return inner.startswith(_stem(outer))


def agree(first: str, second: str) -> bool:
    """Whether two places can be said of one body: one lies in the other, or one is unknown."""
    return not first or not second or contains(first, second) or contains(second, first)


def _stem(code: str) -> str:
    if code.endswith("0000"):
        return code[:2]
    return code[:4] if code.endswith("00") else code
