"""What two lists of industries differ in, in words."""

from dataclasses import replace

from matchmaker.industry.list_difference import tell_difference, touched
from matchmaker.industry.taxonomy import IndustryDef, load_taxonomy

BUNDLED = load_taxonomy().industries
NINTH = load_taxonomy().get("ninth")
ADDED = IndustryDef("industry-1", "安全应急", "emerging", "confirmed", ("A62B",), (), ())


def test_equal_lists_differ_in_nothing() -> None:
    assert (tell_difference(BUNDLED, BUNDLED), touched(BUNDLED, BUNDLED)) == ([], [])


def test_every_change_of_an_industry_is_told() -> None:
    named = replace(
        NINTH,
        name="低空经济",
        status="confirmed",
        group="advantage",
        retired=True,
        ipc=("B64C", "B64D", "B64U", "B64G"),
        aliases=(),
    )
    after = [named if one == NINTH else one for one in BUNDLED]
    assert tell_difference(BUNDLED, after) == [
        f"“{NINTH.name}”：改名为“低空经济”",
        f"“{NINTH.name}”：停用",
        f"“{NINTH.name}”：类别由新兴特色产业改为优势产业",
        f"“{NINTH.name}”：状态由待确认改为已确认",
        f"“{NINTH.name}”：决定归类的分类号增加 B64G",
        f"“{NINTH.name}”：别名减少 低空经济",
    ]
    assert touched(BUNDLED, after) == ["ninth"]


def test_addition_removal_and_order_are_told() -> None:
    rest = [one for one in BUNDLED if one != NINTH]
    assert tell_difference(BUNDLED, [ADDED, *rest]) == [
        "新增“安全应急”（industry-1）",
        f"去掉“{NINTH.name}”（ninth）",
    ]
    turned = [*BUNDLED[:-2][::-1], *BUNDLED[-2:]]
    (told,) = tell_difference(BUNDLED, turned)
    assert told.startswith("顺序改为：新材料、智能家电")


def test_of_many_words_some_are_named() -> None:
    after = [replace(one, terms=()) if one == NINTH else one for one in BUNDLED]
    (told,) = tell_difference(BUNDLED, after)
    assert told.endswith(f"空域管理、空中交通、无人机、无人机集群 等 {len(NINTH.terms)} 个")
