"""A city's filled summary table, read into its report."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from sqlmodel import Session
from starlette.datastructures import UploadFile

from ingest.errors import SourceError
from ingest.parse_statement import Statement
from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.errors import BadQuery
from matchmaker.jobs.statements import receive_statement
from matchmaker.services.list_hands import Author
from matchmaker.services.submissions.keep import Place
from matchmaker.services.submissions.sight import written_place
from matchmaker.services.submissions.statement import take_statement
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import PathText
from matchmaker.web.api.file_form import chunks, file_of, read_parts
from matchmaker.web.deps import SessionDep
from matchmaker.web.notices import Done, go_back, go_on
from matchmaker.web.pages.office.submission_frame import PATH, PathYear, submission_path
from matchmaker.web.told import told
from models.errors import Conflict
from models.submission_enums import SubmissionKind

# Takes files, and so larger bodies than others.
router = APIRouter(prefix=PATH, include_in_schema=False)

Writer = Annotated[Viewer, Depends(May(Permission.LEDGER_WRITE))]


def get_report(year: PathYear, city: PathText, viewer: Writer) -> Place:
    """Return the report of an address, which the viewer may write."""
    return written_place(viewer, SubmissionKind.REPORT, year, city)


@router.post("/report/{year}/{city}/import")
async def take(
    request: Request,
    place: Annotated[Place, Depends(get_report)],
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Let a report state what a summary table says, or say why it was not taken."""
    at = submission_path(place.kind, place.year, place.city_code)
    try:
        async with read_parts(request, request.app.state.settings.max_file_mb) as form:
            sent = file_of(form)
            found = await run_in_threadpool(_read, request, sent, place)
        name = sent.filename or ""
        await run_in_threadpool(_take, session, place, found, name, author)
    except (BadQuery, SourceError, Conflict) as error:
        return go_back(request, at, f"没有导入：{told(error)}")
    text = f"已由“{name}”导入 {len(found.figures)} 项指标，请核对后报送"
    if found.unknown:
        text += f"；不认识、没有导入的：{'、'.join(found.unknown)}"
    return go_on(request, at, Done(text))


def _read(request: Request, sent: UploadFile, place: Place) -> Statement:
    file = sent.filename or "", chunks(sent.file)
    return receive_statement(request.app.state.settings, file, place.city_code)


def _take(session: Session, place: Place, found: Statement, name: str, author: Author) -> None:
    take_statement(session, place, found, name, author)
    session.commit()
