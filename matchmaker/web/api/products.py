"""Patent products: what firms tell of them, what is missing, what was filed and recognised."""

from dataclasses import asdict
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.errors import BadQuery
from matchmaker.services.listing_sight import acting, scope_of
from matchmaker.services.listing_terms import today_of
from matchmaker.services.product_view import view_product, view_products
from matchmaker.services.products import (
    ProductMove,
    move,
    seen_product,
    tell_again,
    tell_new,
)
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import PathId
from matchmaker.web.api.paging import Page, read_cursor, write_cursor
from matchmaker.web.api.product_bodies import (
    NewProductInput,
    ProductFull,
    ProductInput,
    ProductQuery,
    ProductStepInput,
    ProductSummary,
    product_full,
)
from matchmaker.web.api.tagged import NOT_MODIFIED, answer_tagged, require_match
from matchmaker.web.deps import SessionDep
from matchmaker.web.operations.bodies import errors
from models.queries import products as product_queries
from models.queries.products import WantedProducts

router = APIRouter(prefix="/products", tags=["products"], responses=errors(401, 403, 422, 429))

Reader = Annotated[Viewer, Depends(May(Permission.PRODUCT_READ))]
Writer = Annotated[Viewer, Depends(May(Permission.PRODUCT_WRITE))]
SORT = "id"


@router.get("", operation_id="list_products")
def list_products(
    query: Annotated[ProductQuery, Query()], viewer: Reader, author: AuthorDep, session: SessionDep
) -> Page[ProductSummary]:
    """Return the patent products within reach, the newest first, a page at a time."""
    wanted = WantedProducts(
        scope=scope_of(viewer, Permission.PRODUCT_READ),
        state=query.state,
        year=query.year,
        industry=query.industry,
        city_code=query.city,
        words=query.words,
    )
    after = read_cursor(query.cursor, SORT, (int,))
    found = product_queries.page_products(session, wanted, after, query.limit)
    shown, more = found[: query.limit], len(found) > query.limit
    rows = view_products(session, viewer, shown, today_of(author))
    return Page(
        items=[ProductSummary(**asdict(row)) for row in rows],
        next_cursor=write_cursor(SORT, [shown[-1].id]) if more else None,
    )


@router.post("", operation_id="add_product", status_code=201, responses=errors(404, 409))
def add_product(
    said: NewProductInput, viewer: Writer, author: AuthorDep, session: SessionDep
) -> ProductFull:
    """Keep what a firm tells of a product as a draft; the same one of a year is told once."""
    firm = said.organisation_id or viewer.organisation_id
    if firm is None:
        raise BadQuery("请用 organisation_id 指明企业编号")
    product = tell_new(session, acting(session, viewer, author), firm, said.said())
    session.commit()
    return _detail(session, viewer, product.id or 0, today_of(author))


@router.get(
    "/{product_id}",
    operation_id="get_product",
    response_model=ProductFull,
    responses=errors(404) | NOT_MODIFIED,
)
def read_product(
    request: Request, product_id: PathId, viewer: Reader, author: AuthorDep, session: SessionDep
) -> Response:
    """Return a product with what every rule finds, its patents and its steps."""
    return answer_tagged(request, _detail(session, viewer, product_id, today_of(author)))


@router.put(
    "/{product_id}",
    operation_id="change_product",
    response_model=ProductFull,
    responses=errors(404, 409, 412),
)
def put_product(
    request: Request,
    product_id: PathId,
    said: ProductInput,
    viewer: Writer,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Keep what is told of a draft now."""
    require_match(request, _detail(session, viewer, product_id, today_of(author)))
    tell_again(session, acting(session, viewer, author), product_id, said.said())
    session.commit()
    return answer_tagged(request, _detail(session, viewer, product_id, today_of(author)))


@router.post(
    "/{product_id}/steps",
    operation_id="move_product",
    response_model=ProductFull,
    responses=errors(404, 409, 412),
)
def move_product(
    request: Request,
    product_id: PathId,
    step: ProductStepInput,
    viewer: Writer,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Hand a product in, take it back, withdraw it; or write down its filing and recognition."""
    require_match(request, _detail(session, viewer, product_id, today_of(author)))
    done = ProductMove(step.act, step.on, step.number, step.note)
    move(session, acting(session, viewer, author), product_id, done)
    session.commit()
    return answer_tagged(request, _detail(session, viewer, product_id, today_of(author)))


def _detail(session: Session, viewer: Viewer, product_id: int, today: date) -> ProductFull:
    """Return one that the viewer may know of; raise NotFound for others."""
    product = seen_product(session, viewer, product_id)
    return product_full(view_product(session, viewer, product, today))
