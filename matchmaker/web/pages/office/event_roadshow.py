"""Which patents are shown at a roadshow: what counts how much, what reviewers gave, how sure."""

from collections import defaultdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.errors import BadQuery
from matchmaker.events.roadshow_criteria import Criterion
from matchmaker.services.ownership import owned_event
from matchmaker.services.roadshow_plan import (
    LARGEST_SIZE,
    Plan,
    PlanChanges,
    get_plan,
    require_roadshow,
    set_plan,
)
from matchmaker.services.roadshow_review import GivenMark, set_mark
from matchmaker.services.roadshow_view import SelectionView, view_selection
from matchmaker.web.access import May
from matchmaker.web.api.fields import Id, Paragraph, PathSlug, Text
from matchmaker.web.api.held import ask_for_work, held_event, whole_event
from matchmaker.web.deps import BoardDep, NowDep, SessionDep
from matchmaker.web.notices import Done, go_back, go_on
from matchmaker.web.pages.office.event_frame import (
    EVENTS_PATH,
    REFUSALS,
    event_crumbs,
    event_path,
    frame,
)
from matchmaker.web.pages.office.event_work import find_work, go_to_work, work_context
from matchmaker.web.templating import render
from models.event import Event
from models.queries import roadshow as roadshow_queries
from models.work import WorkKind

ROADSHOW = "/roadshow"
MOST_WEIGHT = 1_000_000
# As many as the colours of a chart can tell apart, with the rest.
DRAWN_PARTS = 3
REST = "其他各项"
_WHOLE = 100
_DIGITS = 4

router = APIRouter(include_in_schema=False)

Reader = Annotated[Viewer, Depends(May(Permission.ROADSHOW_READ))]
Writer = Annotated[Viewer, Depends(May(Permission.ROADSHOW_WRITE))]
Number = Annotated[Text, Field(max_length=20)]
Known = Annotated[Text, Field(max_length=100)]


class SelectionQuery(BaseModel):
    """Which version, the newest where none is named; work: what was asked for."""

    version: Id | None = None
    work: Id | None = None


class PlanForm(BaseModel):
    """What counts how much, as it is typed; then: select, to make a selection at once."""

    maturity: Number = ""
    prospects: Number = ""
    benefit: Number = ""
    heat: Number = ""
    life: Number = ""
    claims: Number = ""
    family: Number = ""
    shown: Number = ""
    size: Number = ""
    per_institution: Number = ""
    blend: Number = ""
    then: Number = ""


class MarkForm(BaseModel):
    """What a reviewer gives a patent."""

    patent: Known = ""
    reviewer: Annotated[Text, Field(max_length=64)] = ""
    mark: Number = ""
    remark: Paragraph = ""


@router.get(f"{EVENTS_PATH}/{{slug}}/roadshow", response_class=HTMLResponse)
def show(
    request: Request,
    slug: PathSlug,
    query: Annotated[SelectionQuery, Query()],
    viewer: Reader,
    session: SessionDep,
    board: BoardDep,
) -> Response:
    """Show a version of the selection with what its scores are made of, and how sure it is."""
    event = whole_event(session, viewer, Permission.ROADSHOW_READ, slug)
    require_roadshow(event)
    work = find_work(session, board, viewer, event, query.work)
    context = _context(session, viewer, event, query.version) | work_context(event, work)
    return _page(request, event, context)


@router.post(f"{EVENTS_PATH}/{{slug}}/roadshow/plan", response_class=HTMLResponse)
def change_plan(
    request: Request,
    slug: PathSlug,
    typed: Annotated[PlanForm, Form()],
    viewer: Writer,
    session: SessionDep,
) -> Response:
    """Change what counts how much, and select by it if that is wanted."""
    event = held_event(session, viewer, Permission.ROADSHOW_WRITE, slug)
    try:
        set_plan(session, event, _changes(typed))
    except REFUSALS as error:
        session.rollback()
        event = whole_event(session, viewer, Permission.ROADSHOW_WRITE, slug)
        require_roadshow(event)
        context = _context(session, viewer, event, None) | work_context(event, None)
        wrong = {"words": typed.model_dump(), "wrong_plan": str(error)}
        return _page(request, event, context | wrong, 422)
    session.commit()
    if typed.then == "select":
        ticket = ask_for_work(request, viewer, WorkKind.SELECTION, {"event": event.slug})
        return go_to_work(request, event, WorkKind.SELECTION, ticket)
    said = "权重已保存，下次遴选时生效"
    return go_on(request, event_path(event, ROADSHOW), Done(said))


@router.post(f"{EVENTS_PATH}/{{slug}}/roadshow/marks", response_class=HTMLResponse)
def put_mark(
    request: Request,
    slug: PathSlug,
    typed: Annotated[MarkForm, Form()],
    viewer: Writer,
    session: SessionDep,
    now: NowDep,
) -> Response:
    """Keep what a reviewer gives a patent, or show the form again with what is wrong."""
    event = held_event(session, viewer, Permission.ROADSHOW_WRITE, slug)
    try:
        mark = _number(typed.mark, "分数", _WHOLE)
        given = GivenMark(typed.patent.strip(), typed.reviewer, mark, typed.remark)
        outcome = set_mark(session, event, given, now)
    except REFUSALS as error:
        session.rollback()
        event = whole_event(session, viewer, Permission.ROADSHOW_WRITE, slug)
        require_roadshow(event)
        context = _context(session, viewer, event, None) | work_context(event, None)
        wrong = {"mark": typed, "wrong_mark": str(error)}
        return _page(request, event, context | wrong, 422)
    session.commit()
    said = {"new": "已记下评分", "changed": "已改评分", "unchanged": "与先前的评分相同"}[outcome]
    return go_on(request, event_path(event, ROADSHOW), Done(f"{said}，下次遴选时计入"))


@router.post(f"{EVENTS_PATH}/{{slug}}/roadshow/select")
def select(request: Request, slug: PathSlug, viewer: Writer, session: SessionDep) -> Response:
    """Select patents out of the whole stock in the background."""
    event = whole_event(session, viewer, Permission.ROADSHOW_WRITE, slug)
    try:
        require_roadshow(event)
        ticket = ask_for_work(request, viewer, WorkKind.SELECTION, {"event": event.slug})
    except REFUSALS as error:
        return go_back(request, event_path(event), str(error))
    return go_to_work(request, event, WorkKind.SELECTION, ticket)


def _context(session: Session, viewer: Viewer, event: Event, number: int | None) -> dict[str, Any]:
    versions = roadshow_queries.list_versions(session, event)
    view = view_selection(session, event, number) if versions else None
    return {
        **frame(viewer, event, ROADSHOW),
        "versions": versions,
        "view": view,
        "spec": _spec(view) if view else None,
        "criteria": [(criterion.value, criterion.label) for criterion in Criterion],
        "words": _plan_words(get_plan(session, event)),
        "mark": MarkForm(),
        "wrong_plan": "",
        "wrong_mark": "",
        "may_write": viewer.may(Permission.ROADSHOW_WRITE, owned_event(event)),
    }


def _page(request: Request, event: Event, context: dict[str, Any], status: int = 200) -> Response:
    crumbs = event_crumbs(event, ROADSHOW)
    return render(request, "office/event_roadshow.html", context, crumbs=crumbs, status=status)


def _spec(view: SelectionView) -> dict[str, Any]:
    """Return what the chart draws: of each patent the largest parts of its score, and the rest."""
    totals: dict[str, float] = defaultdict(float)
    for one in view.patents:
        for row in one.rows:
            totals[row.label] += row.share
    drawn = sorted(totals, key=lambda label: (-totals[label], label))[:DRAWN_PARTS]
    parts: list[dict[str, float]] = []
    for one in view.patents:
        part = dict.fromkeys((*drawn, REST), 0.0)
        for row in one.rows:
            part[row.label if row.label in drawn else REST] += row.share
        parts.append(part)
    return {
        "unit": "得分",
        "names": [f"{one.place} {one.title}" for one in view.patents],
        "series": [
            {"name": label, "values": [round(part[label], _DIGITS) for part in parts]}
            for label in (*drawn, REST)
        ],
        "stacked": True,
        "lying": True,
    }


def _plan_words(plan: Plan) -> dict[str, str]:
    words = {one.value: f"{plan.scheme.weights[one] * _WHOLE:.4g}" for one in Criterion}
    return words | {
        "size": str(plan.limits.size),
        "per_institution": str(plan.limits.per_institution),
        "blend": f"{plan.scheme.blend * _WHOLE:.4g}",
    }


def _changes(typed: PlanForm) -> PlanChanges:
    said = typed.model_dump()
    return PlanChanges(
        {one: _number(said[one.value], f"“{one.label}”的权重", MOST_WEIGHT) for one in Criterion},
        _count(typed.size, "入选件数"),
        _count(typed.per_institution, "单个单位的上限"),
        _number(typed.blend, "评审分占比", _WHOLE) / _WHOLE,
    )


def _number(text: str, label: str, most: float) -> float:
    try:
        number = float(text.strip().removesuffix("%"))
    except ValueError:
        raise BadQuery(f"{label}应为数字，收到“{text}”") from None
    if not 0 <= number <= most:
        raise BadQuery(f"{label}应在 0 到 {most:g} 之间，收到“{text}”")
    return number


def _count(text: str, label: str) -> int:
    if not text.strip().isdecimal() or not 1 <= int(text) <= LARGEST_SIZE:
        raise BadQuery(f"{label}应为 1 到 {LARGEST_SIZE} 的整数，收到“{text}”")
    return int(text)
