"""Requests to improve what is told of a patent."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlmodel import Session, col, select

from models.errors import NotFound
from models.feedback import ImprovementRequest
from models.feedback_enums import ImprovementState
from models.queries.hold import hold_row


@dataclass(frozen=True)
class WantedRequests:
    """Which requests are wanted; None for any, patents: ids."""

    state: ImprovementState | None = None
    organisation_id: int | None = None
    patents: Collection[int] | None = None


ANY = WantedRequests()


def list_requests(session: Session, wanted: WantedRequests = ANY) -> list[ImprovementRequest]:
    """Return the requests in the order in which they were made."""
    statement = select(ImprovementRequest).order_by(
        col(ImprovementRequest.asked_at), col(ImprovementRequest.id)
    )
    if wanted.state is not None:
        statement = statement.where(ImprovementRequest.state == wanted.state)
    if wanted.organisation_id is not None:
        statement = statement.where(ImprovementRequest.organisation_id == wanted.organisation_id)
    found = session.exec(statement).all()
    patents = wanted.patents
    return [request for request in found if patents is None or request.patent_id in patents]


def hold_request(session: Session, request_id: int) -> ImprovementRequest:
    """Return a request that nobody else changes before this transaction ends.

    Raises NotFound.
    """
    hold_row(session, ImprovementRequest, request_id, written="text")
    found = session.get(ImprovementRequest, request_id, populate_existing=True)
    if found is None:
        raise unknown_request(request_id)
    return found


def unknown_request(request_id: int) -> NotFound:
    """Return the error of a request that is none, or that whoever asks is not to know of."""
    return NotFound(f"没有编号为 {request_id} 的改进请求。请核对编号")


def find_open(
    session: Session, patent_id: int, demand_id: int | None, organisation_id: int
) -> ImprovementRequest | None:
    """Return the request of a firm on a pair, or on a patent, that waits for an answer."""
    statement = select(ImprovementRequest).where(
        ImprovementRequest.patent_id == patent_id,
        ImprovementRequest.organisation_id == organisation_id,
        ImprovementRequest.state == ImprovementState.OPEN,
    )
    found = session.exec(statement.order_by(col(ImprovementRequest.id))).all()
    return next((request for request in found if request.demand_id == demand_id), None)
