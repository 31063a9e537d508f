"""The white list as it is looked at: batches with what they have, firms with their batch."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from matchmaker.services.city_names import city_name
from models.queries import white_list as list_queries
from models.queries.white_list import BatchCounts
from models.white_list import WhiteListBatch, WhiteListEntry

UNKNOWN_CITY = "未知"


@dataclass(frozen=True)
class BatchRow:
    """A batch; firms, removed, credit_cny: of the city that is looked at, or of all."""

    id: int
    year: int
    number: int
    title: str
    name: str
    listed_on: date
    issuer: str
    firms: int
    removed: int
    credit_cny: int
    revision: int


@dataclass(frozen=True)
class EntryRow:
    """A firm of a batch, once for each bank; standing: 在册 or 已移出."""

    id: int
    batch_id: int
    batch: str
    listed_on: date
    issuer: str
    firm: str
    uscc: str
    city: str
    credit_cny: int | None
    bank: str
    standing: str
    removed_on: date | None
    removed_reason: str
    actor: str
    recorded_at: datetime
    revision: int


def view_batches(session: Session, city_code: str | None) -> list[BatchRow]:
    """Return all batches, the last published first; city_code: whose firms are counted."""
    counts = list_queries.count_batches(session, city_code)
    return [
        _batch_row(one, counts.get(one.id or 0, BatchCounts(0, 0, 0)))
        for one in list_queries.list_batches(session)
    ]


def view_entries(session: Session, entries: Sequence[WhiteListEntry]) -> list[EntryRow]:
    """Return firms of the list with their batches, in their order."""
    batches = list_queries.batch_titles(session, {one.batch_id for one in entries})
    return [
        EntryRow(
            id=one.id or 0,
            batch_id=one.batch_id,
            batch=batches[one.batch_id].title,
            listed_on=batches[one.batch_id].listed_on,
            issuer=batches[one.batch_id].issuer,
            firm=one.firm_name,
            uscc=one.uscc,
            city=city_name(one.city_code) if one.city_code else UNKNOWN_CITY,
            credit_cny=one.credit_cny,
            bank=one.bank,
            standing="在册" if one.stands else "已移出",
            removed_on=one.removed_on,
            removed_reason=one.removed_reason,
            actor=one.actor,
            recorded_at=one.recorded_at,
            revision=one.revision or 0,
        )
        for one in entries
    ]


def _batch_row(one: WhiteListBatch, counts: BatchCounts) -> BatchRow:
    return BatchRow(
        id=one.id or 0,
        year=one.year,
        number=one.number,
        title=one.title,
        name=one.name,
        listed_on=one.listed_on,
        issuer=one.issuer,
        firms=counts.firms,
        removed=counts.removed,
        credit_cny=counts.credit_cny,
        revision=one.revision or 0,
    )
