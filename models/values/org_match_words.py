"""The words of organisations' names: which tell bodies apart, and which nearly all names carry."""

import csv
import re
from functools import cache
from importlib.resources import files

# Written out where only the short form is met; each has one reading.
ABBREVIATIONS = (
    ("中科院", "中国科学院"),
    ("农科院", "农业科学院"),
    ("林科院", "林业科学院"),
    ("社科院", "社会科学院"),
    ("管委会", "管理委员会"),
    ("职院", "职业技术学院"),
)
# 中科院物理所 is 中国科学院物理研究所.
INSTITUTE_OF_ACADEMY = re.compile(r"(?<=^中国科学院)(.{2,})(?<!研究)(?<!公司)所$")
# Written before the names of bodies that are known without it.
ARMY = re.compile(
    r"^(?:中国人民)?解放军(?=海军|陆军|空军|火箭军|国防|航天|[东南西北中]部战区)|^中国人民(?=解放军)"
)
# A university's short form before what is attached to it: 华中师大一附中.
ATTACHED = re.compile(r"(师|农|民|理工|医)大(?=第?[一二三四五六七八九十\d]?附)")
# The same for public bodies; in a firm's name the letters may be chance (科技局域网).
OFFICE_ABBREVIATIONS = (
    ("农科所", "农业科学研究所"),
    ("林科所", "林业科学研究所"),
    ("农技推广", "农业技术推广"),
    ("疾控中心", "疾病预防控制中心"),
    ("中医医院", "中医院"),
    ("附中", "附属中学"),
    ("附小", "附属小学"),
    ("科技厅", "科学技术厅"),
    ("科技局", "科学技术局"),
    ("发改委", "发展和改革委员会"),
    ("发改局", "发展和改革局"),
    ("卫健委", "卫生健康委员会"),
    ("卫健局", "卫生健康局"),
    ("国资委", "国有资产监督管理委员会"),
    ("市场监管", "市场监督管理"),
    *((f"人社{end}", f"人力资源和社会保障{end}") for end in "厅局"),
    *((f"住建{end}", f"住房和城乡建设{end}") for end in "厅局"),
    *((f"工信{end}", f"工业和信息化{end}") for end in "厅局"),
    *((f"经信{end}", f"经济和信息化{end}") for end in "厅局"),
    ("经信委", "经济和信息化委员会"),
)
# Short forms of what a university is, at the end of its name.
UNIVERSITY_ENDINGS = (
    ("师大", "师范大学"),
    ("农大", "农业大学"),
    ("民大", "民族大学"),
    ("理工大", "理工大学"),
    ("医大", "医科大学"),
)
# Legal forms that the law or the trade registers take for one.
FORMS = (
    ("股份有限责任公司", "股份有限公司"),
    ("有限责任公司", "有限公司"),
    ("股份公司", "股份有限公司"),
    ("责任有限公司", "有限公司"),
)
FORM_END = re.compile(
    r"(?:股份有限公司|有限公司|总公司|公司|合作社联合社|专业合作社|合作社|总厂|厂|商行|经营部"
    r"|事务所|株式会社|(?<=..)股份)$"
)
# Forms in Latin letters, where every mark and blank is dropped.
LATIN_FORMS = (
    (re.compile(r"(?:company|co)limited$"), "coltd"),
    (re.compile(r"limited$"), "ltd"),
    (re.compile(r"incorporated$"), "inc"),
    (re.compile(r"corporation$"), "corp"),
)
LATIN_END = re.compile(r"(?<=[a-z0-9]{2})(?:coltd|ltd|coinc|inc|corp|llc|gmbh|plc)$")
# Forms of before the company law, under which a state firm stood until it became another.
FORMER_FORMS = frozenset({"公司", "总公司", "厂", "总厂"})
# What a short name leaves of the form: 凯龙股份, 长飞公司.
SHORT_FORMS = frozenset({"", "股份", "公司"})
PARTNERSHIP = re.compile(r"(?:有限合伙|特殊普通合伙|普通合伙)$")
# Words of trades that people take for one another.
SYNONYMS = {
    "通讯": "通信",
    "电气": "电器",
    "塑胶": "塑料",
    "药业": "制药",
    "医药": "制药",
    "地产": "房地产",
    "置业": "房地产",
    "贸易": "商贸",
    "经贸": "商贸",
    "运输": "物流",
    "纸业": "造纸",
    "茶叶": "茶业",
    "装潢": "装饰",
    "建造": "建设",
    "渔业": "水产",
    "检验": "检测",
}
# What is left of a name after its owner's: nothing but a legal form.
ONLY_FORM = re.compile(r"(?:集团)?(?:股份有限公司|有限公司|总公司|公司|集团)?")
LONG_FORM = re.compile(r"有限公司|总公司|厂|合作社")

# Where the name of a whole body may end and that of its part begin.
UNIT_END = re.compile(
    r"大学(?![城生])|分校|校区|学院(?![路派])|(?:高等专科|职业|技工|师范)?学校|研究(?:总)?[院所]|科学院|设计院"
    r"|医院|保健院|卫生院|公司|集团|[厂矿](?![房区商家业山])|[局厅](?![域部])|委员会|实验室"
    r"|(?:控制|推广|研究|服务)中心(?=.{2,}[院所部站室区]$)"
)

# Ends of names that say what kind of institution it is, the longest first.
INSTITUTION_END = re.compile(
    r"(?P<university>(?:职业技术|职业)?大学|(?:职业技术|职业|技师|技术)?(?<!科)学院|高等专科学校|专科学校"
    r"|学校|分校|校区)$"
    r"|(?P<institute>科学研究院|科学研究所|研究设计院|研究总院|研究院|研究所|科学院|设计院|规划院|勘察院"
    r"|研究中心|实验室|研发中心|[院所])$"
    r"|(?P<hospital>医院|卫生院|保健院)$"
    r"|(?P<agency>委员会|协会|学会|商会|联合会|服务站|服务中心|中心|[局厅处站队])$"
)

# One of a class for another is no slip of the pen: 高压 and 中压, 东区 and 西区.
CONTRASTS = (
    "高中低",
    "上中下",
    "大中小微",
    "东南西北中",
    "内外",
    "前后",
    "男女",
    "新老旧",
    "左右",
    "冷热",
)

_DIGITS = {c: str(n) for n, c in enumerate("〇一二三四五六七八九")} | {"零": "0", "两": "2"}
_DIGIT = "〇零一二三四五六七八九"
# A numeral is a number only where it counts: 第一, 一厂, 七〇一; not in 三峡 or 一汽.
_NUMBER = re.compile(
    rf"第([{_DIGIT}十百\d]+)|(?<![{_DIGIT}十百\d])([{_DIGIT}十百]+)(?=分?[厂矿所院中局处队部校公分车冶附])"
    rf"|([{_DIGIT}]{{3,}})|(\d+)"
)


@cache
def known_words() -> dict[str, bool]:
    """Return the words of trades, subjects and tasks → whether nearly any firm may add it.

    A part of a name made of these is no name of its own (字号).
    """
    source = files("models.values").joinpath("data", "org_words.csv").read_text(encoding="utf-8")
    return {row["word"]: row["kind"] == "weak" for row in csv.DictReader(source.splitlines())}


def arabic_numbers(text: str) -> tuple[str, ...]:
    """Return the numbers that tell bodies of one kind apart: 第七〇九研究所 and 709所 give 709."""
    return tuple(_to_digits(next(filter(None, found))) for found in _NUMBER.findall(text))


def with_arabic_numbers(text: str) -> str:
    """Return the text with such numbers in digits, without 第."""
    return _NUMBER.sub(lambda match: _to_digits(match[match.lastindex or 0]), text)


def _to_digits(numeral: str) -> str:
    if "十" not in numeral and "百" not in numeral:
        return "".join(_DIGITS.get(c, c) for c in numeral).lstrip("0") or "0"
    total, pending = 0, 0
    for character in numeral:
        if character in "十百":
            total += (pending or 1) * (10 if character == "十" else 100)
            pending = 0
        else:
            pending = int(_DIGITS.get(character, character))
    return str(total + pending)
