"""What cities state, merged and checked against the ledger, for programs."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.jobs.files import log_download
from matchmaker.ledger.merge import MergedLine, Verdict
from matchmaker.ledger.period import FIRST_YEAR, LAST_YEAR
from matchmaker.reports.campaign_files import check_file
from matchmaker.services.city_names import city_name
from matchmaker.services.submissions.check import view_check
from matchmaker.services.submissions.check_words import tell_wrong_sum, verdict
from matchmaker.services.submissions.sight import require_whole
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.held import XLSX, as_file
from matchmaker.web.deps import NowDep, SessionDep
from matchmaker.web.operations.bodies import errors

router = APIRouter(
    prefix="/merged-figures", tags=["submissions"], responses=errors(401, 403, 422, 429)
)

Reader = Annotated[Viewer, Depends(May(Permission.LEDGER_READ))]


class MergedQuery(BaseModel):
    """Of which year."""

    model_config = ConfigDict(extra="forbid")

    year: Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR, examples=[2024])]


class MergedCity(BaseModel):
    """A figure of a city; stated: null where it states none; accepted: whether it counts."""

    city_code: str
    city: str = Field(examples=["宜昌"])
    stated: int | None
    accepted: bool
    counted: int
    records: int
    verdict: Verdict
    told: str = Field(examples=["多报 2"])


class MergedFigure(BaseModel):
    """A figure in its smallest unit; total: what is accepted, with the province's own."""

    indicator: str = Field(examples=["transfers"])
    name: str = Field(examples=["转让许可合计"])
    total: int
    accepted: int
    province: int
    counted: int
    cities: list[MergedCity]


class TwiceRecord(BaseModel):
    """A contract that several cities have reported; counted_for: null for the province."""

    deal_id: int
    name: str
    counted_for: str | None
    others: list[str]


class MergedRecord(BaseModel):
    """The reports of a year, merged; wrong_sums: sums that do not agree with their parts."""

    year: int
    since: date
    until: dict[str, date]
    accepted_cities: int
    figures: list[MergedFigure]
    reported_twice: list[TwiceRecord]
    wrong_sums: list[str]


Asked = Annotated[MergedQuery, Query()]


@router.get("", operation_id="get_merged_figures")
def get_merged(query: Asked, viewer: Reader, session: SessionDep, now: NowDep) -> MergedRecord:
    """Return every figure city by city, with how it stands to the ledger."""
    require_whole(viewer)
    check = view_check(session, query.year, now.date())
    return MergedRecord(
        year=check.year,
        since=check.since,
        until=dict(check.until),
        accepted_cities=check.accepted,
        figures=[_figure(line) for line in check.lines],
        reported_twice=[
            TwiceRecord(
                deal_id=one.deal_id,
                name=one.name,
                counted_for=one.counted_for,
                others=list(one.others),
            )
            for one in check.twice
        ],
        wrong_sums=[
            f"{city_name(one.city_code)}：{tell_wrong_sum(one)}" for one in check.wrong_sums
        ],
    )


@router.get("/check.xlsx", operation_id="export_merged_figures", response_class=Response)
def export_merged(
    query: Asked, viewer: Reader, author: AuthorDep, session: SessionDep, now: NowDep
) -> Response:
    """Return the same as a workbook; the audit log keeps that it was taken."""
    require_whole(viewer)
    made = check_file(session, view_check(session, query.year, now.date()), now)
    log_download(session, made.whose, made.what, [made.name], author)
    session.commit()
    return as_file(made.content, XLSX, made.name)


def _figure(line: MergedLine) -> MergedFigure:
    return MergedFigure(
        indicator=line.indicator.slug,
        name=line.indicator.name,
        total=line.total,
        accepted=line.accepted,
        province=line.own.value,
        counted=line.counted,
        cities=[
            MergedCity(
                city_code=one.city_code,
                city=city_name(one.city_code),
                stated=one.stated,
                accepted=one.is_accepted,
                counted=one.counted.value,
                records=one.counted.records,
                verdict=one.verdict,
                told=verdict(line.indicator, one),
            )
            for one in line.cells
        ],
    )
