"""Every change of a record of the ledger is kept: what stood there, what stands there, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from matchmaker.errors import BadQuery
from matchmaker.services.list_hands import Author
from models.enums import LicenceKind
from models.errors import Conflict
from models.ledger import Activity, Deal, LedgerChange
from models.ledger_enums import ActivityKind, DealKind, LedgerKind
from models.queries import ledger as ledger_queries
from models.values.indicator import by_slug
from models.values.region import find_region

# What a record is, beside what it says.
_APART = {"id", "revision", "actor", "recorded_at", "key", "giver_id", "taker_id"}
_LABELS = {
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
}
_KINDS: Mapping[str, str] = {
    **{one.value: one.label for one in ActivityKind},
    **{one.value: one.label for one in DealKind},
    **{one.value: one.label for one in LicenceKind},
}
_NOTHING = "（空）"


@dataclass(frozen=True)
class ChangeView:
    """A change in words; lines: what, before, after."""

    number: int
    made_at: datetime
    actor: str
    reason: str
    lines: tuple[tuple[str, str, str], ...]


def snapshot(record: Activity | Deal, patents: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return what a record says, as it is kept; patents: numbers of those of a contract."""
    said = record.model_dump(mode="json", exclude=_APART)
    return {**said, "patents": list(patents)} if isinstance(record, Deal) else said


def write_change(
    session: Session,
    record: Activity | Deal,
    stood: tuple[dict[str, Any], dict[str, Any]],
    reason: str,
    author: Author,
) -> None:
    """Keep a change; stood: what the record said before and says now."""
    kind = LedgerKind.DEAL if isinstance(record, Deal) else LedgerKind.ACTIVITY
    earlier = ledger_queries.changes_of(session, kind, record.id or 0)
    before, after = stood
    session.add(
        LedgerChange(
            record_kind=kind,
            record_id=record.id or 0,
            number=len(earlier) + 1,
            before=before,
            after=after,
            reason=reason,
            actor=author.actor,
            made_at=author.at,
        )
    )
    session.flush()


def require_revision(record: Activity | Deal, revision: int) -> None:
    """Raise Conflict where somebody has changed a record since it was shown."""
    if record.revision != revision:
        raise Conflict("这条记录刚被别人修改过。请刷新页面，看过新的内容再修改")


def require_reason(reason: str) -> str:
    """Return why somebody corrects or takes back; raise BadQuery where that is not said."""
    if not reason.strip():
        raise BadQuery("请写明更正或作废的原因，以便日后查对")
    return reason.strip()


def view_changes(session: Session, kind: LedgerKind, record_id: int) -> list[ChangeView]:
    """Return the changes of a record in words, the newest first."""
    changes = ledger_queries.changes_of(session, kind, record_id)
    return [
        ChangeView(one.number, one.made_at, one.actor, one.reason, _lines(one))
        for one in reversed(changes)
    ]


def _lines(change: LedgerChange) -> tuple[tuple[str, str, str], ...]:
    if not change.before:
        return ()
    # In the order of the names: what the database keeps has none of its own.
    return tuple(
        (label, _told(name, change.before.get(name)), _told(name, change.after[name]))
        for name, label in _LABELS.items()
        if name in change.after and change.before.get(name) != change.after[name]
    )


def _told(name: str, value: Any) -> str:
    if value is None or value in ("", [], {}):
        return _NOTHING
    if name in ("city_code", "giver_city", "taker_city"):
        region = find_region(str(value))
        return region.short_name if region else str(value)
    if name in ("kind", "licence_kind"):
        return _KINDS.get(str(value), str(value))
    return _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Mapping):
        return "；".join(f"{by_slug()[slug].name} {number:,}" for slug, number in value.items())
    if isinstance(value, list):
        return "、".join(map(str, value))
    return f"{value:,}" if isinstance(value, int) else str(value)
