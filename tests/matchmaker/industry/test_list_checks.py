"""What a list of industries has to keep to, and how one list follows another."""

from dataclasses import replace

import pytest

from matchmaker.industry.list_checks import (
    MOST_INDUSTRIES,
    find_flaws,
    following,
    free_slug,
    tidied,
)
from matchmaker.industry.taxonomy import OTHER, IndustryDef, load_taxonomy

BUNDLED = load_taxonomy().industries
NINTH = load_taxonomy().get("ninth")


def with_ninth(**changed: object) -> list[IndustryDef]:
    """Return the bundled list with another ninth industry."""
    return [replace(one, **changed) if one == NINTH else one for one in BUNDLED]


def test_bundled_list_has_no_flaw_and_is_tidy() -> None:
    assert find_flaws(BUNDLED) == []
    assert tuple(map(tidied, BUNDLED)) == BUNDLED


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", " ", "请填写名称"),
        ("name", "低空 经济", "不能有空格"),
        ("name", "低" * 41, "缩短到 40 个字"),
        ("name", "北斗", "“北斗”已用于“北斗”"),
        ("group", "other", "只留给最后一项"),
        ("group", "主要", "advantage（优势产业）"),
        ("status", "草案", "pending（待确认）"),
        ("ipc", ("H0M",), "“H0M”不是国际专利分类号"),
        ("ipc_related", ("B64C",), "B64C 在两栏里都写了"),
        ("terms", ("飞",), "“飞”太短"),
        ("terms", ("飞" * 41,), "太长"),
        ("aliases", ("光电子信息",), "已用于“光电子信息”"),
        ("trades", ("3",), "不是行业代码"),
        ("trades", ("3999",), "没有以“3999”开头的行业"),
        ("trades", ("356",), "“356”已用于“光电子信息”"),
    ],
)
def test_wrong_value_is_told_with_a_remedy(field: str, value: object, said: str) -> None:
    (flaw,) = find_flaws(with_ninth(**{field: value}))
    assert (flaw.slug, flaw.field, said in flaw.text) == ("ninth", field, True)


@pytest.mark.parametrize("slug", ["", "低空", "Low", "1st", "a_b", "history", "a" * 65])
def test_slug_that_no_address_can_have_is_refused(slug: str) -> None:
    assert [flaw.field for flaw in find_flaws(with_ninth(slug=slug))] == ["slug"]


def test_slug_of_another_industry_is_refused() -> None:
    # Its codes of trades are free, so that nothing else is wrong.
    found = find_flaws(with_ninth(slug="beidou"))
    assert [(flaw.slug, flaw.field) for flaw in found] == [("beidou", "slug")]


def test_other_is_the_last_and_stays_in_use() -> None:
    moved = [BUNDLED[-1], *BUNDLED[:-1]]
    assert ["最后一项" in flaw.text for flaw in find_flaws(moved)] == [True]
    retired = [*BUNDLED[:-1], replace(BUNDLED[-1], retired=True)]
    assert [(flaw.slug, flaw.field) for flaw in find_flaws(retired)] == [(OTHER, "retired")]


def test_list_longer_than_a_search_can_hold_is_refused() -> None:
    more = [
        IndustryDef(f"industry-{n}", f"产业{n}", "emerging", "pending", (), (), ())
        for n in range(MOST_INDUSTRIES)
    ]
    (flaw,) = find_flaws([*more, *BUNDLED])
    assert "共 75 个产业" in flaw.text


def test_retired_industry_leaves_its_name_to_others() -> None:
    added = IndustryDef("low-altitude", "低空经济", "emerging", "confirmed", (), (), ())
    assert find_flaws([added, *with_ninth(retired=True)]) == []
    (flaw,) = find_flaws([added, *BUNDLED])
    assert (flaw.slug, "已用于“低空经济”" in flaw.text) == ("ninth", True)


def test_symbols_are_written_in_their_usual_form_and_once() -> None:
    written = replace(NINTH, ipc=("b64c", "B64C ", "B64D(2006.01)I"), name=" 低空经济 ")
    kept = tidied(written)
    assert (kept.ipc, kept.name, kept.candidates) == (
        ("B64C", "B64D"),
        "低空经济",
        NINTH.candidates,
    )
    assert tidied(replace(written, status="confirmed")).candidates == ()


def test_industry_that_the_next_list_lacks_stays_retired_before_other() -> None:
    wanted = [one for one in BUNDLED if one.slug not in ("ninth", "ai")]
    after = following(BUNDLED, wanted)
    assert [(one.slug, one.retired) for one in after[-3:]] == [
        ("ai", True),
        ("ninth", True),
        (OTHER, False),
    ]
    assert {one.slug for one in after} == {one.slug for one in BUNDLED}
    assert following(after, BUNDLED) == BUNDLED


def test_free_slug_is_the_first_that_nobody_has() -> None:
    assert free_slug(["beidou"]) == "industry-1"
    assert free_slug(["industry-1", "industry-3"]) == "industry-2"
