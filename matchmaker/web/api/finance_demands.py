"""What firms ask for in finance on their patents, for firms and for organisers."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.licensing.facts import Verdict
from matchmaker.services.finance_demands import (
    MOST_CNY,
    MOST_MONTHS,
    MOST_PATENTS,
    FinanceStep,
    FinanceWords,
    change_finance,
    move_finance,
    seen_finance,
    state_finance,
)
from matchmaker.services.finance_view import FinanceDetail, view_finance, view_one
from matchmaker.services.listing_sight import scope_of
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import MOST_ID, Line, Paragraph, PathId
from matchmaker.web.api.paging import (
    CursorParameter,
    LimitParameter,
    Page,
    read_cursor,
    write_cursor,
)
from matchmaker.web.deps import NowDep, SessionDep
from matchmaker.web.operations.bodies import errors
from models.finance_enums import FinanceKind, FinanceState
from models.queries import finance_demands as finance_queries
from models.queries.finance_demands import WantedFinance

router = APIRouter(
    prefix="/finance-demands", tags=["finance"], responses=errors(401, 403, 422, 429)
)

Writer = Annotated[Viewer, Depends(May(Permission.DEMAND_WRITE))]
SORT = "id"


class FinanceInput(BaseModel):
    """What a firm asks for; patents: numbers of those that it would pledge or bring in."""

    model_config = ConfigDict(extra="forbid")

    kind: FinanceKind
    purpose: Paragraph
    amount_cny: Annotated[int, Field(ge=1, le=MOST_CNY, examples=[3_000_000])] | None = None
    term_months: Annotated[int, Field(ge=1, le=MOST_MONTHS, examples=[12])] | None = None
    patents: Annotated[list[Line], Field(max_length=MOST_PATENTS)] = []

    def words(self) -> FinanceWords:
        """Return the same as the service takes it."""
        return FinanceWords(
            self.kind, self.purpose, self.amount_cny, self.term_months, tuple(self.patents)
        )


class NewFinance(FinanceInput):
    """What is asked for, and by which firm."""

    organisation_id: Annotated[int, Field(ge=1, le=MOST_ID)]


class FinanceChange(FinanceInput):
    """The same said anew, all of it."""

    revision: Annotated[int, Field(ge=0, le=2**63 - 1)]


class FinanceMove(BaseModel):
    """How far a demand has come."""

    model_config = ConfigDict(extra="forbid")

    state: FinanceState
    revision: Annotated[int, Field(ge=0, le=2**63 - 1)]
    lender: Line = ""
    note: Paragraph = ""


class FinanceRecord(BaseModel):
    """A demand; amount_cny, term_months: null where they are not told."""

    id: int
    firm: str
    city: str = Field(examples=["宜昌"])
    kind: FinanceKind
    amount_cny: int | None
    term_months: int | None
    purpose: str
    state: FinanceState
    lender: str
    note: str
    patents: int
    made_at: datetime
    changed_at: datetime
    revision: int


class FindingRecord(BaseModel):
    """What is asked of a patent, what was found, and what to do about it."""

    asks: str = Field(examples=["没有质押"])
    verdict: Verdict
    text: str


class PledgedPatent(BaseModel):
    """A patent of a demand as it stands; title: empty for one that the stock does not have."""

    number: str
    title: str
    findings: list[FindingRecord]


class FinanceFull(FinanceRecord):
    """A demand with its patents and the states that may follow."""

    checked: list[PledgedPatent]
    moves: list[FinanceState]


class FinanceQuery(BaseModel):
    """Which demands, a page at a time."""

    model_config = ConfigDict(extra="forbid")

    kind: FinanceKind | None = None
    state: FinanceState | None = None
    limit: LimitParameter = 50
    cursor: CursorParameter = None


@router.get("", operation_id="list_finance_demands")
def list_demands(
    query: Annotated[FinanceQuery, Query()], viewer: Writer, session: SessionDep
) -> Page[FinanceRecord]:
    """Return the demands within reach, the newest first."""
    wanted = WantedFinance(scope_of(viewer, Permission.DEMAND_WRITE), query.kind, query.state)
    after = read_cursor(query.cursor, SORT, (int,))
    last = None if after is None else after[0]
    found = finance_queries.page_finance(session, wanted, last, query.limit)
    shown, more = found[: query.limit], len(found) > query.limit
    return Page(
        items=[FinanceRecord(**asdict(row)) for row in view_finance(session, shown)],
        next_cursor=write_cursor(SORT, [shown[-1].id]) if more else None,
    )


@router.post("", operation_id="state_finance_demand", status_code=201, responses=errors(404))
def add_demand(
    form: NewFinance, viewer: Writer, author: AuthorDep, session: SessionDep
) -> FinanceFull:
    """Keep what a firm asks for; a patent that cannot be pledged is refused with why."""
    made = state_finance(session, viewer, form.organisation_id, form.words(), author)
    session.commit()
    return _full(view_one(session, made, author.at.date()))


@router.get("/{demand_id}", operation_id="get_finance_demand", responses=errors(404))
def read_demand(demand_id: PathId, viewer: Writer, session: SessionDep, now: NowDep) -> FinanceFull:
    """Return a demand with how its patents stand now."""
    return _full(view_one(session, seen_finance(session, viewer, demand_id), now.date()))


@router.put("/{demand_id}", operation_id="change_finance_demand", responses=errors(404, 409))
def put_demand(
    demand_id: PathId, form: FinanceChange, viewer: Writer, author: AuthorDep, session: SessionDep
) -> FinanceFull:
    """Say a demand anew, with the revision that was read."""
    done = change_finance(session, viewer, demand_id, form.revision, form.words(), author)
    session.commit()
    return _full(view_one(session, done, author.at.date()))


@router.post("/{demand_id}/moves", operation_id="move_finance_demand", responses=errors(404, 409))
def move_demand(
    demand_id: PathId, form: FinanceMove, viewer: Writer, author: AuthorDep, session: SessionDep
) -> FinanceFull:
    """Write down how far a demand has come."""
    step = FinanceStep(form.state, form.revision, form.lender, form.note)
    done = move_finance(session, viewer, demand_id, step, author)
    session.commit()
    return _full(view_one(session, done, author.at.date()))


def _full(found: FinanceDetail) -> FinanceFull:
    return FinanceFull(
        **asdict(found.row),
        checked=[
            PledgedPatent(
                number=one.number,
                title=one.title,
                findings=[FindingRecord(**asdict(finding)) for finding in one.findings],
            )
            for one in found.patents
        ],
        moves=list(found.moves),
    )
