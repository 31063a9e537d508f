"""Doubtful names of organisations: decided, merged, and taken apart again."""

from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.services import organisations as organisation_service
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import MOST_ID, PathId
from matchmaker.web.api.organisations import BY_SCORE
from matchmaker.web.api.paging import read_cursor, write_cursor
from matchmaker.web.deps import SessionDep
from matchmaker.web.notices import Done, Undo, go_back, go_on
from matchmaker.web.pages.office.home import HOME
from matchmaker.web.templating import Crumb, render
from matchmaker.web.told import told
from models.enums import ReviewStatus
from models.errors import Conflict
from models.queries import organisation_reviews as review_queries

PATH = "/office/organisations/doubtful"
MERGES = "/office/organisations/merges"
DOUBTFUL = Crumb("单位核对", PATH)
PAGE = 50

router = APIRouter(include_in_schema=False)

Keeper = Annotated[Viewer, Depends(May(Permission.ORGANISATION_WRITE))]


class ReviewQuery(BaseModel):
    """Which pairs; cursor: where the last page ended."""

    status: ReviewStatus = ReviewStatus.OPEN
    cursor: Annotated[str | None, Field(max_length=500)] = None


class MergeQuery(BaseModel):
    """Which page; before: the id of the last that was had."""

    before: Annotated[int, Field(ge=0, le=MOST_ID)] = 0


class DecisionForm(BaseModel):
    """Whether a pair is one body, two, or a body and its part."""

    answer: Literal[ReviewStatus.SAME, ReviewStatus.DIFFERENT, ReviewStatus.PART]


@router.get(PATH, response_class=HTMLResponse)
def show(
    request: Request, query: Annotated[ReviewQuery, Query()], _viewer: Keeper, session: SessionDep
) -> Response:
    """Show doubtful pairs, the likeliest first."""
    after = read_cursor(query.cursor, BY_SCORE, (float, int))
    found, end = organisation_service.page_reviews(session, query.status, after, PAGE)
    kept = {"status": query.status.value}
    cursor = None if end is None else write_cursor(BY_SCORE, end)
    following = urlencode({**kept, "cursor": cursor}) if cursor else ""
    context = {
        "status": query.status,
        "statuses": [(one.value, one.label) for one in ReviewStatus],
        "reviews": found,
        "open": review_queries.count_reviews(session, ReviewStatus.OPEN),
        "first": f"{PATH}?{urlencode(kept)}" if query.cursor else "",
        "next": f"{PATH}?{following}" if following else "",
    }
    return render(request, "office/doubtful.html", context, crumbs=[HOME])


@router.post(f"{PATH}/{{review_id}}")
def decide(
    request: Request,
    review_id: PathId,
    typed: Annotated[DecisionForm, Form()],
    _viewer: Keeper,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Decide a pair: one body is merged, which can be undone; a part is put under its whole."""
    try:
        review = organisation_service.decide_review(
            session, review_id, typed.answer, author.actor, author.at
        )
    except Conflict as error:
        session.rollback()
        return go_back(request, PATH, told(error))
    label = review.status.label
    merge = organisation_service.find_merge_of(session, review_id)
    undo = None if merge is None else Undo(path=f"{MERGES}/{merge.id}/undo")
    session.commit()
    return go_on(request, PATH, Done(f"已定为“{label}”", undo))


@router.get(MERGES, response_class=HTMLResponse)
def show_merges(
    request: Request, query: Annotated[MergeQuery, Query()], _viewer: Keeper, session: SessionDep
) -> Response:
    """Show what was merged, the newest first."""
    found = review_queries.page_merges(session, query.before or None, PAGE)
    shown = found[:PAGE]
    context = {
        "merges": organisation_service.merge_views(session, shown),
        "first": MERGES if query.before else "",
        "next": f"{MERGES}?before={shown[-1].id}" if len(found) > PAGE else "",
    }
    return render(request, "office/merges.html", context, crumbs=[HOME, DOUBTFUL])


@router.post(f"{MERGES}/{{merge_id}}/undo")
def undo_merge(
    request: Request, merge_id: PathId, _viewer: Keeper, author: AuthorDep, session: SessionDep
) -> Response:
    """Give back exactly what a merge moved."""
    try:
        organisation_service.undo_merge(session, merge_id, author.actor, author.at)
    except Conflict as error:
        session.rollback()
        return go_back(request, MERGES, told(error))
    session.commit()
    return go_on(request, PATH, Done("合并已撤销，两个单位各归各位"))
