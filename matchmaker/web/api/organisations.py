"""Organisations: found and read; doubtful pairs decided, records merged and taken apart."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.services import organisations as organisation_service
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import Id, PathId, Text
from matchmaker.web.api.paging import (
    CursorParameter,
    LimitParameter,
    Page,
    read_cursor,
    write_cursor,
)
from matchmaker.web.deps import SessionDep
from matchmaker.web.operations.bodies import errors
from models.enums import ReviewStatus
from models.organisation import Organisation, OrganisationMerge
from models.queries import organisation_list
from models.queries import organisation_reviews as review_queries
from models.queries import organisations as organisation_queries
from models.queries.organisation_list import OrganisationFilter
from models.values.org_name import OrgType
from models.values.region import find_region, get_city

BY_ID, BY_SCORE, NEWEST = "id", "-score", "-id"

router = APIRouter(tags=["organisations"], responses=errors(401, 403, 422, 429))

Reader = Annotated[Viewer, Depends(May(Permission.ORGANISATION_READ))]
Keeper = Annotated[Viewer, Depends(May(Permission.ORGANISATION_WRITE))]
Reason = Annotated[Text, Field(min_length=1, max_length=500, examples=["更名前后为同一单位"])]


class OrganisationSummary(BaseModel):
    """An organisation in a list; city: null where it is not known."""

    id: int
    name: str = Field(examples=["武汉科技大学"])
    org_type: OrgType
    type_label: str = Field(examples=["高校"])
    city: str | None = Field(examples=["武汉"])


class OrganisationName(BaseModel):
    """An organisation by id and name."""

    id: int
    name: str


class OrganisationDetail(OrganisationSummary):
    """An organisation with all spellings, the body that it is a part of, and its parts."""

    uscc: str | None = Field(description="统一社会信用代码")
    names: list[str] = Field(description="已知的各种写法")
    parent: OrganisationName | None
    parts: list[OrganisationName]


class ReviewView(BaseModel):
    """A pair that may be one body; score: how likely, 0..1; actor, decided_at: once decided."""

    id: int
    name: str
    organisation_id: int
    candidate: str
    candidate_id: int
    score: float
    reason: str
    status: ReviewStatus
    actor: str
    decided_at: datetime | None


class MergeView(BaseModel):
    """A merge: who, when, why, and how many names, patents and demands it moved."""

    id: int
    kept: str
    kept_id: int
    merged: str
    merged_id: int
    aliases: int
    patents: int
    demands: int
    reason: str
    actor: str
    merged_at: datetime
    undone_by: str
    undone_at: datetime | None


class Decision(BaseModel):
    """Whether a pair is one body, two, or a body and its part."""

    model_config = ConfigDict(extra="forbid")

    answer: Literal[ReviewStatus.SAME, ReviewStatus.DIFFERENT, ReviewStatus.PART]


class MergeForm(BaseModel):
    """Two records of one body; the facts of the kept one win."""

    model_config = ConfigDict(extra="forbid")

    kept_id: Id
    merged_id: Id
    reason: Reason


class PageQuery(BaseModel):
    """Which page."""

    model_config = ConfigDict(extra="forbid")

    limit: LimitParameter = 50
    cursor: CursorParameter = None


class OrganisationQuery(PageQuery):
    """Which organisations; words: a part of any spelling."""

    words: Annotated[Text, Field(max_length=200, description="名称中的文字，曾用名亦可")] = ""
    org_type: OrgType | None = None
    city: Annotated[Text | None, Field(max_length=100, description="市州名称或代码")] = None


class ReviewQuery(PageQuery):
    """Which pairs: of a status."""

    status: ReviewStatus = ReviewStatus.OPEN


@router.get("/organisations", operation_id="list_organisations")
def list_organisations(
    query: Annotated[OrganisationQuery, Query()], _viewer: Reader, session: SessionDep
) -> Page[OrganisationSummary]:
    """Return the organisations of a filter, a page at a time; merged records are left out."""
    city = get_city(query.city).code if query.city else None
    wanted = OrganisationFilter(query.org_type, city, query.words)
    (after,) = read_cursor(query.cursor, BY_ID, (int,)) or (0,)
    found = organisation_list.page_organisations(session, wanted, after, query.limit)
    shown, more = found[: query.limit], len(found) > query.limit
    return Page(
        items=[OrganisationSummary(**_summary(body)) for body in shown],
        next_cursor=write_cursor(BY_ID, [shown[-1].id]) if more else None,
    )


@router.get(
    "/organisations/{organisation_id}", operation_id="get_organisation", responses=errors(404)
)
def read_organisation(
    organisation_id: PathId, _viewer: Reader, session: SessionDep
) -> OrganisationDetail:
    """Return an organisation; of a merged record the one that stands for it now."""
    body = organisation_queries.get_survivor(session, organisation_id)
    parent = None
    if body.parent_id is not None:
        parent = organisation_queries.get_survivor(session, body.parent_id)
    return OrganisationDetail(
        **_summary(body),
        uscc=body.uscc,
        names=organisation_queries.spellings(session, body.id or 0),
        parent=None if parent is None else _name(parent),
        parts=[_name(part) for part in organisation_list.parts_of(session, body.id or 0)],
    )


@router.get("/organisation-reviews", operation_id="list_organisation_reviews")
def list_reviews(
    query: Annotated[ReviewQuery, Query()], _viewer: Keeper, session: SessionDep
) -> Page[ReviewView]:
    """Return doubtful pairs, the likeliest first; a page may hold fewer than its limit."""
    after = read_cursor(query.cursor, BY_SCORE, (float, int))
    found, end = organisation_service.page_reviews(session, query.status, after, query.limit)
    return Page(
        items=[ReviewView.model_validate(one, from_attributes=True) for one in found],
        next_cursor=None if end is None else write_cursor(BY_SCORE, end),
    )


@router.post(
    "/organisation-reviews/{review_id}/decision",
    operation_id="decide_organisation_review",
    status_code=204,
    responses=errors(404, 409),
)
def decide_review(
    review_id: PathId, decision: Decision, _viewer: Keeper, author: AuthorDep, session: SessionDep
) -> None:
    """Decide a doubtful pair: one body is merged, a part is put under its whole."""
    organisation_service.decide_review(session, review_id, decision.answer, author.actor, author.at)
    session.commit()


@router.get("/organisation-merges", operation_id="list_organisation_merges")
def list_merges(
    query: Annotated[PageQuery, Query()], _viewer: Keeper, session: SessionDep
) -> Page[MergeView]:
    """Return what was merged, the newest first, undone merges too."""
    (after,) = read_cursor(query.cursor, NEWEST, (int,)) or (None,)
    found = review_queries.page_merges(session, after, query.limit)
    shown, more = found[: query.limit], len(found) > query.limit
    return Page(
        items=_merge_views(session, shown),
        next_cursor=write_cursor(NEWEST, [shown[-1].id]) if more else None,
    )


@router.post(
    "/organisation-merges",
    operation_id="merge_organisations",
    status_code=201,
    responses=errors(404, 409),
)
def merge(form: MergeForm, _viewer: Keeper, author: AuthorDep, session: SessionDep) -> MergeView:
    """Merge two records of one body."""
    made = organisation_service.merge_organisations(
        session, form.kept_id, form.merged_id, form.reason, author.actor, author.at
    )
    session.commit()
    return _merge_views(session, [made])[0]


@router.post(
    "/organisation-merges/{merge_id}/undo",
    operation_id="undo_organisation_merge",
    responses=errors(404, 409),
)
def undo_merge(
    merge_id: PathId, _viewer: Keeper, author: AuthorDep, session: SessionDep
) -> MergeView:
    """Give back exactly what a merge moved."""
    undone = organisation_service.undo_merge(session, merge_id, author.actor, author.at)
    session.commit()
    return _merge_views(session, [undone])[0]


def _summary(body: Organisation) -> dict[str, object]:
    region = find_region(body.city_code) if body.city_code else None
    return {
        "id": body.id,
        "name": body.name,
        "org_type": body.org_type,
        "type_label": body.org_type.label,
        "city": region.short_name if region else None,
    }


def _name(body: Organisation) -> OrganisationName:
    return OrganisationName(id=body.id or 0, name=body.name)


def _merge_views(session: Session, merges: list[OrganisationMerge]) -> list[MergeView]:
    views = organisation_service.merge_views(session, merges)
    return [MergeView.model_validate(one, from_attributes=True) for one in views]
