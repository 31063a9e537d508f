"""The patent products of a firm: listed, told of, checked, handed in."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.errors import BadQuery
from matchmaker.jobs.files import log_download
from matchmaker.jobs.products import SUBJECT, WHAT
from matchmaker.reports import product_filing
from matchmaker.services.industry_editions import industries_in_force
from matchmaker.services.list_hands import Author
from matchmaker.services.listing_sight import acting, scope_of
from matchmaker.services.listing_terms import today_of
from matchmaker.services.product_sheet import MOST_ROWS, filing_sheet
from matchmaker.services.product_view import view_product, view_products
from matchmaker.services.products import move, seen_product, tell_again, tell_new
from matchmaker.web.access import AuthorDep
from matchmaker.web.api.fields import MOST_ID, Line, PathId
from matchmaker.web.api.held import XLSX, as_file
from matchmaker.web.deps import SessionDep
from matchmaker.web.notices import Done, go_on
from matchmaker.web.pages.enterprise.desk import HOME, FirmMay, own_firm
from matchmaker.web.pages.product_forms import ProductForm, StepForm, WrongCells, form_of
from matchmaker.web.templating import Crumb, render
from matchmaker.web.told import told
from models.errors import MatchmakerError
from models.product_enums import ProductAct, ProductState
from models.queries import products as product_queries
from models.queries.products import WantedProducts

PATH = "/enterprise/products"
PRODUCTS = Crumb("专利产品", PATH)
ROWS = 50
DONE = {
    ProductAct.SUBMITTED: "已提交，等待备案。结果会登记在这里",
    ProductAct.TAKEN_BACK: "已退回，可以修改资料",
    ProductAct.WITHDRAWN: "已撤回，不再计入",
    ProductAct.RESUMED: "已恢复为草拟，可以修改后提交",
}

router = APIRouter(include_in_schema=False)

Reader = Annotated[Viewer, Depends(FirmMay(Permission.PRODUCT_READ))]
Writer = Annotated[Viewer, Depends(FirmMay(Permission.PRODUCT_WRITE))]


class ListQuery(BaseModel):
    """Which products; after: the id of the last that was had; whole: contacts not masked."""

    state: Line = ""
    whole: bool = False
    after: Annotated[int, Field(ge=0, le=MOST_ID)] = 0

    @property
    def chosen(self) -> ProductState | None:
        """The state, None for all and for what is none."""
        known = self.state in tuple(ProductState)
        return ProductState(self.state) if known else None


@dataclass(frozen=True)
class _Typed:
    """What was typed and is wrong; message: in one sentence; wrong: field → what is wrong."""

    message: str = ""
    form: ProductForm | None = None
    step: StepForm = field(default_factory=StepForm)
    wrong: dict[str, str] = field(default_factory=dict)


@router.get(PATH, response_class=HTMLResponse)
def show(
    request: Request,
    query: Annotated[ListQuery, Query()],
    viewer: Reader,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Show the products of the firm, the newest first, with what each lacks."""
    scope = scope_of(viewer, Permission.PRODUCT_READ)
    after = (query.after,) if query.after else None
    wanted = WantedProducts(scope, query.chosen)
    found = product_queries.page_products(session, wanted, after, ROWS)
    shown = found[:ROWS]
    counts = product_queries.count_states(session, WantedProducts(scope))
    here = f"{PATH}?state={query.chosen.value if query.chosen else ''}"
    context = {
        "rows": view_products(session, viewer, shown, today_of(author)),
        "chosen": query.chosen,
        "states": [(state, counts.get(state, 0)) for state in ProductState],
        "total": sum(counts.values()),
        "may_open": viewer.may(Permission.CONTACT_OPEN),
        "most": MOST_ROWS,
        "back": here if query.after else "",
        "on": f"{here}&after={shown[-1].id}" if len(found) > ROWS else "",
    }
    return render(request, "enterprise/products.html", context, crumbs=[HOME])


@router.get(f"{PATH}.xlsx")
def download(
    query: Annotated[ListQuery, Query()], viewer: Reader, author: AuthorDep, session: SessionDep
) -> Response:
    """Return the products that pass as a workbook to be filed from."""
    wanted = WantedProducts(scope_of(viewer, Permission.PRODUCT_READ), query.chosen)
    sheet = filing_sheet(session, viewer, wanted, author, whole=query.whole)
    name = product_filing.file_name(author.at)
    told_name = f"{name}（含完整联系方式）" if query.whole else name
    log_download(session, SUBJECT, WHAT, [told_name], author)
    session.commit()
    return as_file(product_filing.build(sheet, author.at), XLSX, name)


@router.get(f"{PATH}/new", response_class=HTMLResponse)
def show_new(request: Request, _viewer: Writer, author: AuthorDep, session: SessionDep) -> Response:
    """Show an empty form, for the year that is over."""
    form = ProductForm(year=str(today_of(author).year - 1))
    return _new_page(request, session, _Typed(form=form))


@router.post(f"{PATH}/new", response_class=HTMLResponse)
def create(
    request: Request,
    form: Annotated[ProductForm, Form()],
    viewer: Writer,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Keep a new product and show what it lacks, or show the form again."""
    try:
        firm = own_firm(session, viewer)
        product = tell_new(session, acting(session, viewer, author), firm.id or 0, form.said())
    except MatchmakerError as error:
        session.rollback()
        return _new_page(request, session, _wrong(error, form))
    session.commit()
    return go_on(request, f"{PATH}/{product.id}", Done("已保存为草拟。下面列出还缺什么"))


@router.get(f"{PATH}/{{product_id}}", response_class=HTMLResponse)
def show_one(
    request: Request, product_id: PathId, viewer: Reader, author: AuthorDep, session: SessionDep
) -> Response:
    """Show a product with what every rule finds, its form while it is a draft, and its steps."""
    return _page(request, session, (viewer, author), product_id, _Typed())


@router.post(f"{PATH}/{{product_id}}", response_class=HTMLResponse)
def change(
    request: Request,
    product_id: PathId,
    form: Annotated[ProductForm, Form()],
    viewer: Writer,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Keep what is told of a product now; show the form again with what is wrong."""

    def act() -> Done:
        present = seen_product(session, viewer, product_id)
        if form.revision != str(present.revision):
            raise BadQuery("产品资料刚刚被修改过。您填的内容还在下面，请核对后再保存一次")
        changed = tell_again(session, acting(session, viewer, author), product_id, form.said())
        return Done("已保存。核对结果已按新的内容更新" if changed else "内容没有变化")

    def again(error: MatchmakerError) -> Response:
        typed = _wrong(error, form)
        return _page(request, session, (viewer, author), product_id, typed)

    return _do(request, session, product_id, act, again)


@router.post(f"{PATH}/{{product_id}}/step", response_class=HTMLResponse)
def step(
    request: Request,
    product_id: PathId,
    form: Annotated[StepForm, Form()],
    viewer: Writer,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Hand a product in, take it back, withdraw it or take it up again."""

    def act() -> Done:
        taken = form.said()
        move(session, acting(session, viewer, author), product_id, taken)
        return Done(DONE.get(taken.act, "已登记"))

    def again(error: MatchmakerError) -> Response:
        typed = _Typed(told(error), step=form)
        return _page(request, session, (viewer, author), product_id, typed)

    return _do(request, session, product_id, act, again)


def _do(
    request: Request,
    session: Session,
    product_id: int,
    act: Callable[[], Done],
    again: Callable[[MatchmakerError], Response],
) -> Response:
    """Do something and go on; or show what is wrong beside what was typed."""
    try:
        done = act()
    except MatchmakerError as error:
        session.rollback()
        return again(error)
    session.commit()
    return go_on(request, f"{PATH}/{product_id}", done)


def _wrong(error: MatchmakerError, form: ProductForm) -> _Typed:
    wrong = error.wrong if isinstance(error, WrongCells) else {}
    return _Typed(told(error), form=form, wrong=wrong)


def _new_page(request: Request, session: Session, typed: _Typed) -> Response:
    context = {
        "typed": typed,
        "form": typed.form,
        "industries": _industries(session, ""),
        "path": f"{PATH}/new",
        "found": None,
    }
    status = 422 if typed.message else 200
    return render(
        request, "enterprise/product_new.html", context, crumbs=[HOME, PRODUCTS], status=status
    )


def _page(
    request: Request,
    session: Session,
    who: tuple[Viewer, Author],
    product_id: int,
    typed: _Typed,
) -> Response:
    viewer, author = who
    product = seen_product(session, viewer, product_id)
    found = view_product(session, viewer, product, today_of(author))
    patents = product_queries.patents_of(session, [product_id]).get(product_id, [])
    form = typed.form or form_of(product, patents, product.industry)
    if typed.form is not None and not typed.wrong:
        # Saved once more, it takes the place of what it was compared with.
        form = typed.form.model_copy(update={"revision": str(product.revision)})
    context = {
        "found": found,
        "product": product,
        "typed": typed,
        "form": form,
        "editable": product.state.is_editable and viewer.may(Permission.PRODUCT_WRITE),
        "industries": _industries(session, product.industry),
        "path": f"{PATH}/{product_id}",
    }
    status = 422 if typed.message else 200
    return render(
        request, "enterprise/product.html", context, crumbs=[HOME, PRODUCTS], status=status
    )


def _industries(session: Session, present: str) -> list[tuple[str, str]]:
    """Return slug and name of the industries to choose from, with the present one if retired."""
    listed = industries_in_force(session)
    found = [(one.slug, one.name) for one in listed.offered]
    if present and present not in dict(found):
        found.append((present, f"{listed.names.get(present, present)}（原来填写的）"))
    return found
