"""Proposals to list patents, their steps, and the patents whose listing ends."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, exists, false, func, or_
from sqlmodel import Session, col, select

from models.account import Account
from models.account_enums import AccountState, Role
from models.errors import NotFound
from models.listing import ListingProposal, ListingStep
from models.listing_enums import OPEN_STATES, ListingState
from models.patent import Patent, PatentOwner
from models.queries.bulk import KEYS_PER_QUERY
from models.queries.hold import hold_row
from models.queries.keyset import Order, page_of
from models.queries.patent_search import in_city
from models.values.contact import CONTACT_FIELDS

ENDING_ORDER = (Order(col(Patent.listed_until)), Order(col(Patent.id)))


@dataclass(frozen=True)
class Scope:
    """Whose patents: of these owners, or of a city; without either all."""

    organisations: frozenset[int] | None = None
    city_code: str | None = None


@dataclass(frozen=True)
class DepartmentReviewer:
    """Who reviews for a department (folded) of an institution."""

    organisation_id: int
    department_key: str
    account_id: int


@dataclass(frozen=True)
class Waiting:
    """What waits for somebody: not what the account has proposed itself.

    organisations: None for any; department_key: of a department's reviewer, else None; reviewers:
    of departments, for what waits for one who is no longer there goes to the university; office:
    whether all that is open counts.
    """

    account_id: int | None = None
    organisations: frozenset[int] | None = None
    department_key: str | None = None
    reviewers: tuple[DepartmentReviewer, ...] = ()
    office: bool = False


@dataclass(frozen=True)
class WantedProposals:
    """Which proposals; None bounds nothing. department_key: folded."""

    scope: Scope = Scope()
    state: ListingState | None = None
    organisations: Collection[int] | None = None
    department_key: str | None = None
    patent_id: int | None = None
    waiting: Waiting | None = None


def hold_patent(session: Session, patent_id: int) -> Patent:
    """Return a patent whose listing nobody else decides on before this transaction ends."""
    hold_row(session, Patent, patent_id)
    return session.get_one(Patent, patent_id, populate_existing=True)


def get_proposal(session: Session, proposal_id: int) -> ListingProposal:
    """Return a proposal as it stands in the database now; raise NotFound."""
    found = session.get(ListingProposal, proposal_id, populate_existing=True)
    if found is None:
        raise unknown_proposal(proposal_id)
    return found


def unknown_proposal(proposal_id: int) -> NotFound:
    """Return the error of a proposal that is none, or of which whoever asks is not to know."""
    return NotFound(f"没有编号为 {proposal_id} 的挂牌申报。请核对编号")


def open_proposals(
    session: Session, patent_id: int, organisation_id: int
) -> Sequence[ListingProposal]:
    """Return the proposals for a patent of an owner that wait for review, by id."""
    statement = (
        select(ListingProposal)
        .where(
            ListingProposal.patent_id == patent_id,
            ListingProposal.organisation_id == organisation_id,
            col(ListingProposal.state).in_(OPEN_STATES),
        )
        .order_by(col(ListingProposal.id))
        .execution_options(populate_existing=True)
    )
    return session.exec(statement).all()


def page_proposals(
    session: Session,
    wanted: WantedProposals,
    after: Sequence[int] | None,
    limit: int,
    *,
    newest_first: bool = False,
) -> list[ListingProposal]:
    """Return the next proposals by id, one more than the limit if there are more."""
    statement = select(ListingProposal).where(*_conditions(wanted))
    order = (Order(col(ListingProposal.id), descending=newest_first),)
    return list(session.exec(page_of(statement, order, after, limit)))


def count_proposals(session: Session, wanted: WantedProposals) -> int:
    """Return how many there are."""
    statement = select(func.count(col(ListingProposal.id))).where(*_conditions(wanted))
    return session.exec(statement).one()


def proposals_of(session: Session, organisation_ids: Iterable[int]) -> list[ListingProposal]:
    """Return all proposals for owners, by id."""
    statement = select(ListingProposal).where(
        col(ListingProposal.organisation_id).in_(sorted(set(organisation_ids)))
    )
    return list(session.exec(statement.order_by(col(ListingProposal.id))))


def open_before(session: Session, moment: datetime) -> list[ListingProposal]:
    """Return the proposals made before a moment that still wait for review, by id."""
    statement = select(ListingProposal).where(
        col(ListingProposal.state).in_(OPEN_STATES), ListingProposal.made_at < moment
    )
    return list(session.exec(statement.order_by(col(ListingProposal.id))))


def forget_contacts(session: Session, proposals: Iterable[ListingProposal]) -> int:
    """Take contacts out of what is proposed; return out of how many proposals."""
    count = 0
    for proposal in proposals:
        named = False
        for column in ("cells", "before", "proposed"):
            said: dict[str, str] = getattr(proposal, column)
            left = {name: text for name, text in said.items() if name not in CONTACT_FIELDS}
            named = named or left != said
            setattr(proposal, column, left)
        session.add(proposal)
        count += named
    session.flush()
    return count


def steps_of(session: Session, proposal_ids: Iterable[int]) -> dict[int, list[ListingStep]]:
    """Return proposal → its steps, in the order in which they were made."""
    wanted, found = sorted(set(proposal_ids)), defaultdict[int, list[ListingStep]](list)
    for start in range(0, len(wanted), KEYS_PER_QUERY):
        part = wanted[start : start + KEYS_PER_QUERY]
        statement = select(ListingStep).where(col(ListingStep.proposal_id).in_(part))
        for step in session.exec(statement.order_by(col(ListingStep.id))):
            found[step.proposal_id or 0].append(step)
    return found


def patent_steps(session: Session, patent_id: int) -> list[ListingStep]:
    """Return all that was done to the listing of a patent, in the order in which it was."""
    statement = select(ListingStep).where(ListingStep.patent_id == patent_id)
    return list(session.exec(statement.order_by(col(ListingStep.id))))


def department_reviewers(
    session: Session, organisation_ids: Iterable[int]
) -> list[tuple[int, int, str]]:
    """Return (organisation, account, department) of who reviews for departments at present."""
    statement = select(Account.organisation_id, Account.id, Account.department).where(
        Account.role == Role.DEPARTMENT_REVIEWER,
        Account.state == AccountState.ACTIVE,
        col(Account.organisation_id).in_(sorted(set(organisation_ids))),
    )
    rows = session.exec(statement.order_by(col(Account.id)))
    return [(body or 0, account or 0, department) for body, account, department in rows]


def page_ending(
    session: Session,
    scope: Scope,
    days: tuple[date | None, date],
    after: Sequence[object] | None,
    limit: int,
) -> list[Patent]:
    """Return the next patents that are listed until a day of these, the first day first.

    days: first and last, both included, None for any before. Those whose owners no longer consent
    are left out. One more than the limit is returned if there are more.
    """
    first, last = days
    conditions = [
        col(Patent.owner_consents).is_(True),
        col(Patent.listed_until) <= last,
        *_in_scope(scope),
    ]
    if first is not None:
        conditions.append(col(Patent.listed_until) >= first)
    statement = page_of(select(Patent).where(*conditions), ENDING_ORDER, after, limit)
    return list(session.exec(statement))


def _conditions(wanted: WantedProposals) -> list[ColumnElement[bool]]:
    conditions = _of_scope(wanted.scope)
    if wanted.state is not None:
        conditions.append(col(ListingProposal.state) == wanted.state)
    if wanted.organisations is not None:
        conditions.append(col(ListingProposal.organisation_id).in_(sorted(wanted.organisations)))
    if wanted.department_key is not None:
        conditions.append(col(ListingProposal.department_key) == wanted.department_key)
    if wanted.patent_id is not None:
        conditions.append(col(ListingProposal.patent_id) == wanted.patent_id)
    if wanted.waiting is not None:
        conditions += _waiting(wanted.waiting)
    return conditions


def _in_scope(scope: Scope) -> list[ColumnElement[bool]]:
    if scope.city_code is not None:
        return [in_city(scope.city_code)]
    if scope.organisations is None:
        return []
    owned = select(PatentOwner.patent_id).where(
        col(PatentOwner.organisation_id).in_(sorted(scope.organisations))
    )
    return [col(Patent.id).in_(owned)]


def _of_scope(scope: Scope) -> list[ColumnElement[bool]]:
    """Return the same of proposals: few beside patents, each is asked for its own."""
    proposed = col(ListingProposal.patent_id)
    if scope.city_code is not None:
        return [exists().where(col(Patent.id) == proposed, in_city(scope.city_code))]
    if scope.organisations is None:
        return []
    owners = col(PatentOwner.organisation_id).in_(sorted(scope.organisations))
    return [exists().where(col(PatentOwner.patent_id) == proposed, owners)]


def _waiting(waiting: Waiting) -> list[ColumnElement[bool]]:
    state, department = col(ListingProposal.state), col(ListingProposal.department_key)
    by_account = col(ListingProposal.account_id)
    if waiting.office:
        return [state.in_(OPEN_STATES), by_account.is_distinct_from(waiting.account_id)]
    conditions: list[ColumnElement[bool]] = [by_account.is_distinct_from(waiting.account_id)]
    if waiting.organisations is not None:
        of = col(ListingProposal.organisation_id).in_(sorted(waiting.organisations))
        conditions.append(of)
    if waiting.department_key is not None:
        own = department == waiting.department_key
        return [*conditions, state == ListingState.DEPARTMENT, own]
    covered = or_(
        false(),
        *(
            and_(
                col(ListingProposal.organisation_id) == one.organisation_id,
                department == one.department_key,
                by_account.is_distinct_from(one.account_id),
            )
            for one in waiting.reviewers
        ),
    )
    stranded = and_(state == ListingState.DEPARTMENT, ~covered)
    return [*conditions, or_(state == ListingState.UNIVERSITY, stranded)]
