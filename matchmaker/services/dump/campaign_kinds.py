"""The campaign in a dump: products, white list, public services, what cities hand in."""

from collections.abc import Mapping, Sequence
from datetime import UTC
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
    maybe_text,
    moment,
    number,
    ref,
    text,
    texts,
    word,
    yes_or_no,
    yuan,
)
from matchmaker.services.dump.ledger_kinds import FIGURES
from models.case_enums import CaseCategory, CaseState
from models.city_request import CityRequest
from models.course import Course
from models.course_enums import CourseKind
from models.model_case import ModelCase
from models.patent import display_number
from models.policy import Policy
from models.policy_enums import PolicyLevel
from models.product import Product
from models.product_enums import PatentRole, ProductState
from models.queries import courses as course_queries
from models.queries import products as product_queries
from models.request_enums import RequestOutcome, RequestState
from models.service_offer import ServiceOffer
from models.submission import CitySubmission
from models.submission_enums import SubmissionKind, SubmissionState
from models.white_list import WhiteListBatch, WhiteListEntry

Told = Sequence[Mapping[str, Any] | None]
_FIRM, _OFFICE, _CITY = "企业填报", "省、市组织方登记", "市州填报"


def _products(scope: DumpScope, rows: Sequence[Product]) -> Told:
    patents = product_queries.patents_of(scope.session, [one.id or 0 for one in rows])
    return [
        {
            f"{role.value}_patents": [
                display_number(patent.number, None)
                for patent in patents.get(one.id or 0, ())
                if patent.role is role
            ]
            for role in PatentRole
        }
        for one in rows
    ]


PRODUCTS = DumpKind(
    "products",
    "专利产品",
    "企业填报的专利密集型产品；备案和认定以国家平台为准，联系方式不在其中",
    Product,
    Permission.PRODUCT_READ,
    (
        key(),
        ref("organisation_id", "organisations", "企业"),
        text("name", "产品名称", _FIRM),
        number("year", "年度", "", _FIRM),
        text("description", "产品说明", _FIRM),
        text("industry", "所属产业，见 industries 的 slug", _FIRM),
        yuan("output_cny", "产品年产值", _FIRM),
        yuan("sales_cny", "产品年销售收入", _FIRM),
        yuan("firm_sales_cny", "企业总销售收入", _FIRM),
        *(
            texts(
                f"{role.value}_patents", f"{role.label}的申请号，在库的见 patents 的 number", _FIRM
            )
            for role in PatentRole
        ),
        word("state", "状态", ProductState, _OFFICE),
        day("surveyed_on", "计入摸底调查的日期", "系统记录"),
        day("submitted_on", "提交日", _FIRM),
        day("filed_on", "备案日", _OFFICE),
        text("filing_number", "备案号", _OFFICE),
        day("recognised_on", "认定日", _OFFICE),
        text("recognition_number", "认定号", _OFFICE),
        day("withdrawn_on", "撤回日", _OFFICE),
        moment("made_at", "登记时间"),
    ),
    further=_products,
)
WHITE_LIST_BATCHES = DumpKind(
    "white_list_batches",
    "白名单批次",
    "知识产权金融白名单的批次",
    WhiteListBatch,
    Permission.LEDGER_READ,
    (
        key(),
        number("year", "年份", "", _OFFICE),
        number("number", "第几批", "", _OFFICE),
        text("name", "批次名称", _OFFICE),
        day("listed_on", "公布日期", _OFFICE, may_be_null=False),
        text("issuer", "公布单位", _OFFICE),
        moment("recorded_at", "登记时间"),
    ),
)
WHITE_LIST = DumpKind(
    "white_list",
    "白名单企业",
    "各批次的企业，每家银行的授信一条",
    WhiteListEntry,
    Permission.LEDGER_READ,
    (
        key(),
        ref("batch_id", "white_list_batches"),
        ref("organisation_id", "organisations", "企业"),
        text("firm_name", "企业名称，照名单所写", _OFFICE),
        text("uscc", "统一社会信用代码，照名单所写", _OFFICE),
        city(),
        yuan("credit_cny", "授信额度", _OFFICE),
        text("bank", "授信银行", _OFFICE),
        day("removed_on", "移出日期", _OFFICE),
        text("removed_reason", "移出原因", _OFFICE),
        moment("recorded_at", "登记时间"),
    ),
)
POLICIES = DumpKind(
    "policies",
    "政策库",
    "收录的政策文件，附件不在其中",
    Policy,
    Permission.PUBLIC_SERVICE_READ,
    (
        key(),
        text("title", "名称", _OFFICE),
        text("issuer", "发文机关", _OFFICE),
        text("document_number", "文号", _OFFICE),
        word("level", "层级", PolicyLevel, _OFFICE),
        city(meaning="哪个市州的政策"),
        day("issued_on", "发文日期", _OFFICE, may_be_null=False),
        day("valid_from", "施行日期，null 为发文之日", _OFFICE),
        day("valid_until", "有效期至", _OFFICE),
        day("repealed_on", "废止日期", _OFFICE),
        ref("replaced_by_id", "policies", "被哪份文件替代", may_be_null=True),
        text("topics", "主题，以顿号分隔", _OFFICE),
        text("summary", "摘要", _OFFICE),
        text("text", "正文", _OFFICE),
        yes_or_no("is_void", "是否已撤下", _OFFICE),
        moment("recorded_at", "登记时间"),
    ),
)


def _courses(scope: DumpScope, rows: Sequence[Course]) -> Told:
    sittings = course_queries.sittings_of(scope.session, [one.id or 0 for one in rows])
    return [
        {
            "sittings": [
                one.starts_at.astimezone(UTC).isoformat() for one in sittings.get(row.id or 0, ())
            ]
        }
        for row in rows
    ]


COURSES = DumpKind(
    "courses",
    "培训课程",
    "发布的课程，报名的人不在其中",
    Course,
    Permission.PUBLIC_SERVICE_READ,
    (
        key(),
        word("kind", "类型", CourseKind, _OFFICE),
        text("title", "名称", _OFFICE),
        city(meaning="哪个市州的课程，省级为 null"),
        text("place", "地点", _OFFICE),
        yes_or_no("is_online", "是否可线上参加", _OFFICE),
        number("capacity", "名额，null 为不限", "人", _OFFICE, may_be_null=True),
        text("audience", "对象", _OFFICE),
        text("lecturer", "授课人", _OFFICE, personal=True),
        text("topics", "主题，以顿号分隔", _OFFICE),
        texts("sittings", "每次上课的开始时刻", _OFFICE),
        yes_or_no("is_void", "是否已取消", _OFFICE),
        moment("recorded_at", "登记时间"),
    ),
    further=_courses,
)
SERVICES = DumpKind(
    "services",
    "服务目录",
    "机构和平台提供的服务",
    ServiceOffer,
    Permission.PUBLIC_SERVICE_READ,
    (
        key(),
        text("kind", "类型", _OFFICE),
        text("title", "名称", _OFFICE),
        text("provider_name", "提供者", _OFFICE),
        text("purpose", "用途", _OFFICE),
        text("price_text", "价格", _OFFICE),
        text("cities", "服务的市州代码，以顿号分隔，空为全省", _OFFICE),
        maybe_text("city_code", "由哪个市州维护，省级为 null", _OFFICE),
        day("valid_until", "有效期至", _OFFICE),
        yes_or_no("is_void", "是否已撤下", _OFFICE),
        moment("recorded_at", "登记时间"),
    ),
)
SUBMISSIONS = DumpKind(
    "submissions",
    "市州报送",
    "市州的活动方案和活动总结中的数字；文字和附件不在其中",
    CitySubmission,
    Permission.LEDGER_READ,
    (
        key(),
        word("kind", "类型", SubmissionKind, _CITY),
        number("year", "年度", "", _CITY),
        city(),
        word("state", "状态", SubmissionState, "系统记录"),
        DumpField("figures", DumpType.COUNTS, "数字，名称为指标代号", _CITY, "个或元", FIGURES),
        day("counted_until", "数字截至", _CITY),
        moment("first_sent_at", "首次报送时间", may_be_null=True),
        moment("recorded_at", "最近一次变动的时间"),
    ),
)


def _cases(_: DumpScope, rows: Sequence[ModelCase]) -> Told:
    return [{"has_consent": one.has_consent} for one in rows]


CASES = DumpKind(
    "cases",
    "典型案例",
    "市州报送的典型案例；没有同意公开的，对外使用前须取得同意",
    ModelCase,
    Permission.LEDGER_READ,
    (
        key(),
        number("year", "年度", "", _CITY),
        city(meaning="哪个市州的案例，省级为 null"),
        ref("deal_id", "deals", "来源合同", may_be_null=True),
        word("state", "状态", CaseState, "系统记录"),
        text("title", "标题", _CITY),
        text("unit", "案例单位", _CITY),
        word("category", "类别", CaseCategory, _CITY),
        text("industry", "所属产业", _CITY),
        text("giver_name", "供给方", _CITY, personal=True),
        text("taker_name", "需求方", _CITY, personal=True),
        text("patents", "专利号和名称", _CITY),
        text("background", "背景", _CITY),
        text("approach", "主要做法", _CITY),
        text("terms", "方式和金额", _CITY),
        text("results", "取得成效", _CITY),
        text("why", "典型意义", _CITY),
        yes_or_no("has_consent", "是否同意公开", _CITY),
        yes_or_no("is_published", "是否已公布", _OFFICE),
        day("sent_on", "首次报送日期", "系统记录"),
        moment("recorded_at", "最近一次变动的时间"),
    ),
    further=_cases,
)
REQUESTS = DumpKind(
    "requests",
    "市州诉求",
    "市州请省局帮助的事和省局的答复；承办人不在其中",
    CityRequest,
    Permission.LEDGER_READ,
    (
        key(),
        city(),
        word("state", "状态", RequestState, "系统记录"),
        text("subject", "标题", _CITY),
        text("text", "诉求内容", _CITY),
        text("topic", "主题", _CITY),
        day("wanted_by", "希望答复日期", _CITY),
        ref("service_id", "services", "对应服务", may_be_null=True),
        ref("event_id", "events", "对应活动", may_be_null=True),
        text("answer", "省局答复", "省局填写"),
        moment("submitted_at", "最近一次提交的时间", may_be_null=True),
        moment("answered_at", "最近一次答复的时间", may_be_null=True),
        word("outcome", "是否解决，市州没有反馈为 null", RequestOutcome, _CITY, may_be_null=True),
        day("solved_on", "解决日期", _CITY),
        ref("activity_id", "activities", "已计入“解决问题”的走访", may_be_null=True),
        moment("recorded_at", "最近一次变动的时间"),
    ),
)
KINDS = (
    PRODUCTS,
    WHITE_LIST_BATCHES,
    WHITE_LIST,
    POLICIES,
    COURSES,
    SERVICES,
    SUBMISSIONS,
    CASES,
    REQUESTS,
)
