"""The campaign at a glance: events, their lists, and the sheets to download."""

from importlib.resources import files
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from fastapi.templating import Jinja2Templates

from matchmaker.reports import candidate_list
from matchmaker.services.list_view import view_list
from matchmaker.services.schedule_view import view_reminders
from matchmaker.web.deps import SessionDep
from models.queries import candidate_lists as list_queries
from models.queries import demands as demand_queries
from models.queries import events as event_queries
from models.queries import patents as patent_queries

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

router = APIRouter(include_in_schema=False)
templates = Jinja2Templates(directory=str(files("matchmaker.web").joinpath("templates")))


@router.get("/", response_class=HTMLResponse)
def home(request: Request, session: SessionDep) -> Response:
    """Show all events with the newest version of their lists."""
    events = event_queries.list_events(session)
    latest = list_queries.latest_by_event(session)
    counts = list_queries.entry_counts(session, [found.id or 0 for found in latest.values()])
    rows = [
        (event, latest.get(event.id or 0), counts.get((latest[event.id or 0].id or 0), 0))
        if event.id in latest
        else (event, None, 0)
        for event in events
    ]
    context = {
        "rows": rows,
        "campaign": events[0].campaign if events else "",
        "patents": patent_queries.count_patents(session),
        "demands": demand_queries.count_demands(session),
        "reminders": view_reminders(session),
    }
    return templates.TemplateResponse(request, "home.html", context)


@router.get("/events/{slug}", response_class=HTMLResponse)
def event_page(request: Request, slug: str, session: SessionDep) -> Response:
    """Show the newest list of an event with its reasons."""
    event = event_queries.get_event(session, slug)
    view = view_list(session, event, list_queries.get_version(session, event, None))
    groups: dict[str, list[object]] = {}
    for entry in view.entries:
        groups.setdefault(entry.industry, []).append(entry)
    return templates.TemplateResponse(request, "event.html", {"view": view, "groups": groups})


@router.get("/events/{slug}/list.xlsx")
def download(slug: str, session: SessionDep) -> Response:
    """Return the newest list of an event as a workbook."""
    event = event_queries.get_event(session, slug)
    view = view_list(session, event, list_queries.get_version(session, event, None))
    name = quote(candidate_list.file_name(view))
    return Response(
        candidate_list.build(view),
        media_type=XLSX,
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}"},
    )
