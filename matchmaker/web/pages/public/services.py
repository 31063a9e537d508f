"""The service catalogue for everybody."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.web.access import May
from matchmaker.web.api.fields import PathId, Text
from matchmaker.web.deps import NowDep, SessionDep
from matchmaker.web.filters import city
from matchmaker.web.templating import Crumb, render
from models.errors import NotFound
from models.queries import service_offers as offer_queries
from models.queries.service_offers import OfferFilter
from models.service_offer import ServiceOffer
from models.values.region import HUBEI_CITIES

PATH = "/services"
CATALOGUE = Crumb("服务目录", PATH)
CITIES = [(one.code, one.short_name) for one in HUBEI_CITIES]

router = APIRouter(include_in_schema=False)

Anyone = Annotated[Viewer, Depends(May(Permission.PUBLIC))]
Known = Annotated[Text, Field(max_length=100)]


class ServiceQuery(BaseModel):
    """Which services; what is empty bounds nothing; void: "yes" for those withdrawn or over."""

    kind: Known = ""
    city: Known = ""
    void: Known = ""


@router.get(PATH, response_class=HTMLResponse)
def list_services(
    request: Request,
    query: Annotated[ServiceQuery, Query()],
    _viewer: Anyone,
    session: SessionDep,
    now: NowDep,
) -> Response:
    """Show the services that are offered."""
    context = list_context(session, query, now.date())
    return render(request, "public/services.html", context)


@router.get(f"{PATH}/{{offer_id}}", response_class=HTMLResponse)
def show_service(
    request: Request, offer_id: PathId, viewer: Anyone, session: SessionDep, now: NowDep
) -> Response:
    """Show a service."""
    offer = offer_queries.get_offer(session, offer_id)
    if offer.is_void:
        raise NotFound("这项服务已撤下。请在服务目录中另找")
    context = {
        "offer": offer,
        "served": served(offer),
        "is_over": is_over(offer, now.date()),
        "may_open": viewer.may(Permission.PUBLIC_SERVICE_READ),
    }
    return render(request, "public/service.html", context, crumbs=[CATALOGUE])


def list_context(
    session: Session, query: ServiceQuery, today: date, *, with_old: bool = False
) -> dict[str, Any]:
    """Return what a list of services is drawn with; with_old: those withdrawn or over, too."""
    wanted = OfferFilter(
        kinds=[query.kind] if query.kind else [],
        city_code=query.city or None,
        on=None if with_old else today,
        with_void=with_old,
    )
    offers = offer_queries.list_offers(session, wanted)
    return {
        "query": query,
        "rows": [(one, served(one), is_over(one, today)) for one in offers],
        "is_filtered": bool(query.kind or query.city),
        "kinds": [(one, one) for one in offer_queries.list_kinds(session)],
        "cities": CITIES,
    }


def served(offer: ServiceOffer) -> str:
    """Return the names of the cities that a service is for."""
    return "、".join(city(code) for code in offer.cities.split("、") if code) or "全省"


def is_over(offer: ServiceOffer, today: date) -> bool:
    """Whether a service is no longer offered."""
    return offer.valid_until is not None and offer.valid_until < today
