"""Listings that end: which ones, renewed and taken down, and what was done to them."""

from dataclasses import asdict
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.errors import BadQuery
from matchmaker.services.edits import get_patent
from matchmaker.services.listing_sight import acting, scope_of
from matchmaker.services.listing_stock import list_ending, renew, take_down
from matchmaker.services.listing_terms import today_of
from matchmaker.services.listing_view import view_history
from matchmaker.services.listings import MOST_AT_ONCE
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import Day, Flag, Line, Paragraph, PathText
from matchmaker.web.api.listings import EXAMPLE_NUMBER, ListingStepItem
from matchmaker.web.api.paging import (
    CursorParameter,
    LimitParameter,
    Page,
    read_cursor,
    write_cursor,
)
from matchmaker.web.deps import SessionDep
from matchmaker.web.operations.bodies import errors
from models.listing_enums import Ending
from models.queries import organisations as organisation_queries
from models.queries import patents as patent_queries

router = APIRouter(prefix="/listings", tags=["listings"], responses=errors(401, 403, 422, 429))

Member = Annotated[Viewer, Depends(May(Permission.PATENT_WRITE))]
Reviewer = Annotated[Viewer, Depends(May(Permission.PATENT_REVIEW))]
BY_END = "listed_until"
Numbers = Annotated[
    list[Annotated[Line, Field(min_length=1)]],
    Field(min_length=1, max_length=MOST_AT_ONCE, description="申请号", examples=[[EXAMPLE_NUMBER]]),
]


class EndingListing(BaseModel):
    """A patent whose listing ends; days_left: 0 on the last day, less than 0 after it."""

    number: str = Field(description="申请号", examples=[EXAMPLE_NUMBER])
    title: str
    owners: list[str] = Field(examples=[["江城工业大学"]])
    listed_until: date
    days_left: int = Field(examples=[12])


class RenewalInput(BaseModel):
    """Which patents are listed for longer; until: null for 12 months more."""

    model_config = ConfigDict(extra="forbid")

    patents: Numbers
    until: Day | None = None


class TakeDownInput(BaseModel):
    """Which patents are listed no longer, and why; withdraw_consent: from now on, not today."""

    model_config = ConfigDict(extra="forbid")

    patents: Numbers
    reason: Annotated[Paragraph, Field(min_length=1, examples=["已转让给企业"])]
    withdraw_consent: Annotated[
        Flag, Field(description="撤回推介同意，立即生效；否则挂牌到今天为止")
    ] = False


class RenewalOutcome(BaseModel):
    """What became of a patent."""

    patent: str = Field(examples=[EXAMPLE_NUMBER])
    listed_until: date | None
    error: str = Field(description="未能续期的原因，成功时为空")


class RenewalOutcomes(BaseModel):
    """The same of all, in the order in which they were sent."""

    outcomes: list[RenewalOutcome]


class TakeDownOutcome(BaseModel):
    """What became of a patent."""

    patent: str = Field(examples=[EXAMPLE_NUMBER])
    error: str = Field(description="未能撤下的原因，成功时为空")


class TakeDownOutcomes(BaseModel):
    """The same of all, in the order in which they were sent."""

    outcomes: list[TakeDownOutcome]


class ListingHistory(BaseModel):
    """All that was done to the listing of a patent, the oldest first."""

    steps: list[ListingStepItem]


@router.get("/ending", operation_id="list_ending_listings")
def list_ends(
    viewer: Member,
    author: AuthorDep,
    session: SessionDep,
    ending: Annotated[Ending, Query(description="30 天内到期的，或已到期的")] = Ending.EXPIRING,
    limit: LimitParameter = 50,
    cursor: CursorParameter = None,
) -> Page[EndingListing]:
    """Return the patents within reach whose listing ends soon or has ended, by its last day."""
    today = today_of(author)
    after = read_cursor(cursor, BY_END, (str, int))
    place = [_day(after[0]), after[1]] if after else None
    found = list_ending(session, scope_of(viewer), ending, today, place, limit)
    shown, more = found[:limit], len(found) > limit
    owners = patent_queries.owner_ids(session, [one.id or 0 for one in shown])
    names = organisation_queries.names_by_id(session, {o for ids in owners.values() for o in ids})
    items = [
        EndingListing(
            number=one.display_number,
            title=one.title,
            owners=[names[owner] for owner in owners.get(one.id or 0, ())],
            listed_until=one.listed_until,
            days_left=(one.listed_until - today).days,
        )
        for one in shown
        if one.listed_until is not None
    ]
    last = [items[-1].listed_until.isoformat(), shown[-1].id] if more else []
    return Page(items=items, next_cursor=write_cursor(BY_END, last) if more else None)


@router.get("/history/{number}", operation_id="get_listing_history", responses=errors(404))
def read_history(number: PathText, viewer: Member, session: SessionDep) -> ListingHistory:
    """Return who did what to the listing of a patent of one's own."""
    steps = view_history(session, viewer, get_patent(session, number))
    return ListingHistory(steps=[ListingStepItem(**asdict(step)) for step in steps])


@router.post("/renewals", operation_id="renew_listings")
def renew_listings(
    asked: RenewalInput, viewer: Reviewer, author: AuthorDep, session: SessionDep
) -> RenewalOutcomes:
    """List patents for longer, each for itself."""
    found = renew(session, acting(session, viewer, author), asked.patents, asked.until)
    session.commit()
    return RenewalOutcomes(outcomes=[RenewalOutcome(**asdict(one)) for one in found])


@router.post("/take-downs", operation_id="take_down_listings")
def take_down_listings(
    asked: TakeDownInput, viewer: Reviewer, author: AuthorDep, session: SessionDep
) -> TakeDownOutcomes:
    """End the listing of patents with the reason, each for itself."""
    who = acting(session, viewer, author)
    found = take_down(session, who, asked.patents, asked.reason, for_good=asked.withdraw_consent)
    session.commit()
    return TakeDownOutcomes(outcomes=[TakeDownOutcome(**asdict(one)) for one in found])


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadQuery("cursor 不是上一页给出的游标。请去掉 cursor，从头开始") from error
