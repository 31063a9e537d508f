"""Names of organisations and persons: a key for exact matching, and a guess at their type."""

import re
import unicodedata
from enum import StrEnum
from functools import cache

from models.values.org_former import other_names
from models.values.org_match_places import take_places
from models.values.org_match_words import known_words
from models.values.text import clean, fold

_OPENING = "(（[【〔"
_CLOSING = ")）]】〕"
_BRACKETS = str.maketrans(
    dict.fromkeys("[{<〔【〖〈《「『", "(") | dict.fromkeys("]}>〕】〗〉》」』", ")")
)


class OrgType(StrEnum):
    """What an owner, an applicant or a seeker is."""

    UNIVERSITY = "university"
    INSTITUTE = "institute"
    ENTERPRISE = "enterprise"
    AGENCY = "agency"
    INDIVIDUAL = "individual"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The Chinese name of the type."""
        return _LABELS[self]


_LABELS = {
    OrgType.UNIVERSITY: "高校",
    OrgType.INSTITUTE: "科研院所",
    OrgType.ENTERPRISE: "企业",
    OrgType.AGENCY: "机关事业单位/服务机构",
    OrgType.INDIVIDUAL: "个人",
    OrgType.OTHER: "其他",
}

# Words that settle the type wherever they stand: a company's mine is a company.
_DECIDING = (
    (OrgType.ENTERPRISE, re.compile(r"公司|株式会社")),
    (
        OrgType.OTHER,
        re.compile(r"医院|卫生院|保健院|中医[一二三四五]?院$|诊所|出版社|中学(?!院)|小学|幼儿园"),
    ),
)
# Otherwise the last of these words in the name tells what it is. 科学院 is no 学院.
_TELLING = re.compile(
    r"(?P<university>大学|(?<!科)学院|高科学院|学校|高等专科|校区)"
    r"|(?P<institute>研究院|研究所|研究中心|研究总院|研究室|科学院|设计院|规划院|勘察院|实验室|研发中心"
    r"|[农林水茶畜蚕渔]科[所院]|科研[所院])"
    r"|(?P<enterprise>集团|企业|合作社|供销社|商行|商贸中心|经营部|工作室|加油站|会计师事务所"
    r"|(?<=.{3})[厂矿店场]$)"
    r"|(?P<agency>委员会|政府|法院|检察院|协会|学会|商会|联合会|代理事务所|服务站|中心站)"
)
# These endings tell only when no other word does: 华中科技大学技术转移中心 is the university's.
_AGENCY_ENDING = re.compile(r".{2}(?:[局厅]|办公室|中心|机关|机构|委会)$|.{3}[处站所队部]$")
_BRACKETED_END = re.compile(r"\([^()]*\)$")
_HAN_NAME = re.compile(r"[\u3400-\u9fff]{2,4}")
_FOREIGN_NAME = re.compile(r"[\u3400-\u9fffa-z.]+(?:[·•‧・][\u3400-\u9fffa-z.]+)+")
_COMMON_SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚"
    "范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余"
    "元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻"
    "强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓"
    "郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧"
    "隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰"
    "从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍郤璩桑桂濮牛寿通边扈燕冀"
    "郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧"
    "殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益"
    "桓公仉督晋楚闫法汝鄢涂钦归海岳帅缑亢况郈有琴商牟佘佴伯赏墨哈谯笪年爱阳佟言福付肖代覃苑卿修"
    "亓邸迟战续律贠矫纵丛仝冼盘腾原信慈芶扣洒刑官衣初由乞尧达仵么未门鹿玄焉蒿隋展来闰庹揭楼麦智"
    "宝苟郇凡巨生字区阿旷银铁邝税禚庆牙鲜谌才粟但青问撒酒泽忻靖栗兰汉"
    "招台"
)
# Two characters each.
_COMPOUND = (
    "欧阳司马上官诸葛皇甫尉迟公孙慕容令狐长孙宇文司徒夏侯南宫端木轩辕呼延淳于申屠濮阳闻人澹台赫连"
    "宗政钟离鲜于闾丘司空仲孙纳兰拓跋完颜西门独孤万俟太叔公冶东郭"
)
_COMPOUND_SURNAMES = frozenset(_COMPOUND[n : n + 2] for n in range(0, len(_COMPOUND), 2))
# 东方 is a rare surname, and the beginning of many firms' names.
_DIRECTIONS = frozenset({"东方", "远东"})
_SEPARATORS = re.compile(r"[;；|\n]")
_LIST_MARKS = ",，、"
# A comma before one of these belongs to a foreign company's name.
_FOREIGN_SUFFIX = re.compile(r"\s*(?:ltd|inc|llc|corp|co|s\.a|gmbh)\b", re.IGNORECASE)
_HAN = re.compile(r"[\u3400-\u9fff]")
# The number of a name in its list: 1.武汉大学；2.华中科技大学, (1)武汉大学.
_ORDINAL = re.compile(
    r"(?:^|(?<=[;；,，、|]))\s*(?:(?:[(（]\d{1,2}[)）]|\d{1,2}\s*[.．、)）])\s*)+(?=[\u3400-\u9fff])"
)


class _MarkTable(dict[int, str | None]):
    """Translation table filled on demand: brackets of all shapes alike, other marks away."""

    def __missing__(self, code: int) -> str | None:
        shown = chr(code).translate(_BRACKETS)
        kept = shown in "()" or not unicodedata.category(shown).startswith("P")
        self[code] = shown if kept else None
        return self[code]


_MARKS = _MarkTable()


def org_key(name: str) -> str:
    """A key for exact matching: folded, brackets of all shapes alike, other marks dropped."""
    # Folded again, since dropping a mark can bring characters together that compose.
    return fold(fold(name).translate(_MARKS))


def guess_org_type(name: str) -> OrgType:
    """What the words of a name say that it is; a name without such words may be a person's."""
    folded = fold(name).translate(_BRACKETS)
    told = _told_type(folded)
    if told in {OrgType.INDIVIDUAL, OrgType.OTHER} and folded in _full_names():
        # 哈工大 looks like a person, 北航 like nothing.
        return _told_type(_full_names()[folded])
    return told


def _told_type(folded: str) -> OrgType:
    for org_type, sign in _DECIDING:
        if sign.search(folded):
            return org_type
    core = _BRACKETED_END.sub("", folded)
    told = [match.lastgroup for match in _TELLING.finditer(core)]
    if told:
        return OrgType(told[-1] or OrgType.OTHER)
    if _AGENCY_ENDING.search(core):
        return OrgType.AGENCY
    return OrgType.INDIVIDUAL if _looks_like_person(core) else OrgType.OTHER


@cache
def _full_names() -> dict[str, str]:
    """Return short name → full name of the bodies that are widely known."""
    return {
        fold(short).translate(_BRACKETS): fold(name).translate(_BRACKETS)
        for name, short, kind in other_names()
        if kind == "short"
    }


def _looks_like_person(folded: str) -> bool:
    if _FOREIGN_NAME.fullmatch(folded):
        return True
    if not _HAN_NAME.fullmatch(folded):
        return False
    if folded[:2] in _COMPOUND_SURNAMES and len(folded) > 2:
        return True
    if len(folded) < 4:
        return folded[0] in _COMMON_SURNAMES
    return _has_two_surnames(folded)


def _has_two_surnames(folded: str) -> bool:
    """Whether a name of four characters is a person's: 田李百荷, not 高德红外 or 武汉凡谷."""
    known = known_words()
    if folded[2:] in known or folded[2:] == "股份" or folded[:2] in _DIRECTIONS | known.keys():
        return False
    if take_places(folded)[0]:
        return False
    return folded[0] in _COMMON_SURNAMES and folded[1] in _COMMON_SURNAMES


def without_ordinals(text: str) -> str:
    """Drop the numbers of names that stand in a list."""
    return _ORDINAL.sub("", text)


def split_names(text: str) -> list[str]:
    """Split a cell of several names; commas split Chinese text only, and not in brackets.

    The numbers of a list are no part of its names.
    """
    # Cleaned first, since that makes marks and characters out of their odd forms.
    parts = [
        part
        for line in map(clean, text.splitlines())
        for part in _SEPARATORS.split(without_ordinals(line))
    ]
    if any(map(_HAN.search, parts)):
        parts = [piece for part in parts for piece in _split_list(part)]
    return [name for name in map(clean, parts) if name]


def _split_list(text: str) -> list[str]:
    pieces, start, depth = [], 0, 0
    for position, character in enumerate(text):
        if character in _OPENING:
            depth += 1
        elif character in _CLOSING:
            depth = max(depth - 1, 0)
        elif character not in _LIST_MARKS or depth:
            continue
        elif not _FOREIGN_SUFFIX.match(text, position + 1):
            pieces.append(text[start:position])
            start = position + 1
    return [*pieces, text[start:]]
