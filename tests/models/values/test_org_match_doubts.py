"""What makes two names that differ a question for a person, and what does not."""

import pytest
from hypothesis import given

from models.values.org_match import OrgIdentity, Verdict, compare
from models.values.org_match_block import CandidateIndex
from models.values.org_match_name import parse_name
from models.values.org_match_places import deepest, take_places, without_places
from models.values.org_match_renames import is_plausible_rename
from models.values.org_match_script import simplified
from models.values.org_name import OrgType
from tests.models.values.strategies import any_text


def judged(a: str, b: str) -> tuple[Verdict, str]:
    found = compare(OrgIdentity(a), OrgIdentity(b))
    assert found == compare(OrgIdentity(b), OrgIdentity(a))
    return found.verdict, found.reason


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("某某集团公司第七一九研究所", "某某集团有限公司第719所"),
        ("武汉市江夏区农业技术推广站", "武汉江夏农技推广站"),
        ("深圳市南山区人民医院", "深圳南山人民医院"),
        ("武汉市政工程设计研究院", "武汉市市政工程设计研究院"),
        ("华中科技大學", "华中科技大学"),
        ("鴻運精密工業（武漢）有限公司", "鸿运精密工业（武汉）有限公司"),
        ("武汉某某红外有限公司 Wuhan Infrared Co., Ltd.", "武汉某某红外有限公司"),
        ("武汉某某红外有限公司（XMC）", "武汉某某红外有限公司"),
        ("Guide Infrared Company Limited", "GUIDE INFRARED CO., LTD."),
        ("株式会社某某化学", "某某化学株式会社"),
        ("湖北文理学院（原襄樊学院）", "襄樊学院"),
        ("武汉某某激光有限公司（盖章）", "武汉某某激光有限公司"),
        ("华中农业大学大学", "华中农业大学"),
        ("武汉某某激光股份有限公司有限公司", "武汉某某激光股份有限公司"),
        ("湖北省科技厅", "湖北省科学技术厅"),
        ("武汉市中医医院", "武汉市中医院"),
        ("中国人民解放军海军工程大学", "海军工程大学"),
        ("华中师大一附中", "华中师范大学第一附属中学"),
    ],
)
def test_ways_of_writing_one_name_are_same(a: str, b: str) -> None:
    assert judged(a, b)[0] is Verdict.SAME


@pytest.mark.parametrize(
    ("reason", "a", "b"),
    [
        ("研究所序号相同，所属集团写法不同", "中国船舶重工集团公司第七四九研究所", "中船重工749所"),
        ("研究所序号相同，所属集团写法不同", "中国船舶重工集团公司第七四九研究所", "七四九所"),
        ("字号与行业相同，地名次序不同", "华电湖北发电有限公司", "湖北华电发电有限公司"),
        ("字号与行业相同，地名次序不同", "湖北某某通信武汉有限公司", "某某通信（武汉）有限公司"),
        ("名称相同，区县写法不同", "武汉市黄陂区人民医院", "黄陂人民医院"),
        ("名称相同，地名中有一字之差", "湖北省农业科学院", "湖化省农业科学院"),
        ("字号与行业相同，一方疑为改制前名称", "某某重型汽车公司", "某某重型汽车集团有限公司"),
        ("字号相同，一方疑为简称", "某龙股份", "湖北某龙化工集团股份有限公司"),
        ("字号相同，一方疑为简称", "某飞公司", "某飞光纤光缆股份有限公司"),
        (
            "同一单位的下属，名称相同，上级写法不同",
            "某某大学附属协和医院",
            "某某大学同济医学院附属协和医院",
        ),
        ("同一单位的下属，一方疑为简称", "某某大学材料学院", "某某大学材料科学与工程学院"),
        ("一方疑为下属单位的简称", "武汉协和医院", "某某大学附属协和医院"),
        ("一方为另一方省略上级单位的名称", "湖北省第三人民医院", "江汉大学附属湖北省第三人民医院"),
        (
            "下属单位名称相同，上级单位疑为简称",
            "中国石化江汉油田分公司",
            "中国石油化工股份有限公司江汉油田分公司",
        ),
        ("名称主体相同，院所写法不同", "武汉市勘察设计院", "武汉市勘察设计研究院"),
        ("名称主体相同，大学、学院与学校用词不同", "湖北汽车工业学院", "湖北汽车工业学校"),
        ("用词相同，次序不同", "湖北省水利规划设计院", "湖北省规划水利设计院"),
        ("地名相同，一方疑为简称", "湖北京山轻机股份有限公司", "湖北京山轻工机械股份有限公司"),
        ("集团名称疑为简称", "武钢集团", "武汉钢铁集团有限公司"),
        ("长名称中只有一字之差", "武汉光迅科技股份有限公司", "武汉光迅科技股份限有公司"),
        ("长名称中只有一字之差", "武汉纺织大学", "武汉纺织织大学"),
        (
            "长名称中只有一字之差",
            "湖北凯龙化工集团股份有限公司",
            "湖北凯龙化工集股份有限公司",
        ),
    ],
)
def test_a_reason_to_ask_is_given(reason: str, a: str, b: str) -> None:
    assert judged(a, b) == (Verdict.DOUBTFUL, reason)
    index = CandidateIndex()
    index.add(1, OrgIdentity(a))
    assert index.find_candidates(OrgIdentity(b)) == [1]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("中国电子科技集团公司第三十八研究所", "中国航天科技集团公司第三十八研究所"),
        ("大唐襄阳新能源有限公司", "大唐荆州新能源有限公司"),
        ("湖北华电发电有限公司", "湖北华电襄阳发电有限公司"),
        ("武汉市江夏区人民医院", "武汉市江岸区人民医院"),
        ("泰安某某中压开关有限公司", "泰安某某高压开关有限公司"),
        ("某某ABB电器有限公司", "某某ABC电器有限公司"),
        ("三星电机株式会社", "三菱电机株式会社"),
        ("湘南师范高等专科学校", "湖南师范高等专科学校"),
        ("某某市农业科学研究所", "某某市农业机械科学研究所"),
        ("湖南省植物保护研究所", "中国农业科学院植物保护研究所"),
        ("某某大学药学院", "某某大学法学院"),
        ("武汉锅炉集团有限公司", "武汉锅炉股份有限公司"),
        ("潜江永安药业有限公司", "潜江永安康药业有限公司"),
    ],
)
def test_what_only_looks_alike_is_different(a: str, b: str) -> None:
    assert judged(a, b)[0] is Verdict.DIFFERENT


def test_a_slip_in_a_former_name_is_asked() -> None:
    renamed = OrgIdentity("武汉甲乙大学", aliases=("武汉纺织工业学院",))
    found = compare(OrgIdentity("武汉纺识工业学院"), renamed)
    assert (found.verdict, found.reason) == (Verdict.DOUBTFUL, "与一个曾用名只有一字之差")


@pytest.mark.parametrize(
    ("part", "verdict"),
    [
        ("武大中南医院", Verdict.PART),
        ("武理工交通学院", Verdict.PART),
        ("武大职业学院", Verdict.DIFFERENT),
        ("武大有机硅新材料股份有限公司", Verdict.DIFFERENT),
    ],
)
def test_a_universitys_short_name_leads_its_parts(part: str, verdict: Verdict) -> None:
    whole = OrgIdentity("某某大学", None, None, OrgType.UNIVERSITY, ("武大", "武理工"))
    assert compare(OrgIdentity(part), whole).verdict is verdict
    index = CandidateIndex()
    index.add(1, whole)
    assert index.find_whole(OrgIdentity(part)) == (1 if verdict is Verdict.PART else None)


@pytest.mark.parametrize(
    ("plausible", "a", "b"),
    [
        (True, "武汉某某化工厂", "武汉某某科技股份有限公司"),
        (True, "湖北新火炬汽车部件有限公司", "湖北新火炬科技有限公司"),
        (True, "武汉重某机床厂", "武汉重某机床集团有限公司"),
        (False, "武汉光迅科技有限公司", "武汉人福药业有限公司"),
        (False, "武汉华工激光有限公司", "武汉华工图像有限公司"),
        (False, "武汉某某科技有限公司", "宜昌某某科技有限公司"),
        (False, "三环集团有限公司", "三环锻造有限公司"),
        (False, "某某第一化工厂", "某某第二化工厂"),
        (False, "武汉某某大学", "武汉某某学院"),
        (False, "某某大学机械厂", "某某大学印刷厂"),
    ],
)
def test_a_code_is_believed_where_a_new_name_is_plausible(plausible: bool, a: str, b: str) -> None:
    assert is_plausible_rename(parse_name(a), parse_name(b)) is plausible


def test_places_are_read_in_their_context() -> None:
    assert take_places("深圳市南山区某某") == ("440305", "某某")
    assert take_places("武汉市政工程") == ("420100", "市政工程")
    assert take_places("武汉市政府") == ("420100", "政府")
    assert without_places("华能武汉发电") == "华能发电"
    assert deepest({"", "420000", "420100"}) == "420100"
    assert deepest({"420500", "420100"}) == ""


@given(any_text)
def test_simplified_text_is_as_long_and_stays(text: str) -> None:
    assert len(simplified(text)) == len(text)
    assert simplified(simplified(text)) == simplified(text)
