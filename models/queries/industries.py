"""What people and learnt models say of industries."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import select as sa_select
from sqlmodel import Session, col, select

from models.demand import Demand
from models.enums import RecordKind
from models.industry_model import IndustryModel
from models.patent import Patent
from models.queries.bulk import KEYS_PER_QUERY
from models.taxonomy import IndustryCorrection


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
    columns = Patent.__table__.c  # type: ignore[attr-defined]
    statement = sa_select(
        columns.id,
        columns.title,
        columns.abstract,
        columns.scenario,
        columns.classifications,
        columns.industry_text,
    ).order_by(columns.id)
    for number, title, abstract, scenario, symbols, declared in session.connection().execute(
        statement
    ):
        yield ClassifiedText(number, title, f"{abstract}\n{scenario}", tuple(symbols), declared)


def iter_demand_texts(session: Session) -> Iterator[ClassifiedText]:
    """Yield every demand, by id; its body is what it asks for, field after field."""
    for demand in session.exec(select(Demand).order_by(col(Demand.id))):
        yield demand_text(demand)


def demand_text(demand: Demand) -> ClassifiedText:
    """Return what a classifier reads of a demand."""
    fields = (
        demand.description,
        demand.problem,
        demand.key_technique,
        demand.target,
        demand.technical_field,
        *demand.keywords,
    )
    return ClassifiedText(
        demand.id or 0, demand.title, "\n".join(fields), (), demand.industry_text or ""
    )


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
