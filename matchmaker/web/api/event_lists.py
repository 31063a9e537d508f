"""Candidate lists of events: made, read page by page, compared, locked, corrected, exported."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.jobs.files import log_download
from matchmaker.matching.algorithms import DEFAULT_ALGORITHM
from matchmaker.matching.types import ExplanationRow
from matchmaker.reports import candidate_list
from matchmaker.services.list_difference import (
    DifferenceLine,
    compare_versions,
    compare_with,
    lines_of,
)
from matchmaker.services.list_lock import correct_list
from matchmaker.services.list_types import EntryView
from matchmaker.services.list_view import view_list, view_part
from matchmaker.services.visible_lists import (
    count_seen,
    own_filter,
    page_list,
    seen_version,
    seen_versions,
    shown_list,
)
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import Day, Flag, Id, Line, PathId, PathSlug, Text
from matchmaker.web.api.held import (
    XLSX,
    WorkTicket,
    as_file,
    ask_for_work,
    held_event,
    industry_slug,
    seen_event,
    whole_event,
)
from matchmaker.web.api.paging import (
    CursorParameter,
    LimitParameter,
    Page,
    read_cursor,
    write_cursor,
)
from matchmaker.web.deps import SessionDep
from matchmaker.web.operations.bodies import errors
from models.candidate_list import CandidateList
from models.enums import ListStatus
from models.queries import candidate_lists as list_queries
from models.work import WorkKind

BY_PLACE = "place"

router = APIRouter(
    prefix="/events/{slug}", tags=["lists"], responses=errors(401, 403, 404, 422, 429)
)

Reader = Annotated[Viewer, Depends(May(Permission.LIST_READ))]
Editor = Annotated[Viewer, Depends(May(Permission.LIST_WRITE))]


class ListForm(BaseModel):
    """How a list is made: as_of: the day whose facts count; the rest lifts rules."""

    model_config = ConfigDict(extra="forbid")

    as_of: Day | None = None
    anywhere: Annotated[Flag, Field(description="不限地域")] = False
    any_state: Annotated[Flag, Field(description="不限法律状态")] = False
    algorithm: Line = DEFAULT_ALGORITHM


class RecheckForm(BaseModel):
    """For which day a list is looked over."""

    model_config = ConfigDict(extra="forbid")

    as_of: Day | None = None
    algorithm: Line = DEFAULT_ALGORITHM


class CorrectionForm(BaseModel):
    """Why a locked list is corrected."""

    model_config = ConfigDict(extra="forbid")

    reason: Annotated[Text, Field(min_length=1, max_length=500, examples=["权利人撤回同意"])]


class VersionSummary(BaseModel):
    """A version of a list; entries: how many of them one may see."""

    version: int = Field(examples=[2])
    status: ListStatus
    status_label: str = Field(examples=["草稿"])
    as_of: date
    created_at: datetime
    locked_at: datetime | None
    entries: int


class VersionDetail(VersionSummary):
    """A version with how it was made; gates: reason → how many were held back for it."""

    event: str = Field(examples=["p1-wuhan"])
    name: str
    kind: str
    held_on: date
    place: str
    scope: str
    campaign: str
    rules: str
    method: str
    algorithm: str
    demand_count: int
    patent_count: int
    gates: dict[str, int]
    notices: list[str]


class ListEntry(BaseModel):
    """A pair as the printed list has it; rows: what its score is made of, for organisers."""

    place: int
    industry: str
    demand_number: str
    demand_title: str
    enterprise: str
    enterprise_city: str
    application_number: str
    patent_title: str
    owner: str
    legal_state: str
    expiry_date: date | None
    maturity: str
    transfer_modes: str
    price: str
    score: float
    reason: str
    note: str
    hand: str
    rows: list[ExplanationRow]


class EntryQuery(BaseModel):
    """Which entries; industry: slug or name."""

    model_config = ConfigDict(extra="forbid")

    industry: Annotated[Line | None, Field(description="产业代号或名称")] = None
    limit: LimitParameter = 50
    cursor: CursorParameter = None


class DifferenceView(BaseModel):
    """What differs between two versions: how many came, went, moved, and changed their score."""

    old: int
    new: int
    came: int
    went: int
    moved: int
    scored: int
    lines: list[DifferenceLine]


@router.get("/lists", operation_id="list_list_versions")
def list_versions(slug: PathSlug, viewer: Reader, session: SessionDep) -> list[VersionSummary]:
    """Return the versions of an event's list; members of an organisation see the locked ones."""
    event = seen_event(session, viewer, Permission.LIST_READ, slug)
    versions = seen_versions(session, viewer, event)
    return [_summary(found, count_seen(session, viewer, found)) for found in versions]


@router.post("/lists", operation_id="generate_list", status_code=202, responses=errors(409))
def generate_list(
    request: Request, slug: PathSlug, form: ListForm, viewer: Editor, session: SessionDep
) -> WorkTicket:
    """Make a version of an event's list in the background, unless nothing has changed."""
    event = whole_event(session, viewer, Permission.LIST_WRITE, slug)
    parameters = {"event": event.slug, **form.model_dump(mode="json")}
    return ask_for_work(request, viewer, WorkKind.LIST, parameters)


@router.post("/lists/recheck", operation_id="recheck_list", status_code=202, responses=errors(409))
def recheck_list(
    request: Request, slug: PathSlug, form: RecheckForm, viewer: Editor, session: SessionDep
) -> WorkTicket:
    """Take off the list, in the background, what may no longer be shown, and fill the places."""
    event = whole_event(session, viewer, Permission.LIST_WRITE, slug)
    parameters = {"event": event.slug, **form.model_dump(mode="json")}
    return ask_for_work(request, viewer, WorkKind.RECHECK, parameters)


@router.post("/lists/lock", operation_id="lock_list", status_code=202, responses=errors(409))
def lock_list(
    request: Request, slug: PathSlug, form: RecheckForm, viewer: Editor, session: SessionDep
) -> WorkTicket:
    """Recheck the list in the background, then lock it: what it says stays as it is then."""
    event = whole_event(session, viewer, Permission.LIST_WRITE, slug)
    parameters = {"event": event.slug, **form.model_dump(mode="json")}
    return ask_for_work(request, viewer, WorkKind.LOCK, parameters)


@router.post(
    "/lists/corrections", operation_id="correct_list", status_code=201, responses=errors(409)
)
def add_correction(
    slug: PathSlug, form: CorrectionForm, viewer: Editor, author: AuthorDep, session: SessionDep
) -> VersionSummary:
    """Begin a new draft with what the locked version lists, which stays readable."""
    event = held_event(session, viewer, Permission.LIST_WRITE, slug)
    draft = correct_list(session, event, form.reason, author)
    session.commit()
    return _summary(draft, count_seen(session, viewer, draft))


@router.get("/lists/{version}", operation_id="get_list_version")
def read_version(
    slug: PathSlug, version: PathId, viewer: Reader, session: SessionDep
) -> VersionDetail:
    """Return a version without its entries."""
    event = seen_event(session, viewer, Permission.LIST_READ, slug)
    found = seen_version(session, viewer, event, version)
    view = shown_list(session, viewer, view_part(session, event, found, ()))
    return VersionDetail(
        **_summary(found, count_seen(session, viewer, found)).model_dump(),
        event=view.slug,
        name=view.event_name,
        kind=view.kind,
        held_on=view.held_on,
        place=view.place,
        scope=view.scope,
        campaign=view.campaign,
        rules=view.caps,
        method=view.method,
        algorithm=view.algorithm,
        demand_count=view.demand_count,
        patent_count=view.patent_count,
        gates=view.gates,
        notices=list(view.notices),
    )


@router.get("/lists/{version}/entries", operation_id="list_list_entries")
def list_entries(
    slug: PathSlug,
    version: PathId,
    query: Annotated[EntryQuery, Query()],
    viewer: Reader,
    session: SessionDep,
) -> Page[ListEntry]:
    """Return the entries of a version by industry and place, a page at a time.

    Members of an organisation get those with its demands or its patents.
    """
    event = seen_event(session, viewer, Permission.LIST_READ, slug)
    found = seen_version(session, viewer, event, version)
    industry = industry_slug(session, query.industry) if query.industry else None
    after = read_cursor(query.cursor, BY_PLACE, (int, int, int))
    wanted = own_filter(session, viewer, found, industry)
    page = page_list(session, viewer, found, wanted, after, query.limit)
    return Page(
        items=[_entry(entry) for entry in page.view.entries],
        next_cursor=write_cursor(BY_PLACE, page.ended) if page.ended else None,
    )


@router.get("/lists/{version}/changes", operation_id="compare_list_versions")
def compare(
    slug: PathSlug,
    version: PathId,
    viewer: Reader,
    session: SessionDep,
    since: Annotated[Id | None, Query(description="与哪一版比较，默认前一版")] = None,
) -> DifferenceView:
    """Return what a version changes against an earlier one, and why."""
    event = whole_event(session, viewer, Permission.LIST_READ, slug)
    found = compare_versions(
        session, event, since, version, lambda view: shown_list(session, viewer, view)
    )
    return DifferenceView(
        old=found.old,
        new=found.new,
        came=len(found.came),
        went=len(found.went),
        moved=len(found.moved),
        scored=len(found.scored),
        lines=lines_of(found),
    )


@router.get("/lists/{version}/list.xlsx", operation_id="export_list", response_class=Response)
def export(
    slug: PathSlug, version: PathId, viewer: Reader, author: AuthorDep, session: SessionDep
) -> Response:
    """Return a version as a workbook to print; the audit log keeps that it was taken."""
    event = whole_event(session, viewer, Permission.LIST_READ, slug)
    found = list_queries.get_version(session, event, version)
    view = shown_list(session, viewer, view_list(session, event, found))
    difference = None
    # A locked list stands for itself: what the drafts before it said may still change.
    if found.status is ListStatus.DRAFT and found.version > 1:
        difference = compare_with(
            session, event, version - 1, view, lambda one: shown_list(session, viewer, one)
        )
    name, content = candidate_list.file_name(view), candidate_list.build(view, difference)
    log_download(session, slug, "候选名单", [name], author)
    session.commit()
    return as_file(content, XLSX, name)


def _summary(found: CandidateList, entries: int) -> VersionSummary:
    return VersionSummary(
        version=found.version,
        status=found.status,
        status_label=found.status.label,
        as_of=found.as_of,
        created_at=found.created_at,
        locked_at=found.locked_at,
        entries=entries,
    )


def _entry(entry: EntryView) -> ListEntry:
    names = set(ListEntry.model_fields) - {"rows"}
    return ListEntry(**{name: getattr(entry, name) for name in names}, rows=list(entry.rows))
