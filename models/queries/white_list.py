"""The white list in the database: batches, their firms, and what stands of a year."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, func
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, or_, select

from models.errors import NotFound
from models.organisation import Organisation
from models.queries.bulk import KEYS_PER_QUERY
from models.queries.hold import hold_row
from models.queries.keyset import Order, page_of
from models.white_list import WhiteListBatch, WhiteListEntry

NEWEST_FIRST = (Order(col(WhiteListEntry.id), descending=True),)


@dataclass(frozen=True)
class WantedEntries:
    """Which firms of the list; None and empty bound nothing.

    stands: those on the list, or those taken off; words: part of a firm's name, its code or a bank.
    """

    batch_id: int | None = None
    city_code: str | None = None
    stands: bool | None = None
    words: str = ""
    organisation_id: int | None = None


class BatchCounts(NamedTuple):
    """What a batch has: firms that stand, firms that were taken off, credit of those that stand."""

    firms: int
    removed: int
    credit_cny: int


class ListedRow(NamedTuple):
    """A firm of a batch as it counts; organisation_id: of the record that stands for the firm."""

    entry_id: int
    organisation_id: int
    city_code: str | None
    bank: str
    credit_cny: int | None
    listed_on: date


def get_batch(session: Session, batch_id: int) -> WhiteListBatch:
    """Return a batch as it stands in the database now; raise NotFound."""
    found = session.get(WhiteListBatch, batch_id, populate_existing=True)
    if found is None:
        raise NotFound(f"白名单中没有编号为 {batch_id} 的批次。请核对编号")
    return found


def get_entry(session: Session, entry_id: int) -> WhiteListEntry:
    """Return a firm of a batch as it stands in the database now; raise NotFound."""
    found = session.get(WhiteListEntry, entry_id, populate_existing=True)
    if found is None:
        raise NotFound(f"白名单中没有编号为 {entry_id} 的记录。请核对编号")
    return found


def hold_batch(session: Session, batch_id: int) -> WhiteListBatch:
    """Return a batch that no one else changes before this transaction ends; raise NotFound."""
    hold_row(session, WhiteListBatch, batch_id)
    return get_batch(session, batch_id)


def hold_entry(session: Session, entry_id: int) -> WhiteListEntry:
    """Return a firm that no one else changes before this transaction ends; raise NotFound."""
    hold_row(session, WhiteListEntry, entry_id)
    return get_entry(session, entry_id)


def list_batches(session: Session) -> list[WhiteListBatch]:
    """Return all batches, the last published first."""
    order = col(WhiteListBatch.listed_on).desc(), col(WhiteListBatch.id).desc()
    return list(session.exec(select(WhiteListBatch).order_by(*order)))


def batches_of(session: Session, years: Collection[int]) -> dict[tuple[int, int], WhiteListBatch]:
    """Return year and number → the batch, of some years."""
    statement = select(WhiteListBatch).where(col(WhiteListBatch.year).in_(sorted(years)))
    return {(one.year, one.number): one for one in session.exec(statement)}


def entries_of(
    session: Session, batch_ids: Collection[int], keys: Collection[str]
) -> dict[tuple[int, str], WhiteListEntry]:
    """Return batch and key → the firm, of some batches and keys."""
    wanted, found = sorted(set(keys)), dict[tuple[int, str], WhiteListEntry]()
    for start in range(0, len(wanted), KEYS_PER_QUERY):
        statement = select(WhiteListEntry).where(
            col(WhiteListEntry.batch_id).in_(sorted(batch_ids)),
            col(WhiteListEntry.key).in_(wanted[start : start + KEYS_PER_QUERY]),
        )
        found |= {(one.batch_id, one.key): one for one in session.exec(statement)}
    return found


def page_entries(
    session: Session, wanted: WantedEntries, after: int | None, limit: int | None
) -> list[WhiteListEntry]:
    """Return firms, the last recorded first, one more than the limit if there are more.

    after: id of the last that was had; limit: None for all.
    """
    statement = select(WhiteListEntry).where(*_conditions(wanted))
    if limit is None:
        return list(session.exec(statement.order_by(col(WhiteListEntry.id).desc())))
    last = None if after is None else [after]
    return list(session.exec(page_of(statement, NEWEST_FIRST, last, limit)))


def count_batches(session: Session, city_code: str | None) -> dict[int, BatchCounts]:
    """Return batch → what it has, of a city alone or of all."""
    stands = col(WhiteListEntry.removed_on).is_(None)
    statement = (
        sa_select(
            col(WhiteListEntry.batch_id),
            stands.label("stands"),
            func.count(func.distinct(col(WhiteListEntry.organisation_id))),
            func.coalesce(func.sum(col(WhiteListEntry.credit_cny)), 0),
        )
        .where(*_conditions(WantedEntries(city_code=city_code)))
        .group_by(col(WhiteListEntry.batch_id), stands)
    )
    found: dict[int, BatchCounts] = {}
    for batch, on_list, firms, credit in session.execute(statement):
        known = found.get(batch, BatchCounts(0, 0, 0))
        if on_list:
            found[batch] = BatchCounts(firms, known.removed, int(credit))
        else:
            found[batch] = known._replace(removed=firms)
    return found


def listed_between(session: Session, since: date, until: date) -> list[ListedRow]:
    """Return the firms that stand of the batches published in some days, the first ones first."""
    body = func.coalesce(col(Organisation.merged_into_id), col(Organisation.id))
    statement = (
        sa_select(
            col(WhiteListEntry.id),
            body,
            func.coalesce(col(WhiteListEntry.city_code), col(Organisation.city_code)),
            col(WhiteListEntry.bank),
            col(WhiteListEntry.credit_cny),
            col(WhiteListBatch.listed_on),
        )
        .join(WhiteListBatch, col(WhiteListBatch.id) == col(WhiteListEntry.batch_id))
        .join(Organisation, col(Organisation.id) == col(WhiteListEntry.organisation_id))
        .where(
            col(WhiteListBatch.listed_on) >= since,
            col(WhiteListBatch.listed_on) <= until,
            col(WhiteListEntry.removed_on).is_(None),
        )
        .order_by(col(WhiteListBatch.listed_on), col(WhiteListEntry.id))
    )
    return [ListedRow(*row) for row in session.execute(statement)]


def batch_titles(session: Session, ids: Iterable[int]) -> dict[int, WhiteListBatch]:
    """Return id → batch."""
    statement = select(WhiteListBatch).where(col(WhiteListBatch.id).in_(sorted(set(ids))))
    return {one.id or 0: one for one in session.exec(statement)}


def _conditions(wanted: WantedEntries) -> Sequence[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.batch_id is not None:
        found.append(col(WhiteListEntry.batch_id) == wanted.batch_id)
    if wanted.city_code is not None:
        found.append(col(WhiteListEntry.city_code) == wanted.city_code)
    if wanted.stands is not None:
        removed = col(WhiteListEntry.removed_on)
        found.append(removed.is_(None) if wanted.stands else removed.is_not(None))
    if wanted.organisation_id is not None:
        found.append(col(WhiteListEntry.organisation_id) == wanted.organisation_id)
    if wanted.words.strip():
        columns = (WhiteListEntry.firm_name, WhiteListEntry.uscc, WhiteListEntry.bank)
        word = wanted.words.strip()
        found.append(or_(*(col(one).icontains(word, autoescape=True) for one in columns)))
    return found
