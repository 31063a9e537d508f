"""A sheet of patents: sent, looked at, loaded, its refused rows had back and sent again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from ingest.errors import SourceError
from ingest.types import MIB
from matchmaker.access.import_rows import load_limit, preview_limit
from matchmaker.access.viewer import Viewer
from matchmaker.errors import BadQuery, Forbidden
from matchmaker.jobs.uploads import preview_upload, remove_upload
from matchmaker.reports import refused_rows
from matchmaker.reports.refused_sheets import build_stored
from matchmaker.services.previews import Preview
from matchmaker.services.upload_sight import seen_upload, upload_scope
from matchmaker.services.upload_view import (
    MOST_SHOWN,
    bad_cells,
    mappable_fields,
    stored_bad_cells,
)
from matchmaker.services.uploads import ReadingOptions, require_open, set_options
from matchmaker.services.work import WorkView
from matchmaker.services.work_sight import seen_work
from matchmaker.web.access import AuthorDep
from matchmaker.web.api.fields import Id, Line, PathId
from matchmaker.web.api.held import XLSX, as_file, ask_for_work
from matchmaker.web.api.imports import store_file
from matchmaker.web.api.upload_form import read_form
from matchmaker.web.deps import BoardDep, NowDep, SessionDep, SettingsDep
from matchmaker.web.notices import Done, go_back, go_on
from matchmaker.web.pages.institution.desk import HOME, Importer
from matchmaker.web.previews import PreviewKeeper, preview_key
from matchmaker.web.templating import Crumb, render
from models.enums import ImportKind
from models.errors import NotFound
from models.queries import organisations as organisation_queries
from models.queries import uploads as upload_queries
from models.upload import Upload, UploadState
from models.work import WorkKind

# Larger files take longer to read than somebody waits for a page.
QUICK_BYTES = 2 * MIB
FILES = 50
KINDS_TAKEN = (ImportKind.PATENTS, ImportKind.KNOW_HOW)
KINDS = tuple((kind.value, kind.label) for kind in KINDS_TAKEN)
IMPORTS = Crumb("导入", "/institution/import")

router = APIRouter(prefix="/institution/import", include_in_schema=False)

BeforeId = Annotated[Id | None, Query()]


class MappingForm(BaseModel):
    """Columns of a file and what each is to be read as, side by side; empty: as it is."""

    headers: Annotated[list[Line], Field(max_length=500)] = []
    fields: Annotated[list[Line], Field(max_length=500)] = []


@dataclass(frozen=True)
class _Typed:
    """What was typed beside a file, and why the file was not taken."""

    kind: ImportKind = ImportKind.PATENTS
    source_date: str = ""
    owner: str = ""
    message: str = ""


@router.get("", response_class=HTMLResponse)
def show(
    request: Request, viewer: Importer, session: SessionDep, before: BeforeId = None
) -> Response:
    """Show the form for a file, and what was sent before."""
    return _start(request, session, viewer, before)


@router.post("", response_class=HTMLResponse)
async def send(
    request: Request, viewer: Importer, session: SessionDep, settings: SettingsDep, now: NowDep
) -> Response:
    """Store a file and go on to what is in it, or say why it was not taken."""
    typed = _Typed()
    try:
        async with read_form(request, settings.max_file_mb) as form:
            typed = _Typed(form.kind, str(form.options.source_date or ""), form.options.owner)
            if form.kind not in KINDS_TAKEN:
                raise BadQuery("这里只导入本单位的专利和成果。请在“内容”里选择")
            upload = await run_in_threadpool(store_file, request, viewer, session, form, now)
    except (BadQuery, SourceError) as error:
        shown = replace(typed, message=str(error))
        return await run_in_threadpool(_start, request, session, viewer, None, shown)
    return RedirectResponse(f"/institution/import/{upload.id}", status_code=303)


@router.get("/{upload_id}", response_class=HTMLResponse)
def show_file(
    request: Request, upload_id: PathId, viewer: Importer, session: SessionDep, now: NowDep
) -> Response:
    """Show what a file holds, or what it brought."""
    upload = seen_upload(session, viewer, upload_id)
    if upload.state is UploadState.LOADED:
        return _loaded(request, session, upload)
    if upload.state is UploadState.REMOVED:
        return _file_page(request, "institution/import_gone.html", upload, {})
    if upload.size > QUICK_BYTES:
        context: dict[str, object] = {"may_load": _why_not(viewer, upload) == ""}
        return _file_page(request, "institution/import_large.html", upload, context)
    try:
        found = _preview(request, session, viewer, upload, now)
    except SourceError as error:
        context = {"message": str(error)}
        return _file_page(request, "institution/import_unread.html", upload, context, status=422)
    context = {
        "found": found,
        "counts": found.report,
        "cells": bad_cells(found.report.rejected),
        "most": MOST_SHOWN,
        "why_not": _why_not(viewer, upload),
        "fields": mappable_fields(upload.kind),
    }
    return _file_page(request, "institution/import_preview.html", upload, context)


@router.post("/{upload_id}/mapping")
def set_mapping(
    request: Request,
    upload_id: PathId,
    form: Annotated[MappingForm, Form()],
    viewer: Importer,
    session: SessionDep,
) -> Response:
    """Have columns of a file read as somebody says, and show what is in it again."""
    upload = seen_upload(session, viewer, upload_id)
    chosen = {
        header: field for header, field in zip(form.headers, form.fields, strict=False) if field
    }
    options = ReadingOptions(upload.source_date, upload.owner, {**upload.mapping, **chosen})
    set_options(session, upload, options)
    session.commit()
    return go_on(request, _at(upload_id), Done(f"已按您的对应重新读取，改了 {len(chosen)} 列"))


@router.post("/{upload_id}/check")
def check(request: Request, upload_id: PathId, viewer: Importer, session: SessionDep) -> Response:
    """Find out in the background what loading a large file would do."""
    require_open(seen_upload(session, viewer, upload_id))
    session.rollback()
    ticket = ask_for_work(request, viewer, WorkKind.TRIAL, {"upload": upload_id})
    return RedirectResponse(f"{_at(upload_id)}/work/{ticket.work_id}", status_code=303)


@router.post("/{upload_id}/confirm")
def confirm(request: Request, upload_id: PathId, viewer: Importer, session: SessionDep) -> Response:
    """Load a file in the background, and go on to where its progress is shown."""
    upload = seen_upload(session, viewer, upload_id)
    load_limit(viewer, upload.kind)
    if upload.state is UploadState.LOADED:
        return go_back(request, _at(upload_id), "这份文件已经导入过，没有重复导入")
    require_open(upload)
    session.rollback()
    ticket = ask_for_work(request, viewer, WorkKind.UPLOAD, {"upload": upload_id})
    return RedirectResponse(f"{_at(upload_id)}/work/{ticket.work_id}", status_code=303)


@router.get("/{upload_id}/work/{work_id}", response_class=HTMLResponse)
def follow(
    request: Request,
    upload_id: PathId,
    work_id: PathId,
    viewer: Importer,
    session: SessionDep,
    board: BoardDep,
) -> Response:
    """Show how far the work on a file is, and what came of it."""
    upload = seen_upload(session, viewer, upload_id)
    work = seen_work(session, board, viewer, work_id)
    is_part = "HX-Request" in request.headers
    if work.state.ended and is_part:
        return Response(headers={"HX-Redirect": _at(upload_id, work)})
    if work.state.ended and work.kind is WorkKind.UPLOAD and not work.error_text:
        return RedirectResponse(_at(upload_id), status_code=303)
    template = "institution/import_progress.html" if is_part else "institution/import_work.html"
    return _file_page(request, template, upload, {"work": work})


@router.get("/{upload_id}/refused.xlsx")
def download_refused(
    request: Request, upload_id: PathId, viewer: Importer, session: SessionDep, now: NowDep
) -> Response:
    """Return the refused rows as a workbook to correct and send again, also before loading."""
    upload = seen_upload(session, viewer, upload_id)
    if upload.import_batch_id is not None:
        content = build_stored(session, upload.import_batch_id, now)
    else:
        found = _preview(request, session, viewer, upload, now).report
        if not found.rejected:
            raise NotFound(f"文件“{upload.file_name}”没有有问题的行")
        content = refused_rows.build(refused_rows.sheets_of(found.headers, found.rejected), now)
    name = f"待改正_{upload.file_name.rpartition('.')[0] or upload.file_name}.xlsx"
    return as_file(content, XLSX, name)


@router.post("/{upload_id}/remove")
def remove(
    request: Request, upload_id: PathId, viewer: Importer, author: AuthorDep, session: SessionDep
) -> Response:
    """Take a file away; what it brought stays."""
    upload = seen_upload(session, viewer, upload_id)
    name = upload.file_name
    session.rollback()
    remove_upload(request.app.state.engine, request.app.state.settings, upload_id, author)
    return go_on(request, IMPORTS.path, Done(f"已删除文件“{name}”，已导入的内容不受影响"))


def _at(upload_id: int, work: WorkView | None = None) -> str:
    """Return the address of a file, or of work on it that did not load it."""
    at = f"/institution/import/{upload_id}"
    if work is None or (work.kind is WorkKind.UPLOAD and not work.error_text):
        return at
    return f"{at}/work/{work.id}"


def _start(
    request: Request,
    session: Session,
    viewer: Viewer,
    before: int | None,
    typed: _Typed | None = None,
) -> Response:
    found = upload_queries.list_uploads(session, upload_scope(viewer), before, FILES + 1)
    shown = found[:FILES]
    context = {
        "files": shown,
        "on": f"{IMPORTS.path}?before={shown[-1].id}" if len(found) > FILES else "",
        "back": IMPORTS.path if before is not None else "",
        "kinds": KINDS,
        "typed": typed or _Typed(owner=_own_name(session, viewer)),
        "most_mb": request.app.state.settings.max_file_mb,
    }
    status = 422 if typed else 200
    return render(request, "institution/import.html", context, crumbs=[HOME], status=status)


def _own_name(session: Session, viewer: Viewer) -> str:
    own = viewer.organisation_id
    return "" if own is None else organisation_queries.get_survivor(session, own).name


def _preview(
    request: Request, session: Session, viewer: Viewer, upload: Upload, now: datetime
) -> Preview:
    """Return what loading a file would do, as far as the viewer may know; raise SourceError."""
    state, limit, upload_id = request.app.state, preview_limit(viewer), upload.id or 0
    key = preview_key(session, upload, limit, now.date())
    # Nothing is held while another process reads.
    session.rollback()
    keeper: PreviewKeeper = state.previews
    return keeper.find(
        key, lambda: preview_upload(state.engine, state.settings, upload_id, now, limit)
    )


def _why_not(viewer: Viewer, upload: Upload) -> str:
    """Return why the viewer does not load the file himself, empty if he may."""
    try:
        load_limit(viewer, upload.kind)
    except Forbidden as error:
        return str(error)
    return ""


def _loaded(request: Request, session: Session, upload: Upload) -> Response:
    batch = None
    cells: Sequence[object] = ()
    if upload.import_batch_id is not None:
        batch = upload_queries.get_batch(session, upload.import_batch_id)
        cells = stored_bad_cells(session, upload.import_batch_id)
    context = {"batch": batch, "cells": cells, "most": MOST_SHOWN}
    return _file_page(request, "institution/import_loaded.html", upload, context)


def _file_page(
    request: Request,
    template: str,
    upload: Upload,
    context: Mapping[str, object],
    status: int = 200,
) -> Response:
    return render(
        request, template, {"upload": upload, **context}, crumbs=[HOME, IMPORTS], status=status
    )
