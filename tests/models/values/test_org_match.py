"""Names of organisations compared: same, doubtful, part, different."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.values.org_match import OrgIdentity, Verdict, compare, is_part, valid_uscc
from models.values.org_match_block import CandidateIndex
from models.values.org_match_name import parse_name
from models.values.org_match_places import agree, find_places, take_places
from models.values.org_match_words import arabic_numbers
from models.values.org_name import OrgType, guess_org_type
from tests.models.values.strategies import any_text

PIECES = (
    *(
        "武汉",
        "湖北省",
        "武汉市",
        "宜昌",
        "（武汉）",
        "华星",
        "楚天",
        "华中",
        "科技",
        "技术",
        "激光",
    ),
    *("机械", "机戒", "大学", "学院", "研究所", "研究院", "医院", "集团", "（集团）", "附属"),
    *(
        "有限公司",
        "有限责任公司",
        "股份有限公司",
        "分公司",
        "厂",
        "第一",
        "二",
        "七〇九",
        "719所",
        "江夏",
        "江夏区",
        "协和医院",
        "轻机",
        "轻工机械",
        "勘察设计",
        "股份",
        "厂",
        "站",
        "A",
        "Ｂ",
    ),
)
names = st.lists(st.sampled_from(PIECES), min_size=1, max_size=7).map("".join)


def with_check(body: str) -> str:
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    return next(body + c for c in alphabet if valid_uscc(body + c))


A, B = with_check("91420100MA4KXQ3R7"), with_check("91420500MA4KXQ3R8")


def verdict(a: str, b: str, uscc_a: str = "", uscc_b: str = "") -> Verdict:
    first, second = OrgIdentity(a, uscc_a or None), OrgIdentity(b, uscc_b or None)
    found = compare(first, second)
    assert found == compare(second, first)
    assert found.reason
    assert 0 <= found.score <= 1
    return found.verdict


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("中国地质大学（武汉）", "中国地质大学(武汉)"),
        ("武汉钢铁（集团）公司", "武汉钢铁集团公司"),
        ("ＴＣＬ空调器（武汉）有限公司", "tcl空调器(武汉)有限公司"),
        ("武汉某某激光有限责任公司", "武汉某某激光有限公司"),
        ("湖北省武汉市某某科技有限公司", "武汉某某科技有限公司"),
        ("襄樊市某某机械厂", "襄阳某某机械厂"),
        ("湖北省农科院", "湖北省农业科学院"),
        ("某某第七〇九研究所", "某某709研究所"),
        ("某某（武汉）科技有限公司", "某某科技（武汉）有限公司"),
        ("武汉大学人民医院（湖北省人民医院）", "湖北省人民医院"),
    ],
)
def test_names_that_are_equal_once_written_alike_are_same(a: str, b: str) -> None:
    assert verdict(a, b) is Verdict.SAME


@pytest.mark.parametrize(
    ("whole", "part"),
    [
        ("华中科技大学", "华中科技大学同济医学院"),
        ("华中科技大学", "华中科技大学同济医学院附属协和医院"),
        ("华中科技大学", "深圳华中科技大学研究院"),
        ("三峡大学", "三峡大学科技学院"),
        ("湖北工业大学", "湖北工业大学工程技术学院"),
        ("武汉大学", "武汉大学（测绘学院）"),
        ("中国地质大学（武汉）", "中国地质大学（武汉）材料学院"),
        ("某某化工股份有限公司", "某某化工股份有限公司武汉分公司"),
        ("湖北医药学院", "十堰市太和医院"),
        ("国家电网有限公司", "国网湖北省电力有限公司"),
    ],
)
def test_a_name_that_goes_on_behind_a_whole_name_is_a_part(whole: str, part: str) -> None:
    assert verdict(whole, part) is Verdict.PART
    assert is_part(OrgIdentity(part), OrgIdentity(whole))
    assert not is_part(OrgIdentity(whole), OrgIdentity(part))


def test_only_a_telling_short_name_stands_for_a_university() -> None:
    for whole, name, part in (
        ("武汉理工大学", "武汉理工大材料科学与工程学院", True),
        ("湖北大学", "湖北大冶医院", False),
    ):
        university = OrgIdentity(whole, org_type=OrgType.UNIVERSITY)
        assert is_part(OrgIdentity(name), university) is part


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("华中科技大学", "华中农业大学"),
        ("武汉大学", "武汉理工大学"),
        ("湖北工业大学", "湖北工程大学"),
        ("华中理工大学", "华南理工大学"),
        ("武汉大学", "武汉大学城建设有限公司"),
        ("武汉锅炉一厂", "武汉锅炉二厂"),
        ("武汉市第一医院", "武汉市第三医院"),
        ("某某集团第七〇一研究所", "某某集团第七〇九研究所"),
        ("武汉华星科技有限公司", "宜昌华星科技有限公司"),
        ("武汉华星科技有限公司", "武汉华兴科技有限公司"),
        ("武汉华星激光有限公司", "武汉华星食品有限公司"),
        ("东风汽车集团有限公司", "东风汽车有限公司"),
        ("骆驼集团", "骆驼集团蓄电池有限公司"),
        ("湖北省农业科学院", "武汉市农业科学院"),
        ("某某大学附属协和医院", "某某大学附属同济医院"),
        ("国网湖北省电力有限公司", "国网湖南省电力有限公司"),
    ],
)
def test_what_tells_bodies_apart_is_not_overlooked(a: str, b: str) -> None:
    assert verdict(a, b) is Verdict.DIFFERENT


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("华中科技大学", "华中科枝大学"),
        ("武汉锐科光纤激光技术股份有限公司", "武汉锐科光线激光技术股份有限公司"),
        ("武汉某某激光有限公司", "武汉某某激光股份有限公司"),
        ("武汉华星通信科技有限公司", "武汉华星通讯科技有限公司"),
        ("某某水生生物研究所", "某某水生生物研究院"),
        ("武汉某某科学研究院", "武汉某某科学研究院有限公司"),
        ("某飞光纤光缆股份有限公司", "某飞光纤"),
        ("中国地质大学", "中国地质大学（武汉）"),
    ],
)
def test_what_is_merely_like_goes_to_a_person(a: str, b: str) -> None:
    assert verdict(a, b) is Verdict.DOUBTFUL


def test_one_credit_code_joins_names_of_one_brand() -> None:
    assert verdict("宜昌某某柴油机厂", "湖北某某动力股份有限公司", A, A) is Verdict.SAME
    assert verdict("华中科枝大学", "华中科技大学", A, A) is Verdict.SAME
    found = compare(OrgIdentity("宜昌甲乙厂", A), OrgIdentity("宜昌甲乙重工公司", A))
    assert found.reason == "信用代码相同，名称不同，按曾用名处理"


def test_one_credit_code_under_unrelated_names_is_doubtful() -> None:
    found = compare(OrgIdentity("宜昌甲乙厂", A), OrgIdentity("湖北丙丁公司", A))
    reason = "信用代码相同，但名称看不出关联，疑为代码误填"
    assert (found.verdict, found.reason) == (Verdict.DOUBTFUL, reason)
    person = OrgIdentity("张伟", A, org_type=OrgType.INDIVIDUAL)
    assert compare(person, OrgIdentity("张伟机械厂", A)).verdict is Verdict.DOUBTFUL


def test_two_credit_codes_make_equal_names_doubtful() -> None:
    found = compare(OrgIdentity("武汉某某有限公司", A), OrgIdentity("武汉市某某有限公司", B))
    assert (found.verdict, found.reason) == (Verdict.DOUBTFUL, "名称相同，信用代码冲突")
    assert verdict("武汉某某激光有限公司", "武汉某某激光股份有限公司", A, B) is Verdict.DIFFERENT


def test_a_department_with_its_universitys_code_stays_a_part() -> None:
    assert verdict("华中科技大学", "华中科技大学同济医学院", A, A) is Verdict.PART
    assert verdict("华中科技大学机械学院", "华中科技大学材料学院", A, A) is Verdict.DIFFERENT


@pytest.mark.parametrize("code", [None, "", "0" * 18, A[:17], A[:17] + "?", "1" + A[1:]])
def test_a_code_that_is_none_says_nothing(code: str | None) -> None:
    assert valid_uscc(code) == ""


def test_known_names_count_as_the_name() -> None:
    renamed = OrgIdentity("武汉纺织大学", aliases=("武汉科技学院",))
    assert compare(OrgIdentity("武汉科技学院"), renamed).verdict is Verdict.SAME
    assert compare(OrgIdentity("武汉科技学院机电学院"), renamed).verdict is Verdict.PART
    assert compare(OrgIdentity("武汉科技大学"), renamed).verdict is Verdict.DIFFERENT


def test_persons_are_never_compared_by_likeness() -> None:
    first = OrgIdentity("欧阳华中科", org_type=OrgType.INDIVIDUAL)
    assert compare(first, first).verdict is Verdict.SAME
    second = OrgIdentity("欧阳华中料", org_type=OrgType.INDIVIDUAL)
    assert compare(first, second).verdict is Verdict.DIFFERENT


def test_a_firm_of_another_city_is_another_firm() -> None:
    here = OrgIdentity("武汉楚天光电科技有限公司")
    there = OrgIdentity("楚天光电科技有限公司", city_code="420500")
    assert compare(here, there).verdict is Verdict.DIFFERENT
    unknown = OrgIdentity("楚天光电科技有限公司")
    assert compare(here, unknown).verdict is Verdict.DOUBTFUL


@given(names | any_text, names | any_text)
def test_order_does_not_matter(a: str, b: str) -> None:
    verdict(a, b)


@given(names | any_text)
def test_every_name_is_itself(name: str) -> None:
    assert verdict(name, name) is Verdict.SAME
    assert verdict(name, name, A, A) is Verdict.SAME


@given(names, names)
def test_same_without_a_code_means_equal_in_one_spelling(a: str, b: str) -> None:
    if verdict(a, b) is Verdict.SAME:
        first, second = parse_name(a), parse_name(b)
        spellings = [{p.plain, parse_name(p.other).plain} for p in (first, second)]
        assert spellings[0] & spellings[1]


@given(names, names)
def test_candidates_hold_whatever_is_same_or_doubtful(a: str, b: str) -> None:
    index = CandidateIndex()
    index.add(1, OrgIdentity(a))
    if verdict(a, b) in {Verdict.SAME, Verdict.DOUBTFUL}:
        assert index.find_candidates(OrgIdentity(b)) == [1]
    if is_part(OrgIdentity(b), OrgIdentity(a)):
        assert index.find_whole(OrgIdentity(b)) == 1


def test_places_at_the_start_are_one_in_any_form() -> None:
    spellings = ("湖北省武汉市某某", "武汉市某某", "武汉某某", "湖北武汉某某")
    assert {take_places(text) for text in spellings} == {("420100", "某某")}
    assert take_places("武汉宜昌某某") == ("420100", "宜昌某某")
    assert take_places("中山大学") == ("", "中山大学")
    assert find_places("国网湖北省电力有限公司武汉供电公司") == {"420000", "420100"}
    assert agree("420000", "420100")
    assert agree("", "420100")
    assert not agree("420100", "420500")


def test_numbers_count_only_where_they_count() -> None:
    assert arabic_numbers("第十五研究所") == ("15",)
    assert arabic_numbers("第七〇九研究所") == arabic_numbers("709所") == ("709",)
    assert arabic_numbers("三峡大学") == arabic_numbers("一汽解放") == ()


def test_a_short_name_of_a_firm_is_no_person() -> None:
    assert guess_org_type("华星科技") is OrgType.OTHER
    firms = ["高德红外", "汤臣倍健", "安琪酵母", "武汉凡谷", "荣信股份", "东方雨虹", "石药集团"]
    assert [name for name in firms if guess_org_type(name) is OrgType.INDIVIDUAL] == []
    persons = ["欧阳修远", "皇甫嵩", "田李百荷", "黄和浩然", "诸葛春耕"]
    assert {guess_org_type(name) for name in persons} == {OrgType.INDIVIDUAL}
