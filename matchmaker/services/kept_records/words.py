"""What a kept record says, field by field, in words."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from matchmaker.ledger.planned_day import tell_when
from matchmaker.services.submissions.words import PARTS
from models.case_enums import CaseCategory, CaseState
from models.course_enums import CourseKind
from models.enums import LicenceKind
from models.finance_enums import FinanceKind, FinanceState
from models.ledger_enums import ActivityKind, DealKind
from models.policy_enums import PolicyLevel
from models.queries import event_figures as figure_queries
from models.request_enums import RequestOutcome, RequestState
from models.submission_enums import SubmissionState
from models.values.indicator import by_slug
from models.values.region import find_region

FIELDS = {
    "kind": "类型",
    "licence_kind": "许可方式",
    "title": "名称",
    "city_code": "市州",
    "held_on": "日期",
    "sessions": "场次",
    "heads": "人次",
    "counts": "其他数字",
    "organiser": "主办单位",
    "place": "地点",
    "note": "备注",
    "event_id": "对应活动",
    "giver_name": "供给方",
    "giver_city": "供给方所在地",
    "taker_name": "需求方",
    "taker_city": "需求方所在地",
    "amount_cny": "金额（元）",
    "signed_on": "签订日期",
    "registered_on": "登记或备案日期",
    "number": "登记或备案号",
    "demand_id": "对应需求",
    "follows_id": "承接合同",
    "patents": "专利",
    "issuer": "发布单位",
    "document_number": "文号",
    "level": "层级",
    "issued_on": "发文日期",
    "valid_from": "施行日期",
    "valid_until": "有效期至",
    "repealed_on": "废止日期",
    "replaced_by_id": "被替代为",
    "topics": "主题",
    "summary": "摘要",
    "text": "正文",
    "is_online": "线上",
    "capacity": "名额",
    "audience": "对象",
    "lecturer": "授课人",
    "sittings": "时间",
    "course_id": "对应课程",
    "provider_name": "提供者",
    "price_text": "价格",
    "contact_way": "联系方式",
    "cities": "服务市州",
    "is_void": "是否作废",
    "name": "批次名称",
    "listed_on": "公布日期",
    "firm_name": "企业名称",
    "uscc": "统一社会信用代码",
    "credit_cny": "授信额度（元）",
    "bank": "授信银行",
    "removed_on": "移出日期",
    "removed_reason": "移出原因",
    "term_months": "期限（月）",
    "purpose": "用途",
    "state": "状态",
    "lender": "对接机构",
    "figures": "指标",
    "activities": "活动安排",
    "texts": "文字部分",
    "counted_until": "数字截至",
    "return_reason": "退回原因",
    "year": "年度",
    "unit": "案例单位",
    "category": "类别",
    "industry": "所属产业",
    "background": "案例背景",
    "approach": "主要做法",
    "terms": "方式和金额",
    "results": "取得成效",
    "why": "典型意义",
    "deal_id": "来源合同",
    "consent_by": "同意公开的单位",
    "consent_on": "同意日期",
    "sent_on": "首次报送日期",
    "choice_reason": "不按名次的理由",
    "is_published": "是否公布",
    "subject": "标题",
    "topic": "主题类别",
    "wanted_by": "希望答复日期",
    "service_id": "对应服务",
    "responsible": "承办人",
    "answer": "答复",
    "outcome": "是否解决",
    "outcome_note": "反馈说明",
    "solved_on": "解决日期",
    "activity_id": "已计入的走访",
}
# A word may be a kind of one thing and a state of another.
_KINDS: Mapping[str, str] = {
    **{one.value: one.label for one in ActivityKind},
    **{one.value: one.label for one in DealKind},
    **{one.value: one.label for one in FinanceKind},
    **{one.value: one.label for one in CourseKind},
}
_LICENCES = {one.value: one.label for one in LicenceKind}
_STATES: Mapping[str, str] = {
    **{one.value: one.label for one in FinanceState},
    **{one.value: one.label for one in SubmissionState},
    **{one.value: one.label for one in CaseState},
    **{one.value: one.label for one in RequestState},
}
_OUTCOMES = {one.value: one.label for one in RequestOutcome}
_LEVELS = {one.value: one.label for one in PolicyLevel}
_CATEGORIES = {one.value: one.label for one in CaseCategory}
_PARTS = {part: label for parts in PARTS.values() for part, label in parts.items()}
# Of a text its beginning is shown; the whole is kept.
SHOWN_CHARACTERS = 60
_NOTHING = "（空）"
_PARTS = {part: label for parts in PARTS.values() for part, label in parts.items()}
# Of a text its beginning is shown; the whole is kept.
SHOWN_CHARACTERS = 60


class Teller:
    """Tells what fields say; made with the records that will be told, for the events they name."""

    def __init__(self, session: Session, records: Iterable[Mapping[str, Any]]) -> None:
        ids = {one["event_id"] for one in records if one.get("event_id")}
        self._events = figure_queries.event_names(session, ids)

    def lines(
        self, before: Mapping[str, Any], after: Mapping[str, Any]
    ) -> tuple[tuple[str, str, str], ...]:
        """Return what differs: field, before, after."""
        # In the order of the fields: what the database keeps has none of its own.
        return tuple(
            (label, self.tell(name, before.get(name)), self.tell(name, after[name]))
            for name, label in FIELDS.items()
            if name in after and before.get(name) != after[name]
        )

    def tell(self, name: str, value: Any) -> str:
        """Return the value of a field."""
        if value is None or value in ("", [], {}):
            return _NOTHING
        if name == "event_id":
            return self._events.get(value, f"活动 {value}")
        told = _OF_FIELD.get(name, _plain)
        return told(value)


def _city(code: Any) -> str:
    region = find_region(str(code))
    return region.short_name if region else str(code)


def _kind(value: Any) -> str:
    return _KINDS.get(str(value), str(value))


def _figures(value: Any) -> str:
    known = by_slug()
    return "；".join(
        f"{one.name} {Decimal(value[one.slug]) / one.scale:,f} {one.unit}"
        for one in known.values()
        if one.slug in value
    )


def _activities(value: Any) -> str:
    return "；".join(f"{tell_when(one['when'])} {one['title']}" for one in value)


def _texts(value: Any) -> str:
    return "；".join(
        f"{_PARTS[part]}：{_shortened(value[part])}" for part in _PARTS if part in value
    )


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    if len(line) <= SHOWN_CHARACTERS:
        return line
    return f"{line[:SHOWN_CHARACTERS]}……（共 {len(text)} 字）"


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Mapping):
        return "；".join(f"{by_slug()[slug].name} {number:,}" for slug, number in value.items())
    if isinstance(value, list):
        return "、".join(map(str, value))
    return f"{value:,}" if isinstance(value, int) else str(value)


_OF_FIELD: Mapping[str, Callable[[Any], str]] = {
    "kind": _kind,
    "licence_kind": lambda value: _LICENCES.get(str(value), str(value)),
    "state": lambda value: _STATES.get(str(value), str(value)),
    "city_code": _city,
    "giver_city": _city,
    "figures": _figures,
    "activities": _activities,
    "texts": _texts,
    "taker_city": _city,
    # Not everybody who reads a contract may know of its demand.
    "demand_id": lambda _: "（已指明）",
    "follows_id": "第 {} 号合同".format,
    "cities": lambda codes: "、".join(_city(code) for code in str(codes).split("、")),
    "level": lambda value: _LEVELS.get(str(value), str(value)),
    "replaced_by_id": "政策库第 {} 号".format,
    "course_id": "第 {} 号课程".format,
    # A whole text is no line of a history.
    "text": lambda value: f"{len(str(value)):,} 字",
    "deal_id": "第 {} 号合同".format,
    "category": lambda value: _CATEGORIES.get(str(value), str(value)),
    "year": str,
    "service_id": "服务目录第 {} 号".format,
    "outcome": lambda value: _OUTCOMES.get(str(value), str(value)),
    "activity_id": "活动台账第 {} 号".format,
    "answer": lambda value: _shortened(str(value)),
    "return_reason": lambda value: _shortened(str(value)),
}
