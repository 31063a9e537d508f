"""Whether two names mean one organisation: the same, doubtful, a part of the other, different.

Same are only names that are equal once written alike, names with one credit code, and names that
are known to be of one body. All that is merely like goes to a person.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from models.errors import InvalidValue
from models.values.org_match_doubts import early_doubt, late_doubt
from models.values.org_match_known import body_of, known_part, two_known
from models.values.org_match_name import Kind, ParsedName, parse_name
from models.values.org_match_places import agree
from models.values.org_match_renames import is_plausible_rename
from models.values.org_match_slips import slip
from models.values.org_match_words import LONG_FORM
from models.values.org_name import OrgType
from models.values.uscc import Uscc

# A code with fewer different characters is a filler such as 000000000000000000.
_FEWEST_CHARACTERS = 5
# One character may be a slip only in parts of names this long.
_LONG_NAME = 6
# The parts of a firm's name by what they say of it; sum 1.
_BRAND, _TRADES, _PLACE, _END = 0.55, 0.25, 0.12, 0.08
_HIGHEST_DIFFERENT, _LOWEST_DOUBTFUL, _HIGHEST_DOUBTFUL = 0.49, 0.5, 0.95
_PART_SCORE = 0.9
# Short names that stand for a university whatever follows; 湖北大 may begin 湖北大冶.
_SHORT_UNIVERSITY = re.compile(
    r"理工$|^.大$|[科师农医民工交财地]大$"
    r"|(?:理工|科技|师范|农业|工业|医科|民族|财经|交通|工程|地质|政法|林业|石油|矿业|海洋|邮电|中医药)大$"
)
# What goes on behind a university's short name, and is none of 大学, 大学城 and the like.
_UNIT = re.compile(r"(?![学大职]).{2,}(?:学院|医院|研究院|研究所|研究中心|实验室|医学部)")


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
        return _with_one_code(a, b, names_say)
    if names_say.verdict is Verdict.SAME:
        return OrgComparison(0.8, Verdict.DOUBTFUL, "名称相同，信用代码冲突")
    if names_say.verdict is Verdict.DOUBTFUL:
        return OrgComparison(0.4, Verdict.DIFFERENT, "名称相近，但信用代码不同")
    return names_say


def _with_one_code(a: OrgIdentity, b: OrgIdentity, names_say: OrgComparison) -> OrgComparison:
    """Weigh one code against the names: it may be copied from another row."""
    if names_say.verdict is Verdict.SAME:
        return names_say
    first, second = parse_name(a.name), parse_name(b.name)
    if first.heads and second.heads and names_say.verdict is Verdict.DIFFERENT:
        # Two departments under the code of their university.
        return names_say
    persons = OrgType.INDIVIDUAL in {a.org_type, b.org_type}
    alike = names_say.verdict is Verdict.DOUBTFUL or any(
        is_plausible_rename(parse_name(one), parse_name(other))
        for one, other in product((a.name, *a.aliases), (b.name, *b.aliases))
    )
    if alike and not persons:
        return OrgComparison(0.97, Verdict.SAME, "信用代码相同，名称不同，按曾用名处理")
    return OrgComparison(0.6, Verdict.DOUBTFUL, "信用代码相同，但名称看不出关联，疑为代码误填")


def is_part(part: OrgIdentity, whole: OrgIdentity) -> bool:
    """Whether the first is known as a part, or its name begins with the second's and goes on."""
    own = parse_name(part.name)
    names = (whole.name, *whole.aliases)
    if known_part(own.plain, _plain(whole.name)):
        return True
    heads = set(map(body_of, own.heads))
    if heads and any(
        body_of(_plain(name)) in heads and not _is_subsidiary(part.name, name) for name in names
    ):
        return True
    return whole.org_type is OrgType.UNIVERSITY and any(
        own.place == short.place and _names_unit(own.stem, short.stem.removesuffix("学"))
        for short in map(parse_name, names)
    )


def _names_unit(stem: str, short: str) -> bool:
    """Whether a name goes on behind a short one of a university: 武大 and 武大中南医院."""
    behind = stem.removeprefix(short)
    if not _SHORT_UNIVERSITY.search(short) or behind == stem:
        return False
    return bool(_UNIT.fullmatch(behind))


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
    first, second = parse_name(a.name), parse_name(b.name)
    if first.key == second.key:
        return OrgComparison(1.0, Verdict.SAME, "名称相同")
    if first.plain == second.plain:
        return OrgComparison(0.99, Verdict.SAME, "统一写法后名称相同")
    if _all_names(a) & _all_names(b):
        return OrgComparison(0.98, Verdict.SAME, "曾用名、简称或括注名称相同")
    if is_part(a, b) or is_part(b, a):
        return OrgComparison(_PART_SCORE, Verdict.PART, "一方为另一方的下属单位")
    if OrgType.INDIVIDUAL in {a.org_type, b.org_type}:
        return OrgComparison(0.0, Verdict.DIFFERENT, "个人姓名不同")
    return _compare_parsed(a, b, first, second)


def _all_names(identity: OrgIdentity) -> set[str]:
    names = {identity.name, *identity.aliases}
    others = {parse_name(name).other for name in names} - {""}
    return {body_of(_plain(name)) for name in names | others}


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
    apart = _far_apart(a, b, first, second)
    doubt = "" if apart else early_doubt(first, second)
    if not (apart or doubt):
        apart = _near_apart(first, second)
        doubt = "" if apart else late_doubt(first, second) or _slip_in_alias(a, b)
    if doubt:
        bounded = min(max(score, _LOWEST_DOUBTFUL), _HIGHEST_DOUBTFUL)
        return OrgComparison(round(bounded, 4), Verdict.DOUBTFUL, doubt)
    firms = first.kind is Kind.FIRM and second.kind is Kind.FIRM
    return _different(score, apart or ("字号或行业不同" if firms else "名称不同"))


def _slip_in_alias(a: OrgIdentity, b: OrgIdentity) -> str:
    """A slip in a former name; short names are too short for one."""
    for one, other in product((a.name, *a.aliases), (b.name, *b.aliases)):
        first, second = parse_name(one), parse_name(other)
        if first.numbers == second.numbers and slip(first, second):
            return "与一个曾用名只有一字之差"
    return ""


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


def _far_apart(a: OrgIdentity, b: OrgIdentity, first: ParsedName, second: ParsedName) -> str:
    """Return what tells two names apart whatever else they share, an empty text for nothing."""
    if two_known(first, second):
        return "为两家已知的不同单位"
    if first.numbers != second.numbers:
        return "名称中的序号不同"
    if not agree(first.place, second.place) or _inner_places_differ(first, second):
        return "名称中的地名不同"
    at_home = (first.place or a.city_code or "", second.place or b.city_code or "")
    return "" if agree(*at_home) else "所在城市不同"


def _near_apart(first: ParsedName, second: ParsedName) -> str:
    """Return what tells related bodies apart, an empty text for nothing."""
    if first.is_group != second.is_group and not slip(first, second):
        return "集团与其成员单位不是同一单位"
    if _is_local_firm(first, second) or _is_local_firm(second, first):
        return "一方为另一方的地区公司，或同字号的另一家"
    if bool(first.heads) != bool(second.heads):
        return "一方为下属单位"
    return "下属单位名称不同" if _are_siblings(first, second) else ""


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
