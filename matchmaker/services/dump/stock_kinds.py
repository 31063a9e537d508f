"""Records of the stock in a dump: industries, areas, organisations, patents and demands."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import col, select

from matchmaker.access.permissions import Permission
from matchmaker.industry.list_checks import STATUSES
from matchmaker.services.dump.declare import (
    DumpField,
    DumpKind,
    DumpScope,
    DumpType,
    city,
    day,
    key,
    maybe_text,
    number,
    ref,
    text,
    texts,
    word,
    words,
    yes_or_no,
    yuan,
)
from models.demand import Demand
from models.enums import LicenceKind, RecordKind
from models.organisation import Organisation, OrganisationAlias
from models.patent import Patent
from models.queries import industries as industry_queries
from models.queries import patents as patent_queries
from models.queries import visible as visible_queries
from models.queries.visible import EXISTENCE
from models.taxonomy import Area, Industry
from models.values.legal_status import LegalState
from models.values.org_name import OrgType
from models.values.patent_kind import PatentKind
from models.values.secrecy import Confidentiality
from models.values.transfer_mode import TransferMode

_SHEET, _FIRM, _OWN = "导入的专利表", "企业填报或导入的需求表", "系统归类"
_LIST, _AREAS = "现行产业目录", "系统自带的片区表"
Told = Sequence[Mapping[str, Any] | None]

INDUSTRIES = DumpKind(
    "industries",
    "产业目录",
    "现行产业目录，另有“其他”",
    Industry,
    Permission.RULES_READ,
    (
        text("slug", "产业代号", _LIST),
        text("name", "产业名称", _LIST),
        text("industry_group", "所属的组的代号", _LIST),
        DumpField("status", DumpType.TEXT, "状态", _LIST, values=STATUSES),
        number("position", "目录中的次序", "", _LIST),
        text("version", "目录版本", _LIST),
    ),
    key=("slug",),
)
AREAS = DumpKind(
    "areas",
    "片区",
    "都市圈及其市州",
    Area,
    Permission.RULES_READ,
    (
        text("slug", "片区代号", _AREAS),
        text("name", "片区名称", _AREAS),
        texts("city_codes", "所含市州的行政区划代码", _AREAS),
        text("version", "版本", _AREAS),
    ),
    key=("slug",),
)


def _organisations(scope: DumpScope, rows: Sequence[Organisation]) -> Told:
    ids = [one.id or 0 for one in rows]
    statement = (
        select(OrganisationAlias.organisation_id, OrganisationAlias.alias)
        .where(col(OrganisationAlias.organisation_id).in_(ids))
        .order_by(col(OrganisationAlias.id))
    )
    names: dict[int, list[str]] = {}
    for organisation_id, alias in scope.session.exec(statement):
        names.setdefault(organisation_id, []).append(alias)
    return [{"aliases": names.get(one.id or 0, []), **_bare(one.org_type)} for one in rows]


def _bare(kind: OrgType) -> Mapping[str, Any]:
    """Return what stands in the place of what would tell of a natural person at home."""
    if kind is not OrgType.INDIVIDUAL:
        return {}
    return {"address": "", "district": "", "uscc": None, "intro": "", "labels": ""}


ORGANISATIONS = DumpKind(
    "organisations",
    "单位",
    "企业、高校、院所、机构，以及作为申请人的个人；个人只有姓名和市州",
    Organisation,
    Permission.ORGANISATION_READ,
    (
        key(),
        text("name", "名称；类型为个人时是姓名", "导入或登记", personal=True),
        texts("aliases", "见过的其他写法", "导入", personal=True),
        word("org_type", "类型", OrgType, _OWN),
        maybe_text("uscc", "统一社会信用代码（GB 32100），不掌握为 null", "导入或登记"),
        city(),
        text("district", "县市区", "导入或登记"),
        text("address", "地址；个人不给出", "导入或登记"),
        text("labels", "企业类型，如高新技术企业", "导入或登记"),
        text("intro", "简介", "导入或登记"),
        ref("parent_id", "organisations", "上级单位", may_be_null=True),
        ref("merged_into_id", "organisations", "已并入的单位", may_be_null=True),
    ),
    further=_organisations,
)


def _patents(scope: DumpScope, rows: Sequence[Patent]) -> Told:
    ids = [one.id or 0 for one in rows]
    owners = patent_queries.owner_ids(scope.session, ids)
    tags = industry_queries.stored_tags(scope.session, RecordKind.PATENT, ids)
    return [
        {
            "number": one.display_number,
            "owner_ids": list(owners.get(one.id or 0, ())),
            "industries": sorted(tags.get(one.id or 0, {})),
        }
        for one in rows
    ]


PATENTS = DumpKind(
    "patents",
    "专利",
    "存量专利和申请，含不再推介的；联系人、电话和邮箱不在其中",
    Patent,
    Permission.PATENT_READ,
    (
        key(),
        text("number", "申请号，带校验位", _SHEET),
        text("publication_number", "公开（公告）号", _SHEET),
        text("title", "名称", _SHEET),
        text("abstract", "摘要", _SHEET),
        text("first_claim", "首项权利要求", _SHEET),
        text("effect", "技术功效", _SHEET),
        word("kind", "专利类型", PatentKind, "由申请号得出"),
        DumpField("owner_ids", DumpType.INTEGERS, "权利人，见 organisations，第一个在前", _SHEET),
        texts("inventors", "发明人姓名", _SHEET, personal=True),
        text("department", "学院或二级单位", _SHEET),
        text("address", "申请人地址", _SHEET, personal=True),
        city(),
        day("filing_date", "申请日", _SHEET),
        day("publication_date", "公开（公告）日", _SHEET),
        day("grant_date", "授权公告日", _SHEET),
        day("expiry_date", "届满日；来源没有写时由申请日推算", _SHEET),
        text("classification_main", "主分类号", _SHEET),
        texts("classifications", "全部分类号（IPC 或洛迦诺）", _SHEET),
        texts("cpc", "CPC 分类号", _SHEET),
        texts("keywords", "关键词", _SHEET),
        text("industry_text", "来源所写的行业", _SHEET),
        texts("industries", "归入的产业，见 industries 的 slug", _OWN),
        word("legal_state", "归一后的法律状态", LegalState, _SHEET),
        text("legal_text", "来源所写的法律状态", _SHEET),
        word("licence_kind", "现有许可的类型", LicenceKind, _SHEET, may_be_null=True),
        words("transfer_modes", "可接受的转化方式", TransferMode, "权利人"),
        yuan("price_low_cny", "预期价格下限", "权利人"),
        yuan("price_high_cny", "预期价格上限", "权利人"),
        yes_or_no("price_negotiable", "价格是否可议", "权利人"),
        text("maturity_text", "技术成熟度，照来源所写", "权利人"),
        number("maturity_trl", "技术就绪度", "级（1–9）", "由成熟度换算", may_be_null=True),
        yes_or_no("state_funded", "是否财政资助", "权利人", may_be_null=True),
        text("scenario", "应用场景", "权利人"),
        text("implementation_text", "实施状态", "权利人"),
        day("listed_until", "挂牌至", "权利人"),
        yes_or_no("owner_consents", "权利人是否同意推介", "权利人"),
        text("open_licence_text", "来源所写的开放许可", _SHEET),
        number("claim_count", "权利要求数", "项", _SHEET, may_be_null=True),
        number("family_size", "同族数", "件", _SHEET, may_be_null=True),
        number("cited_by_count", "被引次数", "次", _SHEET, may_be_null=True),
        text("value_text", "价值度，照来源所写，各库口径不同", _SHEET),
        text("value_source", "价值度的表头", _SHEET),
        ref("duplicate_of_id", "patents", "与哪一件重复", may_be_null=True),
    ),
    further=_patents,
)

# What remains of a demand of which no more may be known than that it is there.
_EXISTENCE = ("id", "organisation_id", "confidentiality", "city_code", "duplicate_of_id")


def _demands(scope: DumpScope, rows: Sequence[Demand]) -> Told:
    ids = [one.id or 0 for one in rows]
    seen = visible_queries.sights(scope.session, scope.seer, ids)
    tags = industry_queries.stored_tags(scope.session, RecordKind.DEMAND, ids)
    told: list[Mapping[str, Any] | None] = []
    for one in rows:
        sight = seen.get(one.id or 0)
        if sight is None:
            told.append(None)
        elif sight == EXISTENCE:
            told.append({"is_withheld": True, **_WITHHELD})
        else:
            industries = sorted(tags.get(one.id or 0, {}))
            told.append({"is_withheld": False, "industries": industries})
    return told


DEMANDS = DumpKind(
    "demands",
    "技术需求",
    "企业的技术需求。不公开的需求只有编号、单位和市州；联系方式不在其中",
    Demand,
    Permission.DEMAND_READ,
    (
        key(),
        yes_or_no("is_withheld", "内容是否因公开范围而不给出", "系统"),
        ref("organisation_id", "organisations", "需求单位"),
        word("confidentiality", "公开范围", Confidentiality, _FIRM),
        text("demand_number", "需求编号", _FIRM),
        text("title", "需求名称", _FIRM),
        text("description", "需求描述", _FIRM),
        text("problem", "主要问题", _FIRM),
        text("key_technique", "技术关键", _FIRM),
        text("target", "预期目标", _FIRM),
        text("basis", "现有基础", _FIRM),
        texts("keywords", "关键词", _FIRM),
        text("industry_text", "来源所写的产业", _FIRM),
        texts("industries", "归入的产业，见 industries 的 slug", _OWN),
        text("technical_field", "技术领域", _FIRM),
        yuan("budget_low_cny", "预算下限", _FIRM),
        yuan("budget_high_cny", "预算上限", _FIRM),
        yes_or_no("budget_negotiable", "预算是否可议", _FIRM),
        words("cooperation_modes", "合作方式", TransferMode, _FIRM),
        text("intended_partner", "合作意向单位", _FIRM),
        day("deadline", "截止日期", _FIRM),
        city(),
        text("district", "县市区", _FIRM),
        ref("duplicate_of_id", "demands", "与哪一项重复", may_be_null=True),
    ),
    further=_demands,
)
_NOTHING = {DumpType.TEXT: "", DumpType.TEXTS: [], DumpType.BOOLEAN: False}
_WITHHELD = {
    one.name: None if one.may_be_null else _NOTHING[one.type]
    for one in DEMANDS.fields
    if one.name not in (*_EXISTENCE, "is_withheld")
}
KINDS = (INDUSTRIES, AREAS, ORGANISATIONS, PATENTS, DEMANDS)
