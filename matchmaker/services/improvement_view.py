"""Requests for improvement, with names, for reading by organisers and firms, or by owners."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Session

from ingest.labels import field_label
from matchmaker.services.improvements import is_overdue
from matchmaker.services.organisation_names import body_labels
from matchmaker.services.released_demand import ToldDemand, find_telling, tell_demand
from models.feedback import ImprovementRequest
from models.feedback_enums import ImprovementState
from models.meeting_enums import DeclineReason
from models.queries import demands as demand_queries
from models.queries import patents as patent_queries
from models.queries.patents import PatentLabel

UNTOLD = "（说明涉及不公开的企业或需求，未显示）"


@dataclass(frozen=True)
class RequestView:
    """A request; demand, demand_title: empty for none and for what may not be told.

    changed: the fields of the patent that were set with the answer, in Chinese.
    """

    id: int
    patent: str
    patent_title: str
    demand: str
    demand_title: str
    enterprise: str
    points: str
    text: str
    asked_by: str
    asked_at: datetime
    due_on: date
    state: str
    overdue: bool
    institution: str
    answer: str
    changed: str
    closed_by: str
    closed_at: datetime | None


class Reader(StrEnum):
    """Who reads requests: an organiser at the office, the firm that asks, or an owner."""

    ORGANISER = "organiser"
    FIRM = "firm"
    OWNER = "owner"


def view_requests(
    session: Session, requests: Sequence[ImprovementRequest], today: date, reader: Reader
) -> list[RequestView]:
    """Return requests with names, in their order.

    Owners are told of demands and firms no more than is released. Neither side is told which person
    acted for the other.
    """
    demands = demand_queries.by_ids(session, {r.demand_id for r in requests if r.demand_id})
    patents = patent_queries.labels(session, {request.patent_id for request in requests})
    bodies = body_labels(
        session, {body for r in requests for body in (r.organisation_id, r.answering_id) if body}
    )
    views = []
    for request in requests:
        demand = demands.get(request.demand_id) if request.demand_id else None
        firm = bodies[request.organisation_id].name
        named = (demand.display_number, demand.title) if demand else ("", "")
        told = tell_demand(demand, firm) if reader is Reader.OWNER else ToldDemand(*named, firm)
        answering = bodies[request.answering_id].name if request.answering_id else ""
        label = patents[request.patent_id]
        view = _view(request, label, told, answering, overdue=is_overdue(request, today))
        view = _without_persons(view, request, reader)
        # A demand that was public when it was asked may have been withdrawn from sight since.
        hidden = told.enterprise != firm
        if hidden and find_telling(session, request.text, request.organisation_id, demand):
            view = replace(view, text=UNTOLD)
        views.append(view)
    return views


def _without_persons(view: RequestView, request: ImprovementRequest, reader: Reader) -> RequestView:
    withdrawn = request.state is ImprovementState.WITHDRAWN
    if reader is Reader.OWNER:
        return replace(view, asked_by="", closed_by="" if withdrawn else view.closed_by)
    if reader is Reader.FIRM:
        return replace(view, closed_by=view.closed_by if withdrawn else "")
    return view


def _view(
    request: ImprovementRequest,
    patent: PatentLabel,
    told: ToldDemand,
    answering: str,
    *,
    overdue: bool,
) -> RequestView:
    return RequestView(
        id=request.id or 0,
        patent=patent.display_number,
        patent_title=patent.title,
        demand=told.number,
        demand_title=told.title,
        enterprise=told.enterprise,
        points="、".join(DeclineReason(point).label for point in request.points),
        text=request.text,
        asked_by=request.asked_by,
        asked_at=request.asked_at,
        due_on=request.due_on,
        state="已逾期" if overdue else request.state.label,
        overdue=overdue,
        institution=answering,
        answer=request.answer,
        changed="、".join(field_label(name) for name in request.changed_fields),
        closed_by=request.closed_by,
        closed_at=request.closed_at,
    )
