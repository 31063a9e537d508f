"""Demands: found and read as their firms have released them, written by firms and organisers."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.secrecy import Sight
from matchmaker.access.viewer import Viewer
from matchmaker.errors import Forbidden
from matchmaker.services.demand_edits import add_demand, edit_demand
from matchmaker.services.industry_editions import industries_in_force
from matchmaker.services.kin import load_kin
from matchmaker.services.organisation_search import get_by_name
from matchmaker.services.ownership import owned_demand, owned_organisation
from matchmaker.services.recipients import list_recipients, replace_named
from matchmaker.services.visible_demands import (
    DemandView,
    get_visible_by_id,
    load_sights,
    page_visible,
)
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import Day, Id, Line, PathId, Text
from matchmaker.web.api.held import held_demand
from matchmaker.web.api.paging import (
    CursorParameter,
    LimitParameter,
    Page,
    read_cursor,
    write_cursor,
)
from matchmaker.web.api.tagged import NOT_MODIFIED, answer_tagged, require_match
from matchmaker.web.deps import SessionDep
from matchmaker.web.operations.bodies import errors
from models.demand import Demand
from models.queries import demands as demand_queries
from models.queries.visible import DemandFilter
from models.values.region import get_city
from models.values.secrecy import Confidentiality

IN_ORDER = "id"

router = APIRouter(prefix="/demands", tags=["demands"], responses=errors(401, 403, 422, 429))

Reader = Annotated[Viewer, Depends(May(Permission.DEMAND_READ))]
Writer = Annotated[Viewer, Depends(May(Permission.DEMAND_WRITE))]
Cells = Annotated[
    dict[Line, Annotated[Text, Field(max_length=20_000)]], Field(min_length=1, max_length=50)
]


class DemandSummary(BaseModel):
    """A demand in a list; title and deadline are null where only its existence may be known."""

    id: int
    number: str = Field(description="需求编号，没有的为 # 加 id", examples=["X-1"])
    enterprise: str = Field(examples=["武汉轧机制造有限公司"])
    city: str = Field(examples=["武汉"])
    level: Confidentiality = Field(description="公开级别")
    level_label: str = Field(examples=["公开"])
    sight: Sight = Field(description="full 可看全文，existence 只能知道有这条需求")
    title: str | None = Field(examples=["轧辊裂纹修复"])
    deadline: date | None = Field(description="需求时限，不填为长期")


class DemandWords(BaseModel):
    """What a demand says, contacts excepted."""

    description: str
    problem: str
    key_technique: str
    target: str
    basis: str
    keywords: list[str]
    industry_text: str
    technical_field: str
    budget: str = Field(examples=["100万元"])
    cooperation_modes: str
    intended_partner: str


class Recipient(BaseModel):
    """An organisation that a demand is meant for; by_hand: a person named it, not its text."""

    name: str
    by_hand: bool


class DemandDetail(DemandSummary):
    """A demand as far as the viewer may see it.

    words: null where only its existence may be known; recipients: null for whoever may not change
    the demand.
    """

    words: DemandWords | None
    recipients: list[Recipient] | None


class NewDemand(BaseModel):
    """A demand of a firm, in any known spelling; values as of a change, and its number."""

    model_config = ConfigDict(extra="forbid")

    firm: Annotated[Line, Field(examples=["武汉轧机制造有限公司"])]
    values: Annotated[
        Cells,
        Field(examples=[{"title": "轧辊裂纹修复", "problem": "表面开裂", "公开级别": "限定"}]),
    ]


class DemandChange(BaseModel):
    """Fields to be set, as a person writes them into a sheet; an empty text clears."""

    model_config = ConfigDict(extra="forbid")

    values: Annotated[Cells, Field(examples=[{"budget": "50-80万元", "deadline": "2026-12-31"}])]


class Recipients(BaseModel):
    """The organisations that persons name for a demand of the level 定向, in known spellings."""

    model_config = ConfigDict(extra="forbid")

    organisations: Annotated[list[Line], Field(max_length=50, examples=[["武汉大学"]])]


class DemandQuery(BaseModel):
    """Which demands; words are separated by blanks and must all occur.

    words, industry and open_on find only what may be read in full.
    """

    model_config = ConfigDict(extra="forbid")

    words: Annotated[Text, Field(max_length=200, description="名称、描述或主要问题中的词")] = ""
    industry: Annotated[Text | None, Field(max_length=100, description="产业代号或名称")] = None
    city: Annotated[Text | None, Field(max_length=100, description="市州名称或代码")] = None
    firm: Annotated[Id | None, Field(description="需求单位编号")] = None
    level: Confidentiality | None = None
    open_on: Annotated[Day | None, Field(description="当日尚未截止")] = None
    limit: LimitParameter = 50
    cursor: CursorParameter = None


@router.get("", operation_id="list_demands", responses=errors(400, 404))
def list_demands(
    query: Annotated[DemandQuery, Query()], viewer: Reader, session: SessionDep
) -> Page[DemandSummary]:
    """Return the demands of a filter that the viewer may know of, a page at a time."""
    wanted = DemandFilter(
        words=tuple(query.words.split()),
        industry_slug=industries_in_force(session).find(query.industry).slug
        if query.industry
        else None,
        city_code=get_city(query.city).code if query.city else None,
        level=query.level,
        organisation_ids=(
            load_kin(session).same([query.firm]) if query.firm is not None else frozenset()
        ),
        open_on=query.open_on,
    )
    (after,) = read_cursor(query.cursor, IN_ORDER, (int,)) or (0,)
    found = page_visible(session, viewer, wanted, after, query.limit)
    shown, more = found[: query.limit], len(found) > query.limit
    return Page(
        items=[DemandSummary(**_summary(view)) for view in shown],
        next_cursor=write_cursor(IN_ORDER, [shown[-1].id]) if more else None,
    )


@router.get(
    "/{demand_id}",
    operation_id="get_demand",
    response_model=DemandDetail,
    responses=errors(404) | NOT_MODIFIED,
)
def read_demand(
    request: Request, demand_id: PathId, viewer: Reader, session: SessionDep
) -> Response:
    """Return a demand as far as the viewer may see it; what it may not know of is not found."""
    return answer_tagged(request, _detail(session, viewer, demand_id))


@router.post(
    "",
    operation_id="create_demand",
    status_code=201,
    responses=errors(404, 409),
)
def create_demand(
    new: NewDemand, viewer: Writer, author: AuthorDep, session: SessionDep
) -> DemandDetail:
    """Add a demand of a firm; imports do not overwrite what a person has written."""
    firm = get_by_name(session, new.firm)
    viewer.require(Permission.DEMAND_WRITE, owned_organisation(firm))
    demand = add_demand(session, firm, new.values, author)
    _require_reach(session, viewer, demand)
    session.commit()
    return _detail(session, viewer, demand.id or 0)


@router.patch(
    "/{demand_id}",
    operation_id="change_demand",
    response_model=DemandDetail,
    responses=errors(404, 412),
)
def change_demand(
    request: Request,
    demand_id: PathId,
    change: DemandChange,
    viewer: Writer,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Set fields of a demand; a hidden one is changed by its firm alone."""
    demand = held_demand(session, viewer, demand_id)
    require_match(request, _detail(session, viewer, demand_id))
    edit_demand(session, demand, change.values, author)
    _require_reach(session, viewer, demand)
    session.commit()
    return answer_tagged(request, _detail(session, viewer, demand_id))


@router.put(
    "/{demand_id}/recipients",
    operation_id="put_recipients",
    response_model=DemandDetail,
    responses=errors(404, 412),
)
def put_recipients(
    request: Request, demand_id: PathId, named: Recipients, viewer: Writer, session: SessionDep
) -> Response:
    """Say whom a demand of the level 定向 is meant for, besides those that its text names."""
    demand = held_demand(session, viewer, demand_id)
    require_match(request, _detail(session, viewer, demand_id))
    replace_named(session, demand, named.organisations)
    session.commit()
    return answer_tagged(request, _detail(session, viewer, demand_id))


def _require_reach(session: Session, viewer: Viewer, demand: Demand) -> None:
    """Raise Forbidden where what was written is out of the viewer's reach or of its sight."""
    viewer.require(Permission.DEMAND_WRITE, owned_demand(session, demand))
    demand_id = demand.id or 0
    if demand_id not in load_sights(session, viewer, [demand_id]):
        raise Forbidden("按这个公开级别您将看不到该需求，未予保存。请由需求单位或主办方办理")


def _summary(view: DemandView) -> dict[str, object]:
    return {
        "id": view.id,
        "number": view.number,
        "enterprise": view.enterprise,
        "city": view.city,
        "level": view.level,
        "level_label": view.level.label,
        "sight": view.sight,
        "title": view.texts.title if view.texts else None,
        "deadline": view.texts.deadline if view.texts else None,
    }


def _detail(session: Session, viewer: Viewer, demand_id: int) -> DemandDetail:
    view = get_visible_by_id(session, viewer, demand_id)
    demand = demand_queries.by_ids(session, [demand_id])[demand_id]
    may_change = view.texts is not None and viewer.may(
        Permission.DEMAND_WRITE, owned_demand(session, demand)
    )
    named = list_recipients(session, demand) if may_change else None
    return DemandDetail(
        **_summary(view),
        words=DemandWords.model_validate(view.texts, from_attributes=True) if view.texts else None,
        recipients=(
            None
            if named is None
            else [Recipient(name=name, by_hand=by_hand) for name, by_hand in named]
        ),
    )
