"""Reports of the campaign: the summary report, model cases, and the templates they are made of."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from ingest.errors import SourceError
from matchmaker.access.permissions import Permission, Reach
from matchmaker.access.viewer import Viewer
from matchmaker.errors import BadQuery
from matchmaker.jobs.files import log_download
from matchmaker.reports.campaign_files import CampaignFile, case_file, report_file
from matchmaker.reports.word_template import MOST_BYTES, check_template
from matchmaker.services.ledger import sight
from matchmaker.services.ledger.case_fields import FIELDS as CASE_FIELDS
from matchmaker.services.ledger.case_fields import REQUIRED as CASE_REQUIRED
from matchmaker.services.ledger.kpi import view_kpi
from matchmaker.services.ledger.report_fields import (
    CHARTS,
    GENERAL,
    LISTS,
    PARTS,
    summary_fields,
)
from matchmaker.services.ledger.report_fields import REQUIRED as SUMMARY_REQUIRED
from matchmaker.services.ledger.report_templates import (
    bundled_template,
    load_template,
    put_template,
)
from matchmaker.services.list_hands import Author
from matchmaker.services.submissions.plan_fields import FIELDS as PLAN_FIELDS
from matchmaker.services.submissions.plan_fields import REQUIRED as PLAN_REQUIRED
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import PathId
from matchmaker.web.api.file_form import file_of, read_parts
from matchmaker.web.api.held import DOCX, as_file
from matchmaker.web.deps import NowDep, SessionDep
from matchmaker.web.notices import Done, go_back, go_on
from matchmaker.web.pages.office.home import HOME
from matchmaker.web.pages.office.kpi import FigureQuery, period_frame
from matchmaker.web.templating import render
from matchmaker.web.told import told
from models.queries import report_templates as template_queries
from models.report_template import WORD_REPORTS, ReportKind

PATH = "/office/reports"

router = APIRouter(include_in_schema=False)
# Takes files, and so larger bodies than others.
templates = APIRouter(prefix=f"{PATH}/templates", include_in_schema=False)

Reader = Annotated[Viewer, Depends(May(Permission.LEDGER_READ))]
Ruler = Annotated[Viewer, Depends(May(Permission.RULES_WRITE))]
WordReport = Literal[ReportKind.SUMMARY, ReportKind.CASE]


@dataclass(frozen=True)
class Fields:
    """What a template of a kind may name, and what it cannot be without."""

    known: Callable[[], Sequence[str]]
    required: Sequence[str]


FIELDS: Mapping[ReportKind, Fields] = {
    ReportKind.SUMMARY: Fields(summary_fields, SUMMARY_REQUIRED),
    ReportKind.CASE: Fields(lambda: CASE_FIELDS, CASE_REQUIRED),
    ReportKind.PLAN: Fields(lambda: PLAN_FIELDS, PLAN_REQUIRED),
}


# Fields of the summary report that are no figures.
_NAMED = (*GENERAL, *LISTS, *PARTS, *CHARTS)


@router.get(PATH, response_class=HTMLResponse)
def show(
    request: Request,
    query: Annotated[FigureQuery, Query()],
    viewer: Reader,
    session: SessionDep,
    now: NowDep,
) -> Response:
    """Show which reports can be had of which months, and the templates they are made of."""
    kpi = view_kpi(
        session, query.as_period(now.year), now.date(), sight.listed_for(viewer, query.city)
    )
    context = {
        **period_frame(kpi, viewer),
        "path": PATH,
        "templates": [
            (kind, template_queries.newest_template(session, kind)) for kind in WORD_REPORTS
        ],
        "may_put": viewer.reach(Permission.RULES_WRITE) is Reach.ALL,
        "general": _NAMED,
        "figures": [name for name in summary_fields() if "_" not in name and name not in _NAMED],
        "case_fields": CASE_FIELDS,
        "plan_fields": PLAN_FIELDS,
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
    city = sight.listed_for(viewer, query.city)
    kpi = view_kpi(session, query.as_period(now.year), now.date(), city)
    return _noted(session, report_file(session, kpi, now), author)


@router.get(f"{PATH}/cases/{{deal_id}}.docx")
def download_case(
    deal_id: PathId, viewer: Reader, author: AuthorDep, session: SessionDep
) -> Response:
    """Return a model case of a contract, what is known of it filled in."""
    deal = sight.get_deal(session, viewer, Permission.LEDGER_READ, deal_id)
    made = case_file(session, deal, sight.listed_for(viewer, ""), author)
    return _noted(session, made, author)


@router.get(f"{PATH}/templates/{{kind}}.docx")
def download_template(kind: WordReport, _viewer: Reader, session: SessionDep) -> Response:
    """Return the template that holds, to be changed and put back."""
    name, content = load_template(session, kind)
    return as_file(content, DOCX, name)


@router.get(f"{PATH}/bundled/{{kind}}.docx")
def download_bundled(kind: WordReport, _viewer: Reader) -> Response:
    """Return the template that came along."""
    return as_file(bundled_template(kind), DOCX, f"{kind.label}（系统自带）.docx")


@templates.post("/{kind}")
async def put(
    request: Request, kind: WordReport, _viewer: Ruler, author: AuthorDep, session: SessionDep
) -> Response:
    """Put a template in force, or say what is wrong with it: then the one before stays."""
    try:
        async with read_parts(request, request.app.state.settings.max_file_mb) as form:
            file = file_of(form)
            name, content = file.filename or "", await file.read(MOST_BYTES + 1)
        fields = FIELDS[kind]
        checked = await run_in_threadpool(
            check_template, name, content, fields.known(), fields.required
        )
        await run_in_threadpool(put_template, session, kind, (name, content), "", author)
        await run_in_threadpool(session.commit)
    except (BadQuery, SourceError) as error:
        return go_back(request, PATH, f"模板没有更换：{told(error)}")
    count = len(checked.fields)
    return go_on(request, PATH, Done(f"{kind.label}模板已换成“{name}”，用到 {count} 个字段"))


@router.post(f"{PATH}/templates/{{kind}}/restore")
def restore(
    request: Request, kind: WordReport, _viewer: Ruler, author: AuthorDep, session: SessionDep
) -> Response:
    """Go back to the template that came along."""
    put_template(session, kind, ("系统自带", b""), "", author)
    session.commit()
    return go_on(request, PATH, Done(f"{kind.label}已恢复为系统自带的模板"))


def _noted(session: Session, made: CampaignFile, author: Author) -> Response:
    log_download(session, made.whose, made.what, [made.name], author)
    session.commit()
    return as_file(made.content, DOCX, made.name)
