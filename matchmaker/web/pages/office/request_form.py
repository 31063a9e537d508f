"""The form of a city's request: what is typed, what it says, and what can be chosen."""

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, Field
from sqlmodel import Session

from matchmaker.services.city_requests.keep import (
    LONGEST_TOPIC,
    MOST_TEXT,
    TOPICS,
    RequestWords,
)
from matchmaker.web.api.fields import Line, Text
from matchmaker.web.pages.office.ledger_frame import Known, Revision, read_day, read_id
from models.city_request import CityRequest
from models.queries import events as event_queries
from models.queries import service_offers as offer_queries
from models.queries.service_offers import OfferFilter

Long = Annotated[Text, Field(max_length=MOST_TEXT)]


class RequestForm(BaseModel):
    """A request as it is typed; service: an id, event: a slug, both empty for none."""

    subject: Line = ""
    text: Long = ""
    topic: Line = ""
    wanted_by: Known = ""
    service: Known = ""
    event: Known = ""


class RequestCorrection(RequestForm):
    """The same, of a request that is there."""

    revision: Revision


def read_form(typed: RequestForm) -> RequestWords:
    """Return what a form says; raise BadQuery."""
    return RequestWords(
        subject=typed.subject,
        text=typed.text,
        topic=typed.topic,
        wanted_by=read_day("希望答复日期", typed.wanted_by),
        service_id=read_id("对应服务", typed.service),
        event=typed.event.strip(),
    )


def write_form(session: Session, request: CityRequest) -> RequestForm:
    """Return the form that says what a request says."""
    event = None if request.event_id is None else event_queries.get_by_id(session, request.event_id)
    return RequestForm(
        subject=request.subject,
        text=request.text,
        topic=request.topic,
        wanted_by=request.wanted_by.isoformat() if request.wanted_by else "",
        service=str(request.service_id or ""),
        event="" if event is None else event.slug,
    )


def field_context(
    session: Session, typed: RequestForm, city_code: str, today: date
) -> dict[str, Any]:
    """Return what the fields of a form are drawn with."""
    events = sorted(
        event_queries.list_events(session), key=lambda one: (one.held_on, one.id), reverse=True
    )
    return {
        "typed": typed,
        "topics": TOPICS,
        "services": _services(session, typed, city_code, today),
        "event_choices": [(one.slug, f"{one.held_on} {one.name}") for one in events],
        "most": MOST_TEXT,
        "longest_topic": LONGEST_TOPIC,
    }


def _services(
    session: Session, typed: RequestForm, city_code: str, today: date
) -> list[tuple[str, str]]:
    """Return the services that a city may have, and that chosen."""
    offers = offer_queries.list_offers(session, OfferFilter(city_code=city_code, on=today))
    found = [(str(one.id), f"{one.kind}：{one.title}（{one.provider_name}）") for one in offers]
    chosen = typed.service
    if chosen.isdecimal() and chosen not in {known for known, _ in found}:
        found += [
            (chosen, f"{title}（已撤下、到期或不服务本市州）")
            for title in offer_queries.offer_titles(session, [int(chosen)]).values()
        ]
    return found
