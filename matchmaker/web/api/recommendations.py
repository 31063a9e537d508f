"""Patents for a demand, demands for a patent, patents like a patent, and why one is not there."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.secrecy import Sight
from matchmaker.access.viewer import Viewer
from matchmaker.matching.types import ExplanationRow
from matchmaker.services.answers import rank_patents
from matchmaker.services.declines import load_declines
from matchmaker.services.demands_for import demands_for
from matchmaker.services.edits import get_patent
from matchmaker.services.firms_for import firms_for
from matchmaker.services.organisation_search import list_parts
from matchmaker.services.ownership import owned_organisation, owned_patent
from matchmaker.services.ranking import DEFAULT_TOP, RankOptions, get_demand_doc
from matchmaker.services.similar import similar_to
from matchmaker.services.stock import load_demands
from matchmaker.services.visible_demands import load_sights
from matchmaker.services.why_not import why_not
from matchmaker.web.access import May
from matchmaker.web.api.fields import Day, PathId, PathText
from matchmaker.web.desk import OpenDesk
from matchmaker.web.operations.bodies import errors
from models.errors import NotFound
from models.queries import organisations as organisation_queries

MOST = 100

router = APIRouter(tags=["recommendations"], responses=errors(401, 403, 404, 422, 429, 503))

Asker = Annotated[Viewer, Depends(May(Permission.RECOMMEND_PATENTS))]
Owner = Annotated[Viewer, Depends(May(Permission.RECOMMEND_DEMANDS))]
Reader = Annotated[Viewer, Depends(May(Permission.PATENT_READ))]


class Asking(BaseModel):
    """How many are wanted, and which rules are lifted; as_of: the day whose facts count."""

    model_config = ConfigDict(extra="forbid")

    top: Annotated[int, Field(ge=1, le=MOST, description="列出几项")] = DEFAULT_TOP
    as_of: Annotated[Day | None, Field(description="统计日，默认今天")] = None
    anywhere: Annotated[bool, Field(description="不限地域")] = False
    any_state: Annotated[bool, Field(description="不限法律状态与保护期")] = False


class AskingPairs(Asking):
    """The same; with_declined: whether pairs that were turned down are shown, and marked."""

    with_declined: Annotated[bool, Field(description="也列出此前谢绝的，并注明")] = False


class AskingFirms(AskingPairs):
    """The same; with_parts: whether the patents of the parts of the organisation count too."""

    with_parts: Annotated[bool, Field(description="连同下属单位的专利")] = False


AskingQuery = Annotated[Asking, Query()]
AskingPairsQuery = Annotated[AskingPairs, Query()]


@dataclass(frozen=True)
class PatentForDemand:
    """A patent that fits a demand; reasons: parts of the score, which add up to it."""

    rank: int
    number: str
    title: str
    score: float
    reason: str
    reasons: list[ExplanationRow]


@dataclass(frozen=True)
class DemandForPatent:
    """A demand that a patent fits; declined: who turned the pair down and why."""

    rank: int
    demand_id: int
    demand_number: str
    title: str
    enterprise: str
    score: float
    reason: str
    reasons: list[ExplanationRow]
    declined: str


@dataclass(frozen=True)
class DemandsForPatent:
    """The demands that a patent fits; gate: why it may not be offered at all, empty if it may."""

    number: str
    title: str
    gate: str
    demands: list[DemandForPatent]
    left_out: int


@dataclass(frozen=True)
class FirmForStock:
    """A firm by its best demand and the best patent for it; worthy: how many patents reach it."""

    rank: int
    enterprise: str
    demand_id: int
    demand_number: str
    demand_title: str
    number: str
    title: str
    score: float
    worthy: int
    reason: str
    reasons: list[ExplanationRow]
    declined: str


@dataclass(frozen=True)
class FirmsForStock:
    """Firms for the stock of an organisation.

    patents: how many it owns; offered: how many of them may be offered; held_back: gate → how
    many it stops; left_out: pairs that were turned down.
    """

    organisation: str
    patents: int
    offered: int
    held_back: dict[str, int]
    firms: list[FirmForStock]
    left_out: int


@dataclass(frozen=True)
class PatentLikePatent:
    """A patent near another; phrases, subclasses: what the two share."""

    rank: int
    number: str
    title: str
    owner: str
    score: float
    phrases: tuple[str, ...]
    subclasses: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Verdict:
    """Why a patent is not recommended for a demand, or that it is; rank 0: it has none."""

    number: str
    title: str
    verdict: str
    reason: str
    rank: int
    score: float
    reasons: list[ExplanationRow]


PATENTS = TypeAdapter(list[PatentForDemand])
DEMANDS = TypeAdapter(DemandsForPatent)
FIRMS = TypeAdapter(FirmsForStock)
LIKE = TypeAdapter(list[PatentLikePatent])
VERDICT = TypeAdapter(Verdict)


@router.get(
    "/demands/{demand_id}/patents",
    operation_id="recommend_patents",
    response_model=list[PatentForDemand],
)
async def recommend_patents(
    demand_id: PathId, asking: AskingQuery, viewer: Asker, request: Request
) -> Response:
    """Return the patents that fit a demand best, without those that were turned down for it."""
    options = _options(request, viewer, asking)

    def answer(session: Session, desk: OpenDesk) -> bytes:
        _require_full(session, viewer, demand_id)
        doc = get_demand_doc(session, demand_id)
        declined = load_declines(session).patents_by_demand().get(demand_id, set())
        (found,) = rank_patents(session, desk.desk, [doc], options, declined)
        return PATENTS.dump_json(
            [
                PatentForDemand(
                    one.rank, one.application_number, one.title, one.score, one.reason, one.rows
                )
                for one in found
            ]
        )

    return await _ask(request, answer)


@router.get(
    "/patents/{number}/demands", operation_id="recommend_demands", response_model=DemandsForPatent
)
async def recommend_demands(
    number: PathText, asking: AskingPairsQuery, viewer: Owner, request: Request
) -> Response:
    """Return the demands that a patent fits best, as far as its owner may know of them."""
    options = _options(request, viewer, asking, with_declined=asking.with_declined)

    def answer(session: Session, desk: OpenDesk) -> bytes:
        patent = get_patent(session, number)
        viewer.require(Permission.RECOMMEND_DEMANDS, owned_patent(session, patent))
        found = demands_for(session, desk.desk, load_demands(session), number, options)
        demands = [
            DemandForPatent(
                one.rank,
                one.demand_id,
                one.demand_number,
                one.title,
                one.enterprise,
                one.score,
                one.reason,
                list(one.rows),
                one.declined,
            )
            for one in found.demands
        ]
        gate = found.gate.label if found.gate else ""
        named = found.application_number, found.title
        return DEMANDS.dump_json(DemandsForPatent(*named, gate, demands, found.left_out))

    return await _ask(request, answer)


@router.get(
    "/organisations/{organisation_id}/firms",
    operation_id="recommend_firms",
    response_model=FirmsForStock,
)
async def recommend_firms(
    organisation_id: PathId,
    asking: Annotated[AskingFirms, Query()],
    viewer: Owner,
    request: Request,
) -> Response:
    """Return the firms whose demands the patents of an organisation answer best."""
    options = _options(request, viewer, asking, with_declined=asking.with_declined)

    def answer(session: Session, desk: OpenDesk) -> bytes:
        body = organisation_queries.get_survivor(session, organisation_id)
        viewer.require(Permission.RECOMMEND_DEMANDS, owned_organisation(body))
        own = body.id or 0
        owners = [own, *(list_parts(session, own) if asking.with_parts else ())]
        found = firms_for(session, desk.desk, load_demands(session), owners, options)
        firms = [
            FirmForStock(
                one.rank,
                one.enterprise,
                one.demand_id,
                one.demand_number,
                one.demand_title,
                one.application_number,
                one.patent_title,
                one.score,
                one.worthy,
                one.reason,
                list(one.rows),
                one.declined,
            )
            for one in found.firms
        ]
        held_back = {gate.label: count for gate, count in sorted(found.stopped.items())}
        counts = body.name, found.owned, found.offered
        return FIRMS.dump_json(FirmsForStock(*counts, held_back, firms, found.left_out))

    return await _ask(request, answer)


@router.get(
    "/patents/{number}/similar",
    operation_id="list_similar_patents",
    response_model=list[PatentLikePatent],
)
async def similar(
    number: PathText, asking: AskingQuery, viewer: Reader, request: Request
) -> Response:
    """Return the patents that are most like one, to be offered together with it."""
    options = _options(request, viewer, asking)

    def answer(session: Session, desk: OpenDesk) -> bytes:
        found = similar_to(session, desk.desk, number, options)
        return LIKE.dump_json(
            [
                PatentLikePatent(
                    one.rank,
                    one.application_number,
                    one.title,
                    one.owner,
                    one.score,
                    one.phrases,
                    one.subclasses,
                    one.reason,
                )
                for one in found.patents
            ]
        )

    return await _ask(request, answer)


@router.get(
    "/demands/{demand_id}/patents/{number}/why-not",
    operation_id="explain_missing_patent",
    response_model=Verdict,
)
async def explain_missing(
    demand_id: PathId, number: PathText, asking: AskingQuery, viewer: Asker, request: Request
) -> Response:
    """Tell why a patent is not among those recommended for a demand, or that it is."""
    options = _options(request, viewer, asking)

    def answer(session: Session, desk: OpenDesk) -> bytes:
        _require_full(session, viewer, demand_id)
        doc = get_demand_doc(session, demand_id)
        found = why_not(session, desk.desk, doc, number, options)
        verdict = Verdict(
            found.application_number,
            found.title,
            found.verdict.value,
            found.reason,
            found.rank,
            found.score,
            list(found.rows),
        )
        return VERDICT.dump_json(verdict)

    return await _ask(request, answer)


def _options(
    request: Request, viewer: Viewer, asking: Asking, *, with_declined: bool = False
) -> RankOptions:
    state = request.app.state
    return RankOptions(
        as_of=asking.as_of or state.clock().date(),
        province=state.settings.province,
        top=asking.top,
        anywhere=asking.anywhere,
        any_state=asking.any_state,
        with_declined=with_declined,
        viewer=viewer,
    )


def _require_full(session: Session, viewer: Viewer, demand_id: int) -> None:
    """Raise NotFound for a demand whose text the viewer may not read: reasons would quote it."""
    if load_sights(session, viewer, [demand_id]).get(demand_id) is not Sight.FULL:
        raise NotFound(f"没有编号为 {demand_id} 的需求")


async def _ask(request: Request, answer: Callable[[Session, OpenDesk], bytes]) -> Response:
    state = request.app.state
    content = await state.desk_keeper.ask(state.engine, answer)
    return Response(content, media_type="application/json")
