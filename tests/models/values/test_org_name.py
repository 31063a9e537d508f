import pytest
from hypothesis import given

from models.values.org_name import OrgType, guess_org_type, org_key, split_names
from tests.models.values.strategies import any_text


def test_org_key_unifies_width_brackets_and_marks():
    spellings = ["石油大学（华东）", "石油大学(华东)", " 石油大学 〔华东〕", "石油大学【华东】。"]
    assert {org_key(name) for name in spellings} == {"石油大学(华东)"}
    assert org_key("武汉ＡＢＣ（集团）有限公司") == "武汉abc(集团)有限公司"
    assert org_key("华中科技大学") != org_key("华中农业大学")


@given(any_text)
def test_org_key_is_idempotent(name):
    assert org_key(org_key(name)) == org_key(name)


def test_labels_are_chinese():
    assert [org_type.label for org_type in OrgType] == [
        "高校",
        "科研院所",
        "企业",
        "机关事业单位/服务机构",
        "个人",
        "其他",
    ]


@pytest.mark.parametrize(
    ("org_type", "names"),
    [
        (
            OrgType.UNIVERSITY,
            "华中科技大学 山东矿业学院 泰山医学院 湖北中医学院 晋中学院 石油大学（华东） "
            "西安理工大学高科学院 "
            "中国科学院大学 山东省电力学校 泰安师范高等专科学校 华中科技大学同济医学院 "
            "山东科技大学泰安校区 华中科技大学技术转移中心",
        ),
        (
            OrgType.INSTITUTE,
            "山东省果树研究所 中国科学院 湖北省农业科学院 泰安市农科所 国家重点实验室 "
            "山东省岩土与结构工程技术研究中心 长江勘测规划设计院 中国中医研究院 "
            "山东科技大学建筑设计研究院 特种设备检验研究院泰安分院",
        ),
        (
            OrgType.ENTERPRISE,
            "武汉光迅科技股份有限公司 中南建筑设计院股份有限公司 华中科技大学出版社有限责任公司 "
            "新汶矿业集团有限责任公司翟镇煤矿 山东科技大学机械厂 泰安市轴承厂 武钢集团 "
            "仙桃市绿源种植专业合作社 泰盈旅游商贸中心 丰田自动车株式会社 宁阳县供电公司",
        ),
        (
            OrgType.AGENCY,
            "湖北省知识产权局 公安局 武汉市人民政府 东湖高新区管理委员会 湖北省发明协会 "
            "大汶口镇农机管理服务站 泰安市计量测试所 武汉专利代理事务所 生产力促进中心",
        ),
        (OrgType.INDIVIDUAL, "胡令东 张琳 诸葛春耕 杨站 李矿 阿卜杜·热合曼 卡尔·R·沃格特"),
        (
            OrgType.OTHER,
            "泰安市中心医院 泰山医学院附属医院 泰安市中医二院 华中师范大学出版社 "
            "华中师范大学第一附属中学 泰安 X",
        ),
    ],
)
def test_guess_org_type_reads_the_telling_word(org_type, names):
    assert {name: guess_org_type(name) for name in names.split()} == dict.fromkeys(
        names.split(), org_type
    )


def test_guess_org_type_of_nothing_is_other():
    assert guess_org_type("") == OrgType.OTHER


@given(any_text)
def test_guess_org_type_of_any_text_raises_nothing(name):
    assert guess_org_type(name) in OrgType


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("山东农业大学;泰山学院；张琳", ["山东农业大学", "泰山学院", "张琳"]),
        ("甲公司 | 乙公司、丙公司\n丁公司", ["甲公司", "乙公司", "丙公司", "丁公司"]),
        ("甲公司,乙公司，丙公司", ["甲公司", "乙公司", "丙公司"]),
        ("尤洛卡（山东,泰安）公司,乙公司", ["尤洛卡（山东,泰安）公司", "乙公司"]),
        ("肿瘤中心(附属医院、研究所)、乙公司", ["肿瘤中心(附属医院、研究所)", "乙公司"]),
        ("甲)公司,乙公司", ["甲)公司", "乙公司"]),
        ("华为公司, Huawei Co., Ltd.", ["华为公司", "Huawei Co., Ltd."]),
        ("Smith, John; Doe, Jane", ["Smith, John", "Doe, Jane"]),
        ("1.武汉大学；2、三峡大学；（3）长江大学", ["武汉大学", "三峡大学", "长江大学"]),
        ("1. 2. 武汉大学", ["武汉大学"]),
        ("360.科技公司；3M公司", ["360.科技公司", "3M公司"]),
        (" ; ", []),
    ],
)
def test_split_names_splits_at_separators(text, names):
    assert split_names(text) == names


@given(any_text)
def test_split_names_is_stable(text):
    names = split_names(text)
    assert split_names(";".join(names)) == names
