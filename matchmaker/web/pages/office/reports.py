"""Reports of the campaign: the summary report, model cases, and the templates they are made of."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response

from matchmaker.access.permissions import Permission, Reach
from matchmaker.access.viewer import Viewer
from matchmaker.errors import BadQuery
from matchmaker.jobs.files import log_download
from matchmaker.reports.word_template import fill_template
from matchmaker.services.ledger.case_fields import FIELDS as CASE_FIELDS
from matchmaker.services.ledger.case_fields import REQUIRED as CASE_REQUIRED
from matchmaker.services.ledger.case_fields import case_context
from matchmaker.services.ledger.kpi import CITIES, view_kpi
from matchmaker.services.ledger.last_year import months_before
from matchmaker.services.ledger.records import source_rows
from matchmaker.services.ledger.report_fields import (
    CHARTS,
    GENERAL,
    LISTS,
    summary_context,
    summary_fields,
)
from matchmaker.services.ledger.report_fields import REQUIRED as SUMMARY_REQUIRED
from matchmaker.services.ledger.report_templates import bundled_template, load_template
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import PathId
from matchmaker.web.api.held import DOCX, as_file
from matchmaker.web.deps import NowDep, SessionDep
from matchmaker.web.pages.office.home import HOME
from matchmaker.web.pages.office.kpi import FigureQuery, period_frame, seen_city
from matchmaker.web.templating import render
from models.errors import NotFound
from models.queries import ledger as ledger_queries
from models.queries import report_templates as template_queries
from models.report_template import ReportKind

PATH = "/office/reports"
# Of these each stands on its own in the list of sources.
_EVENTS = ("docking_events",)

router = APIRouter(include_in_schema=False)

Reader = Annotated[Viewer, Depends(May(Permission.LEDGER_READ))]


@dataclass(frozen=True)
class Fields:
    """What a template of a kind may name, and what it cannot be without."""

    known: Callable[[], Sequence[str]]
    required: Sequence[str]


FIELDS: Mapping[ReportKind, Fields] = {
    ReportKind.SUMMARY: Fields(summary_fields, SUMMARY_REQUIRED),
    ReportKind.CASE: Fields(lambda: CASE_FIELDS, CASE_REQUIRED),
}


@router.get(PATH, response_class=HTMLResponse)
def show(
    request: Request,
    query: Annotated[FigureQuery, Query()],
    viewer: Reader,
    session: SessionDep,
    now: NowDep,
) -> Response:
    """Show which reports can be had of which months, and the templates they are made of."""
    kpi = view_kpi(session, query.as_period(now.year), now.date(), seen_city(viewer))
    context = {
        **period_frame(kpi),
        "path": PATH,
        "templates": [
            (kind, template_queries.newest_template(session, kind)) for kind in ReportKind
        ],
        "history": template_queries.list_templates(session),
        "may_put": viewer.reach(Permission.RULES_WRITE) is Reach.ALL,
        "general": (*GENERAL, *LISTS, *CHARTS),
        "figures": [name for name in summary_fields() if "_" not in name][len(GENERAL) :],
        "case_fields": CASE_FIELDS,
        "empty": sum(not line.whole.records for line in kpi.lines),
        "all": len(kpi.lines),
    }
    return render(request, "office/reports.html", context, crumbs=[HOME])


@router.get(f"{PATH}/summary.docx")
def download_summary(
    query: Annotated[FigureQuery, Query()],
    viewer: Reader,
    author: AuthorDep,
    session: SessionDep,
    now: NowDep,
) -> Response:
    """Return the summary report, its figures filled in, what only people know marked."""
    kpi = view_kpi(session, query.as_period(now.year), now.date(), seen_city(viewer))
    events = source_rows(session, [part for part in kpi.parts if part.indicator in _EVENTS])
    cities = CITIES if kpi.city_code is None else (kpi.city_code,)
    before = months_before(session, kpi.period.year, cities)
    context = summary_context(kpi, events, before, now.date())
    name = f"活动总结报告_{context['单位']}_{kpi.period.label.replace(' ', '')}.docx"
    return _filled(session, ReportKind.SUMMARY, context, name, author)


@router.get(f"{PATH}/cases/{{deal_id}}.docx")
def download_case(
    deal_id: PathId, viewer: Reader, author: AuthorDep, session: SessionDep
) -> Response:
    """Return a model case of a contract, what is known of it filled in."""
    deal = ledger_queries.get_deal(session, deal_id)
    city = seen_city(viewer)
    if city is not None and city not in _cities(session, deal_id, deal.giver_city, deal.taker_city):
        raise NotFound(f"台账中没有编号为 {deal_id} 的合同。请核对编号")
    if deal.is_void or not deal.kind.is_contract:
        raise BadQuery("只能为有效的合同写典型案例，意向和已作废的记录不行")
    context = case_context(session, deal, city, author)
    name = f"典型案例_{deal.id}_{deal.giver_name}.docx"
    return _filled(session, ReportKind.CASE, context, name, author)


@router.get(f"{PATH}/templates/{{kind}}.docx")
def download_template(kind: ReportKind, _viewer: Reader, session: SessionDep) -> Response:
    """Return the template that holds, to be changed and put back."""
    name, content = load_template(session, kind)
    return as_file(content, DOCX, name)


@router.get(f"{PATH}/bundled/{{kind}}.docx")
def download_bundled(kind: ReportKind, _viewer: Reader) -> Response:
    """Return the template that came along."""
    return as_file(bundled_template(kind), DOCX, f"{kind.label}（系统自带）.docx")


def _filled(
    session: SessionDep,
    kind: ReportKind,
    context: Mapping[str, Any],
    name: str,
    author: AuthorDep,
) -> Response:
    template, content = load_template(session, kind)
    made = fill_template(template, content, context)
    log_download(session, context["单位"], kind.label, [name], author)
    session.commit()
    return as_file(made, DOCX, name)


def _cities(
    session: SessionDep, deal_id: int, giver: str | None, taker: str | None
) -> set[str | None]:
    reports = ledger_queries.reports_of(session, [deal_id]).get(deal_id, [])
    return {giver, taker, *(report.city_code for report in reports)}
