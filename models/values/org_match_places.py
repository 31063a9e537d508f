"""Places in the names of organisations: 湖北省武汉市, 武汉市 and 武汉 are one."""

import csv
import re
from functools import cache
from importlib.resources import files

from models.values.region_names import city_names, district_names, short_province

# County-level names without a suffix are told only here; elsewhere too many are plain words.
_HOME = "42"
# Cities whose bare names are words or names of firms.
_PLAIN_WORDS = re.compile(
    "东方|中山|白银|新星|双河|白杨|昆玉|朝阳|三沙|金昌|长治|中卫|安康|保山|平凉|通化|宝鸡|延安"
)
_LONGEST = 11


@cache
def _codes() -> dict[str, str]:
    """Return name → code; the higher rank wins, a name of two places of one rank is none."""
    source = files("models.values").joinpath("data", "regions.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(source.splitlines()))
    found: dict[str, str] = {}
    for level in ("province", "city", "district"):
        fresh: dict[str, set[str]] = {}
        for row in rows:
            if row["level"] == level:
                for name in _names(row["code6"], row["name"], level):
                    fresh.setdefault(name, set()).add(row["code6"])
        for name, codes in fresh.items():
            if len(codes) == 1 and name not in found:
                found[name] = min(codes)
    return found


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
    codes = _codes()
    code, rest = "", text
    while True:
        for length in range(min(_LONGEST, len(rest)), 1, -1):
            found = codes.get(rest[:length], "")
            if found and found != code and (not code or contains(code, found)):
                code, rest = found, rest[length:]
                break
        else:
            return code, rest


def place_code(text: str) -> str:
    """Return the code of a text that is nothing but places, else an empty text."""
    code, rest = take_places(text)
    return "" if rest else code


def find_places(text: str) -> frozenset[str]:
    """Return the codes of the places that stand anywhere in a text: 国网湖北省电力 gives 420000."""
    codes, found, position = _codes(), set(), 0
    while position < len(text) - 1:
        for length in range(min(_LONGEST, len(text) - position), 1, -1):
            code = codes.get(text[position : position + length])
            if code:
                found.add(code)
                position += length
                break
        else:
            position += 1
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
