"""Plans and reports of all cities: who has sent, who is late, what the plans add up to."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel

from matchmaker.access.permissions import Permission, Reach
from matchmaker.access.viewer import Viewer
from matchmaker.errors import BadQuery
from matchmaker.services.submissions.days import due_day, set_due_day
from matchmaker.services.submissions.sight import seen_cities
from matchmaker.services.submissions.view import view_planned, view_rows
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import Line
from matchmaker.web.deps import NowDep, SessionDep
from matchmaker.web.notices import Done, go_back, go_on
from matchmaker.web.pages.office.home import HOME
from matchmaker.web.pages.office.ledger_frame import Known, read_day
from matchmaker.web.pages.office.submission_frame import (
    PATH,
    PathYear,
    YearQuery,
    list_path,
    parts,
    year_choices,
)
from matchmaker.web.templating import render
from matchmaker.web.told import told
from models.queries import submissions as submission_queries
from models.submission_enums import SubmissionKind

router = APIRouter(prefix=PATH, include_in_schema=False)

Reader = Annotated[Viewer, Depends(May(Permission.LEDGER_READ))]
Ruler = Annotated[Viewer, Depends(May(Permission.RULES_WRITE))]


class DueForm(BaseModel):
    """By when something is to be due, and why."""

    due_on: Known = ""
    note: Line = ""


@router.get("/{kind}", response_class=HTMLResponse)
def show(
    request: Request,
    kind: SubmissionKind,
    query: Annotated[YearQuery, Query()],
    viewer: Reader,
    session: SessionDep,
    now: NowDep,
) -> Response:
    """Show how far the cities are that the viewer sees and, of plans, what they add up to."""
    year = query.year or now.year
    cities = seen_cities(viewer)
    rows = view_rows(session, kind, year, now.date(), cities)
    is_whole = len(cities) > 1
    context = {
        "kind": kind,
        "year": year,
        "years": year_choices(year, now.year),
        "parts": parts(viewer, year, kind.value),
        "due_on": due_day(session, kind, year),
        "days": submission_queries.due_days(session, kind, year),
        "rows": rows,
        "sent": sum(row.is_sent for row in rows),
        "late": sum(row.is_late and not row.is_sent for row in rows),
        "planned": view_planned(session, year, rows)
        if is_whole and kind is SubmissionKind.PLAN
        else [],
        "is_whole": is_whole,
        "may_set": is_whole and viewer.reach(Permission.RULES_WRITE) is Reach.ALL,
        "path": PATH,
    }
    return render(request, "office/submissions.html", context, crumbs=[HOME])


@router.post("/{kind}/{year}/due")
def set_due(
    request: Request,
    kind: SubmissionKind,
    year: PathYear,
    typed: Annotated[DueForm, Form()],
    _viewer: Ruler,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Set by when plans or reports of a year are due."""
    at = list_path(kind, year)
    try:
        day = read_day("截止日", typed.due_on)
        if day is None or day.year != year:
            raise BadQuery(f"截止日应是 {year} 年的一天")
        set_due_day(session, kind, day, typed.note, author)
    except BadQuery as error:
        return go_back(request, at, f"没有更改：{told(error)}")
    session.commit()
    return go_on(request, at, Done(f"{year} 年{kind.label}的截止日已改为 {day}"))
