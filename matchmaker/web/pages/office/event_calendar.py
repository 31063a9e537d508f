"""All events in the order of their days, and the forms by which one is added or changed."""

from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.industry.chains import load_chains
from matchmaker.industry.taxonomy import load_areas
from matchmaker.services import campaigns
from matchmaker.services.chain_notices import chain_notices
from matchmaker.services.event_overview import view_events
from matchmaker.services.event_words import read_words, write_words
from matchmaker.services.industry_editions import industries_in_force
from matchmaker.services.ownership import owned_event
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import Line, PathSlug, Text
from matchmaker.web.api.held import held_event, whole_event
from matchmaker.web.api.paging import read_cursor, write_cursor
from matchmaker.web.deps import NowDep, SessionDep
from matchmaker.web.notices import Done, go_on
from matchmaker.web.pages.office.event_frame import (
    EVENTS_CRUMB,
    EVENTS_PATH,
    PAGE,
    REFUSALS,
    city_name,
    event_crumbs,
    event_path,
)
from matchmaker.web.templating import render
from models.enums import EventKind
from models.event import USUAL_FIRMS, Event
from models.queries import events as event_queries
from models.queries.events import EventFilter
from models.values.region import HUBEI_CITIES

BY_DATE = "held_on"
# No slug begins with a dash, so no event is hidden by this address.
NEW_PATH = f"{EVENTS_PATH}/-/new"

router = APIRouter(include_in_schema=False)

Office = Annotated[Viewer, Depends(May(Permission.SCHEDULE_READ))]
Organiser = Annotated[Viewer, Depends(May(Permission.EVENT_WRITE))]
Known = Annotated[Text, Field(max_length=100)]


class EventsQuery(BaseModel):
    """Which events; what is empty bounds nothing; untold: "true" for what is to be told."""

    kind: Known = ""
    city: Known = ""
    year: Known = ""
    untold: Known = ""
    after: Annotated[Text, Field(max_length=500)] = ""

    def as_filter(self, today: date) -> EventFilter:
        """Return the filter; what no form of ours sends finds every event."""
        kinds = {kind.value: kind for kind in EventKind}
        year = int(self.year) if self.year.isdecimal() and len(self.year) == 4 else None
        untold_before = today if self.untold == "true" else None
        return EventFilter(
            kinds.get(self.kind), self.city or None, year, untold_before=untold_before
        )


class TypedEvent(BaseModel):
    """An event as it is typed."""

    slug: Line = ""
    name: Line = ""
    kind: Known = ""
    date: Known = ""
    city: Known = ""
    area: Known = ""
    format: Line = ""
    venue: Line = ""
    campaign: Line = ""
    per_demand: Known = ""
    per_patent: Known = ""
    institution_share: Known = ""
    per_enterprise: Known = ""
    per_city: Known = ""
    total: Known = ""
    repeats: Known = ""
    chain: Known = ""
    most_firms: Known = str(USUAL_FIRMS)
    quotas: Annotated[Text, Field(max_length=5_000)] = ""
    industries: Annotated[list[Known], Field(max_length=100)] = []


@router.get(EVENTS_PATH, response_class=HTMLResponse)
def list_events(
    request: Request,
    query: Annotated[EventsQuery, Query()],
    viewer: Office,
    session: SessionDep,
    now: NowDep,
) -> Response:
    """Show the events of a filter by date, a page at a time."""
    after = read_cursor(query.after or None, BY_DATE, (str, int))
    since = None if after is None else (date.fromisoformat(str(after[0])), after[1])
    found = event_queries.find_events(session, query.as_filter(now.date()), since, PAGE)
    shown, more = found[:PAGE], len(found) > PAGE
    chosen = query.model_dump(exclude={"after"})
    last = write_cursor(BY_DATE, [shown[-1].held_on.isoformat(), shown[-1].id]) if more else ""
    rows = view_events(session, viewer, shown, now.date())
    context = {
        "rows": rows,
        "assumed": any(step.assumed for row in rows for step in row.steps),
        "query": chosen,
        "kinds": _kinds(),
        "cities": _cities(),
        "following": _page_path(chosen, last) if last else "",
        "first": _page_path(chosen) if query.after else "",
        "may_add": viewer.may(Permission.EVENT_WRITE),
        "new_path": NEW_PATH,
    }
    return render(request, "office/events.html", context)


@router.get(NEW_PATH, response_class=HTMLResponse)
def show_new(request: Request, viewer: Organiser, session: SessionDep) -> Response:
    """Show the form for a new event, with the usual rules."""
    last = event_queries.list_events(session)[-1:]
    usual = Event(
        slug="",
        name="",
        kind=EventKind.LOCAL_DOCKING,
        held_on=date.min,
        city_code=viewer.city_code or HUBEI_CITIES[0].code,
    )
    words = {
        **write_words(usual, industries_in_force(session)),
        "date": "",
        "campaign": last[0].campaign if last else "",
    }
    return _form(request, session, words, [], {}, None)


@router.post(NEW_PATH, response_class=HTMLResponse)
def add(
    request: Request, typed: Annotated[TypedEvent, Form()], viewer: Organiser, session: SessionDep
) -> Response:
    """Add an event, or show the form again with what is wrong."""
    taxonomy = industries_in_force(session)
    words = typed.model_dump(exclude={"industries"})
    entry, wrong = read_words(
        {name: text for name, text in words.items() if name != "campaign"},
        taxonomy,
        typed.industries,
    )
    wrong = _missing(words) | wrong
    if wrong:
        return _form(request, session, words, typed.industries, wrong, None)
    try:
        event = campaigns.make_event(entry, typed.campaign.strip(), taxonomy)
        viewer.require(Permission.EVENT_WRITE, owned_event(event))
        event_queries.add_event(session, event)
    except REFUSALS as error:
        session.rollback()
        return _form(request, session, words, typed.industries, {"": str(error)}, None)
    told = "".join(f"。{notice}" for notice in chain_notices(session, event))
    session.commit()
    shows_firms = event.kind is EventKind.FINANCE_ROADSHOW
    following = "在“路演企业”里选产业链、生成企业名单" if shows_firms else "生成候选名单"
    said = f"已新建活动“{event.name}”{told}。下一步：{following}"
    return go_on(request, event_path(event), Done(said))


@router.get(f"{EVENTS_PATH}/{{slug}}/edit", response_class=HTMLResponse)
def show_edit(request: Request, slug: PathSlug, viewer: Organiser, session: SessionDep) -> Response:
    """Show the form of an event."""
    event = whole_event(session, viewer, Permission.EVENT_WRITE, slug)
    words = {**write_words(event, industries_in_force(session)), "campaign": event.campaign}
    return _form(request, session, words, event.industries, {}, event)


@router.post(f"{EVENTS_PATH}/{{slug}}/edit", response_class=HTMLResponse)
def change(
    request: Request,
    slug: PathSlug,
    typed: Annotated[TypedEvent, Form()],
    viewer: Organiser,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Change an event, or show the form again with what is wrong."""
    event = held_event(session, viewer, Permission.EVENT_WRITE, slug)
    words = {**typed.model_dump(exclude={"industries"}), "slug": event.slug}
    entry, wrong = read_words(
        {name: text for name, text in words.items() if name not in ("campaign", "slug")},
        industries_in_force(session),
        typed.industries,
    )
    wrong = _missing(words) | wrong
    if not wrong:
        try:
            changed = campaigns.change_event(session, event, entry, author)
            viewer.require(Permission.EVENT_WRITE, owned_event(changed))
        except REFUSALS as error:
            session.rollback()
            wrong = {"": str(error)}
    if wrong:
        event = whole_event(session, viewer, Permission.EVENT_WRITE, slug)
        return _form(request, session, words, typed.industries, wrong, event)
    told = "".join(f"{notice}。" for notice in chain_notices(session, changed))
    session.commit()
    said = f"已保存。{told}名单规则变动后，请更新名单使其生效"
    return go_on(request, event_path(changed), Done(said))


def _form(
    request: Request,
    session: Session,
    words: dict[str, str],
    industries: list[str],
    wrong: dict[str, str],
    event: Event | None,
) -> Response:
    cities = _cities()
    if words["city"] and words["city"] not in dict(cities):
        cities = [*cities, (words["city"], city_name(words["city"]))]
    chosen = set(industries)
    known = [
        (one.slug, one.name)
        for one in industries_in_force(session).industries
        if not one.retired or one.slug in chosen
    ]
    context: dict[str, Any] = {
        "words": words,
        "chosen": chosen,
        "wrong": wrong,
        "event": event,
        "kinds": _kinds(),
        "cities": cities,
        "areas": [(area.slug, area.name) for area in load_areas()],
        "industries": known,
        "chains": [(chain.slug, chain.name) for chain in load_chains().divided],
        "path": event_path(event, "/edit") if event else NEW_PATH,
        "back": event_path(event) if event else EVENTS_PATH,
    }
    crumbs = event_crumbs(event, "edit") if event else [EVENTS_CRUMB]
    status = 422 if wrong else 200
    return render(request, "office/event_form.html", context, crumbs=crumbs, status=status)


def _missing(words: dict[str, str]) -> dict[str, str]:
    labels = {"slug": "代号", "name": "名称", "date": "日期"}
    return {name: f"请填写{label}" for name, label in labels.items() if not words[name].strip()}


def _kinds() -> list[tuple[str, str]]:
    return [(kind.value, kind.label) for kind in EventKind]


def _cities() -> list[tuple[str, str]]:
    return [(region.code, region.short_name) for region in HUBEI_CITIES]


def _page_path(chosen: dict[str, str], after: str = "") -> str:
    query = urlencode({name: text for name, text in {**chosen, "after": after}.items() if text})
    return f"{EVENTS_PATH}?{query}" if query else EVENTS_PATH
