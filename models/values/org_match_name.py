"""A name of an organisation taken apart for comparison."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from models.values.org_match_places import (
    bare_district,
    find_places,
    place_code,
    take_places,
)
from models.values.org_match_script import simplified
from models.values.org_match_words import (
    ABBREVIATIONS,
    ARMY,
    ATTACHED,
    FORM_END,
    FORMS,
    INSTITUTE_OF_ACADEMY,
    INSTITUTION_END,
    LATIN_END,
    LATIN_FORMS,
    OFFICE_ABBREVIATIONS,
    ONLY_FORM,
    PARTNERSHIP,
    UNIT_END,
    UNIVERSITY_ENDINGS,
    arabic_numbers,
    known_words,
    with_arabic_numbers,
)
from models.values.org_name import org_key, without_ordinals

_BRACKETED = re.compile(r"\(([^()]*)\)")
_LAST_BRACKET = re.compile(r"^(.+)\(([^()]+)\)$")
# Brackets that say nothing of who the body is.
_REMARK = re.compile(
    r"\((?:盖章|公章|签章|本部|总部|本级|机关|筹|筹建|筹备|已?注销|已?吊销|已?更名|事业单位|个人独资|独资"
    r"|民办|自然人独资|牵头(?:单位)?)\)"
)
# Remarks behind a name, which tell of persons, and of its place among several names.
_REMARK_AT_END = re.compile(
    r"(?:\((?:(?:联系人|联系电话|联系方式|联系地址|经办|理事长|法定代表人|法人(?:代表)?|负责人|发明人)[^()]*"
    r"|(?:电话|手机|邮编)\d+|第[一二三四五\d]+(?:申请人|专利权人|权利人|单位|完成单位))\))+$"
)
# The office that filled in a form, which is no body of its own, and whom to ask for there.
_OFFICE_AT_END = re.compile(
    r"(?<=.{3})\([^()]*(?:科研|科技|科学技术|成果|转化|转移|知识产权|产学研|专利|合作|项目|行政|综合)[^()]*"
    r"(?:处|科|部|办|办公室)(?:[\u3400-\u9fff]{1,3}(?:老师|主任|处长|科长|经理|工))?\)$"
)
# The same behind a blank or a stroke; a person with a title may follow any department.
_TITLE = "(?:老师|主任|处长|科长|经理|教授|博士|院长|主管|工程师|总)"
_OFFICE_BEHIND = re.compile(
    r"^(.{2,}?(?:公司|大学|学院|学校|中学|医院|保健院|科学院|研究院|研究所|设计院|[局厅厂社])[)）]?)"
    r"(?:\s+|\s*[-‐‑–—－_(（【]\s*)"
    r"(?![^()（）]*(?:分公司|校区|分校|医院|实验室|研究[院所]|公司))"
    rf"(?:[\u3400-\u9fff]{{1,6}}(?:部|处|科|办|办公室|科发院)(?:\s*[\u3400-\u9fff]{{1,3}}{_TITLE})?"
    rf"|(?:[\u3400-\u9fff]{{2,6}}\s*)?[\u3400-\u9fff]{_TITLE})\s*[)）】]?$"
)
# Such without brackets: 联系人李四13800000000.
_REMARK_TAIL = re.compile(
    r"^(.+?)(?:(?:联系人|经办人)[\u3400-\u9fff]{2,4}\d*|(?:联系电话|电话|手机)\d{7,}|1[3-9]\d{9})$"
)
# 某大学-北京 is 某大学(北京); other hyphens say nothing.
_HYPHENED = re.compile(r"(?<=.{3})\s*[-‐‑–—－]+\s*([\u3400-\u9fff]{2,6})\s*$")
# A zero among the digits of a number, in any of the ways that it is typed.
_ZERO = re.compile(
    r"(?<=[一二三四五六七八九])[○◯〇零0oо](?=[一二三四五六七八九○◯〇零0oо研所厂院])"
    r"|(?<=[一二三四五六七八九][○◯〇零0oо])[○◯〇零0oо](?=研|所|厂|院)"
    r"|(?<=\d)[○◯oо](?=\d|研|所|厂|院)"
)
_FULL_NAME = 8
_OTHER_NAME = re.compile(
    r"^(.+)\((?:原名?|曾用名|前身为?|现名?|更名前为?|更名为|又名|别名|简称|以下简称|亦称)"
    r"([^()]+)\)$"
)
# A Chinese name that is complete, and its English one behind it.
_LATIN_TAIL = re.compile(r"^(.*[\u3400-\u9fff)])\(?[a-z][a-z&]{2,}\)?$")
_DOUBLED_END = re.compile(r"(大学|学院|研究所|研究院|医院|集团)\1+$|(?<=公司)(?:有限公司|公司)+$")
# 某集团公司第七一九研究所 is 某集团719研究所 whatever form its group has taken by now.
_GROUP_FORM = re.compile(r"集团(?:股份有限|有限)?公司(?=\d+(?:研究|设计|工程)?[所院厂局处])")
_NUMBERED = re.compile(r"(?<=\d)所$")
# A place and the number of its school: 襄阳五中.
_SCHOOL = re.compile(r"(?<=[\u3400-\u9fff]{2})([一二三四五六七八九十]{1,2})中$")
# A form whose last character a narrow cell has cut off.
_CUT_FORM = re.compile(r"(?<=有限)(责任)?公$")
# Two names of one body side by side: 某某第一医院/某某中西医结合医院.
_SIDE_BY_SIDE = re.compile(r"^([^/／]{4,})[/／]([^/／]{4,})$")
# A name without its place is one only from this length on: 江汉大学, not 大学.
_SHORTEST_NAME = 4
_LONGEST_WORD = 6
_SHORTEST_BRAND = 2

_UNIVERSITIES = dict(UNIVERSITY_ENDINGS)


class Kind(StrEnum):
    """What the last words of a name say."""

    FIRM = "firm"
    UNIVERSITY = "university"
    INSTITUTE = "institute"
    HOSPITAL = "hospital"
    AGENCY = "agency"
    UNKNOWN = "unknown"


_RESEARCHERS = {Kind.INSTITUTE, Kind.AGENCY}


@dataclass(frozen=True, slots=True)
class ParsedName:
    """The parts of a name.

    key: the name for exact matching; plain: the whole in one spelling, its leading places as the
    code of the deepest; stem: plain without that code; place: the code of the place named before
    or in brackets; branch_place: that in brackets; inner_places: the codes of those named further
    on; core: what stands between places and end; brand: what of the core is no word of a trade
    (字号); trades, weak: the words of trades in the core, those apart that any firm may add; end:
    legal form or kind of institution; heads: beginnings of plain at which a whole body's name may
    end; tail: what stands behind the longest of them; initials: of the core, its words by their
    first characters (轻工机械 gives 轻机); other: a second name given in brackets.
    """

    key: str
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
    tail: str
    initials: str
    other: str


@lru_cache(maxsize=50_000)
def parse_name(name: str) -> ParsedName:
    """Take a name apart; any text gives some result."""
    own_key = org_key(name)
    bare = _OFFICE_BEHIND.sub(r"\1", without_ordinals(name).strip())
    bracketed_name = _HYPHENED.sub(_place_in_brackets, _second_in_brackets(bare))
    spoken = own_key if bracketed_name == name else org_key(bracketed_name)
    key = _unadorned(_ZERO.sub("〇", simplified(spoken)))
    key, other = _without_second_name(_with_long_forms(key))
    leading, rest = take_places(key)
    text, bracketed = _inline(rest)
    if not leading:
        # A place may come to stand first: (武汉)华工 and 湖北省(武汉)….
        leading, text = take_places(text)
    if leading and not bracketed:
        district, behind = bare_district(leading, text)
        if district and _names_a_body(behind):
            leading, text = district, behind
    numbers = arabic_numbers(text)
    text = _NUMBERED.sub("研究所", _GROUP_FORM.sub("集团", with_arabic_numbers(text)))
    plain = f"{leading}#{text}" + (f"@{bracketed}" if bracketed else "")
    end, kind = _ending(text)
    body = text[: len(text) - len(end)]
    is_group = kind is Kind.FIRM and "集团" in text
    core = body.replace("集团", "") if is_group else body
    brand, found, initials = _words(core)
    known = known_words()
    heads, tail = _heads(leading, text, bracketed)
    return ParsedName(
        key=own_key,
        plain=plain,
        stem=text,
        place=bracketed or leading,
        branch_place=bracketed,
        inner_places=find_places(text),
        core=core,
        brand=brand,
        trades=tuple(word for word in found if not known[word]),
        weak=tuple(word for word in found if known[word]),
        end=end,
        kind=kind,
        is_group=is_group,
        numbers=numbers,
        heads=heads,
        tail=tail,
        initials=initials,
        other=other,
    )


def _second_in_brackets(name: str) -> str:
    """Write a second name that stands behind a stroke in brackets, as others do."""
    both = _SIDE_BY_SIDE.match(name.strip())
    if not both or Kind.UNKNOWN in {_ending(org_key(part))[1] for part in both.groups()}:
        return name
    return f"{both[1]}(又名{both[2]})"


def _unadorned(key: str) -> str:
    """Drop remarks, an English name behind the Chinese one, and an ending written twice."""
    key = _OFFICE_AT_END.sub("", _REMARK_AT_END.sub("", _REMARK.sub("", key)))
    remark = _REMARK_TAIL.match(key)
    if remark and _ending(remark[1])[1] is not Kind.UNKNOWN:
        key = remark[1]
    if key.isascii():
        for form, short in LATIN_FORMS:
            key = form.sub(short, key)
        return key
    tail = _LATIN_TAIL.match(key)
    if tail and _ending(tail[1].rstrip("("))[1] is not Kind.UNKNOWN:
        key = tail[1].rstrip("(")
    return _DOUBLED_END.sub(lambda match: match[1] or "", key)


def _place_in_brackets(match: re.Match[str]) -> str:
    return f"({match[1]})" if place_code(match[1]) else match[0]


def _with_long_forms(key: str) -> str:
    key = ARMY.sub("", key.replace("(集团)", "集团"))
    key = _CUT_FORM.sub(r"\1公司", _SCHOOL.sub(r"第\1中学", key))
    if key.startswith("株式会社"):
        key = key.removeprefix("株式会社") + "株式会社"
    key = ATTACHED.sub(lambda match: _UNIVERSITIES[match[0]], key)
    offices = () if "公司" in key else OFFICE_ABBREVIATIONS
    for short, long in (*ABBREVIATIONS, *offices, *FORMS):
        key = key.replace(short, long)
    key = INSTITUTE_OF_ACADEMY.sub(r"\1研究所", key)
    for short, long in UNIVERSITY_ENDINGS:
        if key.endswith(short) and len(key) > len(short) + 1:
            return key.removesuffix(short) + long
    return key


def _names_a_body(text: str) -> bool:
    """Whether a name says who it is even without the place that stood before it."""
    end, kind = _ending(text)
    core = text[: len(text) - len(end)]
    if kind is Kind.FIRM:
        return len(_words(core)[0]) >= _SHORTEST_BRAND
    return kind is not Kind.UNKNOWN and bool(core)


def _without_second_name(key: str) -> tuple[str, str]:
    """Split off a second name in brackets at the end, if it names a body of the same kind."""
    told = _OTHER_NAME.match(key)
    if told:
        return told[1], told[2] if len(told[2]) >= _SHORTEST_NAME else ""
    match = _LAST_BRACKET.match(key)
    if not match or place_code(match[2]):
        return key, ""
    return (match[1], match[2]) if _is_second_name(match[1], match[2]) else (key, "")


def _is_second_name(name: str, other: str) -> bool:
    """Whether what stands in brackets behind a name is complete, and no part of the body."""
    (end, kind), (other_end, other_kind) = _ending(name), _ending(other)
    if {kind, other_kind} == _RESEARCHERS and len(other) >= _FULL_NAME:
        # 某某研究设计中心(某某集团公司第七〇一研究所).
        return bool(_heads("", other, "")[0]) and not other.startswith(name)
    if kind is Kind.UNKNOWN or kind is not other_kind or len(other) < _SHORTEST_NAME:
        return False
    # 武汉大学(测绘学院) names a part, and so does 农业科学院(经济作物研究所).
    if kind is Kind.UNIVERSITY:
        return other_end == "大学"
    return kind is not Kind.INSTITUTE or other_end[-1] == end[-1]


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
    if text.isascii():
        latin = LATIN_END.search(text)
        return (latin[0], Kind.FIRM) if latin else ("", Kind.UNKNOWN)
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


def _words(core: str) -> tuple[str, tuple[str, ...], str]:
    """Take the words of trades out of a core, the longest first at each place.

    Returns what is left, the words, and the initials of all.
    """
    known = known_words()
    brand: list[str] = []
    found: list[str] = []
    initials: list[str] = []
    position = 0
    while position < len(core):
        initials.append(core[position])
        for length in range(min(_LONGEST_WORD, len(core) - position), 1, -1):
            word = core[position : position + length]
            if word in known:
                found.append(word)
                position += length
                break
        else:
            brand.append(core[position])
            position += 1
    return "".join(brand), tuple(found), "".join(initials)


def _heads(leading: str, text: str, bracketed: str) -> tuple[tuple[str, ...], str]:
    """Return what of a name may be the name of its parent, the longest first, and what follows it.

    A place may stand before the parent's name: 深圳华中科技大学研究院.
    """
    ends = [match.end() for match in UNIT_END.finditer(text)]
    heads: list[str] = []
    tail = ""
    for end in reversed(ends):
        head, rest = text[:end], text[end:]
        if ONLY_FORM.fullmatch(rest) or head.endswith(rest):
            continue
        tail = tail or rest
        # The group of a numbered institute is written without its form.
        forms = ("", "公司", "有限公司") if head.endswith("集团") and rest[0].isdigit() else ("",)
        for whole in (head + form for form in forms):
            if bracketed:
                heads.append(f"{leading}#{whole}@{bracketed}")
            heads.append(f"{leading}#{whole}")
            if leading and len(whole) >= _SHORTEST_NAME:
                heads.append("#".join(take_places(whole)))
    return tuple(dict.fromkeys(heads)), tail
