"""Roadshows: what counts how much, what reviewers say, and which patents are shown."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.events.roadshow_criteria import Criterion
from matchmaker.events.roadshow_scoring import ScoreRow
from matchmaker.jobs.files import log_download
from matchmaker.reports import project_sheet, roadshow_book
from matchmaker.services.project_sheet import project_sheets
from matchmaker.services.roadshow_plan import (
    LARGEST_SIZE,
    Plan,
    PlanChanges,
    get_plan,
    require_roadshow,
    set_plan,
)
from matchmaker.services.roadshow_review import GivenMark, set_mark
from matchmaker.services.roadshow_view import ShiftView, ShownPatent, view_selection
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.event_lists import ListForm
from matchmaker.web.api.fields import Id, PathId, PathSlug, Text
from matchmaker.web.api.held import (
    HTML,
    XLSX,
    WorkTicket,
    as_file,
    ask_for_work,
    held_event,
    whole_event,
)
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
from models.errors import NotFound
from models.event import Event
from models.queries import patents as patent_queries
from models.queries import roadshow as roadshow_queries
from models.work import WorkKind

IN_ORDER = "id"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

router = APIRouter(
    prefix="/events/{slug}/roadshow",
    tags=["roadshows"],
    responses=errors(401, 403, 404, 422, 429),
)

Reader = Annotated[Viewer, Depends(May(Permission.ROADSHOW_READ))]
Writer = Annotated[Viewer, Depends(May(Permission.ROADSHOW_WRITE))]
Weight = Annotated[float, Field(ge=0, le=1_000_000, allow_inf_nan=False)]
PatentCount = Annotated[int, Field(ge=1, le=LARGEST_SIZE)]


class PlanChange(BaseModel):
    """What is to count otherwise; weights: of the criteria named, in proportion to the others.

    blend: the part of the reviewers' marks in the score; what is left out or null stays.
    """

    model_config = ConfigDict(extra="forbid")

    weights: Annotated[dict[Criterion, Weight], Field(examples=[{"maturity": 30}])] = {}
    size: PatentCount | None = None
    per_institution: PatentCount | None = None
    blend: Annotated[float | None, Field(ge=0, le=1, allow_inf_nan=False)] = None


class PlanView(BaseModel):
    """How patents are selected; weights add up to one; is_default: nobody has set anything."""

    weights: dict[Criterion, float]
    size: int
    per_institution: int
    blend: float
    is_default: bool


class MarkForm(BaseModel):
    """What a reviewer gives a patent, 0 to 100."""

    model_config = ConfigDict(extra="forbid")

    patent: Annotated[Text, Field(min_length=1, max_length=100, examples=["202310012345.6"])]
    reviewer: Annotated[Text, Field(min_length=1, max_length=64, examples=["李教授"])]
    mark: Annotated[float, Field(ge=0, le=100, allow_inf_nan=False, examples=[85])]
    remark: Annotated[Text, Field(max_length=2_000)] = ""


class MarkState(StrEnum):
    """What became of a mark."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


class MarkSaved(BaseModel):
    """What became of a mark; it counts from the next selection on."""

    outcome: MarkState


class MarkView(BaseModel):
    """A mark of a reviewer."""

    patent: str
    title: str
    reviewer: str
    mark: float
    remark: str
    marked_at: datetime


class MarkQuery(BaseModel):
    """Which page of marks."""

    model_config = ConfigDict(extra="forbid")

    limit: LimitParameter = 50
    cursor: CursorParameter = None


class SelectionSummary(BaseModel):
    """A version of a selection."""

    version: int
    as_of: date
    made_at: datetime


class SelectedPatent(BaseModel):
    """A selected patent; rows: what its score is made of; mark_mean, mark_spread: 0 to 100."""

    place: int
    application_number: str
    title: str
    owner: str
    legal_state: str
    expiry_date: date | None
    maturity: str
    transfer_modes: str
    price: str
    score: float
    mark_mean: float | None
    mark_spread: float | None
    mark_count: int
    demand_count: int
    reason: str
    rows: list[ScoreRow]


class SelectionDetail(SelectionSummary):
    """A version with its patents; shifts: whom a weight that is moved by a fifth would replace."""

    weights: dict[str, float]
    blend: float
    size: int
    per_institution: int
    patent_count: int
    demand_count: int
    gates: dict[str, int]
    notices: list[str]
    patents: list[SelectedPatent]
    shifts: list[ShiftView]


class SheetForm(StrEnum):
    """As what a project sheet is wanted."""

    DOCX = "docx"
    HTML = "html"


class SheetPath(BaseModel):
    """Which sheet of which version of which event's selection; form: docx, or html to print."""

    slug: PathSlug
    version: PathId
    form: SheetForm


@router.get(
    "/plan",
    operation_id="get_roadshow_plan",
    response_model=PlanView,
    responses=errors(404) | NOT_MODIFIED,
)
def read_plan(request: Request, slug: PathSlug, viewer: Reader, session: SessionDep) -> Response:
    """Return by what the patents of a roadshow are selected."""
    event = _roadshow(session, viewer, slug)
    return answer_tagged(request, _plan(get_plan(session, event)))


@router.patch(
    "/plan",
    operation_id="change_roadshow_plan",
    response_model=PlanView,
    responses=errors(409, 412),
)
def change_plan(
    request: Request, slug: PathSlug, change: PlanChange, viewer: Writer, session: SessionDep
) -> Response:
    """Change weights and limits of a roadshow."""
    event = held_event(session, viewer, Permission.ROADSHOW_WRITE, slug)
    require_roadshow(event)
    require_match(request, _plan(get_plan(session, event)))
    changes = PlanChanges(change.weights, change.size, change.per_institution, change.blend)
    plan = set_plan(session, event, changes)
    session.commit()
    return answer_tagged(request, _plan(plan))


@router.get("/marks", operation_id="list_marks")
def list_marks(
    slug: PathSlug, query: Annotated[MarkQuery, Query()], viewer: Reader, session: SessionDep
) -> Page[MarkView]:
    """Return what reviewers gave, a page at a time."""
    event = _roadshow(session, viewer, slug)
    (after,) = read_cursor(query.cursor, IN_ORDER, (int,)) or (0,)
    found = roadshow_queries.page_marks(session, event, after, query.limit)
    shown, more = found[: query.limit], len(found) > query.limit
    labels = patent_queries.labels(session, [mark.patent_id for mark in shown])
    return Page(
        items=[
            MarkView(
                patent=labels[mark.patent_id].display_number,
                title=labels[mark.patent_id].title,
                **mark.model_dump(include={"reviewer", "mark", "remark", "marked_at"}),
            )
            for mark in shown
        ],
        next_cursor=write_cursor(IN_ORDER, [shown[-1].id]) if more else None,
    )


@router.put("/marks", operation_id="put_mark", responses=errors(409))
def put_mark(
    slug: PathSlug, form: MarkForm, viewer: Writer, session: SessionDep, now: NowDep
) -> MarkSaved:
    """Keep what a reviewer gives a patent, in the place of what they gave before."""
    event = held_event(session, viewer, Permission.ROADSHOW_WRITE, slug)
    given = GivenMark(form.patent, form.reviewer, form.mark, form.remark)
    outcome = set_mark(session, event, given, now)
    session.commit()
    return MarkSaved(outcome=MarkState(outcome))


@router.get("/selections", operation_id="list_selections")
def list_selections(slug: PathSlug, viewer: Reader, session: SessionDep) -> list[SelectionSummary]:
    """Return the versions of a roadshow's selection, the first one first."""
    event = _roadshow(session, viewer, slug)
    return [
        SelectionSummary(version=one.version, as_of=one.as_of, made_at=one.made_at)
        for one in roadshow_queries.list_versions(session, event)
    ]


@router.post("/selections", operation_id="select_patents", status_code=202, responses=errors(409))
def select_patents(
    request: Request, slug: PathSlug, form: ListForm, viewer: Writer, session: SessionDep
) -> WorkTicket:
    """Select patents out of the whole stock in the background, unless nothing has changed."""
    event = whole_event(session, viewer, Permission.ROADSHOW_WRITE, slug)
    require_roadshow(event)
    parameters = {"event": event.slug, **form.model_dump(mode="json")}
    return ask_for_work(request, viewer, WorkKind.SELECTION, parameters)


@router.get("/selections/{version}", operation_id="get_selection")
def read_selection(
    slug: PathSlug, version: PathId, viewer: Reader, session: SessionDep
) -> SelectionDetail:
    """Return a version with the patents selected, and what their scores are made of."""
    view = view_selection(session, _roadshow(session, viewer, slug), version)
    names = ("weights", "blend", "size", "per_institution", "patent_count", "demand_count", "gates")
    return SelectionDetail(
        version=view.version,
        as_of=view.as_of,
        made_at=view.made_at,
        **{name: getattr(view, name) for name in names},
        notices=list(view.notices),
        patents=[_patent(patent) for patent in view.patents],
        shifts=list(view.shifts),
    )


@router.get(
    "/selections/{version}/selection.xlsx", operation_id="export_selection", response_class=Response
)
def export_selection(
    slug: PathSlug, version: PathId, viewer: Reader, author: AuthorDep, session: SessionDep
) -> Response:
    """Return a version as a workbook; the audit log keeps that it was taken."""
    event = _roadshow(session, viewer, slug)
    view = view_selection(session, event, version)
    name, content = roadshow_book.file_name(view), roadshow_book.build(view)
    log_download(session, event.slug, "路演遴选结果", [name], author)
    session.commit()
    return as_file(content, XLSX, name)


@router.get(
    "/selections/{version}/sheet.{form}",
    operation_id="export_project_sheet",
    response_class=Response,
)
def export_sheet(
    path: Annotated[SheetPath, Path()],
    place: Annotated[Id, Query(description="名次，从 1 起")],
    viewer: Reader,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Return the one-page sheet of the patent at a place; the audit log keeps that it was taken."""
    event = _roadshow(session, viewer, path.slug)
    sheets = project_sheets(session, event, path.version)
    sheet = next((one for one in sheets if one.place == place), None)
    if sheet is None:
        raise NotFound(f"第 {path.version} 版遴选结果没有第 {place} 名，共 {len(sheets)} 件")
    name = f"{sheet.file_stem}.{path.form.value}"
    is_page = path.form is SheetForm.HTML
    content = project_sheet.build_page(sheet) if is_page else project_sheet.build(sheet)
    log_download(session, event.slug, "项目单页", [name], author)
    session.commit()
    return as_file(content, HTML if is_page else DOCX, name)


def _roadshow(session: Session, viewer: Viewer, slug: str) -> Event:
    """Return the event; raise NotFound, Forbidden, or BadQuery for one that is no roadshow."""
    event = whole_event(session, viewer, Permission.ROADSHOW_READ, slug)
    require_roadshow(event)
    return event


def _plan(plan: Plan) -> PlanView:
    return PlanView(
        weights={criterion: plan.scheme.weights[criterion] for criterion in Criterion},
        size=plan.limits.size,
        per_institution=plan.limits.per_institution,
        blend=plan.scheme.blend,
        is_default=plan.is_default,
    )


def _patent(patent: ShownPatent) -> SelectedPatent:
    names = set(SelectedPatent.model_fields) - {"rows"}
    return SelectedPatent(**{name: getattr(patent, name) for name in names}, rows=list(patent.rows))
