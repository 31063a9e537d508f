"""Merge and check: what cities state, its sums, and every difference from the ledger."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.jobs.files import log_download
from matchmaker.reports.campaign_files import check_file
from matchmaker.services.city_names import city_name
from matchmaker.services.submissions.check import view_check
from matchmaker.services.submissions.check_words import explained, tell_wrong_sum, verdict
from matchmaker.services.submissions.sight import require_whole
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.held import XLSX, as_file
from matchmaker.web.deps import NowDep, SessionDep
from matchmaker.web.pages.office.home import HOME
from matchmaker.web.pages.office.submission_frame import (
    CHECK_PATH,
    YearQuery,
    list_path,
    parts,
    submission_path,
    year_choices,
)
from matchmaker.web.templating import render
from models.submission_enums import SubmissionKind

router = APIRouter(include_in_schema=False)

Reader = Annotated[Viewer, Depends(May(Permission.LEDGER_READ))]
Asked = Annotated[YearQuery, Query()]


@router.get(CHECK_PATH, response_class=HTMLResponse)
def show(
    request: Request, query: Asked, viewer: Reader, session: SessionDep, now: NowDep
) -> Response:
    """Show every indicator city by city, with what is amiss first."""
    require_whole(viewer)
    year = query.year or now.year
    check = view_check(session, year, now.date())
    sent = sum(row.is_sent for row in check.rows)
    context = {
        "check": check,
        "year": year,
        "years": year_choices(year, now.year),
        "parts": parts(viewer, year, "check"),
        "sent": sent,
        # What nobody states and no record tells of would be a row of dashes.
        "shown": [
            line
            for line in check.lines
            if line.counted or any(one.stated is not None for one in line.cells)
        ],
        "missing": [row.city for row in check.rows if not row.is_sent],
        "city_name": city_name,
        "verdict": verdict,
        "explained": explained,
        "tell_wrong_sum": tell_wrong_sum,
        "paths": {
            row.city_code: submission_path(SubmissionKind.REPORT, year, row.city_code)
            for row in check.rows
        },
        "reports": list_path(SubmissionKind.REPORT, year),
        "path": CHECK_PATH,
    }
    return render(request, "office/check.html", context, crumbs=[HOME])


@router.get(f"{CHECK_PATH}.xlsx")
def download(
    query: Asked, viewer: Reader, author: AuthorDep, session: SessionDep, now: NowDep
) -> Response:
    """Return the same as a workbook, with the records behind what differs."""
    require_whole(viewer)
    check = view_check(session, query.year or now.year, now.date())
    made = check_file(session, check, now)
    log_download(session, made.whose, made.what, [made.name], author)
    session.commit()
    return as_file(made.content, XLSX, made.name)
