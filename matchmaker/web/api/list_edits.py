"""What organisers do to a list by hand, what was done, and why a pair is not on it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.errors import BadQuery
from matchmaker.events.hand_work import Deed
from matchmaker.matching.algorithms import DEFAULT_ALGORITHM, get_algorithm
from matchmaker.matching.types import ExplanationRow
from matchmaker.services.edits import get_patent
from matchmaker.services.list_edits import do, get_draft
from matchmaker.services.list_log import LogLine, view_log
from matchmaker.services.list_options import ListOptions
from matchmaker.services.list_why_not import (
    ListedQuestion,
    ListVerdict,
    WhyNotListed,
    why_not_listed,
)
from matchmaker.services.visible_demands import get_visible
from matchmaker.services.visible_lists import known_acted, seen_version
from matchmaker.services.why_not import FeatureGap
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.event_lists import ListForm
from matchmaker.web.api.fields import Id, PathId, PathSlug, Text
from matchmaker.web.api.held import WorkTicket, ask_for_work, held_event, whole_event
from matchmaker.web.api.paging import (
    CursorParameter,
    LimitParameter,
    Page,
    read_cursor,
    write_cursor,
)
from matchmaker.web.deps import SessionDep
from matchmaker.web.desk import OpenDesk
from matchmaker.web.operations.bodies import errors
from models.enums import ListAct
from models.errors import Conflict
from models.queries import candidate_lists as list_queries
from models.work import WorkKind

IN_ORDER = "line"
# What is done to a pair that is on the list, or was; to add one its score has to be found.
ACTS = (
    ListAct.PIN,
    ListAct.UNPIN,
    ListAct.REMOVE,
    ListAct.RESTORE,
    ListAct.NOTE,
    ListAct.MOVE,
    ListAct.FREE,
)

router = APIRouter(
    prefix="/events/{slug}", tags=["lists"], responses=errors(401, 403, 404, 409, 422, 429)
)

Reader = Annotated[Viewer, Depends(May(Permission.LIST_READ))]
Editor = Annotated[Viewer, Depends(May(Permission.LIST_WRITE))]
Number = Annotated[Text, Field(min_length=1, max_length=100)]


class PairForm(BaseModel):
    """A pair; demand: its number, or #id where several have it; patent: its number."""

    model_config = ConfigDict(extra="forbid")

    demand: Annotated[Number, Field(examples=["X-2024-001"])]
    patent: Annotated[Number, Field(examples=["202310012345.6"])]


class EditForm(PairForm):
    """An act on a pair; text: the reason of a removal, or the note; place: where to move it.

    version: the draft that was looked at; another one in hand is a conflict.
    """

    act: Annotated[ListAct, Field(examples=[ListAct.PIN], description="、".join(ACTS))]
    text: Annotated[Text, Field(max_length=500)] = ""
    place: Annotated[Id | None, Field(description="在本产业表中的序号，从 1 起")] = None
    version: Id | None = None


class AdditionForm(PairForm, ListForm):
    """A pair that is to be listed, and how it is scored."""


class EditView(BaseModel):
    """What was done, to which version."""

    version: int
    act: ListAct
    label: str = Field(examples=["固定"])


class LogQuery(BaseModel):
    """Which page of the log."""

    model_config = ConfigDict(extra="forbid")

    limit: LimitParameter = 50
    cursor: CursorParameter = None


class RankedView(BaseModel):
    """How a patent does for a demand: its place among all that may be offered, and what it lacks.

    last: of the last one that is among the best; gaps: the largest lack first.
    """

    rank: int
    of: int
    score: float
    rows: list[ExplanationRow]
    last_number: str
    last_title: str
    last_score: float
    gaps: list[FeatureGap]


class WhyNotView(BaseModel):
    """Why a pair is not on a version; ranked: null where its score does not matter."""

    verdict: ListVerdict
    text: str = Field(examples=["人工移出：权利人已另行许可"])
    ranked: RankedView | None


WHY_NOT = TypeAdapter(WhyNotView)


@router.post("/list/edits", operation_id="edit_list")
def edit_list(
    slug: PathSlug, form: EditForm, viewer: Editor, author: AuthorDep, session: SessionDep
) -> EditView:
    """Do something to a pair of the draft in hand: later versions keep to it."""
    if form.act not in ACTS:
        raise BadQuery(f"act 不能是“{form.act.value}”，可选：{'、'.join(ACTS)}")
    event = held_event(session, viewer, Permission.LIST_WRITE, slug)
    draft = get_draft(session, event)
    if form.version is not None and form.version != draft.version:
        raise Conflict(
            f"现在的草稿是第 {draft.version} 版，不是第 {form.version} 版。请重新读取后再改"
        )
    demand_id = get_visible(session, viewer, form.demand).id
    key = (demand_id, get_patent(session, form.patent).id or 0)
    done = do(session, event, Deed(key, form.act, form.text, form.place), author)
    session.commit()
    return EditView(version=done.version, act=form.act, label=form.act.label)


@router.post("/list/additions", operation_id="add_to_list", status_code=202)
def add_to_list(
    request: Request, slug: PathSlug, form: AdditionForm, viewer: Editor, session: SessionDep
) -> WorkTicket:
    """Put a pair on the draft in hand, in the background: its score and reasons are to be found.

    What is dead, exclusively licensed, without consent or not public cannot be put on it.
    """
    event = whole_event(session, viewer, Permission.LIST_WRITE, slug)
    draft = get_draft(session, event)
    demand_id = get_visible(session, viewer, form.demand).id
    patent_id = get_patent(session, form.patent).id or 0
    if (demand_id, patent_id) in list_queries.listed_pairs(session, draft):
        raise Conflict(f"{event.slug} 的名单第 {draft.version} 版上已有这一对，可直接固定")
    said = form.model_dump(mode="json", exclude={"demand", "patent"})
    parameters = {"event": event.slug, **said, "demand_id": demand_id, "patent_id": patent_id}
    return ask_for_work(request, viewer, WorkKind.ADDITION, parameters)


@router.get("/list/log", operation_id="list_list_acts")
def read_log(
    slug: PathSlug, query: Annotated[LogQuery, Query()], viewer: Reader, session: SessionDep
) -> Page[LogLine]:
    """Return who did what to the list, the oldest first, a page at a time."""
    event = whole_event(session, viewer, Permission.LIST_READ, slug)
    lines = view_log(session, event, known_acted(session, viewer, event))
    (first,) = read_cursor(query.cursor, IN_ORDER, (int,)) or (0,)
    last = max(first, 0) + query.limit
    return Page(
        items=lines[max(first, 0) : last],
        next_cursor=write_cursor(IN_ORDER, [last]) if last < len(lines) else None,
    )


@router.get(
    "/lists/{version}/why-not",
    operation_id="explain_missing_pair",
    response_model=WhyNotView,
    responses=errors(503),
)
async def explain_missing(
    request: Request,
    slug: PathSlug,
    version: PathId,
    pair: Annotated[PairForm, Query()],
    viewer: Reader,
) -> Response:
    """Return why a pair is not on a version of a list, or that it is."""
    state = request.app.state

    def answer(session: Session, desk: OpenDesk) -> bytes:
        event = whole_event(session, viewer, Permission.LIST_READ, slug)
        found = seen_version(session, viewer, event, version)
        demand = get_visible(session, viewer, pair.demand)
        patent = get_patent(session, pair.patent)
        options = ListOptions(
            as_of=found.as_of,
            valid_on=event.held_on,
            province=state.settings.province,
            algorithm=get_algorithm(DEFAULT_ALGORITHM),
            anywhere=found.settings.get("anywhere", False),
            any_state=found.settings.get("any_state", False),
        )
        asked = ListedQuestion(event, found, demand.id, patent)
        told = why_not_listed(session, desk.desk, asked, options)
        return WHY_NOT.dump_json(_why_not(told.seen(demand.sight)))

    content = await state.desk_keeper.ask(state.engine, answer)
    return Response(content, media_type="application/json")


def _why_not(told: WhyNotListed) -> WhyNotView:
    ranked = told.ranked
    view = None
    if ranked is not None:
        names = set(RankedView.model_fields) - {"rows", "gaps"}
        view = RankedView(
            **{name: getattr(ranked, name) for name in names},
            rows=list(ranked.rows),
            gaps=list(ranked.gaps),
        )
    return WhyNotView(verdict=told.verdict, text=told.text, ranked=view)
