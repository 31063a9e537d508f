"""Exchange with other platforms by spreadsheet, and dumps for programs."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import FileResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.exchange.fields import SheetKind
from matchmaker.jobs.exchange import require_dump
from matchmaker.jobs.exchange_work import held_file
from matchmaker.jobs.files import log_download
from matchmaker.services.exchange.platforms import (
    Described,
    find_kind,
    view_platform,
    view_platforms,
)
from matchmaker.services.exchange.request import SheetRequest
from matchmaker.services.exchange.sheets import checked_request
from matchmaker.services.work_sight import seen_work
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import Id, Line, PathId, PathText, Slug
from matchmaker.web.api.held import WorkTicket, ask_for_work, industry_slug
from matchmaker.web.deps import BoardDep, SessionDep, SettingsDep
from matchmaker.web.operations.bodies import errors
from models.queries import organisations as organisation_queries
from models.values.region import get_city
from models.work import WorkKind

ZIP = "application/zip"

router = APIRouter(prefix="/exchange", tags=["exchange"], responses=errors(401, 403, 422))

Exchanger = Annotated[Viewer, Depends(May(Permission.EXCHANGE))]


class SheetForm(BaseModel):
    """A sheet for a platform; null for no bound.

    organisation: of patents an owner, of demands the firm, of deals a side, with its parts. A list
    is asked for by its event, its newest locked version where none is named.
    """

    model_config = ConfigDict(extra="forbid")

    platform: Line = Field(examples=["wuhan"], description="平台代号")
    sheet: SheetKind
    city: Line | None = Field(None, description="市州名称或代码")
    industry: Line | None = Field(None, description="产业名称或代号")
    organisation: Id | None = Field(None, description="单位编号")
    event: Slug | None = Field(None, description="活动代号，导出名单时填")
    version: Id | None = Field(None, description="名单版次")


class ColumnView(BaseModel):
    """A column; words: our word → the platform's."""

    header: str = Field(examples=["专利名称"])
    field: str = Field(examples=["title"])
    words: dict[str, str]


class PlatformSheetView(BaseModel):
    """A kind of sheet with its columns in order."""

    kind: SheetKind
    name: str = Field(examples=["存量专利"])
    columns: list[ColumnView]


class PlatformView(BaseModel):
    """A platform; own: whether an office has described it; fault: why that cannot be used."""

    slug: str = Field(examples=["wuhan"])
    name: str
    note: str
    own: bool
    changed_at: datetime | None
    fault: str
    sheets: list[PlatformSheetView]


@router.get("/platforms", operation_id="list_platforms")
def list_platforms(_viewer: Exchanger, session: SessionDep) -> list[PlatformView]:
    """Return the platforms with the columns of their sheets."""
    return [_view(one) for one in view_platforms(session)]


@router.get("/platforms/{slug}", operation_id="get_platform")
def read_platform(slug: PathText, _viewer: Exchanger, session: SessionDep) -> PlatformView:
    """Return a platform with the columns of its sheets."""
    return _view(view_platform(session, find_kind(slug)))


@router.post(
    "/sheets", operation_id="export_exchange_sheet", status_code=202, responses=errors(404, 409)
)
def export_sheet(
    request: Request, form: SheetForm, viewer: Exchanger, session: SessionDep
) -> WorkTicket:
    """Write a sheet in the background; its file is fetched once the work is done.

    An office of a city has what is its city's; of demands that is told which their level lets out.
    """
    if form.organisation is not None:
        organisation_queries.get_organisation(session, form.organisation)
    wanted = SheetRequest(
        find_kind(form.platform),
        form.sheet,
        get_city(form.city).code if form.city else None,
        industry_slug(session, form.industry) if form.industry else None,
        form.organisation,
        form.event,
        form.version,
    )
    within = checked_request(session, viewer, wanted)
    # The connection goes back: another transaction asks for the work.
    session.rollback()
    return ask_for_work(request, viewer, WorkKind.EXCHANGE, vars(within))


@router.post("/dumps", operation_id="make_dump", status_code=202, responses=errors(409))
def make_dump(request: Request, viewer: Exchanger) -> WorkTicket:
    """Write a dump of all that one may see in the background, with its data dictionary.

    For whoever reaches all of the province.
    """
    require_dump(viewer)
    return ask_for_work(request, viewer, WorkKind.DUMP, {})


@router.get(
    "/files/{work_id}",
    operation_id="get_exchange_file",
    response_class=Response,
    responses={
        **errors(404),
        200: {"description": "交换表（.xlsx）或数据包（.zip）", "content": {ZIP: {}}},
    },
)
def read_file(
    work_id: PathId,
    viewer: Exchanger,
    author: AuthorDep,
    session: SessionDep,
    board: BoardDep,
    settings: SettingsDep,
) -> Response:
    """Return the file that a piece of work has made, with a record of it."""
    view = seen_work(session, board, viewer, work_id)
    path = held_file(settings, viewer, view)
    name = str(view.result["file"])
    log_download(session, "平台交换", f"下载{view.result['what']}", [name], author)
    session.commit()
    return FileResponse(path, filename=name, headers={"X-Content-Type-Options": "nosniff"})


def _view(described: Described) -> PlatformView:
    platform = described.platform
    return PlatformView(
        slug=described.slug,
        name=platform.name,
        note=platform.note,
        own=described.own is not None,
        changed_at=described.own.made_at if described.own else None,
        fault=described.fault,
        sheets=[
            PlatformSheetView(
                kind=sheet.kind,
                name=sheet.name,
                columns=[
                    ColumnView(header=one.header, field=one.field, words=dict(one.words))
                    for one in sheet.columns
                ],
            )
            for sheet in platform.sheets
        ],
    )
