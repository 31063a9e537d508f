"""Listings that end or have ended: renewed or taken down, many at once."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel

from matchmaker.access.permissions import Permission
from matchmaker.errors import BadQuery
from matchmaker.services.listing_sight import scope_of
from matchmaker.services.listing_stock import list_ending
from matchmaker.services.listing_terms import DEFAULT_MONTHS, EXPIRING_DAYS, today_of
from matchmaker.web.access import AuthorDep
from matchmaker.web.api.fields import Line
from matchmaker.web.api.paging import CursorParameter, read_cursor, write_cursor
from matchmaker.web.deps import SessionDep
from matchmaker.web.pages.institution.bulk_form import ENDING, read_day
from matchmaker.web.pages.institution.desk import HOME, Member
from matchmaker.web.templating import render
from models.listing_enums import Ending

ROWS = 50
BY_END = "listed_until"

router = APIRouter(include_in_schema=False)


class EndingQuery(BaseModel):
    """Those that end soon or those that have ended, and after which one."""

    ending: Line = Ending.EXPIRING.value
    cursor: CursorParameter = None

    @property
    def chosen(self) -> Ending:
        """Which of the two is looked at."""
        return Ending.EXPIRED if self.ending == Ending.EXPIRED else Ending.EXPIRING


@router.get("/institution/ending", response_class=HTMLResponse)
def show(
    request: Request,
    query: Annotated[EndingQuery, Query()],
    viewer: Member,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Show the patents whose listing ends soon or has ended, the first to end first."""
    today, chosen = today_of(author), query.chosen
    after = read_cursor(query.cursor, BY_END, (str, int))
    place = [_day(after[0]), after[1]] if after else None
    found = list_ending(session, scope_of(viewer), chosen, today, place, ROWS)
    shown = found[:ROWS]
    here = f"{ENDING}?ending={chosen.value}"
    last = write_cursor(BY_END, [str(shown[-1].listed_until), shown[-1].id]) if shown else ""
    context = {
        "rows": [
            (one, (one.listed_until - today).days) for one in shown if one.listed_until is not None
        ],
        "chosen": chosen,
        "endings": tuple(Ending),
        "soon_days": EXPIRING_DAYS,
        "months": DEFAULT_MONTHS,
        "reviews": viewer.may(Permission.PATENT_REVIEW),
        "on": f"{here}&cursor={last}" if len(found) > ROWS else "",
        "back": here if query.cursor else "",
        "goal": ENDING,
    }
    return render(request, "institution/ending.html", context, crumbs=[HOME])


def _day(text: str) -> date:
    found = read_day(text)
    if found is None:
        raise BadQuery("网址不完整。请回到“挂牌到期”从头查看")
    return found
