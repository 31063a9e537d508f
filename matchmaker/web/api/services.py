"""The service catalogue: read by everybody, kept by the office."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.services.service_offers import (
    LONGEST_KIND,
    OfferWords,
    correct_offer,
    enter_offer,
    void_offer,
)
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import Day, Line, Paragraph, PathId, Text
from matchmaker.web.api.ledger import Correction, VoidForm
from matchmaker.web.deps import NowDep, SessionDep
from matchmaker.web.operations.bodies import errors
from models.errors import NotFound
from models.queries import service_offers as offer_queries
from models.queries.service_offers import OfferFilter
from models.service_offer import ServiceOffer
from models.values.region import HUBEI_CITIES, get_city

router = APIRouter(prefix="/services", tags=["services"], responses=errors(401, 403, 422, 429))

Anyone = Annotated[Viewer, Depends(May(Permission.PUBLIC))]
Writer = Annotated[Viewer, Depends(May(Permission.PUBLIC_SERVICE_WRITE))]


class ServiceForm(BaseModel):
    """A service; cities: those that are served, none for the whole province."""

    model_config = ConfigDict(extra="forbid")

    kind: Annotated[Line, Field(max_length=LONGEST_KIND, examples=["专利导航"])]
    title: Annotated[Line, Field(examples=["光电子产业专利导航"])]
    provider_name: Annotated[Line, Field(examples=["武汉某知识产权服务有限公司"])]
    city: Annotated[
        Line, Field(description="由哪个市州维护；不填为本市，省级令牌不填为省级", examples=[""])
    ] = ""
    purpose: Paragraph = ""
    price_text: Annotated[Line, Field(examples=["面议"])] = ""
    contact_way: Annotated[Line, Field(description="对公众显示，请填办公电话或网址")] = ""
    cities: Annotated[
        list[Line], Field(max_length=len(HUBEI_CITIES), description="市州名称或代码")
    ] = []
    valid_until: Day | None = None


class ServiceCorrection(ServiceForm, Correction):
    """A service as it is to be, all of it."""


class ServiceRecord(BaseModel):
    """A service; cities: codes of those served, empty for the whole province."""

    id: int
    kind: str
    title: str
    provider_name: str
    purpose: str
    price_text: str
    contact_way: str
    city_code: str | None
    cities: list[str]
    valid_until: date | None
    is_void: bool
    revision: int


class ServiceList(BaseModel):
    """The services of a filter, by kind."""

    items: list[ServiceRecord]


class ServiceQuery(BaseModel):
    """Which services; nothing bounds nothing."""

    model_config = ConfigDict(extra="forbid")

    kind: Annotated[Text, Query(max_length=50)] = ""
    city: Annotated[Text, Query(max_length=50, description="服务的市州，名称或代码")] = ""


@router.get("", operation_id="list_services")
def list_services(
    query: Annotated[ServiceQuery, Query()], _viewer: Anyone, session: SessionDep, now: NowDep
) -> ServiceList:
    """Return the services that are offered today."""
    city = get_city(query.city).code if query.city.strip() else None
    wanted = OfferFilter([query.kind] if query.kind else [], city, now.date())
    return ServiceList(items=_records(offer_queries.list_offers(session, wanted)))


@router.get("/{offer_id}", operation_id="get_service", responses=errors(404))
def read_service(offer_id: PathId, viewer: Anyone, session: SessionDep) -> ServiceRecord:
    """Return a service; of one that was withdrawn only the office hears."""
    offer = offer_queries.get_offer(session, offer_id)
    if offer.is_void and not viewer.may(Permission.PUBLIC_SERVICE_READ):
        raise NotFound("这项服务已撤下。请在服务目录中另找")
    return _records([offer])[0]


@router.post("", operation_id="enter_service", status_code=201)
def add_service(
    form: ServiceForm, viewer: Writer, author: AuthorDep, session: SessionDep
) -> ServiceRecord:
    """Enter a service; a city's organisers enter those that they keep."""
    made = enter_offer(session, viewer, _words(viewer, form), author)
    session.commit()
    return _records([made])[0]


@router.put("/{offer_id}", operation_id="correct_service", responses=errors(404, 409))
def change_service(
    offer_id: PathId,
    form: ServiceCorrection,
    viewer: Writer,
    author: AuthorDep,
    session: SessionDep,
) -> ServiceRecord:
    """Correct a service, giving all of it anew; what stood there is kept with the reason."""
    held = offer_id, form.revision
    done = correct_offer(session, viewer, held, _words(viewer, form), form.reason, author)
    session.commit()
    return _records([done])[0]


@router.post("/{offer_id}/void", operation_id="void_service", responses=errors(404, 409))
def withdraw_service(
    offer_id: PathId, form: VoidForm, viewer: Writer, author: AuthorDep, session: SessionDep
) -> ServiceRecord:
    """Withdraw a service for good; nobody but the office sees it any more."""
    done = void_offer(session, viewer, (offer_id, form.revision), form.reason, author)
    session.commit()
    return _records([done])[0]


def _words(viewer: Viewer, form: ServiceForm) -> OfferWords:
    said = form.model_dump(exclude={"city", "cities", "revision", "reason"})
    return OfferWords(
        **said,
        city_code=get_city(form.city).code if form.city.strip() else viewer.city_code,
        cities=[get_city(one).code for one in form.cities],
    )


def _records(offers: Sequence[ServiceOffer]) -> list[ServiceRecord]:
    return [
        ServiceRecord(
            **one.model_dump(exclude={"cities"}),
            cities=[code for code in one.cities.split("、") if code],
        )
        for one in offers
    ]
