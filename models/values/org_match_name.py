"""A name of an organisation taken apart for comparison."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from models.values.org_match_places import find_places, place_code, take_places
from models.values.org_match_words import (
    ABBREVIATIONS,
    FORM_END,
    FORMS,
    INSTITUTION_END,
    ONLY_FORM,
    PARTNERSHIP,
    UNIT_END,
    UNIVERSITY_ENDINGS,
    arabic_numbers,
    known_words,
    with_arabic_numbers,
)
from models.values.org_name import org_key

_BRACKETED = re.compile(r"\(([^()]*)\)")
_LAST_BRACKET = re.compile(r"^(.+)\(([^()]+)\)$")
# A name without its place is one only from this length on: 江汉大学, not 大学.
_SHORTEST_NAME = 4
_LONGEST_WORD = 6


class Kind(StrEnum):
    """What the last words of a name say."""

    FIRM = "firm"
    UNIVERSITY = "university"
    INSTITUTE = "institute"
    HOSPITAL = "hospital"
    AGENCY = "agency"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ParsedName:
    """The parts of a name.

    plain: the whole in one spelling, its leading places as the code of the deepest; stem: plain
    without that code; place: the code of the place named before or in brackets; branch_place:
    that in brackets; inner_places: the codes of those named further on; core: what stands
    between places and end; brand: what of the core is no word of a trade (字号); trades, weak:
    the words of trades in the core, those apart that any firm may add; end: legal form or kind
    of institution; heads: beginnings of plain at which a whole body's name may end; other: a
    second name given in brackets.
    """

    plain: str
    stem: str
    place: str
    branch_place: str
    inner_places: frozenset[str]
    core: str
    brand: str
    trades: tuple[str, ...]
    weak: tuple[str, ...]
    end: str
    kind: Kind
    is_group: bool
    numbers: tuple[str, ...]
    heads: tuple[str, ...]
    other: str


@lru_cache(maxsize=50_000)
def parse_name(name: str) -> ParsedName:
    """Take a name apart; any text gives some result."""
    key, other = _without_second_name(_with_long_forms(org_key(name)))
    leading, rest = take_places(key)
    text, bracketed = _inline(rest)
    if not leading:
        # A place may come to stand first: (武汉)华工 and 湖北省(武汉)….
        leading, text = take_places(text)
    numbers = arabic_numbers(text)
    text = with_arabic_numbers(text)
    plain = f"{leading}#{text}" + (f"@{bracketed}" if bracketed else "")
    end, kind = _ending(text)
    body = text[: len(text) - len(end)]
    is_group = kind is Kind.FIRM and "集团" in text
    core = body.replace("集团", "") if is_group else body
    brand, trades, weak = _words(core)
    return ParsedName(
        plain=plain,
        stem=text,
        place=bracketed or leading,
        branch_place=bracketed,
        inner_places=find_places(text),
        core=core,
        brand=brand,
        trades=trades,
        weak=weak,
        end=end,
        kind=kind,
        is_group=is_group,
        numbers=numbers,
        heads=_heads(leading, text, bracketed),
        other=other,
    )


def _with_long_forms(key: str) -> str:
    key = key.replace("(集团)", "集团")
    for short, long in (*ABBREVIATIONS, *FORMS):
        key = key.replace(short, long)
    for short, long in UNIVERSITY_ENDINGS:
        if key.endswith(short) and len(key) > len(short) + 1:
            return key.removesuffix(short) + long
    return key


def _without_second_name(key: str) -> tuple[str, str]:
    """Split off a second name in brackets at the end, if it names a body of the same kind."""
    match = _LAST_BRACKET.match(key)
    if not match or place_code(match[2]):
        return key, ""
    (end, kind), (other_end, other_kind) = (_ending(part) for part in match.groups())
    if kind is Kind.UNKNOWN or kind is not other_kind or len(match[2]) < _SHORTEST_NAME:
        return key, ""
    # 武汉大学(测绘学院) names a part, and so does 农业科学院(经济作物研究所).
    if kind is Kind.UNIVERSITY and other_end != "大学":
        return key, ""
    if kind is Kind.INSTITUTE and other_end[-1] != end[-1]:
        return key, ""
    return match[1], match[2]


def _inline(text: str) -> tuple[str, str]:
    """Drop brackets: that of a place gives its code, any other keeps its words in line."""
    places: list[str] = []

    def replace(match: re.Match[str]) -> str:
        code = place_code(match[1])
        if code:
            places.append(code)
            return ""
        return match[1]

    inline = _BRACKETED.sub(replace, text).replace("(", "").replace(")", "")
    return inline, places[-1] if places else ""


def _ending(text: str) -> tuple[str, Kind]:
    partnership = PARTNERSHIP.search(text)
    if partnership:
        return partnership[0], Kind.FIRM
    form = FORM_END.search(text)
    if form:
        return form[0], Kind.FIRM
    match = INSTITUTION_END.search(text)
    if match and match.start():
        return match[0], Kind(match.lastgroup or Kind.UNKNOWN)
    if match and match.lastgroup == Kind.UNIVERSITY:
        # 武汉大学 without its place.
        return match[0], Kind.UNIVERSITY
    return "", Kind.FIRM if text.endswith("集团") else Kind.UNKNOWN


def _words(core: str) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Take the words of trades out of a core, the longest first at each place."""
    known = known_words()
    brand: list[str] = []
    found: list[str] = []
    position = 0
    while position < len(core):
        for length in range(min(_LONGEST_WORD, len(core) - position), 1, -1):
            word = core[position : position + length]
            if word in known:
                found.append(word)
                position += length
                break
        else:
            brand.append(core[position])
            position += 1
    trades = tuple(word for word in found if not known[word])
    return "".join(brand), trades, tuple(word for word in found if known[word])


def _heads(leading: str, text: str, bracketed: str) -> tuple[str, ...]:
    """Return what of a name may be the name of its parent, the longest first.

    A place may stand before the parent's name: 深圳华中科技大学研究院.
    """
    ends = [match.end() for match in UNIT_END.finditer(text)]
    heads: list[str] = []
    for end in reversed(ends):
        head, rest = text[:end], text[end:]
        if ONLY_FORM.fullmatch(rest) or head.endswith(rest):
            continue
        if bracketed:
            heads.append(f"{leading}#{head}@{bracketed}")
        heads.append(f"{leading}#{head}")
        if leading and len(head) >= _SHORTEST_NAME:
            heads.append("#".join(take_places(head)))
    return tuple(dict.fromkeys(heads))
