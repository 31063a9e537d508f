"""What a record of the ledger says, field by field, in words."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlmodel import Session

from models.case_enums import CaseCategory, CaseState
from models.enums import LicenceKind
from models.ledger_enums import ActivityKind, DealKind
from models.queries import event_figures as figure_queries
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
    "is_void": "是否作废",
    "year": "年度",
    "state": "状态",
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
}
_KINDS: Mapping[str, str] = {
    **{one.value: one.label for one in ActivityKind},
    **{one.value: one.label for one in DealKind},
    **{one.value: one.label for one in LicenceKind},
    **{one.value: one.label for one in CaseCategory},
}
_STATES = {one.value: one.label for one in CaseState}
_NOTHING = "（空）"


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
    "licence_kind": _kind,
    "city_code": _city,
    "giver_city": _city,
    "taker_city": _city,
    # Not everybody who reads a contract may know of its demand.
    "demand_id": lambda _: "（已指明）",
    "follows_id": "第 {} 号合同".format,
    "deal_id": "第 {} 号合同".format,
    "category": _kind,
    "state": lambda value: _STATES.get(str(value), str(value)),
    "year": str,
}
