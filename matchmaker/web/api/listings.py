"""Proposals to list patents: made by members, passed by reviewers, seen by owners alone."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.services.edits import get_patent
from matchmaker.services.kin import load_kin
from matchmaker.services.list_hands import Author
from matchmaker.services.listing_sight import Acting, acting, scope_of, seen_proposal, waiting_for
from matchmaker.services.listing_view import ProposalView, view_proposal, view_proposals
from matchmaker.services.listings import (
    MOST_AT_ONCE,
    ListingWords,
    pass_proposal,
    propose,
    propose_many,
    return_proposal,
    withdraw_proposal,
)
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import Day, Id, Line, Paragraph, PathId, Text
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
from models.listing import ListingProposal
from models.listing_enums import ListingState
from models.queries import listings as listing_queries
from models.queries.listings import WantedProposals
from models.values.text import fold

router = APIRouter(prefix="/listings", tags=["listings"], responses=errors(401, 403, 422, 429))

Member = Annotated[Viewer, Depends(May(Permission.PATENT_WRITE))]
Reviewer = Annotated[Viewer, Depends(May(Permission.PATENT_REVIEW))]
SORT = "id"
EXAMPLE_NUMBER = "202310012345.6"


class ListingInput(BaseModel):
    """What a patent is to be listed with: fields as a person writes them into a sheet."""

    model_config = ConfigDict(extra="forbid")

    patent: Annotated[Line, Field(min_length=1, description="申请号", examples=[EXAMPLE_NUMBER])]
    values: dict[Line, Annotated[Text, Field(max_length=20_000)]] = Field(
        default={}, max_length=50, examples=[{"price": "50-80万元", "transfer_modes": "许可"}]
    )
    listed_until: Annotated[
        Day | None, Field(description="挂牌截止日，不填则自通过之日起 12 个月")
    ] = None
    organisation_id: Annotated[
        Id | None, Field(description="代表哪个权利人，不填则为申报人所在单位")
    ] = None
    note: Annotated[Paragraph, Field(description="给审核员的说明")] = ""

    def as_words(self) -> ListingWords:
        """Return it as the services take it."""
        return ListingWords(
            self.patent, self.values, self.listed_until, self.organisation_id, self.note
        )


class ManyListings(BaseModel):
    """Several of them."""

    model_config = ConfigDict(extra="forbid")

    items: Annotated[list[ListingInput], Field(min_length=1, max_length=MOST_AT_ONCE)]


class Remark(BaseModel):
    """A remark on an act."""

    model_config = ConfigDict(extra="forbid")

    note: Paragraph = ""


class Reason(BaseModel):
    """Why a proposal is given back."""

    model_config = ConfigDict(extra="forbid")

    reason: Annotated[Paragraph, Field(min_length=1, examples=["价格缺少依据，请补充"])]


class ProposalSummary(BaseModel):
    """A proposal in a list; names of persons are told to its own institution and to organisers."""

    id: int
    patent: str = Field(description="申请号", examples=[EXAMPLE_NUMBER])
    title: str
    institution_id: int
    institution: str = Field(examples=["江城工业大学"])
    department: str = Field(examples=["机械学院"])
    state: ListingState
    listed_until: date | None = Field(description="申报的截止日，null 为自通过之日起 12 个月")
    proposed_by: str
    made_at: datetime


class ChangedField(BaseModel):
    """A field in words, contacts masked; changed: since the proposal was made."""

    field: str = Field(examples=["price_low_cny"])
    label: str = Field(examples=["价格"])
    present: str = Field(description="专利现在的值", examples=["50万元"])
    proposed: str = Field(description="申报的值", examples=["50–80万元"])
    changed: bool = Field(description="申报之后，专利的值是否又有变化")


class ListingStepItem(BaseModel):
    """A step; proposal_id: null where it was done to the listing itself."""

    proposal_id: int | None
    act: str = Field(examples=["院系审核通过"])
    actor: str
    role: str = Field(examples=["院系审核员"])
    note: str
    made_at: datetime


class ProposalDetail(ProposalSummary):
    """A proposal with what it says beside what its patent tells now, and its steps."""

    present_until: date | None = Field(description="专利现在的挂牌截止日，null 为长期")
    fields: list[ChangedField]
    changed_since: bool = Field(description="申报之后，所涉字段是否又有变化")
    steps: list[ListingStepItem]


class ProposalOutcome(BaseModel):
    """What became of one of many proposals."""

    patent: str = Field(examples=[EXAMPLE_NUMBER])
    proposal_id: int | None
    state: ListingState | None
    error: str = Field(description="未能申报的原因，成功时为空")


class ProposalOutcomes(BaseModel):
    """The same of all, in the order in which they were sent."""

    outcomes: list[ProposalOutcome]


class WaitingCount(BaseModel):
    """How many proposals wait for whoever asks."""

    waiting: int


class ProposalQuery(BaseModel):
    """Which proposals; what is not given bounds nothing."""

    model_config = ConfigDict(extra="forbid")

    state: ListingState | None = None
    organisation_id: Annotated[Id | None, Field(description="权利人单位编号")] = None
    department: Annotated[Line | None, Field(description="院系")] = None
    patent: Annotated[Line | None, Field(description="申请号")] = None
    waiting: Annotated[bool, Field(description="只看待我审核的")] = False
    limit: LimitParameter = 50
    cursor: CursorParameter = None


@router.post(
    "",
    operation_id="propose_listing",
    status_code=201,
    response_model=ProposalDetail,
    responses=errors(404),
)
def propose_one(
    asked: ListingInput, viewer: Member, author: AuthorDep, session: SessionDep
) -> ProposalDetail:
    """Propose to list a patent; nothing of it is public before the last review has passed it."""
    proposal = propose(session, acting(session, viewer, author), asked.as_words())
    session.commit()
    return _detail(session, viewer, proposal)


@router.post("/bulk", operation_id="propose_listings")
def propose_several(
    asked: ManyListings, viewer: Member, author: AuthorDep, session: SessionDep
) -> ProposalOutcomes:
    """Propose up to 200, each for itself: what is wrong with one keeps no other back."""
    words = [one.as_words() for one in asked.items]
    found = propose_many(session, acting(session, viewer, author), words)
    session.commit()
    return ProposalOutcomes(
        outcomes=[
            ProposalOutcome(
                patent=one.patent,
                proposal_id=one.proposal.id if one.proposal else None,
                state=one.proposal.state if one.proposal else None,
                error=one.error,
            )
            for one in found
        ]
    )


@router.get("", operation_id="list_listings", responses=errors(404))
def list_proposals(
    query: Annotated[ProposalQuery, Query()],
    viewer: Member,
    author: AuthorDep,
    session: SessionDep,
) -> Page[ProposalSummary]:
    """Return the proposals for the patents within reach, a page at a time."""
    waiting = waiting_for(session, acting(session, viewer, author)) if query.waiting else None
    body = query.organisation_id
    wanted = WantedProposals(
        scope=scope_of(viewer),
        state=query.state,
        organisations=None if body is None else load_kin(session).same([body]),
        department_key=None if query.department is None else fold(query.department),
        patent_id=get_patent(session, query.patent).id if query.patent else None,
        waiting=waiting,
    )
    after = read_cursor(query.cursor, SORT, (int,))
    found = listing_queries.page_proposals(session, wanted, after, query.limit)
    shown, more = found[: query.limit], len(found) > query.limit
    return Page(
        items=[_summary(view) for view in view_proposals(session, viewer, shown)],
        next_cursor=write_cursor(SORT, [shown[-1].id]) if more else None,
    )


@router.get("/waiting", operation_id="count_waiting_listings")
def count_waiting(viewer: Reviewer, author: AuthorDep, session: SessionDep) -> WaitingCount:
    """Return how many proposals wait for the review of whoever asks."""
    waiting = waiting_for(session, acting(session, viewer, author))
    wanted = WantedProposals(scope=scope_of(viewer), waiting=waiting)
    return WaitingCount(waiting=listing_queries.count_proposals(session, wanted))


@router.get(
    "/{proposal_id}",
    operation_id="get_listing",
    response_model=ProposalDetail,
    responses=errors(404) | NOT_MODIFIED,
)
def read_proposal(
    request: Request, proposal_id: PathId, viewer: Member, session: SessionDep
) -> Response:
    """Return a proposal: what is proposed beside what is told now, and who did what."""
    proposal = seen_proposal(session, viewer, proposal_id)
    return answer_tagged(request, _detail(session, viewer, proposal))


@router.post(
    "/{proposal_id}/pass",
    operation_id="pass_listing",
    response_model=ProposalDetail,
    responses=errors(404, 409, 412),
)
def pass_one(
    request: Request,
    proposal_id: PathId,
    said: Remark,
    viewer: Reviewer,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Pass a proposal; the university's pass writes it into the patent and lists it."""
    asked = _Asked(request, viewer, author, proposal_id)
    return _decide(session, asked, lambda who: pass_proposal(session, who, proposal_id, said.note))


@router.post(
    "/{proposal_id}/return",
    operation_id="return_listing",
    response_model=ProposalDetail,
    responses=errors(404, 409, 412),
)
def return_one(
    request: Request,
    proposal_id: PathId,
    said: Reason,
    viewer: Reviewer,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Give a proposal back with the reason."""
    asked = _Asked(request, viewer, author, proposal_id)
    return _decide(
        session, asked, lambda who: return_proposal(session, who, proposal_id, said.reason)
    )


@router.post(
    "/{proposal_id}/withdraw",
    operation_id="withdraw_listing",
    response_model=ProposalDetail,
    responses=errors(404, 409, 412),
)
def withdraw_one(
    request: Request,
    proposal_id: PathId,
    said: Remark,
    viewer: Member,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Take one's own proposal back."""
    asked = _Asked(request, viewer, author, proposal_id)
    return _decide(
        session, asked, lambda who: withdraw_proposal(session, who, proposal_id, said.note)
    )


@dataclass(frozen=True)
class _Asked:
    """A request about a proposal, and who makes it."""

    request: Request
    viewer: Viewer
    author: Author
    proposal_id: int


def _decide(
    session: Session, asked: _Asked, decide: Callable[[Acting], ListingProposal]
) -> Response:
    """Do with a proposal what is asked, if it is still as it was seen, and return it."""
    _match(asked.request, session, asked.viewer, asked.proposal_id)
    proposal = decide(acting(session, asked.viewer, asked.author))
    session.commit()
    return answer_tagged(asked.request, _detail(session, asked.viewer, proposal))


def _match(request: Request, session: Session, viewer: Viewer, proposal_id: int) -> None:
    """Raise NotFound, or PreconditionFailed where If-Match names another state.

    The patent is kept from others first, so that it stays as it was compared.
    """
    proposal = seen_proposal(session, viewer, proposal_id)
    listing_queries.hold_patent(session, proposal.patent_id)
    require_match(request, _detail(session, viewer, proposal))


def _summary(view: ProposalView) -> ProposalSummary:
    return ProposalSummary(**asdict(view))


def _detail(session: Session, viewer: Viewer, proposal: ListingProposal) -> ProposalDetail:
    # As whoever reads it later: moments come back in UTC.
    session.refresh(proposal)
    view = view_proposal(session, viewer, proposal)
    return ProposalDetail(
        **asdict(view.summary),
        present_until=view.present_until,
        fields=[ChangedField(**asdict(one)) for one in view.fields],
        changed_since=view.changed_since,
        steps=[ListingStepItem(**asdict(step)) for step in view.steps],
    )
