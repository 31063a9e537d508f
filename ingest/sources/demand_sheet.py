"""Any sheet of technical demands."""

from ingest.mapping import Source

DEMAND_ALIASES: dict[str, tuple[str, ...]] = {
    "demand_number": ("技术需求编号", "需求编号", "编号", "demand_id"),
    "organisation": ("企业名称", "机构全称", "单位名称", "机构名称", "需求单位", "需求方"),
    "uscc": ("统一社会信用代码", "信用代码", "组织机构代码"),
    "organisation_labels": ("企业类型", "机构属性"),
    "high_tech": ("高新技术企业",),
    "specialised": ("专精特新",),
    "little_giant": ("小巨人",),
    "city": ("市州", "所在地域", "所属区域", "所在地区"),
    "district": ("县市区",),
    "intro": ("主营业务", "企业简介", "机构简介", "主要产品", "经营范围"),
    "title": ("技术需求名称", "需求名称", "难题名称", "title"),
    "industry_text": ("所属产业", "需求技术应用行业", "产业链", "国民经济行业"),
    "technical_field": ("需求技术所属领域", "技术领域"),
    "description": ("需求描述", "需求内容", "技术难题", "content", "text"),
    "problem": ("主要问题",),
    "key_technique": ("技术关键",),
    "target": ("预期目标",),
    "basis": ("现有基础",),
    "keywords": ("关键词", "关键字"),
    "budget": (
        "拟投入资金总额(万元)",
        "投入预算(万元)",
        "投入预算",
        "预算金额",
        "悬赏金额",
    ),
    "cooperation_modes": ("技术需求合作模式", "技术需求解决方式", "期望合作方式"),
    "intended_partner": ("合作意向单位", "意向高校"),
    "deadline": ("需求时限", "截止日期", "结束年限", "期限"),
    "confidentiality": ("保密级别", "公开级别"),
    "contact_name": ("联系人",),
    "contact_phone": ("移动电话", "手机", "固定电话", "联系电话"),
    "secrecy": ("密级",),
}

# Understood, but the table of demands has no column for them.
DEMAND_NOTED = frozenset({"序号", "No", "No.", "电子信箱", "开始年限"})

DEMAND_SHEET = Source(
    name="demand_sheet",
    label="技术需求表",
    aliases=DEMAND_ALIASES,
    required=("title",),
    noted=DEMAND_NOTED,
)
