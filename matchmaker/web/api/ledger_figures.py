"""Figures of the campaign and its three attachments, for programs that carry or check them."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.jobs.files import log_download
from matchmaker.ledger.period import FIRST_YEAR, LAST_YEAR, MONTHS, Period
from matchmaker.reports.campaign_files import CampaignFile, case_file, report_file, table_file
from matchmaker.services.city_names import city_name
from matchmaker.services.ledger import sight
from matchmaker.services.ledger.kpi import Kpi, Line, view_kpi
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import Line as Text
from matchmaker.web.api.fields import PathId
from matchmaker.web.api.held import DOCX, XLSX, as_file
from matchmaker.web.deps import NowDep, SessionDep
from matchmaker.web.operations.bodies import errors

router = APIRouter(prefix="/ledger", tags=["ledger"], responses=errors(401, 403, 422, 429))

Reader = Annotated[Viewer, Depends(May(Permission.LEDGER_READ))]


class FigureQuery(BaseModel):
    """Of which months of which year; city: name or code of the one of which alone."""

    model_config = ConfigDict(extra="forbid")

    year: Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR, examples=[2024])]
    first: Annotated[int, Field(ge=1, le=MONTHS, description="起始月份")] = 1
    last: Annotated[int, Field(ge=1, le=MONTHS, description="截止月份")] = MONTHS
    city: Annotated[Text, Field(description="市州名称或代码；不填为能看到的全部")] = ""


class CityFigureRecord(BaseModel):
    """A figure of a city; before: null where last year is not known."""

    city_code: str
    city: str = Field(examples=["宜昌"])
    value: int
    records: int
    before: int | None
    growth: str = Field(examples=["+20.0%"])


class ForecastRecord(BaseModel):
    """Where a figure will stand at the end of the year; low, high: in four of five cases."""

    expected: float
    low: float
    high: float
    method: str


class FigureRecord(BaseModel):
    """A figure, in its smallest unit: CNY, or a number; is_met: null where it cannot be told."""

    indicator: str = Field(examples=["transfers"])
    name: str = Field(examples=["转让许可合计"])
    unit: str = Field(examples=["次"])
    scale: int
    value: int
    records: int
    before: int | None
    growth: str
    goal: str
    is_met: bool | None
    province: int
    elsewhere: int
    cities: list[CityFigureRecord]
    forecast: ForecastRecord | None


class FiguresRecord(BaseModel):
    """The figures of a period, counted up to a day."""

    since: date
    until: date
    counted_until: date
    city_code: str | None
    figures: list[FigureRecord]


Asked = Annotated[FigureQuery, Query()]


@router.get("/figures", operation_id="get_figures")
def get_figures(query: Asked, viewer: Reader, session: SessionDep, now: NowDep) -> FiguresRecord:
    """Return every figure of the campaign, city by city, beside last year's."""
    kpi = _kpi(query, viewer, session, now)
    return FiguresRecord(
        since=kpi.period.since,
        until=kpi.period.until,
        counted_until=min(kpi.today, kpi.period.until),
        city_code=kpi.city_code,
        figures=[_figure(line) for line in kpi.lines],
    )


@router.get("/figures/summary.xlsx", operation_id="export_summary", response_class=Response)
def export_table(
    query: Asked, viewer: Reader, author: AuthorDep, session: SessionDep, now: NowDep
) -> Response:
    """Return the summary table as a workbook; the audit log keeps that it was taken."""
    made = table_file(session, _kpi(query, viewer, session, now), now)
    return _noted(session, made, XLSX, author)


@router.get("/figures/report.docx", operation_id="export_report", response_class=Response)
def export_report(
    query: Asked, viewer: Reader, author: AuthorDep, session: SessionDep, now: NowDep
) -> Response:
    """Return the summary report as a Word document; the audit log keeps that it was taken."""
    made = report_file(session, _kpi(query, viewer, session, now), now)
    return _noted(session, made, DOCX, author)


@router.get(
    "/deals/{deal_id}/case.docx",
    operation_id="export_case",
    response_class=Response,
    responses=errors(404),
)
def export_case(
    deal_id: PathId, viewer: Reader, author: AuthorDep, session: SessionDep
) -> Response:
    """Return a model case of a contract, what only people know marked."""
    deal = sight.get_deal(session, viewer, Permission.LEDGER_READ, deal_id)
    made = case_file(session, deal, sight.listed_for(viewer, ""), author)
    return _noted(session, made, DOCX, author)


def _kpi(query: FigureQuery, viewer: Viewer, session: SessionDep, now: NowDep) -> Kpi:
    city = sight.listed_for(viewer, query.city)
    period = Period(query.year, query.first, query.last)
    return view_kpi(session, period, now.date(), city)


def _noted(session: SessionDep, made: CampaignFile, kind: str, author: AuthorDep) -> Response:
    log_download(session, made.whose, made.what, [made.name], author)
    session.commit()
    return as_file(made.content, kind, made.name)


def _figure(line: Line) -> FigureRecord:
    indicator, ahead = line.indicator, line.ahead
    return FigureRecord(
        indicator=indicator.slug,
        name=indicator.name,
        unit=indicator.unit,
        scale=indicator.scale,
        value=line.whole.value,
        records=line.whole.records,
        before=line.growth.before,
        growth=line.growth.text,
        goal=line.goal,
        is_met=line.is_met,
        province=line.own.value,
        elsewhere=line.elsewhere.value,
        cities=[
            CityFigureRecord(
                city_code=one.city_code,
                city=city_name(one.city_code),
                value=one.sum.value,
                records=one.sum.records,
                before=one.growth.before,
                growth=one.growth.text,
            )
            for one in line.cities
        ],
        forecast=None
        if ahead is None
        else ForecastRecord(
            expected=ahead.expected, low=ahead.low, high=ahead.high, method=ahead.method.label
        ),
    )
