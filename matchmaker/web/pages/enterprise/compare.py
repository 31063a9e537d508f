"""Up to four patents against one demand, side by side."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.services.pair_view import (
    FACTS,
    RANKED,
    Pair,
    fact_label,
    shares_by_feature,
    view_pairs,
)
from matchmaker.services.ranking import get_demand_doc
from matchmaker.services.visible_demands import DemandTexts
from matchmaker.web.api.fields import PathId, Text
from matchmaker.web.desk import OpenDesk
from matchmaker.web.pages.enterprise.desk import HOME, FirmMay, ask, options, own_demand
from matchmaker.web.templating import Crumb, render

MOST = 4
# How many are ticked by mistake is not known beforehand; more are named and left out.
MOST_TICKED = 50

router = APIRouter(include_in_schema=False)

Asker = Annotated[Viewer, Depends(FirmMay(Permission.RECOMMEND_PATENTS))]
Numbers = Annotated[
    list[Annotated[Text, Field(min_length=1, max_length=40)]],
    Field(default_factory=list, max_length=MOST_TICKED),
]


class Chosen(BaseModel):
    """The numbers of the patents."""

    number: Numbers


@router.get("/enterprise/demands/{demand_id}/compare", response_class=HTMLResponse)
async def compare(
    request: Request, demand_id: PathId, chosen: Annotated[Chosen, Query()], viewer: Asker
) -> Response:
    """Show the patents of some numbers beside each other."""
    wanted = list(dict.fromkeys(chosen.number))

    def answer(session: Session, desk: OpenDesk) -> tuple[DemandTexts, list[Pair]]:
        _, texts, _ = own_demand(session, viewer, demand_id)
        doc = get_demand_doc(session, demand_id)
        asked = options(request, viewer, RANKED)
        return texts, view_pairs(session, desk.desk, doc, wanted[:MOST], asked, viewer)

    texts, pairs = await ask(request, answer)
    shares = [shares_by_feature(pair.why.rows) for pair in pairs]
    labels = {slug: label for found in shares for slug, (label, _) in found.items()}
    context = {
        "demand_id": demand_id,
        "texts": texts,
        "pairs": pairs,
        "left_out": len(wanted) - len(pairs),
        "facts": [
            (fact_label(name), [pair.facts.lines.get(name, "") for pair in pairs])
            for name in FACTS
            if any(name in pair.facts.lines for pair in pairs)
        ],
        "shares": [
            (label, [found[slug][1] if slug in found else None for found in shares])
            for slug, label in labels.items()
        ],
    }
    crumbs = [HOME, Crumb(texts.title, f"/enterprise/demands/{demand_id}")]
    return render(request, "enterprise/compare.html", context, crumbs=crumbs)
