"""What people and learnt models say of industries."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select as sa_select
from sqlmodel import Session, SQLModel, col, select

from models.demand import Demand, DemandIndustry
from models.enums import RecordKind
from models.industry_model import IndustryModel
from models.patent import Patent, PatentIndustry
from models.queries.bulk import KEYS_PER_QUERY
from models.queries.keyset import Order, page_of
from models.taxonomy import IndustryCorrection

PATENT_BODY = ("abstract", "scenario")
DEMAND_BODY = ("description", "problem", "key_technique", "target", "technical_field")


@dataclass(frozen=True, slots=True)
class ClassifiedText:
    """What a classifier reads of a record; symbols: of its classification, the main one first."""

    id: int
    title: str
    body: str
    symbols: tuple[str, ...] = ()
    declared: str = ""


def iter_patent_texts(session: Session) -> Iterator[ClassifiedText]:
    """Yield every patent, by id."""
    yield from _iter_texts(session, RecordKind.PATENT)


def iter_demand_texts(session: Session) -> Iterator[ClassifiedText]:
    """Yield every demand, by id; its body is what it asks for, field after field."""
    yield from _iter_texts(session, RecordKind.DEMAND)


def patent_text(values: Mapping[str, Any]) -> ClassifiedText:
    """Return what a classifier reads of a patent; values: its columns, of which some may lack."""
    body = "\n".join(values.get(name, "") for name in PATENT_BODY)
    symbols = tuple(values.get("classifications", ()))
    declared = values.get("industry_text") or ""
    return ClassifiedText(values.get("id") or 0, values["title"], body, symbols, declared)


def demand_text(values: Mapping[str, Any]) -> ClassifiedText:
    """Return what a classifier reads of a demand; values: its columns, of which some may lack."""
    fields = [values.get(name, "") for name in DEMAND_BODY]
    body = "\n".join([*fields, *values.get("keywords", ())])
    declared = values.get("industry_text") or ""
    return ClassifiedText(values.get("id") or 0, values["title"], body, (), declared)


def _iter_texts(session: Session, kind: RecordKind) -> Iterator[ClassifiedText]:
    table, names, make = _READ[kind]
    for row in session.connection().execute(_columns(table, *names)):
        yield make(dict(row._mapping))


def texts_of(session: Session, kind: RecordKind, ids: Sequence[int]) -> Iterator[ClassifiedText]:
    """Yield some patents or demands, in the order of their ids."""
    table, names, make = _READ[kind]
    for part in _parts(sorted(ids)):
        statement = _columns(table, *names)
        statement = statement.where(statement.selected_columns.id.in_(part))
        for row in session.connection().execute(statement):
            yield make(dict(row._mapping))


def record_ids(session: Session, kind: RecordKind) -> list[int]:
    """Return the ids of all patents or demands, in ascending order."""
    column: Any = col(Patent.id) if kind is RecordKind.PATENT else col(Demand.id)
    return list(session.connection().execute(sa_select(column).order_by(column)).scalars())


def _columns(table: type[SQLModel], *names: str) -> Any:
    columns = table.__table__.c  # type: ignore[attr-defined]
    chosen = [columns[name] for name in ("id", "title", "industry_text", *names)]
    return sa_select(*chosen).order_by(columns.id)


def _parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), KEYS_PER_QUERY):
        yield ids[start : start + KEYS_PER_QUERY]


_READ: dict[
    RecordKind,
    tuple[type[SQLModel], tuple[str, ...], Callable[[Mapping[str, Any]], ClassifiedText]],
] = {
    RecordKind.PATENT: (Patent, ("classifications", *PATENT_BODY), patent_text),
    RecordKind.DEMAND: (Demand, ("keywords", *DEMAND_BODY), demand_text),
}


def stored_tags(
    session: Session, kind: RecordKind, ids: Sequence[int] | None = None
) -> dict[int, dict[str, tuple[float, str]]]:
    """Return record id → industry → confidence and reason; ids: None for all records."""
    if ids is not None:
        parts = [_tags(session, kind, part) for part in _parts(ids)]
        return {record: tags for part in parts for record, tags in part.items()}
    return _tags(session, kind, None)


def _tags(
    session: Session, kind: RecordKind, ids: Sequence[int] | None
) -> dict[int, dict[str, tuple[float, str]]]:
    if kind is RecordKind.PATENT:
        tags, owner = PatentIndustry.__table__.c, "patent_id"  # type: ignore[attr-defined]
    else:
        tags, owner = DemandIndustry.__table__.c, "demand_id"  # type: ignore[attr-defined]
    statement = sa_select(tags[owner], tags.industry_slug, tags.confidence, tags.reason)
    found: dict[int, dict[str, tuple[float, str]]] = defaultdict(dict)
    if ids is not None:
        statement = statement.where(tags[owner].in_(ids))
    for record, slug, confidence, reason in session.connection().execute(statement):
        found[record][slug] = (confidence, reason)
    return found


def corrections_of(
    session: Session, kind: RecordKind, ids: Iterable[int] | None = None
) -> dict[int, list[IndustryCorrection]]:
    """Return record id → what people said of it; ids: None for all records."""
    found: dict[int, list[IndustryCorrection]] = defaultdict(list)
    parts: list[list[int] | None] = [None]
    if ids is not None:
        wanted = sorted(ids)
        parts = [wanted[n : n + KEYS_PER_QUERY] for n in range(0, len(wanted), KEYS_PER_QUERY)]
    for part in parts:
        statement = select(IndustryCorrection).where(IndustryCorrection.record_kind == kind)
        if part is not None:
            statement = statement.where(col(IndustryCorrection.record_id).in_(part))
        for correction in session.exec(statement.order_by(col(IndustryCorrection.id))):
            found[correction.record_id].append(correction)
    return found


def page_corrections(session: Session, before: int | None, limit: int) -> list[IndustryCorrection]:
    """Return the next corrections, the latest ids first, one more than the limit if there are more.

    before: the id of the last that was had, None for the start.
    """
    order = (Order(col(IndustryCorrection.id), descending=True),)
    after = None if before is None else (before,)
    return list(session.exec(page_of(select(IndustryCorrection), order, after, limit)))


def save_correction(session: Session, correction: IndustryCorrection) -> None:
    """Keep a correction in the place of an earlier one of the same record and industry."""
    statement = select(IndustryCorrection).where(
        IndustryCorrection.record_kind == correction.record_kind,
        IndustryCorrection.record_id == correction.record_id,
        IndustryCorrection.industry_slug == correction.industry_slug,
    )
    earlier = session.exec(statement).first()
    if earlier is None:
        session.add(correction)
    else:
        earlier.belongs, earlier.actor = correction.belongs, correction.actor
        earlier.made_at = correction.made_at
        session.add(earlier)
    session.flush()


def find_model(session: Session) -> IndustryModel | None:
    """Return the model that was learnt last, None before the first."""
    return session.exec(select(IndustryModel).order_by(col(IndustryModel.id).desc())).first()
