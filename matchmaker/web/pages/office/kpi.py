"""The figures of the campaign: beside last year's and what is asked for, down to each record."""

from collections.abc import Mapping
from itertools import groupby
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission, Reach
from matchmaker.access.viewer import Viewer
from matchmaker.jobs.files import log_download
from matchmaker.ledger.contribution import by_month
from matchmaker.ledger.period import FIRST_YEAR, LAST_YEAR, MONTHS, Period
from matchmaker.reports.campaign_files import table_file
from matchmaker.services.city_names import city_name
from matchmaker.services.ledger import sight
from matchmaker.services.ledger.kpi import CITIES, Kpi, Line, view_kpi
from matchmaker.services.ledger.last_year import months_before
from matchmaker.services.ledger.records import source_rows
from matchmaker.services.submissions.view import filed_plans
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import PathSlug, Text
from matchmaker.web.api.held import XLSX, as_file
from matchmaker.web.deps import NowDep, SessionDep
from matchmaker.web.pages.office.home import HOME
from matchmaker.web.templating import Crumb, render
from models.errors import NotFound
from models.values.indicator import by_slug

PATH = "/office/figures"
PAGE = 50
# From when to when the campaign of a year runs, by its notice.
FIRST, LAST = 5, 10
# Earlier years that can be chosen.
SHOWN_YEARS = 3

router = APIRouter(include_in_schema=False)

Reader = Annotated[Viewer, Depends(May(Permission.LEDGER_READ))]
Month = Annotated[int, Field(ge=1, le=MONTHS)]


class FigureQuery(BaseModel):
    """Of which months of which year; year: None for the present one; page: of the records.

    city: name or code of the one of which alone, empty for all that the viewer sees.
    """

    year: Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)] | None = None
    first: Month = FIRST
    last: Month = LAST
    city: Annotated[Text, Field(max_length=100)] = ""
    page: Annotated[int, Field(ge=1, le=10_000)] = 1

    def as_period(self, this_year: int) -> Period:
        """Return the period; raise BadQuery for months the wrong way round."""
        return Period(self.year or this_year, self.first, self.last)


Query_ = Annotated[FigureQuery, Query()]


@router.get(PATH, response_class=HTMLResponse)
def show(
    request: Request, query: Query_, viewer: Reader, session: SessionDep, now: NowDep
) -> Response:
    """Show every figure with last year's, what is asked for, and where the year will end."""
    period = query.as_period(now.year)
    kpi = view_kpi(session, period, now.date(), sight.listed_for(viewer, query.city))
    context = {
        **period_frame(kpi, viewer),
        "groups": [
            (group.value, list(lines))
            for group, lines in groupby(kpi.lines, key=lambda line: line.indicator.group)
        ],
        "goals": [line for line in kpi.lines if line.goal],
        "planned": _plan_of(session, kpi),
    }
    return render(request, "office/figures.html", context, crumbs=[HOME])


@router.get(f"{PATH}.xlsx")
def download(
    query: Query_, viewer: Reader, author: AuthorDep, session: SessionDep, now: NowDep
) -> Response:
    """Return the summary table of the campaign as a workbook."""
    city = sight.listed_for(viewer, query.city)
    kpi = view_kpi(session, query.as_period(now.year), now.date(), city)
    made = table_file(session, kpi, now)
    log_download(session, made.whose, made.what, [made.name], author)
    session.commit()
    return as_file(made.content, XLSX, made.name)


@router.get(f"{PATH}/{{slug}}", response_class=HTMLResponse)
def show_line(
    request: Request,
    slug: PathSlug,
    query: Query_,
    viewer: Reader,
    session: SessionDep,
    now: NowDep,
) -> Response:
    """Show a figure city by city and month by month, and the records that it is the sum of."""
    if slug not in by_slug():
        raise NotFound(f"没有指标“{slug}”。请从成效页面选择")
    kpi = view_kpi(
        session, query.as_period(now.year), now.date(), sight.listed_for(viewer, query.city)
    )
    line = kpi.line(slug)
    parts = [part for part in kpi.parts if part.indicator == slug]
    parts.sort(key=lambda part: (part.day, part.record), reverse=True)
    start = (query.page - 1) * PAGE
    cities = CITIES if kpi.city_code is None else (kpi.city_code,)
    before = months_before(session, kpi.period.year, cities).get(slug)
    frame = period_frame(kpi, viewer)
    context = {
        **frame,
        "line": line,
        "planned": _planned(session, kpi, slug),
        "behind": {one.city_code for one in line.behind},
        "months": _months(line, by_month(parts).get(slug, {}), before, kpi.period),
        "rows": source_rows(session, parts[start : start + PAGE]),
        "count": len(parts),
        "back": f"{PATH}/{slug}?{frame['chosen']}" if query.page > 1 else "",
        "on": (
            f"{PATH}/{slug}?{frame['chosen']}&page={query.page + 1}"
            if start + PAGE < len(parts)
            else ""
        ),
    }
    crumbs = [HOME, Crumb("成效", f"{PATH}?{frame['chosen']}")]
    return render(request, "office/figure.html", context, crumbs=crumbs)


def period_frame(kpi: Kpi, viewer: Viewer) -> dict[str, Any]:
    """Return what every page that tells of a period is drawn with."""
    period = kpi.period
    return {
        "kpi": kpi,
        "period": period,
        "whose": "全省" if kpi.city_code is None else city_name(kpi.city_code),
        "city_name": city_name,
        "years": [(str(year), f"{year} 年") for year in _years(kpi)],
        "month_choices": [(str(month), f"{month} 月") for month in range(1, MONTHS + 1)],
        "cities": [(code, city_name(code)) for code in CITIES],
        "may_choose": viewer.reach(Permission.LEDGER_READ) is Reach.ALL,
        "chosen": _chosen(kpi),
        "path": PATH,
    }


def _chosen(kpi: Kpi) -> str:
    """Return the query that leads to the same months of the same city again."""
    period = kpi.period
    city = f"&city={kpi.city_code}" if kpi.city_code else ""
    return f"year={period.year}&first={period.first}&last={period.last}{city}"


def _years(kpi: Kpi) -> list[int]:
    recent = range(kpi.today.year - SHOWN_YEARS, kpi.today.year + 1)
    return sorted({kpi.period.year, *recent}, reverse=True)


def _plan_of(session: Session, kpi: Kpi) -> Mapping[str, int]:
    """Return indicator → what the filed plan of a city sets, empty for all cities together."""
    if kpi.city_code is None:
        return {}
    return filed_plans(session, kpi.period.year).get(kpi.city_code, {})


def _planned(session: Session, kpi: Kpi, slug: str) -> Mapping[str, int]:
    """Return city → what its filed plan sets for an indicator."""
    plans = filed_plans(session, kpi.period.year)
    return {city: figures[slug] for city, figures in plans.items() if slug in figures}


def _months(
    line: Line,
    counted: Mapping[int, int],
    before: Mapping[int, int] | None,
    period: Period,
) -> Mapping[str, Any]:
    """Return the bars of the months, and of last year's where these are known."""

    def told(values: Mapping[int, int]) -> list[float]:
        return [float(line.indicator.shown(values.get(month, 0))) for month in period.months]

    series = [{"name": f"{period.year} 年", "values": told(counted)}]
    if before is not None:
        series.append({"name": f"{period.year - 1} 年", "values": told(before)})
    return {
        "unit": line.indicator.unit,
        "names": [f"{month} 月" for month in period.months],
        "series": series,
    }
