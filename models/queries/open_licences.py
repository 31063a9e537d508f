"""Declarations of open licences, their steps and uses, and what reports count of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, exists, func, or_
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, select

from models.enums import LicenceKind
from models.errors import NotFound
from models.licence_enums import STANDING, OpenLicenceState
from models.open_licence import OpenLicence, OpenLicenceStep, OpenLicenceUse
from models.patent import Patent, PatentOwner
from models.queries.bulk import KEYS_PER_QUERY
from models.queries.hold import hold_row
from models.queries.keyset import Order, page_of
from models.queries.listings import Scope
from models.queries.patent_search import in_city
from models.queries.stock import owner_city
from models.values.contact import CONTACT_FIELDS

# As legal states word that an open licence was declared.
OPEN_LICENCE_WORD = "开放许可"
NEWEST_FIRST = (Order(col(OpenLicence.id), descending=True),)


@dataclass(frozen=True)
class WantedLicences:
    """Which declarations; None bounds nothing. asked: only those with a use not yet notified of."""

    scope: Scope = field(default_factory=Scope)
    state: OpenLicenceState | None = None
    patent_id: int | None = None
    city_code: str | None = None
    asked: bool = False


class AnnouncedRow(NamedTuple):
    """A declaration that was announced."""

    licence_id: int
    city_code: str | None
    announced_on: date


class FiledRow(NamedTuple):
    """A use that was filed, and what was paid for it."""

    use_id: int
    city_code: str | None
    filed_on: date
    number: str
    paid_cny: int | None


def hold_licence(session: Session, licence_id: int) -> OpenLicence:
    """Return a declaration that nobody else changes until this transaction ends; raise NotFound."""
    hold_row(session, OpenLicence, licence_id)
    return get_licence(session, licence_id)


def get_licence(session: Session, licence_id: int) -> OpenLicence:
    """Return a declaration as it stands in the database now; raise NotFound."""
    found = session.get(OpenLicence, licence_id, populate_existing=True)
    if found is None:
        raise unknown_licence(licence_id)
    return found


def unknown_licence(licence_id: int) -> NotFound:
    """Return the error of a declaration that is none, or of which whoever asks is not to know."""
    return NotFound(f"没有编号为 {licence_id} 的开放许可。请核对编号")


def newest_of(session: Session, patent_id: int) -> OpenLicence | None:
    """Return the declaration of a patent that stands, else the last one, None where there is none.

    Only one stands at a time, and it is the last that was made.
    """
    statement = select(OpenLicence).where(OpenLicence.patent_id == patent_id)
    newest = statement.order_by(col(OpenLicence.id).desc()).limit(1)
    return session.exec(newest.execution_options(populate_existing=True)).first()


def announced_of(session: Session, patent_id: int) -> OpenLicence | None:
    """Return the declaration of a patent that is announced, None where none is."""
    statement = select(OpenLicence).where(
        OpenLicence.patent_id == patent_id, OpenLicence.state == OpenLicenceState.ANNOUNCED
    )
    return session.exec(statement).first()


def standing_states(session: Session, patent_ids: Iterable[int]) -> dict[int, OpenLicenceState]:
    """Return patent → the state of its declaration that stands, for those that have one."""
    wanted, found = sorted(set(patent_ids)), dict[int, OpenLicenceState]()
    for start in range(0, len(wanted), KEYS_PER_QUERY):
        statement = select(OpenLicence.patent_id, OpenLicence.state).where(
            col(OpenLicence.patent_id).in_(wanted[start : start + KEYS_PER_QUERY]),
            col(OpenLicence.state).in_(STANDING),
        )
        found |= {patent: OpenLicenceState(state) for patent, state in session.exec(statement)}
    return found


def page_licences(
    session: Session, wanted: WantedLicences, after: Sequence[int] | None, limit: int
) -> list[OpenLicence]:
    """Return the next declarations, the newest first, one more than the limit if there are more."""
    statement = select(OpenLicence).where(*_conditions(wanted))
    return list(session.exec(page_of(statement, NEWEST_FIRST, after, limit)))


def count_states(session: Session, wanted: WantedLicences) -> dict[OpenLicenceState, int]:
    """Return how many declarations there are of each state that has any."""
    statement = (
        select(OpenLicence.state, func.count(col(OpenLicence.id)))
        .where(*_conditions(wanted))
        .group_by(col(OpenLicence.state))
    )
    return {OpenLicenceState(state): count for state, count in session.exec(statement)}


def count_asked(session: Session, scope: Scope) -> int:
    """Return how many uses were asked for of which the owner has not been told in writing."""
    statement = (
        select(func.count(col(OpenLicenceUse.id)))
        .join(OpenLicence, col(OpenLicence.id) == col(OpenLicenceUse.open_licence_id))
        .where(
            col(OpenLicenceUse.notified_on).is_(None),
            col(OpenLicenceUse.ended_on).is_(None),
            *_of_scope(scope),
        )
    )
    return session.exec(statement).one()


def only_in_sheets(session: Session, scope: Scope, limit: int) -> list[Patent]:
    """Return patents that sheets say are licensed openly and that have no declaration here.

    By id, one more than the limit if there are more.
    """
    declared = exists().where(col(OpenLicence.patent_id) == col(Patent.id)).correlate(Patent)
    statement = select(Patent).where(
        or_(
            col(Patent.licence_kind) == LicenceKind.OPEN,
            col(Patent.legal_text).contains(OPEN_LICENCE_WORD),
        ),
        ~declared,
    )
    if scope.city_code is not None:
        statement = statement.where(in_city(scope.city_code))
    if scope.organisations is not None:
        owned = exists().where(
            col(PatentOwner.patent_id) == col(Patent.id),
            col(PatentOwner.organisation_id).in_(sorted(scope.organisations)),
        )
        statement = statement.where(owned.correlate(Patent))
    return list(session.exec(statement.order_by(col(Patent.id)).limit(limit + 1)))


def count_by_city(
    session: Session, wanted: WantedLicences
) -> dict[str | None, dict[OpenLicenceState, int]]:
    """Return city → state → how many declarations; None for patents of which no city is known."""
    city = _city().label("city")
    statement = (
        select(city, OpenLicence.state, func.count(col(OpenLicence.id)))
        .join(Patent, col(Patent.id) == col(OpenLicence.patent_id))
        .where(*_conditions(wanted))
        .group_by(city, col(OpenLicence.state))
    )
    found: dict[str | None, dict[OpenLicenceState, int]] = {}
    for code, state, count in session.exec(statement):
        found.setdefault(code, {})[OpenLicenceState(state)] = count
    return found


def announced_between(session: Session, first: date, last: date) -> list[AnnouncedRow]:
    """Return the declarations announced from a day to another, both included, by id.

    Those that were withdrawn or have ended since then are among them.
    """
    statement = (
        sa_select(col(OpenLicence.id), _city(), col(OpenLicence.announced_on))
        .join(Patent, col(Patent.id) == col(OpenLicence.patent_id))
        .where(col(OpenLicence.announced_on).between(first, last))
        .order_by(col(OpenLicence.id))
    )
    return [AnnouncedRow(*row) for row in session.execute(statement)]


def filed_between(session: Session, first: date, last: date) -> list[FiledRow]:
    """Return the uses filed from a day to another, both included, by id; city: of the patent."""
    use = OpenLicenceUse
    statement = (
        sa_select(
            col(use.id), _city(), col(use.filed_on), col(use.filing_number), col(use.fee_paid_cny)
        )
        .join(OpenLicence, col(OpenLicence.id) == col(use.open_licence_id))
        .join(Patent, col(Patent.id) == col(OpenLicence.patent_id))
        .where(col(use.filed_on).between(first, last))
        .order_by(col(use.id))
    )
    return [FiledRow(*row) for row in session.execute(statement)]


def steps_of(session: Session, licence_id: int) -> list[OpenLicenceStep]:
    """Return all that was done to a declaration and its uses, in the order in which it was."""
    statement = select(OpenLicenceStep).where(OpenLicenceStep.open_licence_id == licence_id)
    return list(session.exec(statement.order_by(col(OpenLicenceStep.id))))


def uses_of(session: Session, licence_ids: Iterable[int]) -> dict[int, list[OpenLicenceUse]]:
    """Return declaration → its uses, in the order in which they were asked for."""
    wanted, found = sorted(set(licence_ids)), dict[int, list[OpenLicenceUse]]()
    for start in range(0, len(wanted), KEYS_PER_QUERY):
        part = wanted[start : start + KEYS_PER_QUERY]
        statement = select(OpenLicenceUse).where(col(OpenLicenceUse.open_licence_id).in_(part))
        for use in session.exec(statement.order_by(col(OpenLicenceUse.id))):
            found.setdefault(use.open_licence_id, []).append(use)
    return found


def get_use(session: Session, licence_id: int, use_id: int) -> OpenLicenceUse:
    """Return a use of a declaration as it stands now; raise NotFound."""
    found = session.get(OpenLicenceUse, use_id, populate_existing=True)
    if found is None or found.open_licence_id != licence_id:
        raise NotFound(f"这项开放许可没有编号为 {use_id} 的使用。请核对编号")
    return found


def open_use(session: Session, licence_id: int, organisation_id: int) -> OpenLicenceUse | None:
    """Return the use of a firm that has not ended, None where there is none."""
    statement = select(OpenLicenceUse).where(
        OpenLicenceUse.open_licence_id == licence_id,
        OpenLicenceUse.organisation_id == organisation_id,
        col(OpenLicenceUse.ended_on).is_(None),
    )
    return session.exec(statement).first()


def licences_of(session: Session, organisation_ids: Iterable[int]) -> list[OpenLicence]:
    """Return all declarations for owners, by id."""
    statement = select(OpenLicence).where(
        col(OpenLicence.organisation_id).in_(sorted(set(organisation_ids)))
    )
    return list(session.exec(statement.order_by(col(OpenLicence.id))))


def forget_contacts(session: Session, licence_ids: Iterable[int]) -> int:
    """Take contacts out of the steps of declarations; return out of how many steps."""
    count = 0
    for licence_id in licence_ids:
        for step in steps_of(session, licence_id):
            before, after = _without_contacts(step.before), _without_contacts(step.after)
            count += (before, after) != (step.before, step.after)
            step.before, step.after = before, after
            session.add(step)
    session.flush()
    return count


def _without_contacts(told: dict[str, str]) -> dict[str, str]:
    return {name: text for name, text in told.items() if name not in CONTACT_FIELDS}


def _city() -> ColumnElement[str | None]:
    """Return the city of a patent: its own, else that of its first owner."""
    return func.coalesce(col(Patent.city_code), owner_city(Patent))


def _conditions(wanted: WantedLicences) -> list[ColumnElement[bool]]:
    conditions = _of_scope(wanted.scope)
    if wanted.city_code is not None:
        conditions += _of_scope(Scope(city_code=wanted.city_code))
    if wanted.state is not None:
        conditions.append(col(OpenLicence.state) == wanted.state)
    if wanted.patent_id is not None:
        conditions.append(col(OpenLicence.patent_id) == wanted.patent_id)
    if wanted.asked:
        waiting = (
            exists()
            .where(
                col(OpenLicenceUse.open_licence_id) == col(OpenLicence.id),
                col(OpenLicenceUse.notified_on).is_(None),
                col(OpenLicenceUse.ended_on).is_(None),
            )
            .correlate(OpenLicence)
        )
        conditions.append(waiting)
    return conditions


def _of_scope(scope: Scope) -> list[ColumnElement[bool]]:
    """Return the condition that an owner or the city of the patent is one of these.

    Declarations are few beside patents: each is asked for its own.
    """
    declared = col(OpenLicence.patent_id)
    if scope.city_code is not None:
        of_city = exists().where(col(Patent.id) == declared, in_city(scope.city_code))
        return [of_city.correlate(OpenLicence)]
    if scope.organisations is None:
        return []
    owners = col(PatentOwner.organisation_id).in_(sorted(scope.organisations))
    owned = exists().where(col(PatentOwner.patent_id) == declared, owners)
    return [owned.correlate(OpenLicence)]
