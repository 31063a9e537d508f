"""Industry chains: supply, demand and gaps node by node, each down to its records."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.industry.chains import NO_NODE
from matchmaker.services.chain_view import (
    NO_DEMANDS,
    NO_PATENTS,
    find_spot,
    seer_for,
    view_chain,
    view_chains,
    view_firms,
)
from matchmaker.web.access import May
from matchmaker.web.api.fields import MOST_ID, PathText
from matchmaker.web.deps import SessionDep
from matchmaker.web.pages.office.home import HOME
from matchmaker.web.templating import Crumb, render
from models.queries import chains as chain_queries
from models.queries.chains import Spot

PATH = "/office/chains"
MAP, CHAINS = Crumb("供需图", "/office/map"), Crumb("产业链", PATH)
# What stands for none of the nodes in an address.
NONE = "-"
PAGE = 50

router = APIRouter(prefix=PATH, include_in_schema=False)

Office = Annotated[Viewer, Depends(May(Permission.SCHEDULE_READ))]


class Shown(StrEnum):
    """Which records of a node are shown."""

    PATENTS = "patents"
    DEMANDS = "demands"
    FIRMS = "firms"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {"patents": "专利", "demands": "需求", "firms": "企业"}[self.value]


class NodeQuery(BaseModel):
    """What is shown; after, score: id and score of the last that was had."""

    show: Shown = Shown.PATENTS
    after: Annotated[int, Field(ge=0, le=MOST_ID)] = 0
    score: Annotated[float, Field(ge=0, le=1)] = 0.0


@router.get("", response_class=HTMLResponse)
def show_all(request: Request, viewer: Office, session: SessionDep) -> Response:
    """Show all chains with what their nodes have and lack."""
    found = view_chains(session, viewer, request.app.state.chains.get(session))
    context = {"found": found, "path": PATH, "gaps": (NO_PATENTS, NO_DEMANDS)}
    return render(request, "office/chains.html", context, crumbs=[HOME, MAP])


@router.get("/{chain}", response_class=HTMLResponse)
def show_chain(request: Request, chain: PathText, viewer: Office, session: SessionDep) -> Response:
    """Show a chain node by node."""
    found = view_chain(session, viewer, request.app.state.chains.get(session), chain)
    context = {"chain": found, "path": f"{PATH}/{chain}", "none": NONE}
    return render(request, "office/chain.html", context, crumbs=[HOME, MAP, CHAINS])


@router.get("/{chain}/{node}", response_class=HTMLResponse)
def show_node(
    request: Request,
    chain: PathText,
    node: PathText,
    query: Annotated[NodeQuery, Query()],
    viewer: Office,
    session: SessionDep,
) -> Response:
    """Show the patents, demands or firms of a node."""
    spot = chain, NO_NODE if node == NONE else node
    known, name = find_spot(*spot)
    at = f"{PATH}/{chain}/{node}"
    context = {
        "chain": known,
        "name": name,
        "show": query.show,
        "shown": tuple(Shown),
        "path": at,
        "on": "",
        "back": f"{at}?show={query.show}" if query.after else "",
        **_records(session, viewer, spot, query, at),
    }
    crumbs = [HOME, MAP, CHAINS, Crumb(known.name, f"{PATH}/{chain}")]
    return render(request, "office/chain_node.html", context, crumbs=crumbs)


def _records(
    session: Session, viewer: Viewer, spot: Spot, query: NodeQuery, at: str
) -> Mapping[str, Any]:
    if query.show is Shown.FIRMS:
        return {"rows": view_firms(session, viewer, spot)}
    if query.show is Shown.DEMANDS:
        seer = seer_for(session, viewer)
        found = chain_queries.demands_at(session, seer, spot, query.after, PAGE)
        on = f"{at}?show=demands&after={found[PAGE - 1][0].id}" if len(found) > PAGE else ""
        return {"rows": found[:PAGE], "on": on}
    after = (query.score, query.after) if query.after else None
    patents = chain_queries.page_patents(session, spot, after, PAGE)
    if len(patents) <= PAGE:
        return {"rows": patents}
    last, place = patents[PAGE - 1]
    # The figure as it stands, so that no patent is passed over.
    return {"rows": patents[:PAGE], "on": f"{at}?after={last.id}&score={place.score!r}"}
