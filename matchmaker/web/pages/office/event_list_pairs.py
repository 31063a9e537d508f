"""Pairs that are not on an event's list: one is added, or it is asked why it is not there."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.errors import BadQuery
from matchmaker.matching.algorithms import DEFAULT_ALGORITHM, get_algorithm
from matchmaker.services.edits import get_patent
from matchmaker.services.list_edits import get_draft
from matchmaker.services.list_options import ListOptions
from matchmaker.services.list_why_not import ListedQuestion, WhyNotListed, why_not_listed
from matchmaker.services.ownership import owned_event
from matchmaker.services.visible_demands import DemandView, get_visible, list_visible
from matchmaker.web.access import May
from matchmaker.web.api.fields import Id, Line, PathSlug, Text
from matchmaker.web.api.held import ask_for_work, whole_event
from matchmaker.web.deps import SessionDep
from matchmaker.web.desk import OpenDesk
from matchmaker.web.pages.office.event_frame import (
    EVENTS_PATH,
    REFUSALS,
    event_crumbs,
    frame,
)
from matchmaker.web.pages.office.event_work import go_to_work
from matchmaker.web.templating import render
from models.candidate_list import CandidateList
from models.errors import Conflict, InvalidValue, NotFound
from models.event import Event
from models.patent import Patent
from models.queries import candidate_lists as list_queries
from models.queries.patent_search import PatentFilter, find_patents
from models.queries.visible import DemandFilter
from models.work import WorkKind

MOST_FOUND = 20

router = APIRouter(include_in_schema=False)

Reader = Annotated[Viewer, Depends(May(Permission.LIST_READ))]
Editor = Annotated[Viewer, Depends(May(Permission.LIST_WRITE))]
Number = Annotated[Text, Field(max_length=100)]


class PairQuery(BaseModel):
    """A pair by its numbers, empty before anything is asked; version: None for the newest."""

    demand: Number = ""
    patent: Number = ""
    version: Id | None = None


class SearchQuery(BaseModel):
    """What demand and patent are looked for by: a number, or words that must all occur."""

    demand_words: Line = ""
    patent_words: Line = ""


class AdditionForm(SearchQuery):
    """The pair that was chosen among what was found."""

    demand: Number = ""
    patent: Number = ""


@router.get(f"{EVENTS_PATH}/{{slug}}/list/add", response_class=HTMLResponse)
def show_addition(
    request: Request,
    slug: PathSlug,
    query: Annotated[SearchQuery, Query()],
    viewer: Editor,
    session: SessionDep,
) -> Response:
    """Show the search for a pair to be added, and what it finds."""
    event = whole_event(session, viewer, Permission.LIST_WRITE, slug)
    return _addition(request, session, viewer, event, AdditionForm(**query.model_dump()))


@router.post(f"{EVENTS_PATH}/{{slug}}/list/add", response_class=HTMLResponse)
def add(
    request: Request,
    slug: PathSlug,
    typed: Annotated[AdditionForm, Form()],
    viewer: Editor,
    session: SessionDep,
) -> Response:
    """Have a pair put on the draft in the background, which has to find its score."""
    event = whole_event(session, viewer, Permission.LIST_WRITE, slug)
    try:
        draft = get_draft(session, event)
        if not typed.demand or not typed.patent:
            raise BadQuery("请各选一项需求和一件专利")
        demand = get_visible(session, viewer, typed.demand)
        patent = get_patent(session, typed.patent)
        pair = {"demand_id": demand.id, "patent_id": patent.id or 0}
        if tuple(pair.values()) in list_queries.listed_pairs(session, draft):
            raise Conflict("名单上已有这一对，可直接在名单中固定")
        parameters = {"event": event.slug, **pair}
        ticket = ask_for_work(request, viewer, WorkKind.ADDITION, parameters)
    except REFUSALS as error:
        return _addition(request, session, viewer, event, typed, str(error))
    return go_to_work(request, event, WorkKind.ADDITION, ticket)


@dataclass(frozen=True)
class _Told:
    """An answer with what is shown of the pair."""

    demand: DemandView
    patent: Patent
    listed: WhyNotListed


@router.get(f"{EVENTS_PATH}/{{slug}}/list/why-not", response_class=HTMLResponse)
def show_question(
    request: Request,
    slug: PathSlug,
    query: Annotated[PairQuery, Query()],
    viewer: Reader,
    session: SessionDep,
) -> Response:
    """Show the form that asks why a pair is not on a version."""
    event = whole_event(session, viewer, Permission.LIST_READ, slug)
    context = _question(session, viewer, event, query)
    crumbs = event_crumbs(event, "why-not")
    return render(request, "office/event_list_why_not.html", context, crumbs=crumbs)


@router.get(f"{EVENTS_PATH}/{{slug}}/list/why-not/answer", response_class=HTMLResponse)
async def show_answer(
    request: Request, slug: PathSlug, query: Annotated[PairQuery, Query()], viewer: Reader
) -> Response:
    """Show why a pair is not on a version, or that it is; else the form with what is wrong."""
    state = request.app.state

    def answer(session: Session, desk: OpenDesk) -> dict[str, Any]:
        event = whole_event(session, viewer, Permission.LIST_READ, slug)
        context = _question(session, viewer, event, query)
        asked = (event, context["version"], state.settings.province)
        try:
            return context | {"told": _explain(session, desk, viewer, query, asked)}
        except REFUSALS as error:
            return context | {"wrong": str(error)}

    context = await state.desk_keeper.ask(state.engine, answer)
    status = 422 if context["wrong"] else 200
    crumbs = event_crumbs(context["event"], "why-not")
    template = "office/event_list_why_not.html"
    return render(request, template, context, crumbs=crumbs, status=status)


def _question(session: Session, viewer: Viewer, event: Event, query: PairQuery) -> dict[str, Any]:
    version = list_queries.get_version(session, event, query.version)
    latest = list_queries.find_latest(session, event)
    may_write = viewer.may(Permission.LIST_WRITE, owned_event(event))
    return {
        **frame(viewer, event, ""),
        "query": query,
        "version": version,
        "told": None,
        "wrong": "",
        "may_add": may_write and version is latest and version.locked_at is None,
    }


def _explain(
    session: Session,
    desk: OpenDesk,
    viewer: Viewer,
    query: PairQuery,
    of: tuple[Event, CandidateList, str],
) -> _Told:
    """Return the answer; of: the event, the version, and the province."""
    event, version, province = of
    if not query.demand.strip() or not query.patent.strip():
        raise BadQuery("请填写需求编号和专利申请号")
    demand = get_visible(session, viewer, query.demand.strip())
    patent = get_patent(session, query.patent.strip())
    options = ListOptions(
        as_of=version.as_of,
        valid_on=event.held_on,
        province=province,
        algorithm=get_algorithm(DEFAULT_ALGORITHM),
        anywhere=version.settings.get("anywhere", False),
        any_state=version.settings.get("any_state", False),
    )
    asked = ListedQuestion(event, version, demand.id, patent)
    told = why_not_listed(session, desk.desk, asked, options).seen(demand.sight)
    return _Told(demand, patent, told)


def _addition(
    request: Request,
    session: Session,
    viewer: Viewer,
    event: Event,
    typed: AdditionForm,
    wrong: str = "",
) -> Response:
    context = {
        **frame(viewer, event, ""),
        "typed": typed,
        "demands": _find_demands(session, viewer, typed.demand_words.strip()),
        "patents": _find_patents(session, typed.patent_words.strip()),
        "most": MOST_FOUND,
        "wrong": wrong,
    }
    crumbs = event_crumbs(event, "add")
    status = 422 if wrong else 200
    template = "office/event_list_add.html"
    return render(request, template, context, crumbs=crumbs, status=status)


def _find_demands(session: Session, viewer: Viewer, words: str) -> list[DemandView]:
    """Return the demand of a number, else those in whose text all words stand."""
    if not words:
        return []
    try:
        return [get_visible(session, viewer, words)]
    except (NotFound, Conflict):
        wanted = DemandFilter(words=tuple(words.split()))
        return list_visible(session, viewer, wanted, 0, MOST_FOUND)


def _find_patents(session: Session, words: str) -> list[Patent]:
    """Return the patent of a number, else those in whose title or abstract all words stand."""
    if not words:
        return []
    try:
        return [get_patent(session, words)]
    except (NotFound, InvalidValue):
        wanted = PatentFilter(words=tuple(words.split()))
        return find_patents(session, wanted, "id", None, MOST_FOUND)[:MOST_FOUND]
