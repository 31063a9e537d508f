"""Events: found, read, added, changed, and when what is due for their lists."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.errors import BadQuery
from matchmaker.events.list_calendar import Step, list_calendar
from matchmaker.reports import event_calendar
from matchmaker.services import campaigns
from matchmaker.services.chain_notices import chain_notices, notices_of
from matchmaker.services.industry_editions import industries_in_force
from matchmaker.services.ownership import owned_event
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import Count, Day, Flag, Line, PathSlug, Slug, Text
from matchmaker.web.api.held import ICS, as_file, held_event, industry_slug
from matchmaker.web.api.paging import (
    CursorParameter,
    LimitParameter,
    Page,
    read_cursor,
    write_cursor,
)
from matchmaker.web.api.tagged import NOT_MODIFIED, answer_tagged, require_match
from matchmaker.web.deps import NowDep, SessionDep
from matchmaker.web.operations.bodies import errors
from models.enums import EventKind
from models.event import LARGEST_FIRMS, USUAL_FIRMS, Event
from models.queries import courses as course_queries
from models.queries import events as event_queries
from models.queries import policies as policy_queries
from models.queries.events import EventFilter
from models.values.region import find_region, get_city

BY_DATE = "held_on"

router = APIRouter(tags=["events"], responses=errors(401, 403, 422, 429))

Reader = Annotated[Viewer, Depends(May(Permission.EVENT_READ))]
Organiser = Annotated[Viewer, Depends(May(Permission.EVENT_WRITE))]
Share = Annotated[float, Field(gt=0, le=1, allow_inf_nan=False, examples=[0.4])]
Industries = Annotated[list[Line], Field(max_length=50, examples=[["北斗"]])]


class Quota(BaseModel):
    """How many pairs of an industry a list must and may have; most: null for any number."""

    model_config = ConfigDict(extra="forbid")

    least: Count = 0
    most: Count | None = None

    def as_entry(self) -> dict[str, int]:
        """Return the quota as a campaign file has it."""
        return self.model_dump(exclude_none=True)


MostFirms = Annotated[int, Field(ge=1, le=LARGEST_FIRMS, examples=[USUAL_FIRMS])]
Quotas = Annotated[dict[Line, Quota], Field(max_length=50)]


class EventForm(BaseModel):
    """An event; city: name or code; area: slug of an area; rules left out are the usual ones."""

    model_config = ConfigDict(extra="forbid")

    slug: Slug
    name: Annotated[Text, Field(min_length=1, max_length=200, examples=["武汉都市圈对接会"])]
    kind: Annotated[EventKind, Field(examples=[EventKind.LOCAL_DOCKING])]
    date: Day
    city: Annotated[Line, Field(examples=["武汉"])]
    campaign: Line = ""
    area: Line = ""
    industries: Industries = []
    format: Line = "线下"
    venue: Line = ""
    per_demand: Annotated[Count, Field(ge=1)] = 5
    per_patent: Annotated[Count, Field(ge=1)] = 3
    institution_share: Share = 0.4
    per_enterprise: Count = 1
    per_city: Count = 0
    total: Annotated[Count, Field(ge=1)] | None = None
    repeats: Flag = False
    quotas: Quotas = {}
    chain: Annotated[Line, Field(description="投融资路演的产业链代号", examples=[""])] = ""
    most_firms: MostFirms = USUAL_FIRMS


class EventChange(BaseModel):
    """What is to be different of an event; what is left out or null stays, but for total."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[Text, Field(min_length=1, max_length=200)] | None = None
    kind: EventKind | None = None
    date: Day | None = None
    city: Annotated[Line, Field(min_length=1)] | None = None
    area: Annotated[Line, Field(description="片区代号，空为不限")] | None = None
    industries: Industries | None = None
    format: Line | None = None
    venue: Line | None = None
    per_demand: Annotated[Count, Field(ge=1)] | None = None
    per_patent: Annotated[Count, Field(ge=1)] | None = None
    institution_share: Share | None = None
    per_enterprise: Count | None = None
    per_city: Count | None = None
    total: Annotated[Count, Field(ge=1, description="null 为不限")] | None = None
    repeats: Flag | None = None
    quotas: Quotas | None = None
    chain: Annotated[Line | None, Field(description="产业链代号，空为未定")] = None
    most_firms: MostFirms | None = None


class EventView(BaseModel):
    """An event with the rules that its lists keep; area, industries: slugs, empty for all.

    chain: of a finance roadshow, slug, empty while none is chosen; notices: what is unusual of its
    month or chain beside other finance roadshows.
    """

    slug: str = Field(examples=["p1-wuhan"])
    name: str
    kind: EventKind
    kind_label: str = Field(examples=["市州供需对接"])
    date: date
    city: str = Field(examples=["武汉"])
    city_code: str = Field(examples=["420100"])
    area: str | None
    industries: list[str]
    format: str
    venue: str
    campaign: str
    per_demand: int
    per_patent: int
    institution_share: float
    per_enterprise: int
    per_city: int
    total: int | None
    repeats: bool
    quotas: dict[str, Quota]
    chain: str = Field(examples=["laser"])
    most_firms: int
    notices: list[str]


class DueView(BaseModel):
    """When a step is due; assumed: the holidays of that year are not announced yet."""

    step: Step
    label: str = Field(examples=["初稿"])
    day: date
    assumed: bool


class CalendarView(BaseModel):
    """An event and when what happens to its list, counted back in working days."""

    slug: str
    name: str
    date: date
    steps: list[DueView]


class EventChoice(BaseModel):
    """Which events; city: name or code."""

    model_config = ConfigDict(extra="forbid")

    kind: EventKind | None = None
    city: Annotated[Text | None, Field(max_length=100, description="市州名称或代码")] = None
    year: Annotated[int | None, Field(ge=1990, le=2099)] = None
    event: Annotated[Line | None, Field(description="活动代号，只看一场")] = None

    def as_filter(self) -> EventFilter:
        """Return the filter; raise InvalidValue for a city that is none."""
        code = get_city(self.city).code if self.city else None
        return EventFilter(self.kind, code, self.year, self.event)


class EventQuery(EventChoice):
    """Which page of which events."""

    limit: LimitParameter = 50
    cursor: CursorParameter = None


@router.get("/events", operation_id="list_events")
def list_events(
    query: Annotated[EventQuery, Query()], _viewer: Reader, session: SessionDep
) -> Page[EventView]:
    """Return the events of a filter by date, a page at a time."""
    shown, following = _page(session, query)
    notices = notices_of(session, shown)
    items = [_view(event, notices[event.slug]) for event in shown]
    return Page(items=items, next_cursor=following)


@router.post(
    "/events",
    operation_id="add_event",
    status_code=201,
    response_model=EventView,
    responses=errors(409),
)
def add_event(
    request: Request, form: EventForm, viewer: Organiser, session: SessionDep
) -> Response:
    """Add an event."""
    event = campaigns.make_event(_entry(session, form), form.campaign, industries_in_force(session))
    viewer.require(Permission.EVENT_WRITE, owned_event(event))
    event_queries.add_event(session, event)
    session.commit()
    answer = answer_tagged(request, _view_of(session, event))
    answer.status_code = 201
    return answer


@router.get("/calendar", operation_id="list_due_dates")
def list_due_dates(
    query: Annotated[EventQuery, Query()], _viewer: Reader, session: SessionDep
) -> Page[CalendarView]:
    """Return when what is due for the lists of the events of a filter, a page at a time."""
    shown, following = _page(session, query)
    return Page(items=[_calendar(event) for event in shown], next_cursor=following)


@router.get("/calendar.ics", operation_id="export_due_dates", response_class=Response)
def export_due_dates(
    query: Annotated[EventChoice, Query()], _viewer: Reader, session: SessionDep, now: NowDep
) -> Response:
    """Return the same as a calendar file, with last days of policies and sittings of courses."""
    events = event_queries.find_events(session, query.as_filter())
    ending = policy_queries.with_an_end(session, now.date())
    sittings = course_queries.coming_sittings(session, now)
    return as_file(
        event_calendar.build(events, ending, sittings, now), ICS, event_calendar.FILE_NAME
    )


@router.get(
    "/events/{slug}",
    operation_id="get_event",
    response_model=EventView,
    responses=errors(404) | NOT_MODIFIED,
)
def read_event(request: Request, slug: PathSlug, _viewer: Reader, session: SessionDep) -> Response:
    """Return an event."""
    return answer_tagged(request, _view_of(session, event_queries.get_event(session, slug)))


@router.patch(
    "/events/{slug}",
    operation_id="change_event",
    response_model=EventView,
    responses=errors(404, 409, 412),
)
def change_event(
    request: Request,
    slug: PathSlug,
    change: EventChange,
    viewer: Organiser,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Change an event; other rules for its lists go into the audit log."""
    event = held_event(session, viewer, Permission.EVENT_WRITE, slug)
    require_match(request, _view_of(session, event))
    changed = campaigns.change_event(session, event, _entry(session, change), author)
    viewer.require(Permission.EVENT_WRITE, owned_event(changed))
    session.commit()
    return answer_tagged(request, _view_of(session, changed))


def _page(session: SessionDep, query: EventQuery) -> tuple[Sequence[Event], str | None]:
    """Return the events of a page and the cursor of the next one."""
    after = read_cursor(query.cursor, BY_DATE, (str, int))
    if after is not None:
        after = (_day(after[0]), after[1])
    found = event_queries.find_events(session, query.as_filter(), after, query.limit)
    shown, more = found[: query.limit], len(found) > query.limit
    last = [shown[-1].held_on.isoformat(), shown[-1].id] if more else []
    return shown, write_cursor(BY_DATE, last) if more else None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadQuery("cursor 不是上一页给出的游标。请去掉 cursor，从头开始") from None


def _entry(session: Session, form: EventForm | EventChange) -> dict[str, Any]:
    """Return what a form says as an entry of a campaign file."""
    said = form.model_dump(exclude_unset=True, exclude={"quotas", "campaign"})
    said = {name: value for name, value in said.items() if value is not None or name == "total"}
    if form.kind is not None:
        said["kind"] = form.kind.value
    if form.quotas is not None and "quotas" in form.model_fields_set:
        said["quotas"] = {
            industry_slug(session, name): quota.as_entry() for name, quota in form.quotas.items()
        }
    if form.industries is not None and "industries" in said:
        said["industries"] = [industry_slug(session, name) for name in form.industries]
    return said


def _view_of(session: Session, event: Event) -> EventView:
    return _view(event, chain_notices(session, event))


def _view(event: Event, notices: list[str]) -> EventView:
    region = find_region(event.city_code)
    return EventView(
        **event.model_dump(include=set(EventView.model_fields) - {"kind_label", "quotas"}),
        notices=notices,
        kind_label=event.kind.label,
        date=event.held_on,
        city=region.short_name if region else event.city_code,
        area=event.area_slug,
        quotas={
            slug: Quota(least=least or 0, most=most) for slug, (least, most) in event.quotas.items()
        },
    )


def _calendar(event: Event) -> CalendarView:
    return CalendarView(
        slug=event.slug,
        name=event.name,
        date=event.held_on,
        steps=[
            DueView(step=step, label=step.label, day=due.day, assumed=due.assumed)
            for step, due in list_calendar(event.held_on).items()
        ],
    )
