"""Consents, disclosures and requests of persons."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, delete, or_
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from models.errors import NotFound
from models.meeting_enums import Side
from models.organisation import Organisation
from models.privacy import Consent, Disclosure, PairConsent, PrivacyRequest
from models.privacy_enums import ConsentPurpose
from models.queries.keyset import Order, page_of


@dataclass(frozen=True)
class DisclosureFilter:
    """Which disclosures are wanted; limit: how many of the newest.

    organisation_ids: whose records; viewer: the name of who looked; empty for any.
    """

    organisation_ids: frozenset[int] = frozenset()
    viewer: str = ""
    since: datetime | None = None
    limit: int = 50


def last_consent(
    session: Session, organisation_ids: Iterable[int], purpose: ConsentPurpose
) -> Consent | None:
    """Return what a body, of whichever of its records, said last about a purpose."""
    statement = (
        select(Consent)
        .where(
            col(Consent.organisation_id).in_(sorted(set(organisation_ids))),
            Consent.purpose == purpose,
        )
        .order_by(col(Consent.id).desc())
    )
    return session.exec(statement).first()


def consents_of(session: Session, organisation_ids: Iterable[int]) -> list[Consent]:
    """Return all that a body has said, the oldest first."""
    statement = (
        select(Consent)
        .where(col(Consent.organisation_id).in_(sorted(set(organisation_ids))))
        .order_by(col(Consent.id))
    )
    return list(session.exec(statement))


def standing_consent(
    session: Session, demand_id: int, patent_id: int, side: Side
) -> PairConsent | None:
    """Return the consent of one side to a pair that it has not withdrawn, None for none."""
    statement = (
        select(PairConsent)
        .where(
            PairConsent.demand_id == demand_id,
            PairConsent.patent_id == patent_id,
            PairConsent.side == side,
            col(PairConsent.withdrawn_at).is_(None),
        )
        .order_by(col(PairConsent.id))
    )
    return session.exec(statement).first()


def agreed_pairs(
    session: Session, *, demand_id: int | None = None, patent_id: int | None = None
) -> list[tuple[int, int]]:
    """Return the pairs of a demand or of a patent to which both sides agree, in order."""
    statement = (
        select(PairConsent.demand_id, PairConsent.patent_id)
        .where(col(PairConsent.withdrawn_at).is_(None))
        .group_by(col(PairConsent.demand_id), col(PairConsent.patent_id))
        .having(func.count(func.distinct(PairConsent.side)) == len(Side))
        .order_by(col(PairConsent.demand_id), col(PairConsent.patent_id))
    )
    if demand_id is not None:
        statement = statement.where(PairConsent.demand_id == demand_id)
    if patent_id is not None:
        statement = statement.where(PairConsent.patent_id == patent_id)
    return list(session.exec(statement))


def pair_consents_of(
    session: Session, demand_ids: Sequence[int], patent_ids: Sequence[int]
) -> list[PairConsent]:
    """Return the consents to pairs of the demands or of the patents, the oldest first."""
    statement = (
        select(PairConsent)
        .where(
            or_(
                col(PairConsent.demand_id).in_(demand_ids),
                col(PairConsent.patent_id).in_(patent_ids),
            )
        )
        .order_by(col(PairConsent.id))
    )
    return list(session.exec(statement))


def list_disclosures(session: Session, wanted: DisclosureFilter) -> list[Disclosure]:
    """Return disclosures, the newest first."""
    return _disclosures(session, wanted, ())


def page_disclosures(
    session: Session, wanted: DisclosureFilter, after: int | None
) -> list[Disclosure]:
    """Return the next disclosures, the newest first, one more than the limit if there are more.

    after: the id of the last that was had, None for the start.
    """
    rows = replace(wanted, limit=wanted.limit + 1)
    return _disclosures(session, rows, () if after is None else (col(Disclosure.id) < after,))


def drop_disclosures(session: Session, before: datetime) -> int:
    """Delete the disclosures made before a moment; return how many."""
    statement = delete(Disclosure).where(col(Disclosure.made_at) < before)
    return int(session.execute(statement).rowcount)  # type: ignore[attr-defined]


def get_request(session: Session, request_id: int) -> PrivacyRequest:
    """Return a request; raise NotFound."""
    found = session.get(PrivacyRequest, request_id)
    if found is None:
        raise NotFound(f"没有编号为 {request_id} 的个人信息申请")
    return found


def list_requests(session: Session, *, answered: bool) -> list[PrivacyRequest]:
    """Return the requests that wait for an answer, or all, by the day they are due."""
    statement = select(PrivacyRequest).order_by(col(PrivacyRequest.due_on), col(PrivacyRequest.id))
    if not answered:
        statement = statement.where(col(PrivacyRequest.answered_at).is_(None))
    return list(session.exec(statement))


def page_requests(
    session: Session, after: int | None, limit: int, *, answered: bool, city_code: str | None
) -> list[PrivacyRequest]:
    """Return the next requests, the oldest first, one more than the limit if there are more.

    after: the id of the last that was had, None for the start; answered: those too that have been;
    city_code: only at organisations of a city, None for all.
    """
    statement = _requests_in(city_code)
    if not answered:
        statement = statement.where(col(PrivacyRequest.answered_at).is_(None))
    order = (Order(col(PrivacyRequest.id)),)
    return list(session.exec(page_of(statement, order, None if after is None else (after,), limit)))


def page_answered(
    session: Session, before: int | None, limit: int, *, city_code: str | None
) -> list[PrivacyRequest]:
    """Return the next requests that have been answered, as page_requests, the newest first."""
    statement = _requests_in(city_code).where(col(PrivacyRequest.answered_at).is_not(None))
    order = (Order(col(PrivacyRequest.id), descending=True),)
    after = None if before is None else (before,)
    return list(session.exec(page_of(statement, order, after, limit)))


def count_open(session: Session, *, city_code: str | None) -> int:
    """Return how many requests wait for an answer, as page_requests."""
    waiting = _requests_in(city_code).where(col(PrivacyRequest.answered_at).is_(None))
    return session.exec(select(func.count()).select_from(waiting.subquery())).one()


def requests_of(session: Session, organisation_ids: Iterable[int]) -> list[PrivacyRequest]:
    """Return what was asked for at a body, the oldest first."""
    statement = (
        select(PrivacyRequest)
        .where(col(PrivacyRequest.organisation_id).in_(sorted(set(organisation_ids))))
        .order_by(col(PrivacyRequest.id))
    )
    return list(session.exec(statement))


def _requests_in(city_code: str | None) -> SelectOfScalar[PrivacyRequest]:
    """Select the requests at organisations of a city, None for all."""
    statement = select(PrivacyRequest)
    if city_code is None:
        return statement
    there = select(Organisation.id).where(Organisation.city_code == city_code)
    return statement.where(col(PrivacyRequest.organisation_id).in_(there))


def _disclosures(
    session: Session, wanted: DisclosureFilter, bounds: Sequence[ColumnElement[bool]]
) -> list[Disclosure]:
    statement = (
        select(Disclosure).where(*bounds).order_by(col(Disclosure.id).desc()).limit(wanted.limit)
    )
    if wanted.organisation_ids:
        of_body = col(Disclosure.organisation_id).in_(wanted.organisation_ids)
        statement = statement.where(of_body)
    if wanted.viewer:
        statement = statement.where(Disclosure.viewer == wanted.viewer)
    if wanted.since is not None:
        statement = statement.where(col(Disclosure.made_at) >= wanted.since)
    return list(session.exec(statement))
