"""Open licences of one's own patents: where each stands, and the data to file them with."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.jobs.files import log_download
from matchmaker.jobs.licences import SUBJECT, WHAT
from matchmaker.reports import licence_declarations
from matchmaker.services.licence_sheet import MOST_ROWS, SheetRow, open_sheet_rows, sheet_rows
from matchmaker.services.list_hands import Author
from matchmaker.services.listing_sight import scope_of
from matchmaker.services.listing_terms import today_of
from matchmaker.services.open_licence_view import view_licences
from matchmaker.web.access import AuthorDep
from matchmaker.web.api.fields import MOST_ID, Line
from matchmaker.web.api.held import XLSX, as_file
from matchmaker.web.deps import SessionDep
from matchmaker.web.pages.institution.desk import HOME, LicenceReader
from matchmaker.web.templating import Crumb, render
from models.licence_enums import OpenLicenceState
from models.queries import open_licences as licence_queries
from models.queries.open_licences import WantedLicences

ROWS = 50
# Patents that sheets tell of; more are shown once these have been looked at.
IN_SHEETS = 20
LICENCES = Crumb("开放许可", "/institution/open-licences")

router = APIRouter(include_in_schema=False)


class LicenceQuery(BaseModel):
    """Which declarations; after: the id of the last that was had; whole: contacts not masked."""

    state: Line = ""
    asked: bool = False
    whole: bool = False
    after: Annotated[int, Field(ge=0, le=MOST_ID)] = 0

    @property
    def chosen(self) -> OpenLicenceState | None:
        """The state, None for all and for what is none."""
        known = self.state in tuple(OpenLicenceState)
        return OpenLicenceState(self.state) if known else None

    @property
    def address(self) -> str:
        """What of it stands in the addresses of its other pages."""
        state = self.chosen.value if self.chosen else ""
        return f"state={state}" + ("&asked=1" if self.asked else "")


ListQuery = Annotated[LicenceQuery, Query()]


@router.get(LICENCES.path, response_class=HTMLResponse)
def show(
    request: Request,
    query: ListQuery,
    viewer: LicenceReader,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Show the declarations of a state, with what each still lacks."""
    wanted = _wanted(viewer, query)
    after = (query.after,) if query.after else None
    found = licence_queries.page_licences(session, wanted, after, ROWS)
    shown = found[:ROWS]
    counts = licence_queries.count_states(session, WantedLicences(wanted.scope))
    here = f"{LICENCES.path}?{query.address}"
    first_page = query == LicenceQuery()
    in_sheets = (
        licence_queries.only_in_sheets(session, wanted.scope, IN_SHEETS) if first_page else []
    )
    context = {
        "rows": view_licences(session, shown, today_of(author)),
        "query": query,
        "states": [(state, counts.get(state, 0)) for state in OpenLicenceState],
        "total": sum(counts.values()),
        "asks": licence_queries.count_asked(session, wanted.scope),
        "in_sheets": in_sheets[:IN_SHEETS],
        "more_in_sheets": len(in_sheets) > IN_SHEETS,
        "most": MOST_ROWS,
        "may_open": viewer.may(Permission.CONTACT_OPEN),
        "back": here if query.after else "",
        "on": f"{here}&after={shown[-1].id}" if len(found) > ROWS else "",
    }
    return render(request, "institution/open_licences.html", context, crumbs=[HOME])


@router.get(f"{LICENCES.path}/print", response_class=HTMLResponse)
def show_to_print(
    request: Request,
    query: ListQuery,
    viewer: LicenceReader,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Show the data of declarations to be printed; the audit log keeps that it was taken."""
    rows = _sheet(session, viewer, query, author)
    log_download(session, SUBJECT, WHAT, [_told("打印", query)], author)
    session.commit()
    context = {"rows": rows, "query": query, "made_at": author.at}
    crumbs = [HOME, LICENCES]
    return render(request, "institution/open_licences_print.html", context, crumbs=crumbs)


@router.get(f"{LICENCES.path}.xlsx")
def download(
    query: ListQuery, viewer: LicenceReader, author: AuthorDep, session: SessionDep
) -> Response:
    """Return the data of declarations as a workbook."""
    rows = _sheet(session, viewer, query, author)
    name = licence_declarations.file_name(author.at)
    content = licence_declarations.build(rows, author.at)
    log_download(session, SUBJECT, WHAT, [_told(name, query)], author)
    session.commit()
    return as_file(content, XLSX, name)


def _wanted(viewer: Viewer, query: LicenceQuery) -> WantedLicences:
    scope = scope_of(viewer, Permission.OPEN_LICENCE_READ)
    return WantedLicences(scope, query.chosen, asked=query.asked)


def _sheet(
    session: Session, viewer: Viewer, query: LicenceQuery, author: Author
) -> Sequence[SheetRow]:
    found = licence_queries.page_licences(session, _wanted(viewer, query), None, MOST_ROWS)
    shown, today = found[:MOST_ROWS], today_of(author)
    if query.whole:
        return open_sheet_rows(session, viewer, shown, author, today)
    return sheet_rows(session, shown, today)


def _told(name: str, query: LicenceQuery) -> str:
    return f"{name}（含完整联系方式）" if query.whole else name
