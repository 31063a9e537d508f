"""Widely known bodies, and characters that are taken for one another."""

from collections import defaultdict
from itertools import combinations

import pytest

from models.values.org_former import other_names, parts_and_wholes
from models.values.org_match import OrgIdentity, Verdict, compare, is_part
from models.values.org_match_block import CandidateIndex
from models.values.org_match_known import body_of, is_known, two_known
from models.values.org_match_name import parse_name
from models.values.org_match_sounds import are_alike
from models.values.org_name import OrgType, guess_org_type


def verdict(a: str, b: str) -> Verdict:
    found = compare(OrgIdentity(a), OrgIdentity(b))
    assert found == compare(OrgIdentity(b), OrgIdentity(a))
    return found.verdict


def found_by(name: str, known: str) -> list[int]:
    index = CandidateIndex()
    index.add(1, OrgIdentity(known))
    return index.find_candidates(OrgIdentity(name))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("北方交通大学", "北京交通大学"),
        ("石油大学（华东）", "中国石油大学(华东)"),
        ("解放军第三军医大学", "中国人民解放军陆军军医大学"),
        ("第三军医大学", "陆军军医大学"),
        ("武汉测绘科技大学", "武汉水利电力大学"),
        ("哈工大", "哈尔滨工业大学"),
        ("中科院计算所", "中国科学院计算技术研究所"),
        ("武汉铁路局", "中国铁路武汉局集团有限公司"),
        ("第二汽车制造厂", "东风汽车公司"),
    ],
)
def test_known_names_of_one_body_are_same(a: str, b: str) -> None:
    assert verdict(a, b) is Verdict.SAME
    assert found_by(a, b) == found_by(b, a) == [1]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("上海海事大学", "上海海洋大学"),
        ("电子科技大学", "西安电子科技大学"),
        ("中国矿业大学", "中国矿业大学（北京）"),
        ("中国航天科工集团第四研究院", "中国航天科技集团公司第四研究院"),
        ("东风汽车集团有限公司", "东风汽车有限公司"),
    ],
)
def test_two_known_bodies_are_never_doubtful(a: str, b: str) -> None:
    assert two_known(parse_name(a), parse_name(b))
    found = compare(OrgIdentity(a), OrgIdentity(b))
    assert (found.verdict, found.reason) == (Verdict.DIFFERENT, "为两家已知的不同单位")


def test_a_known_body_and_an_unknown_one_are_not_two_known() -> None:
    known, unknown = parse_name("上海海事大学"), parse_name("上海海是大学")
    assert not two_known(known, unknown)
    part, whole = parse_name("华中科技大学附属协和医院"), parse_name("武汉协和医院")
    assert not two_known(part, whole)


def test_no_name_in_the_list_is_of_two_bodies() -> None:
    bodies = defaultdict(set)
    for present, other, _ in other_names():
        for name in filter(None, (present, other)):
            bodies[parse_name(name).plain].add(parse_name(present).plain)
    assert {name: found for name, found in bodies.items() if len(found) > 1} == {}


def test_listed_names_are_complete_and_their_kinds_known() -> None:
    kinds = {kind for _, other, kind in other_names() if other}
    assert kinds == {"former", "short", "merged", "second", "english"}
    assert {kind for _, other, kind in other_names() if not other} == {""}
    assert len(other_names()) == len(set(other_names()))


def test_listed_bodies_are_neither_same_nor_doubtful() -> None:
    bodies = sorted({present for present, _, _ in other_names()})[::4]
    met = {compare(OrgIdentity(a), OrgIdentity(b)).verdict for a, b in combinations(bodies, 2)}
    assert met <= {Verdict.PART, Verdict.DIFFERENT}


def test_known_parts_are_bodies_of_their_own_with_their_whole() -> None:
    for part, whole in parts_and_wholes():
        assert verdict(part, whole) is Verdict.PART
    index = CandidateIndex()
    index.add(1, OrgIdentity("湖北医药学院"))
    index.add(2, OrgIdentity("十堰市太和医院"))
    assert index.find_whole(OrgIdentity("十堰市太和医院")) == 1
    assert index.list_parts(OrgIdentity("湖北医药学院")) == [2]


def test_an_english_name_is_of_the_chinese_body() -> None:
    assert verdict("Wuhan University of Technology", "武汉理工大学") is Verdict.SAME
    assert verdict("Wuhan University", "武汉理工大学") is Verdict.DIFFERENT


def test_a_part_of_a_former_name_is_a_part_of_the_body_of_today() -> None:
    part, whole = OrgIdentity("北方交通大学计算机学院"), OrgIdentity("北京交通大学")
    assert is_part(part, whole)
    assert not is_part(part, OrgIdentity("北京大学"))
    index = CandidateIndex()
    index.add(1, whole)
    assert index.find_whole(part) == 1


def test_a_body_is_known_by_any_of_its_names() -> None:
    assert body_of("#哈工大") == body_of(parse_name("哈尔滨工业大学").plain)
    assert body_of("#某某大学") == "#某某大学"
    assert is_known("#哈工大")
    assert not is_known("#某某大学")


def test_a_known_short_name_tells_the_type_of_its_body() -> None:
    assert guess_org_type("哈工大") is OrgType.UNIVERSITY
    assert guess_org_type("北航") is OrgType.UNIVERSITY
    assert guess_org_type("武汉数字工程研究所") is OrgType.INSTITUTE
    assert guess_org_type("哈文大") is OrgType.INDIVIDUAL


@pytest.mark.parametrize("pair", ["峡侠", "汉汗", "德得", "烽锋", "技枝", "院完", "律绿", "虐疟"])
def test_characters_that_sound_or_look_alike(pair: str) -> None:
    assert are_alike(*pair)
    assert are_alike(*reversed(pair))


@pytest.mark.parametrize(
    "pair", ["农工", "金银", "风森", "路律", "峡烽", "侬烽", "a峡", "黉红", "ab"]
)
def test_characters_that_are_not_taken_for_one_another(pair: str) -> None:
    assert not are_alike(*pair)
