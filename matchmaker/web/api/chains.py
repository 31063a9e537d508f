"""Industry chains for programs: supply, demand and gaps node by node, and the records of a node."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.services.chain_view import find_spot, seer_for, view_chain, view_chains
from matchmaker.web.access import May
from matchmaker.web.api.fields import Line, PathText
from matchmaker.web.api.paging import (
    CursorParameter,
    LimitParameter,
    Page,
    read_cursor,
    write_cursor,
)
from matchmaker.web.deps import SessionDep
from matchmaker.web.operations.bodies import errors
from models.queries import chains as chain_queries

router = APIRouter(prefix="/chains", tags=["chains"], responses=errors(401, 403, 422, 429))

Office = Annotated[Viewer, Depends(May(Permission.SCHEDULE_READ))]
BY_SCORE, BY_ID = "score", "id"


class NodeRecord(BaseModel):
    """A node; slug: empty for records of the chain on none of its nodes; gap: empty for none."""

    slug: str = Field(examples=["laser-machining"])
    name: str = Field(examples=["激光加工装备"])
    stage: str = Field(examples=["下游"])
    patents: int
    demands: int
    firms: int
    gap: str = Field(examples=["有需求无专利"])


class ChainRecord(BaseModel):
    """A chain with its nodes; tier: 5, 10 or 20 of the programme 51020."""

    slug: str = Field(examples=["laser"])
    name: str = Field(examples=["光通信及激光"])
    tier: int
    nodes: list[NodeRecord]
    patents: int
    demands: int
    firms: int


class ChainsRecord(BaseModel):
    """All chains; undivided: names of those without nodes; waiting: patents not placed yet."""

    version: str
    source: str
    rows: list[ChainRecord]
    undivided: list[str]
    placed_at: datetime | None
    waiting: int


class PlacedPatent(BaseModel):
    """A patent of a node; score in 0..1, and why."""

    number: str
    title: str
    score: float
    reason: str


class PlacedDemand(BaseModel):
    """A demand of a node, of those that whoever asks sees in full."""

    id: int
    number: str
    title: str
    enterprise: str
    score: float
    reason: str


class NodeQuery(BaseModel):
    """Which node, empty for none of them, a page at a time."""

    model_config = ConfigDict(extra="forbid")

    node: Annotated[Line, Query(description="环节代号；不填为未归节点")] = ""
    limit: LimitParameter = 50
    cursor: CursorParameter = None


@router.get("", operation_id="list_chains")
def list_chains(request: Request, viewer: Office, session: SessionDep) -> ChainsRecord:
    """Return supply and demand of all chains that have nodes."""
    found = view_chains(session, viewer, request.app.state.chains.get(session))
    return ChainsRecord.model_validate(asdict(found))


@router.get("/{chain}", operation_id="get_chain", responses=errors(404))
def get_chain(
    request: Request, chain: PathText, viewer: Office, session: SessionDep
) -> ChainRecord:
    """Return supply and demand of a chain, node by node."""
    found = view_chain(session, viewer, request.app.state.chains.get(session), chain)
    return ChainRecord.model_validate(asdict(found))


@router.get("/{chain}/patents", operation_id="list_chain_patents", responses=errors(404))
def list_patents(
    chain: PathText, query: Annotated[NodeQuery, Query()], _: Office, session: SessionDep
) -> Page[PlacedPatent]:
    """Return the patents of a node, the surest first."""
    find_spot(chain, query.node)
    after = read_cursor(query.cursor, BY_SCORE, (float, int))
    last = None if after is None else (after[0], after[1])
    found = chain_queries.page_patents(session, (chain, query.node), last, query.limit)
    shown = found[: query.limit]
    return Page(
        items=[
            PlacedPatent(
                number=patent.display_number,
                title=patent.title,
                score=place.score,
                reason=place.reason,
            )
            for patent, place in shown
        ],
        next_cursor=write_cursor(BY_SCORE, [shown[-1][1].score, shown[-1][0].id])
        if len(found) > query.limit
        else None,
    )


@router.get("/{chain}/demands", operation_id="list_chain_demands", responses=errors(404))
def list_demands(
    chain: PathText, query: Annotated[NodeQuery, Query()], viewer: Office, session: SessionDep
) -> Page[PlacedDemand]:
    """Return the demands of a node that whoever asks sees in full, by id."""
    find_spot(chain, query.node)
    after = read_cursor(query.cursor, BY_ID, (int,))
    seer = seer_for(session, viewer)
    spot, last = (chain, query.node), after[0] if after else 0
    found = chain_queries.demands_at(session, seer, spot, last, query.limit)
    shown = found[: query.limit]
    return Page(
        items=[
            PlacedDemand(
                id=demand.id or 0,
                number=demand.display_number,
                title=demand.title,
                enterprise=firm,
                score=place.score,
                reason=place.reason,
            )
            for demand, firm, place in shown
        ],
        next_cursor=write_cursor(BY_ID, [shown[-1][0].id]) if len(found) > query.limit else None,
    )
