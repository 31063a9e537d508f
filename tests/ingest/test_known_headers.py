"""Every header that is known of real exports leads to its field."""

from collections.abc import Mapping

import pytest

from ingest.mapping import Source, map_headers, normalise_header
from ingest.sources import SOURCES
from ingest.sources.demand_sheet import DEMAND_SHEET
from ingest.sources.know_how_sheet import KNOW_HOW_SHEET
from ingest.sources.patent_sheet import PATENT_FACTS, PATENT_SHEET
from ingest.types import RawRow
from models.enums import ImportKind

NOTED = "（已识别但不保存）"

PATENT_HEADERS = {
    "application_number": "申请号 专利号 申请（专利）号 专利申请号 专利编号 申请号/专利号",
    "publication_number": (
        "公开(公告)号 公开（公告）号 公开号 公告号 授权公告号 专利授权号 首次公开号 公布公告号"
    ),
    "title": ("标题 标题(中文) 名称 专利名称 发明名称 题名 Patsnap专利标题 成果名称"),
    "abstract": "摘要 摘要(中文) 摘要文本 专利摘要 文摘 成果简介",
    "first_claim": "首项权利要求 独立权利要求 主权项 主权项内容 权利要求",
    "applicants": (
        "申请人 第一申请人 标准化申请人 申请(专利权)人 申请（专利权）人 [标]原始申请(专利权)人"
        " 主申请人 专利权人"
    ),
    "current_owners": (
        "当前权利人 标准化当前权利人 当前专利权人 标准化当前专利权人 标准当前专利权人"
        " [标]当前申请(专利权)人 成果持有单位"
    ),
    "owner_uscc": "工商统一社会信用代码 统一社会信用代码",
    "inventors": "发明人 第一发明人 当前发明人名称 发明（设计）人 主发明人 主要完成人",
    "department": "学院 二级单位",
    "address": "地址 申请人地址 主申请人地址",
    "city": (
        "中国申请人地市 当前申请(专利权)人州/省 当前申请(专利权)人地市 申请人（地市） 国别省市代码"
        " 国省代码 省 市"
    ),
    "district": "中国申请人区县 当前申请(专利权)人区县 区",
    "filing_date": "申请日 申请日期",
    "publication_date": "公开(公告)日 公开（公告）日",
    "grant_date": "授权公告日 授权日 颁证日",
    "expiry_date": "失效日 预估到期日 权利失效日",
    "classification_main": "主分类号 IPC主分类 IPC主分类号 IPC主分类-小类",
    "classifications": "IPC IPC分类号 分类号 国际专利分类号",
    "industry_text": (
        "国民经济分类 国民经济行业(主) 新兴产业分类 新兴产业(主) 战略新兴产业分类 应用领域分类"
        " 技术主题分类 技术领域 行业领域 所属产业 应用行业"
    ),
    "legal_text": (
        "专利有效性 当前法律状态 法律状态 法律状态/事件 简单法律状态 有效性 最新法律状态 专利权状态"
    ),
    "licence_kind": "许可类型",
    "licence_count": "许可次数",
    "licence_date": "许可合同备案日期",
    "licensee": "被许可人 当前被许可人",
    "licence_number": "许可合同备案号",
    "transfer_count": "转让次数",
    "transfer_date": "转让执行日 权利转移生效日",
    "transferee": "受让人",
    "pledge_count": "质押次数",
    "pledge_term": "质押期限",
    "pledgee": "质权人 当前质权人",
    "pledge_number": "质押合同登记号",
    "pledge_release_date": "质押解除日",
    "maturity": "技术成熟度 成果成熟度 技术就绪度 TRL",
    "transfer_modes": "转化意愿 可接受的转化方式 拟转化方式 转让方式 转化方式 合作方式",
    "price": ("预期交易价格(万元) 拟转让价格 转让价格 拟转化金额（万） 单次许可费用"),
    "state_funded": "是否属于财政资助科研项目形成专利 是否财政资助",
    "scenario": "应用场景(产业化前景) 应用方向",
    "contact_name": "联系人",
    "contact_phone": "联系电话 手机号 主要完成人电话",
    "secrecy": "密级",
    "effect": "技术功效短语 技术功效句 用途 [标]技术功效短语 技术功效 有益效果",
    "keywords": "关键词 关键字",
    "cpc": "CPC CPC分类号",
    "claim_count": "权利要求数量 权利要求数 权项数",
    "family_size": "简单同族个数 同族数量",
    "cited_by_count": "被引证次数 被引用专利数量 被引证数量",
    "value_text": "合享价值度 专利价值 DPI 专利自评 专利价值分级自评 价值度",
    "implementation_text": "专利实施状态 实施状态(含产业化) 实施情况",
    "open_licence_text": "开放许可声明",
    "open_licence_fee": "许可使用费支付方式、标准",
    "open_licence_term": "单次许可期限",
    "open_licence_scope": "单次许可范围",
    "contact_email": "邮箱 电子邮箱",
    NOTED: (
        "专利类型 公开类型 类型 专利种类 申请类型 [标]技术问题短语 技术稳定性 技术先进性"
        " 技术价值 市场价值"
    ),
}
DEMAND_HEADERS = {
    "organisation": "企业名称 机构全称 机构名称 单位名称 需求单位 需求方",
    "uscc": "统一社会信用代码 信用代码 组织机构代码",
    "organisation_labels": "机构属性 企业类型",
    "high_tech": "高新技术企业",
    "specialised": "专精特新",
    "little_giant": "小巨人",
    "city": "所在地域 所属区域 所在地区 市州",
    "district": "县市区",
    "contact_name": "联系人",
    "contact_phone": "固定电话 移动电话 手机",
    "intro": "机构简介 企业简介 主营业务 主要产品 经营范围",
    "demand_number": "技术需求编号",
    "title": "技术需求名称 需求名称 难题名称 title",
    "industry_text": "所属产业 需求技术应用行业 国民经济行业 产业链",
    "technical_field": "需求技术所属领域 技术领域",
    "problem": "主要问题",
    "key_technique": "技术关键",
    "target": "预期目标",
    "description": "需求描述 需求内容 技术难题 content",
    "basis": "现有基础",
    "keywords": "关键字 关键词",
    "budget": "拟投入资金总额(万元) 投入预算 预算金额 悬赏金额",
    "cooperation_modes": "技术需求解决方式 技术需求合作模式 期望合作方式",
    "intended_partner": "合作意向单位 意向高校",
    "deadline": "需求时限 结束年限 期限 截止日期",
    "confidentiality": "保密级别 公开级别",
    NOTED: "电子信箱 开始年限",
}


def expected(table: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(header, field) for field, headers in table.items() for header in headers.split(" ")]


def field_of(header: str, source: Source) -> str:
    found = map_headers("", RawRow(1, [header]), source)
    return NOTED if found.noted else found.columns.get(0, "")


@pytest.mark.parametrize(("header", "field"), expected(PATENT_HEADERS))
def test_every_header_of_patents_is_known(header: str, field: str) -> None:
    assert field_of(header, PATENT_SHEET) == field


@pytest.mark.parametrize(("header", "field"), expected(DEMAND_HEADERS))
def test_every_header_of_demands_is_known(header: str, field: str) -> None:
    assert field_of(header, DEMAND_SHEET) == field


@pytest.mark.parametrize("header", [header for name in PATENT_FACTS.values() for header in name])
def test_know_how_only_notes_what_patents_alone_have_columns_for(header: str) -> None:
    assert field_of(header, KNOW_HOW_SHEET) == NOTED


ALL_SOURCES = [source for sources in SOURCES.values() for source in sources]


@pytest.mark.parametrize("source", ALL_SOURCES, ids=lambda source: source.name)
def test_no_header_means_two_things_in_a_source(source: Source) -> None:
    headers = [normalise_header(h) for aliases in source.aliases.values() for h in aliases]
    assert sorted({h for h in headers if headers.count(h) > 1}) == []
    assert source.notes() & set(headers) == set()


@pytest.mark.parametrize("kind", ImportKind)
def test_every_source_is_told_by_its_signature_and_the_last_by_none(kind: ImportKind) -> None:
    *special, general = SOURCES[kind]
    assert all(2 <= len(source.signature) <= 4 for source in special)
    assert general.signature == frozenset()
    assert {name for source in special for name in source.aliases} <= set(general.aliases)
