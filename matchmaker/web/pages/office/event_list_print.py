"""A candidate list to take away: on paper, an industry or a part at a time, and as a workbook."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.jobs.files import log_download
from matchmaker.reports import candidate_list
from matchmaker.services.industry_editions import industries_in_force
from matchmaker.services.list_difference import compare_with
from matchmaker.services.list_view import industry_order, view_list
from matchmaker.services.visible_lists import own_filter, page_list, shown_list
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import Id, PathSlug, Text
from matchmaker.web.api.held import XLSX, as_file, whole_event
from matchmaker.web.api.paging import read_cursor, write_cursor
from matchmaker.web.deps import SessionDep
from matchmaker.web.navigation import Link
from matchmaker.web.pages.office.event_frame import EVENTS_PATH, event_crumbs, event_path
from matchmaker.web.templating import render
from models.enums import ListStatus
from models.queries import candidate_lists as list_queries
from models.queries import list_pages

BY_PLACE = "place"
# Pairs on one page to print, some 25 sheets of paper: a list of thousands would take seconds.
PRINTED = 200

router = APIRouter(include_in_schema=False)

Reader = Annotated[Viewer, Depends(May(Permission.LIST_READ))]


class PrintQuery(BaseModel):
    """Which part of which version; industry: slug; part: from 1; after: where the one before ended.

    version: the newest where none is named.
    """

    version: Id | None = None
    industry: Annotated[Text, Field(max_length=100)] = ""
    part: Id = 1
    after: Annotated[Text, Field(max_length=500)] = ""


class WhichVersion(BaseModel):
    """Which version, the newest where none is named."""

    version: Id | None = None


@router.get(f"{EVENTS_PATH}/{{slug}}/list/print", response_class=HTMLResponse)
def show_to_print(
    request: Request,
    slug: PathSlug,
    query: Annotated[PrintQuery, Query()],
    viewer: Reader,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Show a version to be printed, or a part of it; the audit log keeps that it was taken."""
    event = whole_event(session, viewer, Permission.LIST_READ, slug)
    version = list_queries.get_version(session, event, query.version)
    counts = list_pages.count_by_industry(session, own_filter(session, viewer, version))
    industry = query.industry if query.industry in counts else None
    after = read_cursor(query.after or None, BY_PLACE, (int, int, int))
    wanted = own_filter(session, viewer, version, industry)
    page = page_list(session, viewer, version, wanted, after, PRINTED)
    groups: dict[str, list[object]] = {}
    for entry in page.view.entries:
        groups.setdefault(entry.industry, []).append(entry)
    names = industries_in_force(session).names
    order, rest = industry_order(session), "/list/print"
    kept: dict[str, object] = {"version": query.version, "industry": industry}
    following = ""
    if page.ended:
        on = {"part": query.part + 1, "after": write_cursor(BY_PLACE, page.ended)}
        following = event_path(event, rest, **kept, **on)
    all_pairs = sum(counts.values())
    total = counts[industry] if industry else all_pairs
    name = names[industry] if industry else "全部"
    log_download(session, slug, "候选名单", [f"打印：{name}，第 {query.part} 部分"], author)
    session.commit()
    everything = Link(
        f"全部 {all_pairs}", event_path(event, rest, version=query.version), industry is None
    )
    context = {
        "view": page.view,
        "groups": groups,
        "event": event,
        "total": total,
        "part": query.part,
        "parts": -(-total // PRINTED),
        "chosen": names[industry] if industry else "",
        "sheets": [
            everything,
            *(
                Link(
                    f"{names[one]} {counts[one]}",
                    event_path(event, rest, version=query.version, industry=one),
                    one == industry,
                )
                for one in sorted(counts, key=lambda one: order[one])
            ),
        ],
        "first": event_path(event, rest, **kept) if query.after else "",
        "following": following,
    }
    crumbs = event_crumbs(event, "print")
    return render(request, "office/event_list_print.html", context, crumbs=crumbs)


@router.get(f"{EVENTS_PATH}/{{slug}}/list.xlsx")
def download(
    slug: PathSlug,
    query: Annotated[WhichVersion, Query()],
    viewer: Reader,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Return a version of an event's list as a workbook."""
    event = whole_event(session, viewer, Permission.LIST_READ, slug)
    found = list_queries.get_version(session, event, query.version)
    view = shown_list(session, viewer, view_list(session, event, found))
    difference = None
    # A locked list stands for itself: what the drafts before it said may still change.
    if found.status is ListStatus.DRAFT and found.version > 1:
        difference = compare_with(
            session, event, found.version - 1, view, lambda one: shown_list(session, viewer, one)
        )
    name, content = candidate_list.file_name(view), candidate_list.build(view, difference)
    log_download(session, slug, "候选名单", [name], author)
    session.commit()
    return as_file(content, XLSX, name)
