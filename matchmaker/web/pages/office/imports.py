"""Files to be loaded: sent, tried, confirmed, their refused rows had back, taken away."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from ingest.errors import SourceError
from ingest.labels import field_label
from matchmaker.access.import_rows import load_limit
from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.errors import BadQuery, Forbidden
from matchmaker.jobs.uploads import remove_upload
from matchmaker.services.upload_sight import seen_upload, upload_scope
from matchmaker.services.uploads import require_open
from matchmaker.services.work import WorkView
from matchmaker.services.work_sight import find_upload_work
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import MOST_ID, PathId
from matchmaker.web.api.held import ask_for_work
from matchmaker.web.api.imports import store_file
from matchmaker.web.api.upload_form import UploadForm, read_form
from matchmaker.web.deps import BoardDep, NowDep, SessionDep, SettingsDep
from matchmaker.web.notices import Done, go_back, go_on
from matchmaker.web.pages.office.home import HOME
from matchmaker.web.templating import Crumb, render
from matchmaker.web.told import told
from models.enums import ImportKind
from models.errors import Conflict
from models.queries import uploads as upload_queries
from models.upload import Upload, UploadState
from models.work import WorkKind

PATH = "/office/imports"
IMPORTS = Crumb("导入", PATH)
PAGE = 50

router = APIRouter(prefix=PATH, include_in_schema=False)

Importer = Annotated[Viewer, Depends(May(Permission.IMPORT))]


class ImportQuery(BaseModel):
    """Which page; before: the id of the last that was had; kind: chosen in the form."""

    before: Annotated[int, Field(ge=0, le=MOST_ID)] = 0
    kind: ImportKind = ImportKind.PATENTS


@dataclass(frozen=True)
class Typed:
    """What stands in the form for a file besides the file."""

    kind: str = ImportKind.PATENTS.value
    owner: str = ""
    source_date: str = ""
    year: str = ""


@dataclass(frozen=True)
class Trial:
    """What loading a file would do, or has done, as its work tells; columns: sheet → header, field.

    refusals: groups of RefusalGroup as plain values; totals: rows that sum up others, left out.
    """

    counts: Mapping[str, int]
    columns: Mapping[str, list[tuple[str, str]]] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    refusals: tuple[Mapping[str, object], ...] = ()
    totals: tuple[Mapping[str, object], ...] = ()


@router.get("", response_class=HTMLResponse)
def show(
    request: Request, query: Annotated[ImportQuery, Query()], viewer: Importer, session: SessionDep
) -> Response:
    """Show the form for a file, and the files within reach."""
    return _page(request, session, viewer, query.before, Typed(query.kind.value))


@router.post("", response_class=HTMLResponse)
async def upload(
    request: Request, viewer: Importer, session: SessionDep, settings: SettingsDep, now: NowDep
) -> Response:
    """Store a file and have it tried at once, or say why it was not taken."""
    typed = Typed()
    try:
        async with read_form(request, settings.max_file_mb) as form:
            typed = _typed(form)
            stored = await run_in_threadpool(store_file, request, viewer, session, form, now)
    except (BadQuery, SourceError, Conflict) as error:
        session.rollback()
        return await run_in_threadpool(_page, request, session, viewer, 0, typed, str(error))
    at = f"{PATH}/{stored.id}"
    if stored.state is UploadState.LOADED:
        return go_on(request, at, Done("这个文件以前已经导入，没有重复收下"))
    await run_in_threadpool(_try, request, viewer, stored.id or 0)
    return go_on(request, at, Done("文件已收到，正在试读；确认之前不会写入任何数据"))


@router.get("/{upload_id}", response_class=HTMLResponse)
def show_one(
    request: Request, upload_id: PathId, viewer: Importer, session: SessionDep, board: BoardDep
) -> Response:
    """Show a file, how far work on it is, and what it would do or did; live parts ask for that."""
    stored = seen_upload(session, viewer, upload_id)
    work = find_upload_work(session, board, viewer, upload_id)
    batch = upload_queries.batches_of(session, [stored]).get(stored.import_batch_id or 0)
    context = {
        "upload": stored,
        "work": work,
        "trial": _trial(work),
        "batch": batch,
        "may_load": _why_not(viewer, stored) == "",
        "why_not": _why_not(viewer, stored),
        "is_open": stored.state not in {UploadState.LOADED, UploadState.REMOVED},
    }
    if "hx-request" in request.headers:
        return render(request, "office/import_standing.html", context)
    return render(request, "office/import.html", context, crumbs=[HOME, IMPORTS])


@router.post("/{upload_id}/try")
def try_again(
    request: Request, upload_id: PathId, viewer: Importer, session: SessionDep
) -> Response:
    """Find out anew in the background what loading a file would do."""
    at = f"{PATH}/{upload_id}"
    try:
        require_open(seen_upload(session, viewer, upload_id))
    except Conflict as error:
        return go_back(request, at, told(error))
    session.rollback()
    _try(request, viewer, upload_id)
    return go_on(request, at, Done("正在试读"))


@router.post("/{upload_id}/confirm")
def confirm(request: Request, upload_id: PathId, viewer: Importer, session: SessionDep) -> Response:
    """Load a file into the stock in the background."""
    at = f"{PATH}/{upload_id}"
    stored = seen_upload(session, viewer, upload_id)
    load_limit(viewer, stored.kind)
    try:
        require_open(stored)
    except Conflict as error:
        return go_back(request, at, told(error))
    session.rollback()
    ask_for_work(request, viewer, WorkKind.UPLOAD, {"upload": upload_id})
    return go_on(request, at, Done("已开始导入。可以离开本页，导入会继续进行"))


@router.post("/{upload_id}/remove")
def remove(
    request: Request, upload_id: PathId, viewer: Importer, author: AuthorDep, session: SessionDep
) -> Response:
    """Take a file away; what it brought stays."""
    name = seen_upload(session, viewer, upload_id).file_name
    session.rollback()
    remove_upload(request.app.state.engine, request.app.state.settings, upload_id, author)
    return go_on(request, PATH, Done(f"文件“{name}”已删除；它带来的数据仍在"))


def _try(request: Request, viewer: Viewer, upload_id: int) -> None:
    ask_for_work(request, viewer, WorkKind.TRIAL, {"upload": upload_id})


def _typed(form: UploadForm) -> Typed:
    day = form.options.source_date
    if day is None:
        return Typed(form.kind.value, form.options.owner)
    if form.kind is ImportKind.FIGURES:
        return Typed(form.kind.value, form.options.owner, year=str(day.year))
    return Typed(form.kind.value, form.options.owner, day.isoformat())


def _why_not(viewer: Viewer, stored: Upload) -> str:
    """Return why the viewer may not load a file, nothing where they may."""
    try:
        load_limit(viewer, stored.kind)
    except Forbidden as error:
        return str(error)
    return ""


def _trial(work: WorkView | None) -> Trial | None:
    """Return what the work on a file has found, None before it has."""
    if work is None or "rows" not in work.result:
        return None
    found = work.result
    names = ("rows", "new", "changed", "unchanged", "refused")
    return Trial(
        counts={name: found[name] for name in names},
        columns={
            sheet: [(header, field_label(name)) for header, name in columns.items()]
            for sheet, columns in found.get("mapping", {}).items()
        },
        unknown=tuple(found.get("unknown_headers", ())),
        refusals=tuple(found.get("refusals", ())),
        totals=tuple(found.get("skipped_rows", ())),
    )


def _page(
    request: Request,
    session: Session,
    viewer: Viewer,
    before: int,
    typed: Typed = Typed(),
    flaw: str = "",
) -> Response:
    found = upload_queries.list_uploads(session, upload_scope(viewer), before or None, PAGE + 1)
    shown = found[:PAGE]
    context = {
        "typed": typed,
        "flaw": flaw,
        "kinds": [(kind.value, kind.label) for kind in ImportKind],
        "uploads": shown,
        "batches": upload_queries.batches_of(session, shown),
        "first": PATH if before else "",
        "next": f"{PATH}?before={shown[-1].id}" if len(found) > PAGE else "",
        "max_mb": request.app.state.settings.max_file_mb,
    }
    status = 422 if flaw else 200
    return render(request, "office/imports.html", context, crumbs=[HOME], status=status)
