"""What has been kept for as long as it may be: which records, and taken away in bulk."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, func, or_, update
from sqlmodel import Session, col, select

from models.demand import Demand
from models.event import Event
from models.import_batch import ImportBatch, RefusedRow
from models.know_how import KnowHow
from models.open_licence import OpenLicence
from models.participant import Participant
from models.patent import Patent
from models.product import Product
from models.product_enums import ProductState
from models.queries.bulk import KEYS_PER_QUERY


def participants_before(session: Session, day: date) -> list[int]:
    """Return the ids of participants with a contact of events before a day."""
    statement = (
        select(Participant.id)
        .join(Event, col(Event.id) == col(Participant.event_id))
        .where(Event.held_on < day, _has_contact(Participant))
        .order_by(col(Participant.id))
    )
    return _ids(session, statement)


def demands_before(session: Session, day: date) -> list[int]:
    """Return the ids of demands with a contact whose deadline was before a day."""
    statement = (
        select(Demand.id)
        .where(col(Demand.deadline) < day, _has_contact(Demand))
        .order_by(col(Demand.id))
    )
    return _ids(session, statement)


def patents_before(session: Session, day: date) -> list[int]:
    """Return the ids of patents with a contact that were listed or in force until before a day."""
    statement = (
        select(Patent.id)
        .where(
            or_(col(Patent.listed_until) < day, col(Patent.expiry_date) < day),
            or_(_has_contact(Patent), col(Patent.contact_email) != ""),
        )
        .order_by(col(Patent.id))
    )
    return _ids(session, statement)


def know_how_before(session: Session, day: date) -> list[int]:
    """Return the ids of know-how with a contact that was listed until before a day."""
    statement = (
        select(KnowHow.id)
        .where(col(KnowHow.listed_until) < day, _has_contact(KnowHow))
        .order_by(col(KnowHow.id))
    )
    return _ids(session, statement)


def licences_before(session: Session, day: date) -> list[int]:
    """Return the ids of open licences with a contact that were over before a day."""
    over = func.coalesce(
        col(OpenLicence.withdrawn_on), col(OpenLicence.ended_on), col(OpenLicence.term_until)
    )
    statement = (
        select(OpenLicence.id)
        .where(over < day, _has_contact(OpenLicence))
        .order_by(col(OpenLicence.id))
    )
    return _ids(session, statement)


def products_before(session: Session, moment: datetime) -> list[int]:
    """Return the ids of products with a contact that wait for nobody and were last changed before.

    What was handed in waits to be filed, and what was filed to be recognised.
    """
    waiting = (ProductState.SUBMITTED, ProductState.FILED)
    statement = (
        select(Product.id)
        .where(
            col(Product.state).not_in(waiting),
            col(Product.changed_at) < moment,
            _has_contact(Product),
        )
        .order_by(col(Product.id))
    )
    return _ids(session, statement)


def blank_contacts(session: Session, table: Any, ids: Sequence[int]) -> None:
    """Empty the contacts of the records of a table."""
    values = {"contact_name": "", "contact_phone": ""}
    if table is Patent:
        values["contact_email"] = ""
    for start in range(0, len(ids), KEYS_PER_QUERY):
        part = ids[start : start + KEYS_PER_QUERY]
        session.execute(
            update(table)
            .where(table.id.in_(part))
            .values(values)
            .execution_options(synchronize_session=False)
        )
    if ids:
        session.expire_all()


def blank_refused_rows(session: Session, before: datetime) -> int:
    """Empty the cells of the rows that imports before a moment refused; return how many had any.

    Where a row stood, and what was wrong with it, stays.
    """
    old = select(ImportBatch.id).where(ImportBatch.created_at < before)
    statement = (
        update(RefusedRow)
        .where(
            col(RefusedRow.batch_id).in_(old),
            or_(cast(col(RefusedRow.cells), Text) != "[]", col(RefusedRow.value) != ""),
        )
        .values(cells=[], value="")
        .execution_options(synchronize_session=False)
    )
    count = int(session.execute(statement).rowcount)  # type: ignore[attr-defined]
    session.expire_all()
    return count


def _has_contact(table: Any) -> ColumnElement[bool]:
    return or_(table.contact_name != "", table.contact_phone != "")


def _ids(session: Session, statement: Any) -> list[int]:
    return list(session.exec(statement))
