"""Figures of earlier years: what is known, an empty sheet for more, and the ledger carried over."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field

from matchmaker.access.permissions import Permission, Reach
from matchmaker.access.viewer import Owned, Viewer
from matchmaker.errors import BadQuery
from matchmaker.ledger.period import FIRST_YEAR, LAST_YEAR
from matchmaker.reports import base_template
from matchmaker.services.city_names import city_name
from matchmaker.services.ledger.base_view import KnownLine, view_known, view_year
from matchmaker.services.ledger.kpi import CITIES
from matchmaker.services.ledger.last_year import carry_over
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.held import XLSX, as_file
from matchmaker.web.deps import NowDep, SessionDep
from matchmaker.web.notices import Done, go_back, go_on
from matchmaker.web.pages.office.home import HOME
from matchmaker.web.pages.office.kpi import PATH as FIGURES
from matchmaker.web.templating import Crumb, render
from matchmaker.web.told import told

PATH = f"{FIGURES}/base"
# Years before this one that can be chosen, beside those of which anything is known.
CHOSEN_YEARS = 3

router = APIRouter(prefix=PATH, include_in_schema=False)

Reader = Annotated[Viewer, Depends(May(Permission.LEDGER_READ))]
Keeper = Annotated[Viewer, Depends(May(Permission.LEDGER_WRITE))]
Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]


class BaseQuery(BaseModel):
    """Which year is looked at, None for the one before this."""

    year: Year | None = None


class SheetQuery(BaseModel):
    """Of which year a sheet is wanted; by: month for a row a month, year for a row a year."""

    year: Year
    by: Annotated[str, Field(pattern="^(month|year)$")] = "month"


class CarryForm(BaseModel):
    """Which year is carried over."""

    carried: Year


@router.get("", response_class=HTMLResponse)
def show(
    request: Request,
    query: Annotated[BaseQuery, Query()],
    viewer: Reader,
    session: SessionDep,
    now: NowDep,
) -> Response:
    """Show of which years figures are known, and those of one year."""
    cities, year = _cities(viewer), query.year or now.year - 1
    lines = view_known(session, cities)
    known = sorted({one for line in lines for one in line.years}, reverse=True)
    recent = [now.year - back for back in range(1, CHOSEN_YEARS + 1)]
    context = {
        "year": year,
        "found": view_year(session, year, cities),
        "lines": [line for line in lines if line.years],
        "missing": _missing(lines, year),
        "known_years": known,
        "years": [(str(one), f"{one} 年") for one in sorted({*known, *recent, year}, reverse=True)],
        "recent": [(str(one), f"{one} 年") for one in recent],
        "cities": len(cities),
        "whose": "全省" if len(cities) > 1 else city_name(cities[0]),
        "may_import": viewer.may(Permission.IMPORT) and viewer.may(Permission.LEDGER_WRITE),
        "may_carry": viewer.may(Permission.LEDGER_WRITE, Owned()),
        "path": PATH,
    }
    return render(
        request, "office/base_figures.html", context, crumbs=[HOME, Crumb("成效", FIGURES)]
    )


@router.get("/sheet.xlsx")
def download_sheet(query: Annotated[SheetQuery, Query()], viewer: Reader, now: NowDep) -> Response:
    """Return an empty sheet for the figures of a year, to be filled in and imported."""
    by_month = query.by == "month"
    content = base_template.build(query.year, by_month, _cities(viewer), now)
    return as_file(content, XLSX, base_template.file_name(query.year, by_month))


@router.post("/carry-over")
def carry(
    request: Request,
    form: Annotated[CarryForm, Form()],
    viewer: Keeper,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Keep what the ledger has of a year that is over as that year's figures."""
    viewer.require(Permission.LEDGER_WRITE, Owned())
    at = f"{PATH}?year={form.carried}"
    try:
        new, kept = carry_over(session, form.carried, author)
    except BadQuery as error:
        return go_back(request, at, told(error))
    session.commit()
    text = f"{form.carried} 年已结转：新存 {new:,} 个月度数"
    if kept:
        text += f"；{kept:,} 项（市州×指标）原来已有，没有改动"
    return go_on(request, at, Done(text))


def _cities(viewer: Viewer) -> Sequence[str]:
    """Return the cities of which the viewer sees figures."""
    if viewer.reach(Permission.LEDGER_READ) is Reach.ALL:
        return CITIES
    return (viewer.city_code,) if viewer.city_code is not None else ()


def _missing(lines: Sequence[KnownLine], year: int) -> tuple[str, ...]:
    """Return the names of the indicators of which nothing is known of a year."""
    return tuple(line.indicator.name for line in lines if year not in line.years)
