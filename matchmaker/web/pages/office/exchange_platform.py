"""A platform's columns: looked at, its description fetched, replaced and gone back to."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, Response

from ingest.errors import SourceError
from matchmaker.access.permissions import Permission, Reach
from matchmaker.access.viewer import Viewer
from matchmaker.errors import BadQuery
from matchmaker.exchange.fields import FIELDS, SheetKind, field_of
from matchmaker.exchange.platform import MOST_BYTES
from matchmaker.services.exchange.platforms import (
    bundled_description,
    find_kind,
    put_description,
    restore_description,
    view_platform,
)
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import PathText
from matchmaker.web.api.file_form import file_of, read_parts
from matchmaker.web.api.held import as_file
from matchmaker.web.deps import SessionDep
from matchmaker.web.notices import Done, go_back, go_on
from matchmaker.web.pages.office.exchange import EXCHANGE
from matchmaker.web.pages.office.exchange import PATH as EXCHANGE_PATH
from matchmaker.web.pages.office.home import HOME
from matchmaker.web.templating import render
from matchmaker.web.told import told
from models.queries import report_templates as template_queries
from models.report_template import ReportKind

PATH = f"{EXCHANGE_PATH}/platforms"
TOML = "application/toml"

router = APIRouter(prefix=PATH, include_in_schema=False)
# Takes files, and so larger bodies than others.
descriptions = APIRouter(prefix=f"{EXCHANGE_PATH}/descriptions", include_in_schema=False)

Exchanger = Annotated[Viewer, Depends(May(Permission.EXCHANGE))]
Ruler = Annotated[Viewer, Depends(May(Permission.RULES_WRITE))]


@router.get("/{slug}", response_class=HTMLResponse)
def show(request: Request, slug: PathText, viewer: Exchanger, session: SessionDep) -> Response:
    """Show the columns of a platform's sheets and the fields that they are filled from."""
    kind = find_kind(slug)
    described = view_platform(session, kind)
    used = {
        sheet.kind: {column.field for column in sheet.columns}
        for sheet in described.platform.sheets
    }
    context = {
        "described": described,
        "path": f"{PATH}/{described.slug}",
        "put_path": f"{EXCHANGE_PATH}/descriptions/{described.slug}",
        "field_of": field_of,
        "unused": [
            (sheet, [one for one in FIELDS[sheet] if one.name not in used.get(sheet, set())])
            for sheet in SheetKind
        ],
        "history": template_queries.list_templates(session, kind),
        "may_put": viewer.reach(Permission.RULES_WRITE) is Reach.ALL,
    }
    return render(request, "office/exchange_platform.html", context, crumbs=[HOME, EXCHANGE])


@router.get("/{slug}/description.toml")
def download(slug: PathText, _viewer: Exchanger, session: SessionDep) -> Response:
    """Return the description that is in force, to be changed and put back."""
    described = view_platform(session, find_kind(slug))
    content = described.content if described.own is None else described.own.content
    return as_file(content, TOML, _file_name(described.kind))


@router.get("/{slug}/bundled.toml")
def download_bundled(slug: PathText, _viewer: Exchanger) -> Response:
    """Return the description that came along."""
    kind = find_kind(slug)
    return as_file(bundled_description(kind), TOML, f"{kind.label}（系统自带）.toml")


@descriptions.post("/{slug}")
async def put(
    request: Request, slug: PathText, viewer: Ruler, author: AuthorDep, session: SessionDep
) -> Response:
    """Put a description in force, or say what is wrong with it: then the one before stays."""
    viewer.require(Permission.EXCHANGE)
    kind = find_kind(slug)
    try:
        async with read_parts(request, request.app.state.settings.max_file_mb) as form:
            file = file_of(form)
            name, content = file.filename or "", await file.read(MOST_BYTES + 1)
        platform = await run_in_threadpool(put_description, session, kind, (name, content), author)
        await run_in_threadpool(session.commit)
    except (BadQuery, SourceError) as error:
        return go_back(request, f"{PATH}/{slug}", f"栏目没有更换：{told(error)}")
    count = sum(len(sheet.columns) for sheet in platform.sheets)
    said = f"{kind.label}的栏目已换成“{name}”，{len(platform.sheets)} 张表，共 {count} 栏"
    return go_on(request, f"{PATH}/{slug}", Done(said))


@router.post("/{slug}/restore")
def restore(
    request: Request, slug: PathText, viewer: Ruler, author: AuthorDep, session: SessionDep
) -> Response:
    """Go back to the description that came along."""
    viewer.require(Permission.EXCHANGE)
    kind = find_kind(slug)
    restore_description(session, kind, author)
    session.commit()
    return go_on(request, f"{PATH}/{slug}", Done(f"{kind.label}已恢复为系统自带的栏目"))


def _file_name(kind: ReportKind) -> str:
    return f"{kind.label}.toml"
