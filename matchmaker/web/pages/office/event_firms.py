"""Firms of a monthly roadshow of a chain: the list that is kept, its versions, and in print."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.industry.chains import load_chains
from matchmaker.jobs.files import log_download
from matchmaker.jobs.firm_lists import take_firm_book
from matchmaker.reports import firm_list
from matchmaker.services.chain_candidates import view_candidates
from matchmaker.services.chain_notices import chain_notices
from matchmaker.services.firm_lists.hands import view_log
from matchmaker.services.firm_lists.view import (
    FirmListView,
    compare_firms,
    removed_firms,
    sees_of,
    view_firms,
)
from matchmaker.services.organisation_names import UNKNOWN_CITY
from matchmaker.services.ownership import owned_event
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import Id, PathSlug
from matchmaker.web.api.held import XLSX, as_file, read_roadshow
from matchmaker.web.deps import SessionDep
from matchmaker.web.pages.office.event_frame import (
    EVENTS_PATH,
    city_name,
    event_crumbs,
    event_path,
    frame,
)
from matchmaker.web.templating import render
from models.enums import ListStatus
from models.event import Event
from models.queries import firm_lists as firm_list_queries

FIRMS = "/firms"
# Of those beside the list, the best; the others are found by their names.
BESIDE = 30

router = APIRouter(include_in_schema=False)

Reader = Annotated[Viewer, Depends(May(Permission.LIST_READ))]


class FirmsQuery(BaseModel):
    """Which version, the newest where none is named; since: an earlier one."""

    version: Id | None = None
    since: Id | None = None


@router.get(f"{EVENTS_PATH}/{{slug}}/firms", response_class=HTMLResponse)
def show(
    request: Request,
    slug: PathSlug,
    query: Annotated[FirmsQuery, Query()],
    viewer: Reader,
    session: SessionDep,
) -> Response:
    """Show a version of the list of firms with its reasons, and who else lies on the chain."""
    event = read_roadshow(session, viewer, slug)
    versions = firm_list_queries.list_versions(session, event)
    view = view_firms(session, event, query.version, sees_of(viewer)) if versions else None
    owned = owned_event(event)
    may_edit = viewer.may(Permission.LIST_WRITE, owned)
    is_latest = view is None or view.version == versions[-1].version
    context = {
        **frame(viewer, event, FIRMS),
        "path": event_path(event, FIRMS),
        "versions": versions,
        "view": view,
        "is_latest": is_latest,
        "may_edit": may_edit,
        "may_invite": viewer.may(Permission.PARTICIPANT_WRITE, owned),
        "is_draft": is_latest and view is not None and view.status is ListStatus.DRAFT,
        "chains": [(chain.slug, chain.name) for chain in load_chains().divided],
        "told": chain_notices(session, event),
        "removed": removed_firms(session, event) if may_edit else [],
        "beside": _beside(session, viewer, event, view) if may_edit and event.chain else [],
        "log": view_log(session, event)[::-1],
    }
    crumbs = event_crumbs(event, FIRMS)
    return render(request, "office/event_firms.html", context, crumbs=crumbs)


@router.get(f"{EVENTS_PATH}/{{slug}}/firms/changes", response_class=HTMLResponse)
def show_changes(
    request: Request,
    slug: PathSlug,
    query: Annotated[FirmsQuery, Query()],
    viewer: Reader,
    session: SessionDep,
) -> Response:
    """Show what a version changes against an earlier one, and why."""
    event = read_roadshow(session, viewer, slug)
    versions = firm_list_queries.list_versions(session, event)
    found = None
    if len(versions) > 1:
        found = compare_firms(session, event, query.version, query.since, sees_of(viewer))
    context = {
        **frame(viewer, event, FIRMS),
        "path": event_path(event, FIRMS),
        "versions": versions,
        "found": found,
        "rows": list(firm_list.change_rows(found)) if found else [],
    }
    crumbs = event_crumbs(event, FIRMS)
    return render(request, "office/event_firms_changes.html", context, crumbs=crumbs)


@router.get(f"{EVENTS_PATH}/{{slug}}/firms/print", response_class=HTMLResponse)
def show_to_print(
    request: Request,
    slug: PathSlug,
    query: Annotated[FirmsQuery, Query()],
    viewer: Reader,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Show a version to be printed; the audit log keeps that it was taken."""
    event = read_roadshow(session, viewer, slug)
    view = view_firms(session, event, query.version, sees_of(viewer))
    told = [f"打印：第 {view.version} 版"]
    log_download(session, event.slug, firm_list_queries.WHAT, told, author)
    session.commit()
    context = {"view": view, "said": firm_list.describe(view), "path": event_path(event, FIRMS)}
    crumbs = event_crumbs(event, "print")
    return render(request, "office/event_firms_print.html", context, crumbs=crumbs)


@router.get(f"{EVENTS_PATH}/{{slug}}/firms.xlsx")
def download(
    slug: PathSlug,
    query: Annotated[FirmsQuery, Query()],
    viewer: Reader,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Return a version as a workbook; the audit log keeps that it was taken."""
    event = read_roadshow(session, viewer, slug)
    name, content = take_firm_book(session, event, query.version, sees_of(viewer), author)
    session.commit()
    return as_file(content, XLSX, name)


def _beside(
    session: Session, viewer: Viewer, event: Event, view: FirmListView | None
) -> list[dict[str, Any]]:
    """Return the best firms of the chain that are not on the list, as the viewer may see them."""
    listed = {one.organisation_id for one in view.firms} if view else set()
    return [
        {
            "organisation_id": one.firm.id,
            "name": one.firm.name,
            "city": city_name(one.firm.city_code) if one.firm.city_code else UNKNOWN_CITY,
            "score": one.score,
            "reason": "；".join(one.reasons),
        }
        for one in view_candidates(session, viewer, event, event.chain)
        if one.firm.id not in listed
    ][:BESIDE]
