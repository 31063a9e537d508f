"""Patent products within the office's reach: by city, industry and state, and one by one."""

from dataclasses import dataclass, field
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.jobs.files import log_download
from matchmaker.jobs.products import SUBJECT, WHAT
from matchmaker.reports import product_filing, product_survey
from matchmaker.services.industry_editions import industries_in_force
from matchmaker.services.list_hands import Author
from matchmaker.services.listing_sight import acting, scope_of
from matchmaker.services.listing_terms import today_of
from matchmaker.services.product_sheet import MOST_ROWS, filing_sheet
from matchmaker.services.product_view import view_product, view_products
from matchmaker.services.products import move, seen_product
from matchmaker.web.access import AuthorDep
from matchmaker.web.api.fields import MOST_ID, Line, PathId
from matchmaker.web.api.held import XLSX, as_file
from matchmaker.web.deps import NowDep, SessionDep
from matchmaker.web.notices import Done, go_on
from matchmaker.web.pages.office.home import HOME
from matchmaker.web.pages.office.open_licences import AtOffice
from matchmaker.web.pages.product_forms import StepForm
from matchmaker.web.templating import Crumb, render
from matchmaker.web.told import told
from models.errors import MatchmakerError
from models.product_enums import ProductAct, ProductState
from models.queries import products as product_queries
from models.queries.products import NO_CITY, WantedProducts

PATH = "/office/products"
PRODUCTS = Crumb("专利产品", PATH)
ROWS = 50
# Of products of which no industry is told.
NO_INDUSTRY = "-"
_DONE = {
    ProductAct.SUBMITTED: "已提交",
    ProductAct.TAKEN_BACK: "已退回企业修改",
    ProductAct.FILED: "已登记备案，计入成效",
    ProductAct.FILING_UNDONE: "已撤销备案登记，不再计入成效",
    ProductAct.RECOGNISED: "已登记认定，计入成效",
    ProductAct.RECOGNITION_UNDONE: "已撤销认定登记，不再计入成效",
    ProductAct.WITHDRAWN: "已撤回，不再计入",
    ProductAct.RESUMED: "已恢复为草拟",
}

router = APIRouter(include_in_schema=False)

Reader = Annotated[Viewer, Depends(AtOffice(Permission.PRODUCT_READ))]
Writer = Annotated[Viewer, Depends(AtOffice(Permission.PRODUCT_WRITE))]


class ProductQuery(BaseModel):
    """Which products; what is empty bounds nothing; after: the id of the last that was had."""

    state: Line = ""
    city: Line = ""
    industry: Line = ""
    year: Line = ""
    words: Line = ""
    whole: bool = False
    after: Annotated[int, Field(ge=0, le=MOST_ID)] = 0

    def wanted(self, viewer: Viewer) -> WantedProducts:
        """Return what it chooses; what is none of the choices bounds nothing."""
        year = self.year.strip()
        return WantedProducts(
            scope=scope_of(viewer, Permission.PRODUCT_READ),
            state=ProductState(self.state) if self.state in tuple(ProductState) else None,
            year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None,
            industry="" if self.industry == NO_INDUSTRY else self.industry or None,
            city_code=self.city or None,
            words=self.words.strip(),
        )

    def address(self, **changed: str | int) -> str:
        """Return what follows the path for the same choice, but for what is changed."""
        chosen = self.model_dump(exclude={"after", "whole"}) | changed
        return urlencode({name: value for name, value in chosen.items() if value})


@dataclass(frozen=True)
class _Typed:
    message: str = ""
    step: StepForm = field(default_factory=StepForm)


@router.get(PATH, response_class=HTMLResponse)
def show(
    request: Request,
    query: Annotated[ProductQuery, Query()],
    viewer: Reader,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Show how many products there are by city and industry, and those of a choice."""
    wanted = query.wanted(viewer)
    everything = WantedProducts(wanted.scope, year=wanted.year)
    cities = product_queries.count_by_city(session, everything)
    industries = product_queries.count_by_industry(session, everything)
    names = industries_in_force(session).names
    after = (query.after,) if query.after else None
    found = product_queries.page_products(session, wanted, after, ROWS)
    shown = found[:ROWS]
    counts = product_queries.count_states(session, wanted)
    context = {
        "rows": view_products(session, viewer, shown, today_of(author)),
        "query": query,
        "states": tuple(ProductState),
        "counts": counts,
        "total": sum(counts.values()),
        "cities": sorted(cities.items(), key=lambda item: item[0] or "~"),
        "industries": [(slug, names.get(slug, slug)) for slug in sorted(filter(None, industries))],
        "by_industry": [
            (names.get(slug, slug) if slug else "没有填写", slug or NO_INDUSTRY, some)
            for slug, some in sorted(industries.items(), key=lambda item: item[0] or "~")
        ],
        "no_city": NO_CITY,
        "no_industry": NO_INDUSTRY,
        "years": product_queries.years_known(session, wanted.scope),
        "may_open": viewer.may(Permission.CONTACT_OPEN),
        "may_import": viewer.may(Permission.IMPORT),
        "most": MOST_ROWS,
        "path": PATH,
        "back": f"{PATH}?{query.address()}" if query.after else "",
        "on": f"{PATH}?{query.address(after=shown[-1].id or 0)}" if len(found) > ROWS else "",
    }
    return render(request, "office/products.html", context, crumbs=[HOME])


@router.get(f"{PATH}.xlsx")
def download(
    query: Annotated[ProductQuery, Query()],
    viewer: Reader,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Return the products of a choice that pass as a workbook to be filed from."""
    sheet = filing_sheet(session, viewer, query.wanted(viewer), author, whole=query.whole)
    name = product_filing.file_name(author.at)
    told_name = f"{name}（含完整联系方式）" if query.whole else name
    log_download(session, SUBJECT, WHAT, [told_name], author)
    session.commit()
    return as_file(product_filing.build(sheet, author.at), XLSX, name)


@router.get(f"{PATH}/survey.xlsx")
def download_survey(_viewer: Reader, session: SessionDep, now: NowDep) -> Response:
    """Return an empty sheet for the survey, to be filled in and imported."""
    names = [one.name for one in industries_in_force(session).offered]
    year = now.year - 1
    return as_file(product_survey.build(year, names, now), XLSX, product_survey.file_name(year))


@router.get(f"{PATH}/{{product_id}}", response_class=HTMLResponse)
def show_one(
    request: Request, product_id: PathId, viewer: Reader, author: AuthorDep, session: SessionDep
) -> Response:
    """Show a product with what every rule finds, what can be written down, and its steps."""
    return _page(request, session, (viewer, author), product_id, _Typed())


@router.post(f"{PATH}/{{product_id}}/step", response_class=HTMLResponse)
def step(
    request: Request,
    product_id: PathId,
    form: Annotated[StepForm, Form()],
    viewer: Writer,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Write down that it was filed or recognised, or another step; show what is wrong."""
    try:
        taken = form.said()
        move(session, acting(session, viewer, author), product_id, taken)
    except MatchmakerError as error:
        session.rollback()
        typed = _Typed(told(error), form)
        return _page(request, session, (viewer, author), product_id, typed)
    session.commit()
    return go_on(request, f"{PATH}/{product_id}", Done(_DONE.get(taken.act, "已登记")))


def _page(
    request: Request,
    session: Session,
    who: tuple[Viewer, Author],
    product_id: int,
    typed: _Typed,
) -> Response:
    viewer, author = who
    product = seen_product(session, viewer, product_id)
    context = {
        "found": view_product(session, viewer, product, today_of(author)),
        "product": product,
        "typed": typed,
        "path": f"{PATH}/{product_id}",
    }
    status = 422 if typed.message else 200
    return render(request, "office/product.html", context, crumbs=[HOME, PRODUCTS], status=status)
