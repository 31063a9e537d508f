"""Files to be loaded: sent, looked at, previewed, loaded, their refused rows had back, removed."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from matchmaker.access.import_rows import load_limit, preview_limit
from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.jobs.uploads import Parcel, preview_upload, receive_upload, remove_upload
from matchmaker.reports.refused_sheets import build_stored
from matchmaker.services.imports import ImportReport
from matchmaker.services.upload_sight import seen_upload, sent_for, upload_scope
from matchmaker.services.uploads import Sender, require_open
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import PathId
from matchmaker.web.api.file_form import chunks
from matchmaker.web.api.held import WorkTicket, ask_for_work
from matchmaker.web.api.paging import (
    CursorParameter,
    LimitParameter,
    Page,
    read_cursor,
    write_cursor,
)
from matchmaker.web.api.upload_form import UPLOAD_BODY, UploadForm, read_form
from matchmaker.web.deps import NowDep, SessionDep, SettingsDep
from matchmaker.web.operations.bodies import errors
from models.enums import ImportKind
from models.errors import NotFound
from models.queries import uploads as upload_queries
from models.upload import MediaType, Upload, UploadState
from models.work import WorkKind

router = APIRouter(prefix="/imports", tags=["imports"], responses=errors(400, 401, 403, 422, 429))

Importer = Annotated[Viewer, Depends(May(Permission.IMPORT))]

SORT = "id"
WORKBOOK = MediaType.XLSX.value


class ImportSummary(BaseModel):
    """A file that was sent; refusal: why it cannot be read."""

    id: int
    kind: ImportKind
    file_name: str = Field(examples=["存量专利.xlsx"])
    size: int = Field(description="字节")
    sha256: str
    media_type: MediaType
    uploaded_by: str
    uploaded_at: datetime
    organisation: int | None = Field(description="单位编号")
    state: UploadState
    refusal: str
    source_date: date | None = Field(description="资料截至的日期")
    owner: str = Field(description="文件没有单位列时全部行的单位")
    mapping: dict[str, str] = Field(description="列名 → 字段")


class ImportCounts(BaseModel):
    """How many rows a file has: rows = new + changed + unchanged + refused; kept: values."""

    rows: int
    new: int
    changed: int
    unchanged: int
    refused: int
    kept: int


class ImportPreview(BaseModel):
    """What loading a file would do; nothing is written."""

    counts: ImportCounts
    source_date: date
    sheets: list[dict[str, Any]]
    skipped_sheets: list[dict[str, Any]]
    skipped_rows: list[dict[str, Any]] = Field(description="合计等不导入的行")
    rows: list[dict[str, str]] = Field(description="前几条，字段名 → 读作")
    refusals: list[dict[str, Any]]


class ImportQuery(BaseModel):
    """Which page."""

    model_config = ConfigDict(extra="forbid")

    limit: LimitParameter = 50
    cursor: CursorParameter = None


@router.post(
    "",
    operation_id="upload_import",
    status_code=201,
    response_model=ImportSummary,
    responses=errors(503),
    openapi_extra=UPLOAD_BODY,
)
async def upload_file(
    request: Request, viewer: Importer, session: SessionDep, settings: SettingsDep, now: NowDep
) -> ImportSummary:
    """Store a file, whose content tells what it is; the same file again is the same upload."""
    async with read_form(request, settings.max_file_mb) as form:
        stored = await run_in_threadpool(store_file, request, viewer, session, form, now)
    return _summary(stored)


def store_file(
    request: Request, viewer: Viewer, session: Session, form: UploadForm, now: datetime
) -> Upload:
    """Store a file that a viewer has sent; raise as sent_for and receive_upload."""
    organisation_id = sent_for(session, viewer, form.organisation)
    # The connection goes back: another transaction stores the file.
    session.rollback()
    parcel = Parcel(
        kind=form.kind,
        name=form.file_name,
        sender=Sender(viewer.name, viewer.account_id, organisation_id),
        chunks=chunks(form.file),
        options=form.options,
    )
    state = request.app.state
    return receive_upload(state.engine, state.settings, parcel, now)


@router.get("", operation_id="list_imports")
def list_imports(
    query: Annotated[ImportQuery, Query()], viewer: Importer, session: SessionDep
) -> Page[ImportSummary]:
    """Return the files that one has sent, and those of one's organisation, city or province."""
    after = read_cursor(query.cursor, SORT, (int,))
    found = upload_queries.list_uploads(
        session, upload_scope(viewer), None if after is None else after[0], query.limit + 1
    )
    shown, more = found[: query.limit], len(found) > query.limit
    return Page(
        items=[_summary(upload) for upload in shown],
        next_cursor=write_cursor(SORT, [shown[-1].id]) if more else None,
    )


@router.get("/{upload_id}", operation_id="get_import", responses=errors(404))
def read_import(upload_id: PathId, viewer: Importer, session: SessionDep) -> ImportSummary:
    """Return what is known of a file."""
    return _summary(seen_upload(session, viewer, upload_id))


@router.get("/{upload_id}/preview", operation_id="preview_import", responses=errors(404, 409))
def preview_import(
    request: Request, upload_id: PathId, viewer: Importer, session: SessionDep, now: NowDep
) -> ImportPreview:
    """Return how a file is understood and what loading it would do.

    Rows of others than the viewer may write for are among those refused. It takes as long as
    loading the file: a large one is better tried in the background.
    """
    seen_upload(session, viewer, upload_id)
    session.rollback()
    state = request.app.state
    limit = preview_limit(viewer)
    preview = preview_upload(state.engine, state.settings, upload_id, now, limit)
    return ImportPreview(
        counts=_counts(preview.report),
        source_date=preview.source_date,
        sheets=[asdict(sheet) for sheet in preview.sheets],
        skipped_sheets=[asdict(sheet) for sheet in preview.report.skipped_sheets],
        skipped_rows=[asdict(row) for row in preview.report.skipped_rows],
        rows=list(preview.rows),
        refusals=[asdict(group) for group in preview.refusals],
    )


@router.post(
    "/{upload_id}/preview",
    operation_id="try_import",
    status_code=202,
    responses=errors(404, 409),
)
def try_import(
    request: Request, upload_id: PathId, viewer: Importer, session: SessionDep
) -> WorkTicket:
    """Find out in the background what loading a file would do: counts, headers and refusals."""
    require_open(seen_upload(session, viewer, upload_id))
    session.rollback()
    return ask_for_work(request, viewer, WorkKind.TRIAL, {"upload": upload_id})


@router.post(
    "/{upload_id}/confirm",
    operation_id="confirm_import",
    status_code=202,
    responses=errors(404, 409),
)
def confirm_import(
    request: Request, upload_id: PathId, viewer: Importer, session: SessionDep
) -> WorkTicket:
    """Load a file into the stock, in the background; the result of the work has the counts.

    Who imports for a city or for an organisation loads the rows of its organisations: all others
    are refused, and come back with the refused rows. What members of institutions and reviewers of
    departments send is loaded by a reviewer of their university.
    """
    upload = seen_upload(session, viewer, upload_id)
    load_limit(viewer, upload.kind)
    require_open(upload)
    session.rollback()
    return ask_for_work(request, viewer, WorkKind.UPLOAD, {"upload": upload_id})


@router.get(
    "/{upload_id}/refused.xlsx",
    operation_id="get_refused_rows",
    response_class=Response,
    responses=errors(404, 409) | {200: {"content": {WORKBOOK: {}}}},
)
def read_refused(upload_id: PathId, viewer: Importer, session: SessionDep, now: NowDep) -> Response:
    """Return the refused rows of a loaded file as a workbook, to be corrected and sent again."""
    upload = seen_upload(session, viewer, upload_id)
    if upload.import_batch_id is None:
        raise NotFound(f"文件“{upload.file_name}”还没有导入，没有拒收的行")
    content = build_stored(session, upload.import_batch_id, now)
    name = quote(f"拒收_{upload.file_name.rpartition('.')[0] or upload.file_name}.xlsx")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(content, media_type=WORKBOOK, headers=headers)


@router.delete("/{upload_id}", operation_id="remove_import", status_code=204, responses=errors(404))
def remove_import(
    request: Request, upload_id: PathId, viewer: Importer, author: AuthorDep, session: SessionDep
) -> None:
    """Take a file away; what it brought stays."""
    seen_upload(session, viewer, upload_id)
    session.rollback()
    remove_upload(request.app.state.engine, request.app.state.settings, upload_id, author)


def _summary(upload: Upload) -> ImportSummary:
    return ImportSummary(
        id=upload.id or 0,
        organisation=upload.organisation_id,
        **upload.model_dump(include=set(ImportSummary.model_fields) - {"id", "organisation"}),
    )


def _counts(report: ImportReport) -> ImportCounts:
    return ImportCounts(**{name: getattr(report, name) for name in ImportCounts.model_fields})
