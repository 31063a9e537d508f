"""Records of the ledger in a dump: activities, contracts, open licences, figures of past years."""

from collections.abc import Mapping, Sequence
from typing import Any

from matchmaker.access.permissions import Permission
from matchmaker.services.dump.declare import (
    DumpField,
    DumpKind,
    DumpScope,
    DumpType,
    city,
    day,
    key,
    moment,
    number,
    ref,
    text,
    texts,
    word,
    yes_or_no,
    yuan,
)
from matchmaker.services.dump.event_kinds import without_unknown
from models.enums import LicenceKind
from models.ledger import Activity, BaseFigure, Deal
from models.ledger_enums import ActivityKind, DealKind
from models.licence_enums import OpenLicenceState
from models.open_licence import OpenLicence, OpenLicenceUse
from models.queries import ledger as ledger_queries
from models.values.indicator import INDICATORS
from models.values.licence_fee import FeeMode

Told = Sequence[Mapping[str, Any] | None]
_REPORTED, _OWNER = "省、市组织方登记", "权利人"
FIGURES = {one.slug: one.title for one in INDICATORS}

ACTIVITIES = DumpKind(
    "activities",
    "专项活动台账",
    "登记的宣讲、走访、培训等活动；备注不在其中",
    Activity,
    Permission.LEDGER_READ,
    (
        key(),
        word("kind", "类型", ActivityKind, _REPORTED),
        text("title", "名称", _REPORTED),
        city(meaning="哪个市州的活动，省级为 null"),
        day("held_on", "日期", _REPORTED, may_be_null=False),
        number("sessions", "场次", "场", _REPORTED),
        number("heads", "人次", "人次", _REPORTED),
        DumpField(
            "counts", DumpType.COUNTS, "其他数字，名称为指标代号", _REPORTED, "个或元", FIGURES
        ),
        text("organiser", "主办单位", _REPORTED),
        text("place", "地点", _REPORTED),
        ref("event_id", "events", "就是哪场活动", may_be_null=True),
        yes_or_no("is_void", "是否已作废", _REPORTED),
        moment("recorded_at", "登记时间"),
    ),
)


def _deals(scope: DumpScope, rows: Sequence[Deal]) -> Told:
    patents = ledger_queries.patents_of(scope.session, [one.id or 0 for one in rows])
    reports = ledger_queries.reports_of(scope.session, [one.id or 0 for one in rows])
    demands = without_unknown(scope, rows)
    return [
        {
            **(demand or {}),
            "patent_ids": [
                known.patent_id
                for known in patents.get(one.id or 0, ())
                if known.patent_id is not None
            ],
            "patent_numbers": [known.number for known in patents.get(one.id or 0, ())],
            "reports": len(reports.get(one.id or 0, ())),
        }
        for one, demand in zip(rows, demands, strict=True)
    ]


DEALS = DumpKind(
    "deals",
    "成交合同与意向",
    "转让、许可、作价入股、质押的合同和意向；备注不在其中",
    Deal,
    Permission.LEDGER_READ,
    (
        key(),
        word("kind", "类型", DealKind, _REPORTED),
        word("licence_kind", "许可类型", LicenceKind, _REPORTED, may_be_null=True),
        text("title", "合同名称", _REPORTED),
        ref("giver_id", "organisations", "转让、许可或出质一方", may_be_null=True),
        text("giver_name", "该方名称，照合同所写", _REPORTED, personal=True),
        city("giver_city", "该方所在市州"),
        ref("taker_id", "organisations", "受让、被许可或质权一方", may_be_null=True),
        text("taker_name", "该方名称，照合同所写", _REPORTED, personal=True),
        city("taker_city", "该方所在市州"),
        DumpField("patent_ids", DumpType.INTEGERS, "在库的专利，见 patents 的 id", _REPORTED),
        texts("patent_numbers", "合同所列的全部专利号", _REPORTED),
        yuan("amount_cny", "金额，不掌握为 null", _REPORTED),
        day("signed_on", "签订日期", _REPORTED),
        day("registered_on", "登记或备案日期，自此计入成效", _REPORTED),
        text("number", "登记或备案号", _REPORTED),
        number("reports", "报送次数", "次", "系统记录"),
        ref("event_id", "events", "来自哪场活动", may_be_null=True),
        ref("demand_id", "demands", "来自哪项需求", may_be_null=True),
        ref("follows_id", "deals", "取代了哪份合同", may_be_null=True),
        yes_or_no("is_void", "是否已作废", _REPORTED),
        moment("recorded_at", "登记时间"),
    ),
    further=_deals,
)
OPEN_LICENCES = DumpKind(
    "open_licences",
    "开放许可",
    "权利人准备和已公告的开放许可声明；公告以国家知识产权局为准，联系方式不在其中",
    OpenLicence,
    Permission.OPEN_LICENCE_READ,
    (
        key(),
        ref("patent_id", "patents"),
        ref("organisation_id", "organisations", "声明人"),
        word("state", "状态", OpenLicenceState, _OWNER),
        word("fee_mode", "使用费方式", FeeMode, _OWNER, may_be_null=True),
        yuan("fee_lump_cny", "一次总付的金额", _OWNER),
        number("fee_rate_bp", "提成比例", "万分之一", _OWNER, may_be_null=True),
        yuan("fee_entry_cny", "入门费", _OWNER),
        day("term_from", "许可期限起", _OWNER),
        day("term_until", "许可期限止", _OWNER),
        text("evaluation_report", "专利权评价报告编号", _OWNER),
        day("submitted_on", "提交日", _OWNER),
        day("announced_on", "公告日", "国家知识产权局公告"),
        text("announcement_number", "公告编号", "国家知识产权局公告"),
        day("withdrawn_on", "撤回日", _OWNER),
        day("ended_on", "结束日", _OWNER),
        moment("made_at", "登记时间"),
    ),
)
OPEN_LICENCE_USES = DumpKind(
    "open_licence_uses",
    "开放许可的使用",
    "要用或在用开放许可的单位；备注不在其中",
    OpenLicenceUse,
    Permission.OPEN_LICENCE_READ,
    (
        key(),
        ref("open_licence_id", "open_licences"),
        ref("organisation_id", "organisations", "不在库中为 null", may_be_null=True),
        text("licensee", "使用单位名称", "使用单位", personal=True),
        day("notified_on", "书面通知权利人的日期", "使用单位"),
        day("filed_on", "备案日期", _OWNER),
        text("filing_number", "备案号", _OWNER),
        yuan("fee_paid_cny", "已付使用费合计", _OWNER),
        day("ended_on", "结束日", _OWNER),
        moment("asked_at", "登记时间"),
    ),
)
BASE_FIGURES = DumpKind(
    "base_figures",
    "往年数据",
    "各市州往年的数，供同比",
    BaseFigure,
    Permission.LEDGER_READ,
    (
        key(),
        number("year", "年份", "", _REPORTED),
        number("month", "月份，0 为全年", "", _REPORTED),
        city(),
        DumpField("indicator", DumpType.TEXT, "指标代号", _REPORTED, values=FIGURES),
        number("value", "数值，金额以元计", "个或元", _REPORTED),
        moment("recorded_at", "登记时间"),
    ),
)
KINDS = (ACTIVITIES, DEALS, OPEN_LICENCES, OPEN_LICENCE_USES, BASE_FIGURES)
