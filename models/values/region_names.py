"""The names under which a place of the official list is also met."""

import re

_NATIONS = (
    "柯尔克孜|土家族|朝鲜族|布依族|哈尼族|景颇族|傈僳族|哈萨克|达斡尔族|鄂温克族|鄂伦春|仡佬族|"
    "毛南族|仫佬族|拉祜族|布朗族|纳西族|普米族|塔吉克|东乡族|保安族|撒拉族|裕固族|蒙古族|哈萨克族|"
    "土族|回族|壮族|苗族|彝族|侗族|瑶族|白族|傣族|藏族|羌族|黎族|畲族|水族|佤族|怒族|独龙族|满族|"
    "锡伯|维吾尔|蒙古|各族"
)
_PROVINCE_END = re.compile(r"(?:壮族|回族|维吾尔)?(?:特别行政区|自治区|省|市)$")
_PREFECTURE_END = re.compile(rf"(?<=..)(?:{_NATIONS})*自治州$")
_LEAGUE_END = re.compile(r"(?:地区|盟)$")
_COUNTY_END = re.compile(rf"(?<=..)(?:{_NATIONS})*自治县$|(?:新区|林区|[县市区])$")
# District names without their suffix that are plain words of any address.
_PLAIN_WORDS = re.compile("[市城][中东西南北关厢]|[新老东西]城|河[东西]|江北|和平|向阳|新华|解放")
_FORMER_CITY_NAMES = {"420600": ("襄樊",), "421000": ("荆沙",), "422800": ("鄂西",)}


def short_province(name: str) -> str:
    """湖北省 is called 湖北."""
    return _PROVINCE_END.sub("", name)


def short_city(name: str) -> str:
    """武汉市 is called 武汉, 恩施土家族苗族自治州 恩施州, 神农架林区 神农架, 兴安盟 itself."""
    if name.endswith("自治州"):
        return _PREFECTURE_END.sub("州", name)
    if name.endswith("自治县"):
        return short_district(name)
    return re.sub(r"(?<=..)(?:市|林区|地区)$", "", name)


def short_district(name: str) -> str:
    """Districts and counties are called by their full name, save for 自治县."""
    return _COUNTY_END.sub("县", name) if name.endswith("自治县") else name


def city_names(code6: str, name: str) -> tuple[set[str], set[str]]:
    """The names of a city with a suffix that marks them as a place, and those without."""
    root = _city_root(name)
    roots = {root, *_FORMER_CITY_NAMES.get(code6, ())}
    marked = {name, short_city(name), *(former + "市" for former in roots - {root})}
    marked |= {root + end for end in _marks_of(name)}
    bare = {word for word in roots if len(word) >= 2}
    return marked - bare, bare


def _city_root(name: str) -> str:
    if name.endswith("自治州"):
        return _PREFECTURE_END.sub("", name)
    if name.endswith("县"):
        return _COUNTY_END.sub("", name)
    return _LEAGUE_END.sub("", short_city(name))


def _marks_of(name: str) -> tuple[str, ...]:
    if name.endswith("自治州"):
        return ("自治州", "地区")
    return ("地区",) if name.endswith("市") else ()


def district_names(name: str) -> tuple[set[str], set[str]]:
    """The names of a district under each suffix it may have had, and the name without one."""
    root = _COUNTY_END.sub("", name)
    if root == name or len(root) < 2 or (len(name) > 5 and "自治" not in name):
        return {name}, set()
    marked = {name} | {root + end for end in "县市区"}
    return marked, set() if _PLAIN_WORDS.fullmatch(root) else {root}
