"""The desk at a glance: the stock, and what is to be done next."""

from collections.abc import Mapping

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from matchmaker.access.permissions import Permission
from matchmaker.services.cases.todo import count_to_mark
from matchmaker.services.course_view import coming_own_courses
from matchmaker.services.gap_costs import most_lost
from matchmaker.services.institution_overview import make_overview
from matchmaker.services.listing_sight import acting
from matchmaker.services.listing_terms import EXPIRING_DAYS, today_of
from matchmaker.web.access import AuthorDep
from matchmaker.web.deps import SessionDep
from matchmaker.web.pages.institution.desk import Member
from matchmaker.web.templating import render
from models.queries.own_stock import Gap

router = APIRouter(include_in_schema=False)


@router.get("/institution", response_class=HTMLResponse)
def show(request: Request, viewer: Member, author: AuthorDep, session: SessionDep) -> Response:
    """Show how large the stock is, what ends, what is asked, what waits and what is missing."""
    found = make_overview(session, acting(session, viewer, author))
    context = {
        "found": found,
        "gaps": _gaps(found.counts.gaps),
        "today": today_of(author),
        "soon_days": EXPIRING_DAYS,
        "reviews": viewer.may(Permission.PATENT_REVIEW),
        "own": coming_own_courses(session, viewer, author.at),
        "to_mark": count_to_mark(session, viewer),
    }
    return render(request, "institution/overview.html", context)


def _gaps(counts: Mapping[Gap, int]) -> list[tuple[Gap, int, float]]:
    """Return what is missing, in how many patents, what a pair can lose; the worst first."""
    found = [(gap, counts[gap], most_lost(gap)) for gap in Gap if counts[gap]]
    return sorted(found, key=lambda one: -one[1] * one[2])
