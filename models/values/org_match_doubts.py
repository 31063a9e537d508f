"""Why two names that differ may be of one body after all: one small function for each reason.

The early doubts are strong enough to be asked of a part and a whole, or of a group and a firm; the
late ones only of names that nothing tells apart.
"""

import re
from collections.abc import Callable

from rapidfuzz.distance import OSA

from models.values.org_match_name import Kind, ParsedName, parse_name
from models.values.org_match_places import deepest, is_district, spoken_names, without_places
from models.values.org_match_slips import mistyped, slip
from models.values.org_match_words import (
    FORMER_FORMS,
    ONLY_FORM,
    SHORT_FORMS,
    SYNONYMS,
    known_words,
)

Doubt = Callable[[ParsedName, ParsedName], str]

_SHORTEST_BRAND = 2
_LONG_BRAND = 3
_LONG_CORE = 4
_DIRECTIONS = "东南西北中"
_LONG_STEM = 5
# Of the short name of a whole before that of its part.
LONGEST_SHORT = 6
_NUMBERED = re.compile(r"^(.*?)(?:集团)?(\d+)研究所$")
_SCHOOLS = ({"大学", "学院"}, {"学院", "学校"})
# A number of fewer digits stands in many groups.
_TELLING_DIGITS = 3
FORM = re.compile(r"(?:股份有限|有限|总)?公司$")
LATIN_MARK = re.compile(r"^[a-z]{2,6}(?=[\u3400-\u9fff])")
_INSTITUTE_WORDS = re.compile(r"科学|研究|总|[院所]$")


def early_doubt(first: ParsedName, second: ParsedName) -> str:
    """Return why the two may be one though one seems a part or a group, else an empty text."""
    return _ask(_EARLY, first, second)


def late_doubt(first: ParsedName, second: ParsedName) -> str:
    """Return why the two may be one where nothing tells them apart, else an empty text."""
    return _ask(_LATE, first, second)


def numbered(parsed: ParsedName) -> tuple[str, str]:
    """Return group and number of a numbered institute: 某某集团719研究所; empty for others."""
    match = _NUMBERED.match(parsed.stem)
    return (match[1], match[2]) if match else ("", "")


def institute_base(parsed: ParsedName) -> str:
    """Return what an institute is for, whatever it calls itself: 邮电科学研究院 gives 邮电."""
    text = parsed.core if parsed.kind is Kind.FIRM else parsed.stem
    return _INSTITUTE_WORDS.sub("", text)


def placeless(parsed: ParsedName) -> str:
    """Return a firm's core without the places in it: 华能武汉发电 gives 华能发电."""
    return without_places(parsed.core) if parsed.inner_places else parsed.core


def group_initials(parsed: ParsedName) -> str:
    """Return how a group's short name would begin: 武汉钢铁集团 is 武钢."""
    spoken = spoken_names(parsed.place)
    return (spoken[0][0] if spoken else "") + parsed.initials


def unit_name(parsed: ParsedName) -> str:
    """Return a part's own name: 某大学附属协和医院 gives 协和医院; empty where there is no part."""
    return parsed.tail.replace("附属", "")


def _ask(doubts: tuple[Doubt, ...], first: ParsedName, second: ParsedName) -> str:
    return next((reason for doubt in doubts if (reason := doubt(first, second))), "")


def _is_short_of(short: str, long: str) -> bool:
    """Whether characters of the long text, its first among them, make the short one."""
    if not short or len(short) >= len(long) or short[0] != long[0]:
        return False
    rest = iter(long)
    return all(character in rest for character in short)


def _numbered_institute(first: ParsedName, second: ParsedName) -> str:
    (group_a, number_a), (group_b, number_b) = numbered(first), numbered(second)
    if not number_a or number_a != number_b:
        return ""
    short, long = sorted((group_a, group_b), key=len)
    one_unnamed = not short and len(number_a) >= _TELLING_DIGITS
    if one_unnamed or short == long or _is_short_of(short, long):
        return "研究所序号相同，所属集团写法不同"
    return ""


def _moved_place(first: ParsedName, second: ParsedName) -> str:
    """华能武汉发电 and 武汉华能发电; a firm of another depth of place is another firm."""
    if not (first.kind is second.kind is Kind.FIRM and first.end == second.end):
        return ""
    if not (first.inner_places or second.inner_places) or first.heads or second.heads:
        return ""
    core = placeless(first)
    if core != placeless(second) or len(core) < _LONG_CORE:
        return ""
    ours, theirs = (deepest({p.place, *p.inner_places}) for p in (first, second))
    return "字号与行业相同，地名次序不同" if ours and ours == theirs else ""


def _district_unmarked(first: ParsedName, second: ParsedName) -> str:
    """黄陂区人民医院 and 黄陂人民医院."""
    marked, bare = sorted((first, second), key=lambda parsed: not is_district(parsed.place))
    if not is_district(marked.place) or marked.branch_place or bare.place:
        return ""
    spoken = {name + marked.stem for name in spoken_names(marked.place)}
    return "名称相同，区县写法不同" if bare.stem in spoken else ""


def _slip_in_place(first: ParsedName, second: ParsedName) -> str:
    """武汗 for 武汉: one name has no place that is known."""
    placed, other = sorted((first, second), key=lambda parsed: not parsed.place)
    if not placed.place or placed.branch_place or other.place:
        return ""
    if not other.stem.endswith(placed.stem):
        return ""
    written = other.stem.removesuffix(placed.stem)
    if len(placed.stem) < _LONG_CORE or len(written) < 2 or written[:2] in known_words():
        return ""
    if written[1] in _DIRECTIONS:
        # 湘南 and 川北 are regions, no slips for 湖南 and 湖北.
        return ""
    near = any(OSA.distance(name, written) == 1 for name in spoken_names(placed.place))
    return "名称相同，地名中有一字之差" if near else ""


def _became_group(first: ParsedName, second: ParsedName) -> str:
    """The firm of an old form, and the group that it was made into."""
    group, other = sorted((first, second), key=lambda parsed: not parsed.is_group)
    if other.is_group or not group.is_group or other.end not in FORMER_FORMS:
        return ""
    alike = group.core == other.core and len(group.core) >= _SHORTEST_BRAND
    return "字号与行业相同，一方疑为改制前名称" if alike and group.place == other.place else ""


def _grew_into_group(first: ParsedName, second: ParsedName) -> str:
    """精测电子技术股份有限公司, and 精测电子集团股份有限公司 that it became."""
    group, other = sorted((first, second), key=lambda parsed: not parsed.is_group)
    if other.is_group or not group.is_group or first.heads or second.heads:
        return ""
    if first.place != second.place or first.brand != second.brand:
        return ""
    # A group of the simpler form holds the shares of its listed firm.
    if not other.end.endswith("有限公司") or len(group.end) < len(other.end):
        return ""
    ours, theirs = set(first.trades), set(second.trades)
    telling = len(group.brand) >= _SHORTEST_BRAND or len(group.core) >= _LONG_CORE
    alike = not (ours and theirs) or ours == theirs
    return "字号相同，一方疑为改为集团前的名称" if telling and alike else ""


def _latin_prefix(first: ParsedName, second: ParsedName) -> str:
    """BOE京东方 and 京东方: the mark in Latin letters before the 字号."""
    short, long = sorted((first, second), key=lambda parsed: len(parsed.stem))
    bare = LATIN_MARK.sub("", long.stem)
    if bare == long.stem or bare != short.stem or first.place != second.place:
        return ""
    return "一方多写外文商标" if len(short.brand) >= _SHORTEST_BRAND else ""


def _short_name(first: ParsedName, second: ParsedName) -> str:
    """A 字号 without its form, and a firm whose trades hold all that the short name says."""
    if first.heads or second.heads:
        return ""
    for short, long in ((first, second), (second, first)):
        if short.end not in SHORT_FORMS or short.kind not in {Kind.FIRM, Kind.UNKNOWN}:
            continue
        if short.is_group or (short.end == "公司" and short.trades):
            continue
        alike = short.brand == long.brand and len(short.brand) >= _SHORTEST_BRAND
        if alike and _is_full_firm(long) and set(short.trades) <= set(long.trades):
            return "字号相同，一方疑为简称"
    return ""


def _is_full_firm(parsed: ParsedName) -> bool:
    return parsed.kind is Kind.FIRM and parsed.end not in SHORT_FORMS


def _short_unit(first: ParsedName, second: ParsedName) -> str:
    """Two parts of one body under one name, a level left out or a word shortened."""
    if not (first.heads and second.heads):
        return ""
    ours, theirs = unit_name(first), unit_name(second)
    shared = set(first.heads) & set(second.heads)
    whole_a, whole_b = first.heads[0], second.heads[0]
    if ours == theirs:
        left_out = {whole_a, whole_b} & shared or _written_alike(whole_a, whole_b)
        return "同一单位的下属，名称相同，上级写法不同" if left_out else ""
    short, long = sorted((ours, theirs), key=len)
    shortened = _is_short_of(short, long) and short[-1] == long[-1] and len(short) > 2
    return "同一单位的下属，一方疑为简称" if whole_a == whole_b and shortened else ""


def _written_alike(whole: str, other: str) -> bool:
    """Whether two wholes differ only in their form: 某某科学院 and 某某科学研究院."""
    if FORM.sub("", whole) == FORM.sub("", other):
        return True
    academies = whole.endswith("院") and other.endswith("院")
    return academies and _INSTITUTE_WORDS.sub("", whole) == _INSTITUTE_WORDS.sub("", other)


def _short_of_part(first: ParsedName, second: ParsedName) -> str:
    """协和医院, and the hospital of a university that bears this name."""
    part, alone = sorted((first, second), key=lambda parsed: not parsed.heads)
    if alone.heads or not part.heads or part.kind is not alone.kind:
        return ""
    own = parse_name(unit_name(part))
    if own.place and own.plain == alone.plain:
        return "一方为另一方省略上级单位的名称"
    if own.stem != alone.stem:
        return ""
    if part.kind is Kind.HOSPITAL:
        telling = len(own.brand) >= _SHORTEST_BRAND
    else:
        # 湖南省植物保护研究所 is none of the academy's, and 材料学院 is in every university.
        owned = part.place == alone.place and part.kind is not Kind.UNIVERSITY
        telling = owned and len(own.stem) >= _LONG_STEM
    return "一方疑为下属单位的简称" if telling else ""


def _short_whole(first: ParsedName, second: ParsedName) -> str:
    """中国石化江汉油田分公司: the whole before the part is shortened."""
    part, alone = sorted((first, second), key=lambda parsed: not parsed.heads)
    if alone.heads or len(part.tail) < _LONG_CORE or not alone.stem.endswith(part.tail):
        return ""
    short = alone.stem.removesuffix(part.tail)
    whole = part.stem.removesuffix(part.tail)
    if alone.kind is Kind.FIRM and alone.end not in FORMER_FORMS:
        return ""
    cut = _SHORTEST_BRAND <= len(short) <= LONGEST_SHORT and _is_short_of(short, whole)
    return "下属单位名称相同，上级单位疑为简称" if cut else ""


def _changed_form(first: ParsedName, second: ParsedName) -> str:
    """The name of an institution, and the firm that it became."""
    short, long = sorted((first, second), key=lambda parsed: len(parsed.stem))
    if short.kind in {Kind.FIRM, Kind.UNIVERSITY} or short.place != long.place:
        return ""
    if len(short.stem) < _LONG_CORE:
        return ""
    added = long.stem.removeprefix(short.stem)
    became = added not in {"", long.stem} and ONLY_FORM.fullmatch(added)
    return "名称相同，一方带公司字样" if became else ""


def _same_core(first: ParsedName, second: ParsedName) -> str:
    """One distinctive core under another legal form, place or kind of institution."""
    if len(first.core) < 2 or first.core != second.core:
        return ""
    if first.place != second.place:
        return _other_place(first, second)
    if first.kind is second.kind is Kind.FIRM:
        differs = "地名位置" if first.end == second.end else "法定形式"
        return f"字号与行业相同，{differs}不同"
    return _other_kind(first, second)


def _other_kind(first: ParsedName, second: ParsedName) -> str:
    kinds = {first.kind, second.kind}
    if Kind.INSTITUTE in kinds and kinds <= {Kind.INSTITUTE, Kind.UNIVERSITY}:
        return "名称主体相同，研究院、研究所与学院用词不同"
    if len(first.core) < _LONG_BRAND:
        return ""
    if Kind.UNKNOWN in kinds:
        return "名称主体相同，一方未写单位类型"
    school = {first.end, second.end} in _SCHOOLS
    return "名称主体相同，大学、学院与学校用词不同" if school else ""


def _other_place(first: ParsedName, second: ParsedName) -> str:
    if first.kind is not second.kind or first.end != second.end:
        return ""
    one_unnamed = not (first.place and second.place)
    if first.kind is Kind.FIRM:
        distinctive = len(first.brand) >= 2 and len(first.core) >= _LONG_CORE
    else:
        # 湖北省农业科学院 and 武汉市农业科学院 are two bodies.
        distinctive = one_unnamed and (len(first.core) >= _LONG_CORE or len(first.brand) >= 2)
    if not distinctive:
        return ""
    return "名称相同，一方未写地名" if one_unnamed else "字号与行业相同，地名层级不同"


def _same_purpose(first: ParsedName, second: ParsedName) -> str:
    """勘察设计院, 勘察设计研究院 and the firm that it became."""
    kinds = {first.kind, second.kind}
    if Kind.INSTITUTE not in kinds or not kinds <= {Kind.INSTITUTE, Kind.FIRM}:
        return ""
    base = institute_base(first)
    if first.place != second.place or base != institute_base(second):
        return ""
    brands = max(len(first.brand), len(second.brand))
    telling = len(base) >= _LONG_CORE or brands >= _SHORTEST_BRAND
    return "名称主体相同，院所写法不同" if telling else ""


def _shortened(first: ParsedName, second: ParsedName) -> str:
    """A name whose words are cut to single characters: 京山轻机, 武钢集团, 某市规划院."""
    short, long = sorted((first, second), key=lambda parsed: len(parsed.stem))
    if first.kind is second.kind is Kind.FIRM:
        return _shortened_firm(short, long)
    office = {first.kind, second.kind} <= {Kind.AGENCY, Kind.INSTITUTE}
    if not office or first.heads or second.heads or len(short.stem) < _LONG_CORE:
        return ""
    if not first.place or first.place != second.place:
        return ""
    # 农业研究所 is no short form of 农业机械研究所: every word leaves a trace.
    traces = {*long.brand, *(word[0] for word in long.trades)}
    cut = _is_short_of(short.stem, long.stem) and short.stem[-1] == long.stem[-1]
    return "地名相同，一方疑为简称" if cut and traces <= set(short.stem) else ""


def _shortened_firm(short: ParsedName, long: ParsedName) -> str:
    if len(short.core) < _SHORTEST_BRAND or short.core == long.core:
        return ""
    if short.place == long.place and short.end == long.end:
        cut = short.core == long.initials and _is_short_of(short.core, long.core)
        return "地名相同，一方疑为简称" if cut else ""
    groups = short.is_group and long.is_group and not short.place
    cut = groups and bool(long.place) and group_initials(long).startswith(short.core)
    return "集团名称疑为简称" if cut else ""


def _other_trade(first: ParsedName, second: ParsedName) -> str:
    """One 字号, and words of trades that say no more than the other's."""
    if not (first.kind is second.kind is Kind.FIRM or Kind.UNKNOWN in {first.kind, second.kind}):
        return ""
    if first.brand != second.brand or len(first.brand) < _SHORTEST_BRAND:
        return ""
    ours, theirs = (sorted(SYNONYMS.get(word, word) for word in x.trades) for x in (first, second))
    if ours == theirs:
        return "字号相同，行业用词相近"
    fewer, more = sorted((set(first.trades), set(second.trades)), key=len)
    if not fewer <= more:
        return ""
    if "" in {first.end, second.end}:
        return "字号相同，一方疑为简称"
    # A 字号 of three characters is seldom shared.
    alike = fewer and first.end == second.end and first.place == second.place
    return "字号相同，一方多写行业" if alike and len(first.brand) >= _LONG_BRAND else ""


def _other_order(first: ParsedName, second: ParsedName) -> str:
    """规划勘测 and 勘测规划."""
    if (first.place, first.end, first.brand) != (second.place, second.end, second.brand):
        return ""
    ours, theirs = (sorted(parsed.trades + parsed.weak) for parsed in (first, second))
    if len(ours) < 2 or ours != theirs or first.core == second.core:
        return ""
    return "用词相同，次序不同"


_EARLY: tuple[Doubt, ...] = (
    _numbered_institute,
    _moved_place,
    _district_unmarked,
    _slip_in_place,
    _became_group,
    _grew_into_group,
    _latin_prefix,
    _short_name,
    _short_unit,
    _short_of_part,
    _short_whole,
    mistyped,
)
_LATE: tuple[Doubt, ...] = (
    _changed_form,
    _same_core,
    _same_purpose,
    _other_trade,
    _other_order,
    _shortened,
    slip,
)
