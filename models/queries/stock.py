"""What matching reads of the stock, as plain columns: it is read whole, and objects are slow."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Select, String, cast, func, select
from sqlmodel import Session, SQLModel

from models.demand import Demand, DemandIndustry
from models.enums import LicenceKind
from models.import_batch import ImportBatch
from models.organisation import Organisation
from models.patent import Patent, PatentIndustry, PatentOwner
from models.queries.bulk import KEYS_PER_QUERY
from models.values.legal_status import LegalState
from models.values.secrecy import Confidentiality

# Rows that are held at once beside what is made of them.
ROWS_PER_FETCH = 2_000

Industries = tuple[tuple[str, float], ...]


class PatentRow(NamedTuple):
    """Columns of a patent, by their names and in their units."""

    id: int
    title: str
    abstract: str
    first_claim: str
    effect: str
    keywords: list[str]
    scenario: str
    classifications: list[str]
    legal_state: LegalState
    filing_date: date | None
    expiry_date: date | None
    licence_kind: LicenceKind | None
    owner_consents: bool
    listed_until: date | None
    transfer_modes: list[str]
    city_code: str | None
    maturity_trl: int | None
    price_low_cny: int | None
    price_high_cny: int | None
    price_negotiable: bool
    import_batch_id: int | None
    duplicate_of_id: int | None


class OfferColumns(NamedTuple):
    """Whether and on which terms patents are offered: a sequence for every column, by id.

    city_code: of the patent, else of its first owner; trl: its maturity; listed_on: the day that
    the patent's file describes, else that on which it was loaded.
    """

    ids: Sequence[int]
    legal_state: Sequence[LegalState]
    filing_date: Sequence[date | None]
    expiry_date: Sequence[date | None]
    licence_kind: Sequence[LicenceKind | None]
    owner_consents: Sequence[bool]
    listed_until: Sequence[date | None]
    transfer_modes: Sequence[tuple[str, ...]]
    city_code: Sequence[str | None]
    trl: Sequence[int | None]
    price_low_cny: Sequence[int | None]
    price_high_cny: Sequence[int | None]
    negotiable: Sequence[bool]
    listed_on: Sequence[date | None]


class DemandRow(NamedTuple):
    """Columns of a demand, by their names and in their units."""

    id: int
    organisation_id: int
    title: str
    description: str
    problem: str
    key_technique: str
    target: str
    keywords: list[str]
    budget_low_cny: int | None
    budget_high_cny: int | None
    budget_negotiable: bool
    cooperation_modes: list[str]
    deadline: date | None
    confidentiality: Confidentiality
    city_code: str | None
    duplicate_of_id: int | None


class TextRow(NamedTuple):
    """The columns of a patent that an index is made of."""

    id: int
    title: str
    abstract: str
    first_claim: str
    effect: str
    keywords: list[str]
    scenario: str
    classifications: list[str]


class FirstOwner(NamedTuple):
    """The organisation that a patent names first, and the code of its city."""

    id: int
    city_code: str | None


def iter_patents(session: Session) -> Iterator[PatentRow]:
    """Yield every patent, by id."""
    return map(PatentRow._make, _rows(session, _by_id(Patent, PatentRow._fields)))


def iter_offers(session: Session) -> Iterator[OfferColumns]:
    """Yield what says of every patent whether and on which terms it is offered, in parts.

    Values come as text and are read once a part each: few of them differ.
    """
    own = _columns(Patent)
    statement = select(
        own.id,
        cast(own.legal_state, String),
        cast(own.filing_date, String),
        cast(own.expiry_date, String),
        cast(own.licence_kind, String),
        own.owner_consents,
        cast(own.listed_until, String),
        cast(own.transfer_modes, String),
        func.coalesce(own.city_code, owner_city(own)),
        own.maturity_trl,
        own.price_low_cny,
        own.price_high_cny,
        own.price_negotiable,
        own.import_batch_id,
    ).order_by(own.id)
    readers = (*_READERS, import_days(session).get)
    for rows in session.execute(statement).partitions(ROWS_PER_FETCH):
        columns = zip(*rows, strict=True)
        yield OfferColumns._make(map(_read, columns, readers))


def owner_city(patents: Any) -> Any:
    """Return the city of a patent's first owner, as a query inside that for the patent."""
    owned, bodies = _columns(PatentOwner), _columns(Organisation)
    return (
        select(bodies.city_code)
        .where(
            owned.patent_id == patents.id,
            owned.organisation_id == bodies.id,
            owned.position == 0,
        )
        .limit(1)
        .scalar_subquery()
    )


# How the columns of offers are read, but for the last; None: as they come.
_READERS: tuple[Callable[[Any], Any] | None, ...] = (
    None,
    LegalState,
    date.fromisoformat,
    date.fromisoformat,
    LicenceKind,
    None,
    date.fromisoformat,
    lambda text: tuple(json.loads(text)),
    None,
    None,
    None,
    None,
    None,
)


def _read(column: Sequence[Any], reader: Callable[[Any], Any] | None) -> Sequence[Any]:
    if reader is None:
        return column
    table = {value: None if value is None else reader(value) for value in set(column)}
    return [table[value] for value in column]


def iter_texts(session: Session, ids: Sequence[int] | None = None) -> Iterator[TextRow]:
    """Yield the texts of patents, by id; ids: ascending, None for all."""
    statement = _by_id(Patent, TextRow._fields)
    if ids is None:
        yield from map(TextRow._make, _rows(session, statement))
        return
    for start in range(0, len(ids), KEYS_PER_QUERY):
        part = statement.where(_columns(Patent).id.in_(ids[start : start + KEYS_PER_QUERY]))
        yield from map(TextRow._make, _rows(session, part))


def patent_revisions(session: Session) -> list[tuple[int, int]]:
    """Return id and revision of every patent, by id."""
    return [(row[0], row[1]) for row in _rows(session, _by_id(Patent, ("id", "revision")))]


def iter_demands(session: Session) -> Iterator[DemandRow]:
    """Yield every demand, by id."""
    return map(DemandRow._make, _rows(session, _by_id(Demand, DemandRow._fields)))


def patent_industries(session: Session) -> dict[int, Industries]:
    """Return patent id → its industries and confidences, the surest first."""
    return _industries(session, PatentIndustry, "patent_id")


def demand_industries(session: Session) -> dict[int, Industries]:
    """Return demand id → its industries and confidences, the surest first."""
    return _industries(session, DemandIndustry, "demand_id")


def first_owners(session: Session) -> dict[int, FirstOwner]:
    """Return patent id → its first owner."""
    owned, bodies = _columns(PatentOwner), _columns(Organisation)
    statement = select(owned.patent_id, bodies.id, bodies.city_code).where(
        owned.organisation_id == bodies.id, owned.position == 0
    )
    # Who owns one patent owns many.
    owners: dict[int, FirstOwner] = {}
    found: dict[int, FirstOwner] = {}
    for patent_id, owner_id, city_code in _rows(session, statement):
        owner = owners.get(owner_id)
        if owner is None:
            owner = owners[owner_id] = FirstOwner(owner_id, city_code)
        found[patent_id] = owner
    return found


def import_days(session: Session) -> dict[int, date]:
    """Return import → the day that its file describes, else that on which it was loaded."""
    columns = _columns(ImportBatch)
    statement = select(columns.id, columns.source_date, columns.created_at)
    return {
        batch_id: source_date or created_at.date()
        for batch_id, source_date, created_at in _rows(session, statement)
    }


def patent_industry_rows(session: Session) -> list[tuple[int, str, float]]:
    """Return id, industry and confidence of every patent that has an industry, in no order."""
    columns = _columns(PatentIndustry)
    statement = select(columns.patent_id, columns.industry_slug, columns.confidence)
    return [(row[0], row[1], row[2]) for row in _rows(session, statement)]


def _industries(session: Session, table: type[SQLModel], owner: str) -> dict[int, Industries]:
    columns = _columns(table)
    statement = select(columns[owner], columns.industry_slug, columns.confidence).order_by(
        columns[owner], columns.confidence.desc(), columns.industry_slug
    )
    # Few answers differ, and each of them is kept once.
    shared: dict[Industries, Industries] = {}
    found: dict[int, Industries] = {}
    for owner_id, rows in groupby(_rows(session, statement), key=itemgetter(0)):
        industries = tuple([(slug, confidence) for _, slug, confidence in rows])
        found[owner_id] = shared.setdefault(industries, industries)
    return found


def _by_id(table: type[SQLModel], names: Iterable[str]) -> Select[Any]:
    columns = _columns(table)
    return select(*(columns[name] for name in names)).order_by(columns.id)


def _columns(table: type[SQLModel]) -> Any:
    """Return a table's own columns: the attributes of its class go through the object mapper."""
    return table.__table__.c  # type: ignore[attr-defined]


def _rows(session: Session, statement: Select[Any]) -> Iterable[Any]:
    return session.execute(statement, execution_options={"yield_per": ROWS_PER_FETCH})
