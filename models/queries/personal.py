"""Where contacts of persons stand: in records, and beside them."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, or_, update
from sqlmodel import Session, SQLModel, col, select

from models.candidate_list import CandidateEntry, CandidateList, ListAction
from models.demand import Demand
from models.enums import RecordKind
from models.event import Event
from models.import_batch import RefusedRow
from models.know_how import KnowHow
from models.listing import ListingProposal, ListingStep
from models.meeting import MeetingOutcome
from models.open_licence import OpenLicence, OpenLicenceStep, OpenLicenceUse
from models.organisation import OrganisationAlias
from models.participant import Participant, Wish
from models.product import Product, ProductStep
from models.provenance import ImportDifference, RecordEdit
from models.queries.bulk import KEYS_PER_QUERY
from models.roadshow import ReviewerMark
from models.values.contact import CONTACT_FIELDS

# Columns in which people write what they like.
FREE_TEXTS: tuple[tuple[type[SQLModel], tuple[str, ...]], ...] = (
    (Demand, ("title", "description", "problem", "key_technique", "target", "basis")),
    (CandidateEntry, ("note",)),
    (ListAction, ("text",)),
    (Wish, ("note",)),
    (MeetingOutcome, ("note",)),
    (ReviewerMark, ("remark",)),
    (ListingStep, ("note",)),
    (OpenLicence, ("other_terms",)),
    (OpenLicenceStep, ("note",)),
    (OpenLicenceUse, ("note",)),
    (Product, ("name", "description")),
    (ProductStep, ("note",)),
)
# Columns of JSON that repeat such texts.
FROZEN_TEXTS: tuple[tuple[type[SQLModel], str], ...] = (
    (CandidateEntry, "frozen"),
    (CandidateList, "frozen"),
    (ListingProposal, "cells"),
    (ListingProposal, "before"),
    (ListingProposal, "proposed"),
    (OpenLicenceStep, "before"),
    (OpenLicenceStep, "after"),
    (ProductStep, "before"),
    (ProductStep, "after"),
)


def spelling_keys(session: Session, bodies: Iterable[int]) -> list[str]:
    """Return the normalised spellings of the names of organisations."""
    statement = select(OrganisationAlias.key).where(
        col(OrganisationAlias.organisation_id).in_(sorted(bodies))
    )
    return list(session.exec(statement))


def demands_of(session: Session, bodies: Iterable[int]) -> list[Demand]:
    """Return the demands of organisations, by id."""
    statement = (
        select(Demand)
        .where(col(Demand.organisation_id).in_(sorted(bodies)))
        .order_by(col(Demand.id))
    )
    return list(session.exec(statement))


def know_how_of(session: Session, bodies: Iterable[int]) -> list[KnowHow]:
    """Return the know-how of organisations, by id."""
    statement = (
        select(KnowHow).where(col(KnowHow.owner_id).in_(sorted(bodies))).order_by(col(KnowHow.id))
    )
    return list(session.exec(statement))


def participations_of(session: Session, bodies: Iterable[int]) -> list[tuple[Participant, str]]:
    """Return where organisations take part, with the names of the events, by id."""
    statement = (
        select(Participant, Event.name)
        .join(Event, col(Event.id) == col(Participant.event_id))
        .where(col(Participant.organisation_id).in_(sorted(bodies)))
        .order_by(col(Participant.id))
    )
    return list(session.exec(statement))


def contact_edits(session: Session, kind: RecordKind, ids: Sequence[int]) -> list[RecordEdit]:
    """Return the edits of contacts of records, by id."""
    return _beside(session, RecordEdit, kind, ids)


def contact_differences(
    session: Session, kind: RecordKind, ids: Sequence[int]
) -> list[ImportDifference]:
    """Return what imports offered for contacts of records, by id."""
    return _beside(session, ImportDifference, kind, ids)


def _beside(session: Session, table: Any, kind: RecordKind, ids: Sequence[int]) -> list[Any]:
    found: list[Any] = []
    for start in range(0, len(ids), KEYS_PER_QUERY):
        statement = (
            select(table)
            .where(
                table.record_kind == kind,
                table.record_id.in_(ids[start : start + KEYS_PER_QUERY]),
                table.field.in_(CONTACT_FIELDS),
            )
            .order_by(table.id)
        )
        found.extend(session.exec(statement))
    return found


def blank_contact_history(session: Session, kind: RecordKind, ids: Sequence[int]) -> int:
    """Empty the values of edits and differences of contacts of records; return how many."""
    columns: tuple[tuple[Any, tuple[str, str]], ...] = (
        (RecordEdit, ("old_value", "new_value")),
        (ImportDifference, ("kept", "offered")),
    )
    count = 0
    for table, names in columns:
        for start in range(0, len(ids), KEYS_PER_QUERY):
            said = (cast(getattr(table, name), Text).not_in(("null", '""')) for name in names)
            statement = (
                update(table)
                .where(
                    table.record_kind == kind,
                    table.record_id.in_(ids[start : start + KEYS_PER_QUERY]),
                    table.field.in_(CONTACT_FIELDS),
                    or_(*said),
                )
                .values(dict.fromkeys(names, ""))
                .execution_options(synchronize_session=False)
            )
            count += session.execute(statement).rowcount  # type: ignore[attr-defined]
    return count


def iter_refused_rows(session: Session) -> Iterator[RefusedRow]:
    """Yield every refused row, by id; only some are in memory."""
    statement = select(RefusedRow).order_by(col(RefusedRow.id))
    yield from session.exec(statement.execution_options(yield_per=1000))


def texts_with(
    session: Session, table: type[SQLModel], columns: Sequence[str], pieces: Sequence[str]
) -> list[Any]:
    """Return the rows of a table one of whose columns holds one of the pieces, by id.

    Pieces are ASCII and hold no quotation marks, so that they are found in JSON, too.
    """
    if not pieces:
        return []
    held = table.__table__.c  # type: ignore[attr-defined]
    conditions: list[ColumnElement[bool]] = [
        cast(held[name], Text).icontains(piece, autoescape=True)
        for name in columns
        for piece in pieces
    ]
    statement = select(table).where(or_(*conditions)).order_by(held.id)
    return list(session.exec(statement))
