import pytest

from matchmaker.errors import BadConfiguration
from matchmaker.industry.taxonomy import (
    OTHER,
    IndustryDef,
    Taxonomy,
    areas_version,
    load_areas,
    load_taxonomy,
)
from matchmaker.text.normalise import normalise
from models.values.ipc import Ipc
from models.values.region import RegionLevel, find_region

TAXONOMY = load_taxonomy()
# 十二个省辖市、一个自治州、三个直管市、一个林区
CITY_NAMES = [
    "武汉",
    "黄石",
    "十堰",
    "宜昌",
    "襄阳",
    "鄂州",
    "荆门",
    "孝感",
    "荆州",
    "黄冈",
    "咸宁",
    "随州",
    "恩施州",
    "仙桃",
    "潜江",
    "天门",
    "神农架",
]


def test_taxonomy_has_fifteen_industries_and_other_is_the_last():
    slugs = [industry.slug for industry in TAXONOMY.industries]
    assert len(set(slugs)) == 15
    assert slugs[-1] == OTHER
    assert TAXONOMY.version == "2024-05"


def test_industry_is_found_by_slug_and_by_chinese_name():
    for industry in TAXONOMY.industries:
        assert TAXONOMY.find(industry.slug) == industry
        assert TAXONOMY.find(industry.name) == industry
        assert TAXONOMY.get(industry.slug) == industry


@pytest.mark.parametrize("text", ["", "房地产", "AI", "Beidou"])
def test_unknown_industry_is_refused_naming_the_known_ones(text):
    with pytest.raises(BadConfiguration, match=f"没有产业“{text}”.*beidou（北斗）.*other（其他）"):
        TAXONOMY.find(text)


def test_no_name_of_an_industry_stands_inside_another():
    names = [industry.name for industry in TAXONOMY.industries]
    assert [(a, b) for a in names for b in names if a != b and a in b] == []


def test_every_industry_but_other_has_prefixes_and_terms():
    for industry in TAXONOMY.industries[:-1]:
        assert len(industry.ipc) >= 3
        assert len(industry.terms) >= 80
    other = TAXONOMY.get(OTHER)
    assert (other.ipc, other.ipc_related, other.terms) == ((), (), ())


def test_every_prefix_is_an_ipc_symbol_and_settles_or_suggests_but_not_both():
    for industry in TAXONOMY.industries:
        for prefix in (*industry.ipc, *industry.ipc_related):
            assert Ipc.parse(prefix).display == prefix
        assert set(industry.ipc) & set(industry.ipc_related) == set()


def test_every_term_can_be_found():
    for industry in TAXONOMY.industries:
        assert [term for term in industry.terms if len(term) < 2] == []
        assert len({normalise(term) for term in industry.terms}) == len(industry.terms)


def test_every_city_of_the_province_stands_in_exactly_one_area():
    codes = [code for area in load_areas() for code in area.cities]
    assert len(codes) == len(set(codes)) == 17
    regions = [find_region(code) for code in codes]
    assert sorted(region.short_name for region in regions) == sorted(CITY_NAMES)
    assert {region.level for region in regions} == {RegionLevel.CITY}


def test_areas_are_three_and_have_a_version():
    assert [area.slug for area in load_areas()] == ["wuhan", "xiangyang", "yijing"]
    assert areas_version() == "2024-05"


def test_get_of_a_shorter_taxonomy_knows_only_its_own():
    short = Taxonomy("x", (IndustryDef("other", "其他", "other", "confirmed", (), (), ()),))
    with pytest.raises(BadConfiguration, match="可选：other（其他）"):
        short.get("beidou")


def test_no_beginning_of_a_trade_stands_in_two_industries():
    prefixes = [prefix for industry in TAXONOMY.industries for prefix in industry.trades]
    assert len(prefixes) == len(set(prefixes))


@pytest.mark.parametrize(
    ("code", "slug"),
    [
        ("1711", "textile"),  # 棉纺纱加工
        ("3551", "textile"),  # 纺织专用设备制造, though 35 is machinery
        ("3581", "life-health"),  # 医疗诊断、监护及治疗设备制造
        ("3841", "vehicles"),  # 锂离子电池制造
        ("0111", "other"),  # 稻谷种植
    ],
)
def test_a_trade_is_of_the_industry_with_the_longest_beginning(code, slug):
    assert TAXONOMY.of_trade(code) == TAXONOMY.get(slug)


def test_a_trade_that_no_industry_claims_is_of_none():
    assert TAXONOMY.of_trade("6620") is None  # 货币银行服务
