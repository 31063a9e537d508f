"""The service catalogue at the office: entered, corrected, withdrawn."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.public_services.service_fits import KINDS
from matchmaker.services.kept_records.changes import view_changes
from matchmaker.services.service_offers import (
    OfferWords,
    correct_offer,
    enter_offer,
    owned_offer,
    void_offer,
)
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import Line, Paragraph, PathId
from matchmaker.web.deps import NowDep, SessionDep
from matchmaker.web.notices import Done, go_back, go_on
from matchmaker.web.pages.addresses import query_path
from matchmaker.web.pages.office.ledger_frame import REFUSALS, Known, Revision, VoidForm, read_day
from matchmaker.web.pages.office.service_frame import (
    CRUMBS,
    SERVICES,
    SERVICES_PATH,
    writes_all,
)
from matchmaker.web.pages.public.services import (
    CITIES,
    ServiceQuery,
    is_over,
    list_context,
    served,
)
from matchmaker.web.templating import render
from matchmaker.web.told import told
from models.kept_record import RecordKind
from models.queries import service_offers as offer_queries
from models.service_offer import ServiceOffer

router = APIRouter(include_in_schema=False)

Reader = Annotated[Viewer, Depends(May(Permission.PUBLIC_SERVICE_READ))]
Writer = Annotated[Viewer, Depends(May(Permission.PUBLIC_SERVICE_WRITE))]


class OfferForm(BaseModel):
    """A service as it is typed; cities: codes, none for the whole province."""

    kind: Line = ""
    title: Line = ""
    provider_name: Line = ""
    purpose: Paragraph = ""
    price_text: Line = ""
    contact_way: Line = ""
    cities: Annotated[list[Known], Field(max_length=len(CITIES))] = []
    valid_until: Known = ""


class OfferCorrection(OfferForm):
    """The same, of a service that is there; reason: why it is corrected."""

    revision: Revision
    reason: Line = ""


@router.get(SERVICES_PATH, response_class=HTMLResponse)
def list_all(
    request: Request,
    query: Annotated[ServiceQuery, Query()],
    viewer: Reader,
    session: SessionDep,
    now: NowDep,
) -> Response:
    """Show the services, those withdrawn or over if asked for."""
    with_old = query.void == "yes"
    chosen = {**query.model_dump(), "void": "" if with_old else "yes"}
    context = list_context(session, query, now.date(), with_old=with_old) | {
        "may_add": viewer.may(Permission.PUBLIC_SERVICE_WRITE),
        "void_path": query_path(SERVICES_PATH, chosen),
    }
    return render(request, "office/services.html", context, crumbs=CRUMBS)


@router.get(f"{SERVICES_PATH}/-/new", response_class=HTMLResponse)
def show_new(request: Request, _viewer: Writer, session: SessionDep) -> Response:
    """Show the form of a new service."""
    context = _fields(session, OfferForm()) | {"flaw": ""}
    return render(request, "office/service_new.html", context, crumbs=[*CRUMBS, SERVICES])


@router.post(f"{SERVICES_PATH}/-/new", response_class=HTMLResponse)
def add(
    request: Request,
    typed: Annotated[OfferForm, Form()],
    viewer: Writer,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Enter a service, or show the form again with what is wrong."""
    try:
        made = enter_offer(session, viewer, _words(viewer, typed, None), author)
    except REFUSALS as error:
        session.rollback()
        context = _fields(session, typed) | {"flaw": told(error)}
        crumbs = [*CRUMBS, SERVICES]
        return render(request, "office/service_new.html", context, crumbs=crumbs, status=422)
    at, title = f"{SERVICES_PATH}/{made.id}", made.title
    session.commit()
    return go_on(request, at, Done(f"已收录“{title}”"))


@router.get(f"{SERVICES_PATH}/{{offer_id}}", response_class=HTMLResponse)
def show_one(
    request: Request, offer_id: PathId, viewer: Reader, session: SessionDep, now: NowDep
) -> Response:
    """Show a service with its history, and the form to put it right."""
    context = _one(session, viewer, offer_id, now)
    context |= _fields(session, _write(context["offer"]))
    return render(request, "office/service.html", context, crumbs=[*CRUMBS, SERVICES])


@router.post(f"{SERVICES_PATH}/{{offer_id}}", response_class=HTMLResponse)
def correct(
    request: Request,
    offer_id: PathId,
    typed: Annotated[OfferCorrection, Form()],
    viewer: Writer,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Correct a service, or show the form again with what is wrong."""
    at = f"{SERVICES_PATH}/{offer_id}"
    try:
        kept = offer_queries.get_offer(session, offer_id)
        words, held = _words(viewer, typed, kept), (offer_id, typed.revision)
        correct_offer(session, viewer, held, words, typed.reason, author)
    except REFUSALS as error:
        session.rollback()
        context = _one(session, viewer, offer_id, author.at)
        context |= {"flaw": told(error), "reason": typed.reason, "revision": typed.revision}
        context |= _fields(session, typed)
        crumbs = [*CRUMBS, SERVICES]
        return render(request, "office/service.html", context, crumbs=crumbs, status=422)
    session.commit()
    return go_on(request, at, Done("已更正，原来的内容保留在更正记录中"))


@router.post(f"{SERVICES_PATH}/{{offer_id}}/void")
def withdraw(
    request: Request,
    offer_id: PathId,
    typed: Annotated[VoidForm, Form()],
    viewer: Writer,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Withdraw a service for good."""
    at = f"{SERVICES_PATH}/{offer_id}"
    try:
        void_offer(session, viewer, (offer_id, typed.revision), typed.reason, author)
    except REFUSALS as error:
        session.rollback()
        return go_back(request, at, f"没有撤下：{told(error)}")
    session.commit()
    return go_on(request, at, Done("已撤下，公众不再看到"))


def _words(viewer: Viewer, typed: OfferForm, kept: ServiceOffer | None) -> OfferWords:
    """Return what a form says; who keeps an entry stays who keeps it."""
    own = None if writes_all(viewer) else viewer.city_code
    return OfferWords(
        kind=typed.kind,
        title=typed.title,
        provider_name=typed.provider_name,
        city_code=own if kept is None else kept.city_code,
        purpose=typed.purpose,
        price_text=typed.price_text,
        contact_way=typed.contact_way,
        cities=typed.cities,
        valid_until=read_day("有效期至", typed.valid_until),
    )


def _write(offer: ServiceOffer) -> OfferForm:
    """Return the form that says what a service says."""
    return OfferForm(
        kind=offer.kind,
        title=offer.title,
        provider_name=offer.provider_name,
        purpose=offer.purpose,
        price_text=offer.price_text,
        contact_way=offer.contact_way,
        cities=[code for code in offer.cities.split("、") if code],
        valid_until=offer.valid_until.isoformat() if offer.valid_until else "",
    )


def _fields(session: Session, typed: OfferForm) -> dict[str, Any]:
    known = offer_queries.list_kinds(session)
    return {"typed": typed, "known_kinds": [*dict.fromkeys((*KINDS, *known))], "cities": CITIES}


def _one(session: Session, viewer: Viewer, offer_id: int, now: datetime) -> dict[str, Any]:
    offer = offer_queries.get_offer(session, offer_id)
    may = viewer.may(Permission.PUBLIC_SERVICE_WRITE, owned_offer(offer))
    return {
        "offer": offer,
        "served": served(offer),
        "is_over": is_over(offer, now.date()),
        "history": view_changes(session, RecordKind.SERVICE, offer_id),
        "may_write": may and not offer.is_void,
        "flaw": "",
        "reason": "",
        "revision": offer.revision,
    }
