"""Requests of cities as lists and sheets show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from matchmaker.services.city_names import city_name
from models.city_request import CityRequest
from models.queries import event_figures as figure_queries
from models.queries import service_offers as offer_queries


@dataclass(frozen=True)
class RequestRow:
    """A request; service, event: names, empty for none; days_over: 0 where it is not overdue."""

    request: CityRequest
    city: str
    service: str
    event: str
    days_over: int

    @property
    def outcome(self) -> str:
        """Whether the answer helped, in words, empty while the city has not said."""
        return "" if self.request.outcome is None else self.request.outcome.label


def view_requests(
    session: Session, requests: Sequence[CityRequest], today: date
) -> list[RequestRow]:
    """Return requests in their order, with the names of what they are about."""
    events = figure_queries.event_names(
        session, {one.event_id for one in requests if one.event_id is not None}
    )
    services = offer_queries.offer_titles(
        session, {one.service_id for one in requests if one.service_id is not None}
    )
    return [
        RequestRow(
            request=one,
            city=city_name(one.city_code),
            service=services.get(one.service_id or 0, ""),
            event=events.get(one.event_id or 0, ""),
            days_over=_days_over(one, today),
        )
        for one in requests
    ]


def _days_over(request: CityRequest, today: date) -> int:
    if request.wanted_by is None or not request.is_overdue(today):
        return 0
    return (today - request.wanted_by).days
