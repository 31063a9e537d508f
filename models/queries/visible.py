"""Demands that somebody may see, as conditions of SQL; the rule is matchmaker.access.secrecy's."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, case, exists, false, func, literal, or_, true
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, select

from models.demand import Demand, DemandIndustry, DemandRecipient
from models.organisation import Organisation
from models.values.secrecy import Confidentiality

# How much is seen, as the query says it.
FULL, EXISTENCE, NONE = "full", "existence", "none"
MOST_FIGURES = 10


@dataclass(frozen=True)
class Seer:
    """Who looks, in plain values.

    own: records of organisations whose demands are its own; named: those for which a demand has to
    be meant; is_known: signed in; everywhere: organises in the whole province; city_code: organises
    in this city.
    """

    own: frozenset[int] = frozenset()
    named: frozenset[int] = frozenset()
    is_known: bool = False
    everywhere: bool = False
    city_code: str | None = None


@dataclass(frozen=True)
class DemandFilter:
    """Which demands are wanted; None and empty for any.

    words, industry_slug and open_on find only what is seen in full: nothing is to be guessed of the
    rest by asking. words: all of them stand in title, description or problem; open_on: a day on
    which its deadline has not passed; organisation_ids: records of the firm; city_codes: one of
    these, None for any.
    """

    words: tuple[str, ...] = ()
    industry_slug: str | None = None
    city_code: str | None = None
    city_codes: frozenset[str] | None = None
    level: Confidentiality | None = None
    organisation_ids: frozenset[int] = field(default_factory=frozenset)
    open_on: date | None = None


# A demand, the name of its firm, its city's code, and how much of it is seen.
SeenRow = tuple[Demand, str, str | None, str]


def list_rows(
    session: Session, seer: Seer, wanted: DemandFilter, first: int, most: int | None
) -> list[SeenRow]:
    """Return what is wanted and seen, by id; first: how many are passed over."""
    statement = (
        select(Demand, Organisation.name, _city(), sight_of(seer))
        .join(Organisation, col(Organisation.id) == col(Demand.organisation_id))
        .where(sight_of(seer) != NONE, *_conditions(seer, wanted))
        .order_by(col(Demand.id))
        .offset(first)
    )
    if most is not None:
        statement = statement.limit(most)
    return [(demand, name, city, seen) for demand, name, city, seen in session.exec(statement)]


def page_rows(
    session: Session, seer: Seer, wanted: DemandFilter, after: int, limit: int
) -> list[SeenRow]:
    """Return what is wanted and seen with an id after one, one more than the limit if more is."""
    statement = (
        select(Demand, Organisation.name, _city(), sight_of(seer))
        .join(Organisation, col(Organisation.id) == col(Demand.organisation_id))
        .where(sight_of(seer) != NONE, *_conditions(seer, wanted), col(Demand.id) > after)
        .order_by(col(Demand.id))
        .limit(limit + 1)
    )
    return [(demand, name, city, seen) for demand, name, city, seen in session.exec(statement)]


def find_row(session: Session, seer: Seer, demand_id: int) -> SeenRow | None:
    """Return what is seen of a demand, None for nothing."""
    statement = (
        select(Demand, Organisation.name, _city(), sight_of(seer))
        .join(Organisation, col(Organisation.id) == col(Demand.organisation_id))
        .where(col(Demand.id) == demand_id, sight_of(seer) != NONE)
    )
    return session.exec(statement).first()


def count_rows(session: Session, seer: Seer, wanted: DemandFilter) -> int:
    """Return how many list_rows would return in all."""
    statement = (
        select(func.count())
        .select_from(Demand)
        .join(Organisation, col(Organisation.id) == col(Demand.organisation_id))
        .where(sight_of(seer) != NONE, *_conditions(seer, wanted))
    )
    return session.exec(statement).one()


def rows_of_number(session: Session, seer: Seer, number: str) -> list[SeenRow]:
    """Return what is seen of the demands of a number, or of an id written as ``#12``."""
    # No id has more figures than a database takes.
    is_id = number.startswith("#") and number[1:].isdecimal() and len(number) <= MOST_FIGURES
    of_number = col(Demand.id) == int(number[1:]) if is_id else col(Demand.demand_number) == number
    statement = (
        select(Demand, Organisation.name, _city(), sight_of(seer))
        .join(Organisation, col(Organisation.id) == col(Demand.organisation_id))
        .where(of_number, sight_of(seer) != NONE)
        .order_by(col(Demand.id))
    )
    return [(demand, name, city, seen) for demand, name, city, seen in session.exec(statement)]


def sights(session: Session, seer: Seer, ids: Sequence[int] | None = None) -> dict[int, str]:
    """Return demand id → how much is seen of it, without those of which nothing is.

    ids: None for all.
    """
    statement = (
        select(Demand.id, sight_of(seer))
        .join(Organisation, col(Organisation.id) == col(Demand.organisation_id))
        .where(sight_of(seer) != NONE)
    )
    if ids is not None:
        statement = statement.where(col(Demand.id).in_(sorted(set(ids))))
    return dict(session.exec(statement).all())  # type: ignore[arg-type]


class DemandHead(NamedTuple):
    """Whose a demand is; group_id: of demands that are one."""

    firm_id: int
    group_id: int


def open_heads(session: Session, seer: Seer, day: date) -> dict[int, DemandHead]:
    """Return demand id → whose it is, of those seen in full whose time has not passed on a day."""
    statement = (
        sa_select(
            col(Demand.id),
            col(Demand.organisation_id),
            func.coalesce(col(Demand.duplicate_of_id), col(Demand.id)),
        )
        .join(Organisation, col(Organisation.id) == col(Demand.organisation_id))
        .where(sight_of(seer) == FULL, _is_open(day))
    )
    return {row[0]: DemandHead(row[1], row[2]) for row in session.execute(statement)}


def sight_of(seer: Seer) -> ColumnElement[str]:
    """Return how much of a demand is seen; to be used where its organisation is joined."""
    level = col(Demand.confidentiality)
    full = or_(
        col(Demand.organisation_id).in_(seer.own),
        and_(_organises(seer), level != Confidentiality.HIDDEN),
        level == Confidentiality.PUBLIC,
        and_(_truth(seer.is_known), level == Confidentiality.RESTRICTED),
        and_(level == Confidentiality.NAMED, _is_named(seer)),
    )
    existence = and_(_organises(seer), level == Confidentiality.HIDDEN)
    return case((full, literal(FULL)), (existence, literal(EXISTENCE)), else_=literal(NONE))


def _organises(seer: Seer) -> ColumnElement[bool]:
    if seer.everywhere:
        return true()
    return false() if seer.city_code is None else _city() == seer.city_code


def _is_named(seer: Seer) -> ColumnElement[bool]:
    return exists().where(
        col(DemandRecipient.demand_id) == col(Demand.id),
        col(DemandRecipient.organisation_id).in_(seer.named),
    )


def _city() -> ColumnElement[str | None]:
    return func.coalesce(func.nullif(col(Demand.city_code), ""), col(Organisation.city_code))


def _is_open(day: date) -> ColumnElement[bool]:
    return or_(col(Demand.deadline).is_(None), col(Demand.deadline) >= day)


def _truth(value: bool) -> ColumnElement[bool]:
    return true() if value else false()


def _conditions(seer: Seer, wanted: DemandFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.city_code is not None:
        found.append(_city() == wanted.city_code)
    if wanted.city_codes is not None:
        found.append(_city().in_(sorted(wanted.city_codes)))
    if wanted.level is not None:
        found.append(col(Demand.confidentiality) == wanted.level)
    if wanted.organisation_ids:
        found.append(col(Demand.organisation_id).in_(wanted.organisation_ids))
    texts = (col(Demand.title), col(Demand.description), col(Demand.problem))
    for word in wanted.words:
        said = or_(*(text.icontains(word, autoescape=True) for text in texts))
        found.append(and_(sight_of(seer) == FULL, said))
    if wanted.open_on is not None:
        found.append(and_(sight_of(seer) == FULL, _is_open(wanted.open_on)))
    if wanted.industry_slug is not None:
        tagged = exists().where(
            col(DemandIndustry.demand_id) == col(Demand.id),
            col(DemandIndustry.industry_slug) == wanted.industry_slug,
        )
        found.append(and_(sight_of(seer) == FULL, tagged))
    return found
