"""Whether two names mean one organisation: the same, doubtful, a part of the other, different.

Same are only names that are equal once written alike, names with one credit code, and names that
are known to be of one body. All that is merely like goes to a person.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from models.errors import InvalidValue
from models.values.org_match_name import Kind, ParsedName, parse_name
from models.values.org_match_places import agree
from models.values.org_match_words import LONG_FORM, ONLY_FORM, SYNONYMS
from models.values.org_name import OrgType, org_key
from models.values.uscc import Uscc

# A code with fewer different characters is a filler such as 000000000000000000.
_FEWEST_CHARACTERS = 5
# One character may be a slip only in names this long; in shorter ones it is the name.
_LONG_NAME = 6
_LONG_BRAND = 3
_LONG_CORE = 7
# The parts of a firm's name by what they say of it; sum 1.
_BRAND, _TRADES, _PLACE, _END = 0.55, 0.25, 0.12, 0.08
_HIGHEST_DIFFERENT, _LOWEST_DOUBTFUL, _HIGHEST_DOUBTFUL = 0.49, 0.5, 0.95
_PART_SCORE = 0.9


class Verdict(StrEnum):
    """What two names are to each other."""

    SAME = "same"
    DOUBTFUL = "doubtful"
    PART = "part"
    DIFFERENT = "different"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {
            "same": "同一单位",
            "doubtful": "存疑",
            "part": "上下级",
            "different": "不同单位",
        }[self.value]


@dataclass(frozen=True, slots=True)
class OrgIdentity:
    """What is known of an organisation; aliases: other names known to be its own."""

    name: str
    uscc: str | None = None
    city_code: str | None = None
    org_type: OrgType | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OrgComparison:
    """A verdict with its score in 0..1 and the reason, in Chinese."""

    score: float
    verdict: Verdict
    reason: str


def compare(a: OrgIdentity, b: OrgIdentity) -> OrgComparison:
    """Compare two organisations; the order does not matter."""
    names_say = _compare_names(a, b)
    code_a, code_b = valid_uscc(a.uscc), valid_uscc(b.uscc)
    if names_say.verdict is Verdict.PART or not (code_a and code_b):
        # A department often gives the code of its university.
        return names_say
    if code_a == code_b:
        if names_say.verdict is Verdict.SAME:
            return names_say
        return OrgComparison(0.97, Verdict.SAME, "信用代码相同，名称不同，按曾用名处理")
    if names_say.verdict is Verdict.SAME:
        return OrgComparison(0.8, Verdict.DOUBTFUL, "名称相同，信用代码冲突")
    if names_say.verdict is Verdict.DOUBTFUL:
        return OrgComparison(0.4, Verdict.DIFFERENT, "名称相近，但信用代码不同")
    return names_say


def is_part(part: OrgIdentity, whole: OrgIdentity) -> bool:
    """Whether the name of the first begins with a name of the second and goes on."""
    heads = parse_name(part.name).heads
    return bool(heads) and any(
        _plain(name) in heads and not _is_subsidiary(part.name, name)
        for name in (whole.name, *whole.aliases)
    )


def valid_uscc(code: str | None) -> str:
    """Return the code where it is complete and its check character fits, else an empty text."""
    if not code:
        return ""
    try:
        uscc = Uscc.parse(code)
    except InvalidValue:
        return ""
    return uscc.code if uscc.check_ok and len(set(uscc.code)) >= _FEWEST_CHARACTERS else ""


def _plain(name: str) -> str:
    return parse_name(name).plain


def _compare_names(a: OrgIdentity, b: OrgIdentity) -> OrgComparison:
    if org_key(a.name) == org_key(b.name):
        return OrgComparison(1.0, Verdict.SAME, "名称相同")
    first, second = parse_name(a.name), parse_name(b.name)
    if first.plain == second.plain:
        return OrgComparison(0.99, Verdict.SAME, "统一写法后名称相同")
    if _all_names(a) & _all_names(b):
        return OrgComparison(0.98, Verdict.SAME, "曾用名、简称或括注名称相同")
    if is_part(a, b) or is_part(b, a):
        return OrgComparison(_PART_SCORE, Verdict.PART, "一方名称以另一方全称开头，为其下属单位")
    if OrgType.INDIVIDUAL in {a.org_type, b.org_type}:
        return OrgComparison(0.0, Verdict.DIFFERENT, "个人姓名不同")
    return _compare_parsed(a, b, first, second)


def _all_names(identity: OrgIdentity) -> set[str]:
    names = {identity.name, *identity.aliases}
    others = {parse_name(name).other for name in names} - {""}
    return {_plain(name) for name in names | others}


def _is_subsidiary(part: str, whole: str) -> bool:
    """Whether a firm bears its group's name but is a legal person of its own."""
    parent, own = parse_name(whole), parse_name(part)
    if parent.kind is not Kind.FIRM or parent.end or own.kind is not Kind.FIRM:
        return False
    return bool(LONG_FORM.search(own.end)) and not own.stem.endswith("分公司")


def _compare_parsed(
    a: OrgIdentity, b: OrgIdentity, first: ParsedName, second: ParsedName
) -> OrgComparison:
    score = _likeness(first, second)
    apart = _told_apart(a, b, first, second)
    if apart:
        return _different(score, apart)
    doubt = _first_doubt(first, second)
    if doubt:
        return OrgComparison(
            round(min(max(score, _LOWEST_DOUBTFUL), _HIGHEST_DOUBTFUL), 4),
            Verdict.DOUBTFUL,
            doubt,
        )
    firms = first.kind is Kind.FIRM and second.kind is Kind.FIRM
    return _different(score, "字号或行业不同" if firms else "名称不同")


def _different(score: float, reason: str) -> OrgComparison:
    return OrgComparison(round(min(score, _HIGHEST_DIFFERENT), 4), Verdict.DIFFERENT, reason)


def _likeness(first: ParsedName, second: ParsedName) -> float:
    """Return how alike two names are, their parts weighed by what they say."""
    trades = fuzz.token_sort_ratio(
        " ".join(first.trades + first.weak), " ".join(second.trades + second.weak)
    )
    place = 1.0 if first.place == second.place else 0.5 * agree(first.place, second.place)
    brand = fuzz.ratio(first.brand or first.core, second.brand or second.core)
    end = fuzz.ratio(first.end, second.end)
    return _BRAND * brand / 100 + _TRADES * trades / 100 + _PLACE * place + _END * end / 100


def _told_apart(a: OrgIdentity, b: OrgIdentity, first: ParsedName, second: ParsedName) -> str:
    """Return what tells two names apart whatever else they share, an empty text for nothing."""
    at_home = (first.place or a.city_code or "", second.place or b.city_code or "")
    findings = (
        ("名称中的序号不同", first.numbers != second.numbers),
        (
            "名称中的地名不同",
            not agree(first.place, second.place) or _inner_places_differ(first, second),
        ),
        ("所在城市不同", not agree(*at_home)),
        ("集团与其成员单位不是同一单位", first.is_group != second.is_group),
        (
            "一方为另一方的地区公司，或同字号的另一家",
            _is_local_firm(first, second) or _is_local_firm(second, first),
        ),
        ("一方为下属单位", bool(first.heads) != bool(second.heads)),
        ("下属单位名称不同", _are_siblings(first, second)),
    )
    return next((reason for reason, found in findings if found), "")


def _are_siblings(first: ParsedName, second: ParsedName) -> bool:
    """Whether the two are parts of bodies, under names that no slip explains."""
    if not (first.heads and second.heads):
        return False
    if OSA.distance(first.plain, second.plain) > 1:
        return True
    shared = max((len(head) for head in set(first.heads) & set(second.heads)), default=0)
    return min(len(first.plain), len(second.plain)) - shared < _LONG_NAME


def _inner_places_differ(first: ParsedName, second: ParsedName) -> bool:
    ours = first.inner_places - second.inner_places
    theirs = second.inner_places - first.inner_places
    return any(not agree(one, other) for one in ours for other in theirs)


def _is_local_firm(local: ParsedName, general: ParsedName) -> bool:
    """Whether the first is 某某(武汉)有限公司 and the second 某某有限公司 of no place."""
    both_firms = local.kind is general.kind is Kind.FIRM and bool(local.end and general.end)
    return both_firms and bool(local.branch_place) and not general.place


def _first_doubt(first: ParsedName, second: ParsedName) -> str:
    """Return why the two may be one after all, an empty text where they are not."""
    return next((reason for doubt in _DOUBTS if (reason := doubt(first, second))), "")


def _changed_form(first: ParsedName, second: ParsedName) -> str:
    """The name of an institution, and the firm that it became."""
    short, long = sorted((first, second), key=lambda parsed: len(parsed.stem))
    if short.kind in {Kind.FIRM, Kind.UNIVERSITY} or short.place != long.place:
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
    return "名称主体相同，大学与学院不同" if {first.end, second.end} == {"大学", "学院"} else ""


def _other_place(first: ParsedName, second: ParsedName) -> str:
    if first.kind is not second.kind or first.end != second.end:
        return ""
    one_unnamed = not (first.place and second.place)
    if first.kind is Kind.FIRM:
        distinctive = len(first.brand) >= 2 and len(first.core) >= 4
    else:
        # 湖北省农业科学院 and 武汉市农业科学院 are two bodies.
        distinctive = one_unnamed and (len(first.core) >= 4 or len(first.brand) >= 2)
    if not distinctive:
        return ""
    return "名称相同，一方未写地名" if one_unnamed else "字号与行业相同，地名层级不同"


def _other_trade(first: ParsedName, second: ParsedName) -> str:
    """One 字号, and words of trades that say no more than the other's."""
    if not (first.kind is second.kind is Kind.FIRM or Kind.UNKNOWN in {first.kind, second.kind}):
        return ""
    if first.brand != second.brand or len(first.brand) < 2:
        return ""
    ours, theirs = (sorted(SYNONYMS.get(word, word) for word in x.trades) for x in (first, second))
    if ours == theirs:
        return "字号相同，行业用词相近"
    if "" not in {first.end, second.end}:
        return ""
    fewer, more = sorted((set(first.trades), set(second.trades)), key=len)
    return "字号相同，一方疑为简称" if fewer <= more else ""


def _slip(first: ParsedName, second: ParsedName) -> str:
    """One character differs in a long name, and not as one known word from another."""
    if first.place != second.place or OSA.distance(first.plain, second.plain) != 1:
        return ""
    if first.brand == second.brand or min(_length(first), _length(second)) < _LONG_NAME:
        # Of one brand, both are read as words throughout: 湖北工业大学, 湖北工程大学.
        return ""
    substituted = len(first.stem) == len(second.stem)
    # A slip in a known word leaves a piece that is none: 船舶 became 船泊.
    broken_word = substituted and len(first.brand) != len(second.brand)
    if first.end != second.end and not broken_word:
        return ""
    long = max(len(first.core), len(second.core)) >= _LONG_CORE
    if first.kind is Kind.FIRM:
        long = long or min(len(first.brand), len(second.brand)) >= _LONG_BRAND
    else:
        long = long or substituted
    return "长名称中只有一字之差" if long or broken_word else ""


def _length(parsed: ParsedName) -> int:
    """Return the length of a name with its place in short."""
    return len(parsed.stem) + (2 if parsed.place else 0)


_DOUBTS: tuple[Callable[[ParsedName, ParsedName], str], ...] = (
    _changed_form,
    _same_core,
    _other_trade,
    _slip,
)
