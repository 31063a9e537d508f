import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import InvalidValue
from models.values.region import (
    HUBEI_CITIES,
    Region,
    RegionLevel,
    city_of,
    find_region,
    get_city,
    province_of,
)
from tests.models.values.strategies import any_text


def code_of(text, province=None):
    region = find_region(text, province)
    return region.code if region else None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("湖北省武汉市洪山区珞喻路1037号", "420111"),
        ("430074 湖北省武汉市洪山区珞喻路", "420111"),
        ("226634 江苏省南通市海安县老坝港镇", "320685"),
        ("武汉", "420100"),
        ("武汉市", "420100"),
        ("中国湖北武汉", "420100"),
        ("地址：湖北省 宜昌市", "420500"),
        ("武汉东湖新技术开发区光谷大道3号", "420100"),
        ("恩施州", "422800"),
        ("恩施土家族苗族自治州", "422800"),
        ("湖北恩施", "422800"),
        ("恩施市", "422801"),
        ("神农架林区", "429021"),
        ("湖北神农架", "429021"),
        ("仙桃市", "429004"),
        ("湖北省省直辖县级行政区划潜江市", "429005"),
        ("湖北;42", "420000"),
        ("武汉;83", "420100"),
        ("湖北省", "420000"),
        ("湖北枣阳吴店镇", "420683"),
        ("湖北省长阳县", "420528"),
        ("湖北省襄樊市樊城区", "420606"),
        ("咸宁地区", "421200"),
        ("洪山区", "420111"),
        ("东莞市长安镇", "441900"),
        ("新疆伊犁", "654000"),
        ("海南州", "632500"),
        ("海南", "460000"),
        ("吉林", "220000"),
        ("吉林市", "220200"),
        ("吉林省吉林市船营区", "220204"),
        ("香港特别行政区", "810000"),
    ],
)
def test_find_region_returns_the_deepest_place(text, code):
    assert code_of(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("420100", "420100"),
        ("4201", "420100"),
        ("42", "420000"),
        ("CN420106", "420106"),
        ("110100", "110000"),
        ("500200", "500000"),
        ("430074", None),
        ("420", None),
    ],
)
def test_find_region_reads_codes(text, code):
    assert code_of(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("北京市市辖区", "110000"),
        ("北京市市辖区海淀区", "110108"),
        ("北京市北京市海淀区", "110108"),
        ("上海浦东", "310115"),
        ("重庆市县城口县", "500229"),
    ],
)
def test_find_region_reads_municipalities(text, code):
    assert code_of(text) == code


def test_ambiguous_district_needs_a_context():
    assert code_of("朝阳区") is None
    assert code_of("朝阳区", "北京") == "110105"
    assert code_of("北京市朝阳区") == "110105"
    assert code_of("鼓楼区", "江苏省") is None
    assert code_of("江苏省鼓楼区") == "320000"


def test_province_context_admits_short_names_of_districts():
    assert code_of("大冶") is None
    assert code_of("大冶", "湖北") == "420281"
    assert code_of("大冶", "420000") == "420281"
    assert code_of("泰安市", "湖北") == "370900"
    assert code_of("大冶", "不存在") is None


@pytest.mark.parametrize(
    "text", ["", "USA", "北京路12号", "中山大学", "东方电气", "城区", "某某镇"]
)
def test_find_region_finds_no_place(text):
    assert find_region(text) is None


def test_names_without_suffix_do_not_swallow_offices_and_streets():
    assert code_of("湖北省公安厅") == "420000"
    assert code_of("湖北省公安县") == "421022"
    assert code_of("武汉市青山路") == "420100"
    assert code_of("中山") == "442000"


def test_city_and_province_of_a_place():
    wuhan = Region("420100", "武汉市", RegionLevel.CITY)
    hubei = Region("420000", "湖北省", RegionLevel.PROVINCE)
    hongshan = find_region("洪山区")
    assert city_of(hongshan) == city_of(wuhan) == wuhan
    assert province_of(hongshan) == province_of(hubei) == hubei
    assert city_of(hubei) is None
    beijing = find_region("北京")
    assert city_of(find_region("北京海淀")) == city_of(beijing) == beijing


def test_hubei_cities_are_the_seventeen_in_order():
    assert "、".join(city.short_name for city in HUBEI_CITIES) == (
        "武汉、黄石、十堰、宜昌、襄阳、鄂州、荆门、孝感、荆州、黄冈、咸宁、随州、"
        "恩施州、仙桃、潜江、天门、神农架"
    )
    assert [find_region(city.code) for city in HUBEI_CITIES] == list(HUBEI_CITIES)


@pytest.mark.parametrize("city", HUBEI_CITIES)
def test_every_name_of_a_hubei_city_is_found(city):
    names = [city.name, city.short_name, f"湖北省{city.name}", f"湖北{city.short_name}"]
    assert [get_city(name) for name in names] == [city] * 4


@pytest.mark.parametrize(
    ("text", "short_name"),
    [
        ("内蒙古自治区", "内蒙古"),
        ("广西壮族自治区", "广西"),
        ("澳门特别行政区", "澳门"),
        ("兴安盟", "兴安盟"),
        ("大兴安岭地区", "大兴安岭"),
        ("西双版纳傣族自治州", "西双版纳州"),
        ("海南省琼中黎族苗族自治县", "琼中县"),
        ("长阳土家族自治县", "长阳县"),
        ("洪山区", "洪山区"),
    ],
)
def test_short_name_is_the_usual_one(text, short_name):
    assert find_region(text).short_name == short_name


def test_get_city_goes_up_from_a_district():
    assert get_city("湖北省武汉市洪山区") == HUBEI_CITIES[0]


def test_get_city_names_the_nearest_cities():
    with pytest.raises(InvalidValue, match=r"不认识的城市.*宜昌"):
        get_city("宜晶")


def test_get_city_of_a_province_names_cities_in_it():
    with pytest.raises(InvalidValue) as refused:
        get_city("湖北省")
    names = refused.value.remedy.removesuffix("。").split("：")[1].split("、")
    assert {province_of(get_city(name)).name for name in names} == {"湖北省"}


def test_addresses_of_one_district_are_all_found_in_it():
    addresses = [f"43007{i % 10} 湖北省武汉市洪山区珞喻路{i}号" for i in range(1_000)]
    assert [region.name for region in {find_region(address) for address in addresses}] == ["洪山区"]


@given(st.sampled_from(HUBEI_CITIES), st.sampled_from(["", "中国", "430000 ", "地址："]))
def test_official_name_survives_what_stands_around_it(city, before):
    assert find_region(f"{before}湖北省{city.name}") == city
    assert find_region(f"{before}{city.name}（高新区）") == city


@given(any_text, st.sampled_from([None, "湖北", "42"]))
def test_find_region_of_any_text_raises_nothing(text, province):
    region = find_region(text, province)
    assert region is None or find_region(region.code) == region


@given(any_text)
def test_get_city_of_any_text_raises_nothing_else(text):
    try:
        city = get_city(text)
    except InvalidValue:
        return
    assert get_city(city.code) == city
