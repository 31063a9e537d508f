"""Files that prove records of the ledger: sent, had back, taken off."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse, Response
from sqlmodel import Session
from starlette.datastructures import UploadFile

from ingest.errors import SourceError
from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.errors import BadQuery
from matchmaker.jobs.evidence import evidence_path, receive_evidence
from matchmaker.jobs.files import log_download
from matchmaker.services.kept_records.kinds import Proved
from matchmaker.services.ledger import sight
from matchmaker.services.list_hands import Author
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import PathId
from matchmaker.web.api.file_form import chunks, file_of, read_parts
from matchmaker.web.deps import SessionDep, SettingsDep
from matchmaker.web.notices import Done, go_back, go_on
from matchmaker.web.pages.office.ledger_frame import ACTIVITIES_PATH, CASES_PATH, DEALS_PATH
from matchmaker.web.pages.office.record_files import HeldFile, bring_back, list_files, take_off
from matchmaker.web.pages.office.submission_frame import submission_path
from matchmaker.web.told import told
from models.errors import Conflict, NotFound
from models.kept_record import RecordKind
from models.ledger import Deal
from models.model_case import ModelCase
from models.queries import record_files as file_queries
from models.submission import CitySubmission

PATH = "/office/ledger/files"

router = APIRouter(prefix=PATH, include_in_schema=False)

Reader = Annotated[Viewer, Depends(May(Permission.LEDGER_READ))]
Writer = Annotated[Viewer, Depends(May(Permission.LEDGER_WRITE))]


@router.post("/of/{kind}/{record_id}")
async def add(
    request: Request,
    kind: RecordKind,
    record_id: PathId,
    viewer: Writer,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Attach a file to a record, or say why it was not taken."""
    record = await run_in_threadpool(sight.get_kept, session, viewer, kind, record_id)
    at = record_path(record)
    # The connection goes back: another transaction stores the file.
    await run_in_threadpool(session.rollback)
    try:
        async with read_parts(request, request.app.state.settings.max_file_mb) as form:
            file = file_of(form)
            made = await run_in_threadpool(_store, request, (kind, record_id), file, author)
    except (BadQuery, SourceError, Conflict) as error:
        return go_back(request, at, f"没有附上：{told(error)}")
    return go_on(request, at, Done(f"已附上“{made}”"))


@router.get("/{file_id}")
def download(
    file_id: PathId, viewer: Reader, author: AuthorDep, session: SessionDep, settings: SettingsDep
) -> Response:
    """Return a file, to be saved and never shown as a page of ours; with a record of it."""
    file = file_queries.get_file(session, file_id)
    sight.get_seen(session, viewer, file.record_kind, file.record_id)
    if file.removed_at is not None:
        raise NotFound(f"材料“{file.file_name}”已从记录上删除。如仍需要，请先恢复")
    path = evidence_path(settings, file)
    what = f"{file.record_kind.label}台账第 {file.record_id} 号的证明材料"
    log_download(session, "台账", what, [file.file_name], author)
    session.commit()
    return FileResponse(
        path,
        media_type=file.media_type,
        filename=file.file_name,
        headers={"X-Content-Type-Options": "nosniff"},
    )


@router.post("/{file_id}/remove")
def remove(
    request: Request, file_id: PathId, viewer: Writer, author: AuthorDep, session: SessionDep
) -> Response:
    """Take a file off its record; for a while it can be had back."""
    return take_off(request, session, _held(session, viewer, file_id), author)


@router.post("/{file_id}/restore")
def restore(
    request: Request, file_id: PathId, viewer: Writer, author: AuthorDep, session: SessionDep
) -> Response:
    """Bring a removed file back."""
    return bring_back(request, session, _held(session, viewer, file_id), author)


def record_path(record: Proved) -> str:
    """Return the address of a record's page."""
    if isinstance(record, CitySubmission):
        return submission_path(record.kind, record.year, record.city_code)
    if isinstance(record, ModelCase):
        return f"{CASES_PATH}/{record.id}"
    base = DEALS_PATH if isinstance(record, Deal) else ACTIVITIES_PATH
    return f"{base}/{record.id}"


def evidence_context(
    request: Request, session: Session, kind: RecordKind, record_id: int
) -> dict[str, Any]:
    """Return what the part of a record's page that shows its files is drawn with."""
    return {
        **list_files(request, session, kind, record_id),
        "files_path": PATH,
        "open_path": PATH,
        "add_path": f"{PATH}/of/{kind.value}/{record_id}",
    }


def _store(
    request: Request, record: tuple[RecordKind, int], file: UploadFile, author: Author
) -> str:
    """Store a file; return the name under which it is shown."""
    state = request.app.state
    sent = file.filename or "", chunks(file.file)
    return receive_evidence(state.engine, state.settings, record, sent, author).file_name


def _held(session: Session, viewer: Viewer, file_id: int) -> HeldFile:
    file = file_queries.get_file(session, file_id)
    record = sight.get_kept(session, viewer, file.record_kind, file.record_id)
    return HeldFile(file, record, f"{PATH}/{file_id}", record_path(record))
