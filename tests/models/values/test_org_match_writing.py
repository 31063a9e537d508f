"""Ways of writing a name that say nothing of who the body is, and slips of the pen."""

import pytest

from models.values.org_match import OrgIdentity, Verdict, compare
from models.values.org_match_block import CandidateIndex
from models.values.org_match_name import parse_name
from models.values.org_name import org_key


def judged(a: str, b: str) -> tuple[Verdict, str]:
    found = compare(OrgIdentity(a), OrgIdentity(b))
    assert found == compare(OrgIdentity(b), OrgIdentity(a))
    return found.verdict, found.reason


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("华中科技大学（联系人：张三）", "华中科技大学"),
        ("长江大学 联系人:李四 13800000000", "长江大学"),
        ("长江大学 13800000000", "长江大学"),
        ("某某激光有限公司（经办：赵敏）", "某某激光有限公司"),
        ("三峡大学（第一申请人）（盖章）", "三峡大学"),
        ("随县某某种植专业合作社（理事长：王大勇）", "随县某某种植专业合作社"),
        ("某某传感器<武汉>有限公司", "某某传感器（武汉）有限公司"),
        ("某某传感器＜武汉＞有限公司", "某某传感器（武汉）有限公司"),
        ("某某传感器《武汉》有限公司", "某某传感器（武汉）有限公司"),
        ("中国矿业大学-北京", "中国矿业大学（北京）"),
        ("某某集团公司第七〇九研究所", "某某集团公司第七○九研究所"),
        ("某某集团公司第七〇九研究所", "某某集团公司第七零九研究所"),
        ("某某集团公司第七〇九研究所", "某某集团公司第七0九研究所"),
        ("某某集团公司第七〇九研究所", "某某集团公司第七О九研究所"),
        ("某某集团公司第七一〇研究所", "某某集团公司第七一O研究所"),
        ("某某集团公司第709研究所", "某某集团公司第7O9研究所"),
        ("某某舰船研究设计中心", "某某舰船研究设计中心（某某重工集团公司第七〇一研究所）"),
        ("某某集团第七〇一研究所", "某某舰船研究设计中心（某某集团第七〇一研究所）"),
        ("宜昌县水利局", "宜昌市夷陵区水利局"),
        ("武汉明徳生物科技股份有限公司", "武汉明德生物科技股份有限公司"),
        ("中科院某某所", "中国科学院某某研究所"),
        ("2.三峡大学", "三峡大学"),
        ("三峡大学（科技处）", "三峡大学"),
        ("武汉某某大学中南医院（成果转化办公室 王老师）", "武汉某某大学中南医院"),
        ("湖北某某工业有限责任公", "湖北某某工业有限公司"),
        ("襄阳五中", "襄阳市第五中学"),
        ("湖北某某光电有限公司-研发部", "湖北某某光电有限公司"),
        ("浠水县人民医院 骨科 王主任", "浠水县人民医院"),
        ("某某职业学院（机电学院李老师）", "某某职业学院"),
        ("湖北三峡职院", "湖北三峡职业技术学院"),
        ("利川巿人民医院", "利川市人民医院"),
        ("武汉市第一医院/武汉市中西医结合医院", "武汉市第一医院"),
        ("武汉市第一医院／武汉市中西医结合医院", "武汉市中西医结合医院"),
    ],
)
def test_ways_of_writing_one_name_are_same(a: str, b: str) -> None:
    assert judged(a, b)[0] is Verdict.SAME


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("某某大学（联系中心）", "某某大学"),
        ("武汉某某电话设备有限公司", "武汉某某设备有限公司"),
        ("某某集团公司第七〇九研究所", "某某集团公司第七九研究所"),
        ("某某研究院（某某研究院第一研究所）", "某某研究院"),
        ("武汉大学-材料", "武汉大学"),
        ("武汉大学（技术转移中心）", "武汉大学"),
        ("武汉某某公司/激光部", "武汉某某公司"),
        ("某某职业学院（机电学院）", "某某职业学院"),
        ("某某公司-武汉分公司", "某某公司"),
        ("襄阳五中", "襄阳市第四中学"),
    ],
)
def test_what_is_no_mere_writing_is_not_same(a: str, b: str) -> None:
    assert judged(a, b)[0] is not Verdict.SAME


def test_brackets_of_any_shape_are_one_in_keys() -> None:
    assert {org_key(f"某{a}武汉{b}") for a, b in ("()", "<>", "《》", "「」", "〖〗", "【】")} == {
        "某(武汉)"
    }


def test_a_second_name_is_kept() -> None:
    parsed = parse_name("某某舰船研究设计中心（某某集团公司第七〇一研究所）")
    assert (parsed.stem, parsed.other) == ("某某舰船研究设计中心", "某某集团公司第七〇一研究所")


SLIP = "只有一字之差，且音同或形近"
GROUP = "字号相同，一方疑为改为集团前的名称"


@pytest.mark.parametrize(
    ("reason", "a", "b"),
    [
        (SLIP, "三峡大学", "三侠大学"),
        (SLIP, "江汉大学", "江汗大学"),
        (SLIP, "武汉高德红外股份有限公司", "武汉高得红外股份有限公司"),
        (SLIP, "烽火通信科技股份有限公司", "锋火通信科技股份有限公司"),
        ("长名称中只有一字之差", "某某大学中南医院", "某某大学中南医完"),
        (GROUP, "武汉某测电子技术股份有限公司", "武汉某测电子集团股份有限公司"),
        (GROUP, "武汉某测电子有限公司", "武汉某测集团股份有限公司"),
        ("一方多写外文商标", "某东方科技集团股份有限公司", "ＢＯＥ某东方科技集团股份有限公司"),
        (
            "同一单位的下属，名称相同，上级写法不同",
            "中国某产科学研究院长江某产研究所",
            "中国某产科学院长江某产研究所",
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
        # The 字号 sounds alike, and little else tells the firm.
        ("宜昌宏源机械有限公司", "宜昌鸿源机械有限公司"),
        ("武汉华星科技股份有限公司", "武汉华兴科技股份有限公司"),
        # No character sounds or looks like the other.
        ("武汉高德红外股份有限公司", "武汉高金红外股份有限公司"),
        ("江汉大学", "江北大学"),
        # Two words that sound alike.
        ("武汉市水务局", "武汉市税务局"),
        # A group and a member of another trade; a group of the simpler form.
        ("武汉某测食品集团有限公司", "武汉某测电子有限公司"),
        ("武汉某测电子集团有限公司", "武汉某测电子股份有限公司"),
        ("武汉锅炉集团有限公司", "武汉锅炉有限公司"),
    ],
)
def test_what_only_looks_alike_is_different(a: str, b: str) -> None:
    assert judged(a, b)[0] is Verdict.DIFFERENT
