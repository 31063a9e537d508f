"""Requests of cities: found, what is overdue first, exported, and written."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.china_time import CHINA
from matchmaker.jobs.files import log_download
from matchmaker.reports import city_requests as request_report
from matchmaker.services.city_names import city_name
from matchmaker.services.city_requests.keep import TOPICS, write_request
from matchmaker.services.city_requests.sight import may_write, writing_city
from matchmaker.services.city_requests.view import view_requests
from matchmaker.services.ledger import sight
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import MOST_ID
from matchmaker.web.api.held import XLSX, as_file
from matchmaker.web.deps import NowDep, SessionDep
from matchmaker.web.notices import Done, go_on
from matchmaker.web.pages.addresses import query_path
from matchmaker.web.pages.office.home import HOME
from matchmaker.web.pages.office.ledger_frame import (
    PAGE,
    REFUSALS,
    Known,
    city_choices,
    is_whole,
    own_city,
)
from matchmaker.web.pages.office.request_form import RequestForm, field_context, read_form
from matchmaker.web.templating import Crumb, render
from matchmaker.web.told import told
from models.queries import city_requests as request_queries
from models.queries.city_requests import RequestFilter
from models.request_enums import RequestState

PATH = "/office/requests"
NEW_PATH = f"{PATH}/-/new"
REQUESTS = Crumb("市州诉求", PATH)
OVERDUE = "overdue"
_STATES = {one.value: one for one in RequestState}

router = APIRouter(include_in_schema=False)

Reader = Annotated[Viewer, Depends(May(Permission.LEDGER_READ))]
Writer = Annotated[Viewer, Depends(May(Permission.LEDGER_WRITE))]


class RequestsQuery(BaseModel):
    """Which requests; what is empty bounds nothing; after: the id of the last that was had."""

    city: Known = ""
    topic: Known = ""
    state: Known = ""
    after: Annotated[int, Field(ge=0, le=MOST_ID)] = 0

    def as_filter(self, viewer: Viewer, today: date) -> RequestFilter:
        """Return the filter; a state that no form of ours sends bounds nothing."""
        state = _STATES.get(self.state)
        return RequestFilter(
            city_code=sight.listed_for(viewer, self.city),
            states=() if state is None else (state,),
            topic=self.topic.strip(),
            overdue_on=today if self.state == OVERDUE else None,
        )


@router.get(PATH, response_class=HTMLResponse)
def list_all(
    request: Request,
    query: Annotated[RequestsQuery, Query()],
    viewer: Reader,
    session: SessionDep,
    now: NowDep,
) -> Response:
    """Show the requests of a filter, what is overdue first."""
    today = now.astimezone(CHINA).date()
    wanted = query.as_filter(viewer, today)
    found = request_queries.page_requests(session, wanted, today, query.after or None, PAGE)
    shown, more = found[:PAGE], len(found) > PAGE
    chosen = query.model_dump(exclude={"after"})
    counts = request_queries.count_states(session, wanted)
    known = request_queries.list_topics(session) if is_whole(viewer) else []
    context = {
        "rows": view_requests(session, shown, today),
        "counts": [(one.label, counts[one]) for one in RequestState if counts.get(one)],
        "query": chosen,
        "is_filtered": any(chosen.values()),
        "states_offered": [
            (OVERDUE, "逾期未答复"),
            *((one.value, one.label) for one in RequestState),
        ],
        "topics": [(one, one) for one in dict.fromkeys((*TOPICS, *known))],
        "cities": city_choices(province=False) if is_whole(viewer) else [],
        "own_city": own_city(viewer),
        "may_add": may_write(viewer),
        "path": PATH,
        "new_path": NEW_PATH,
        "export_path": query_path(f"{PATH}.xlsx", chosen),
        "first": query_path(PATH, chosen) if query.after else "",
        "next": query_path(PATH, {**chosen, "after": shown[-1].id}) if more else "",
    }
    return render(request, "office/requests.html", context, crumbs=[HOME])


@router.get(f"{PATH}.xlsx")
def export(
    query: Annotated[RequestsQuery, Query()],
    viewer: Reader,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Return the requests of a filter as a workbook; the audit log keeps that it was taken."""
    today = author.at.astimezone(CHINA).date()
    wanted = query.as_filter(viewer, today)
    found = request_queries.page_requests(session, wanted, today, None, None)
    content = request_report.build(view_requests(session, found, today), author.at)
    name = request_report.file_name(author.at)
    log_download(session, request_report.TITLE, request_report.TITLE, [name], author)
    session.commit()
    return as_file(content, XLSX, name)


@router.get(NEW_PATH, response_class=HTMLResponse)
def show_new(request: Request, viewer: Writer, session: SessionDep, now: NowDep) -> Response:
    """Show the form of a new request."""
    city = writing_city(viewer)
    context = _new(session, RequestForm(), city, now.astimezone(CHINA).date())
    return render(request, "office/request_new.html", context, crumbs=[HOME, REQUESTS])


@router.post(NEW_PATH, response_class=HTMLResponse)
def add(
    request: Request,
    typed: Annotated[RequestForm, Form()],
    viewer: Writer,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Keep a new request as a draft, or show the form again with what is wrong."""
    city = writing_city(viewer)
    try:
        made = write_request(session, city, read_form(typed), author)
    except REFUSALS as error:
        session.rollback()
        context = _new(session, typed, city, author.at.astimezone(CHINA).date())
        context |= {"flaw": told(error)}
        crumbs = [HOME, REQUESTS]
        return render(request, "office/request_new.html", context, crumbs=crumbs, status=422)
    at, subject = f"{PATH}/{made.id}", made.subject
    session.commit()
    done = Done(f"已存为草稿“{subject}”。核对后点“提交省局”，省局才会收到")
    return go_on(request, at, done)


def _new(session: Session, typed: RequestForm, city: str, today: date) -> dict[str, Any]:
    return {
        **field_context(session, typed, city, today),
        "city": city_name(city),
        "path": PATH,
        "new_path": NEW_PATH,
        "flaw": "",
    }
