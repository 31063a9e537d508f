"""What keeps the service going: the index, runs over the whole stock, and backups."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.jobs.backup import TakenBackup, list_backups
from matchmaker.matching.algorithms import DEFAULT_ALGORITHM
from matchmaker.services import indexing
from matchmaker.services.indexing import IndexStatus
from matchmaker.services.match_runs import DEFAULT_TOP
from matchmaker.web.access import May
from matchmaker.web.api.fields import Day, Flag, Line, PathId
from matchmaker.web.api.held import WorkTicket, ask_for_work
from matchmaker.web.api.paging import (
    CursorParameter,
    LimitParameter,
    Page,
    read_cursor,
    write_cursor,
)
from matchmaker.web.deps import SessionDep, SettingsDep
from matchmaker.web.operations.bodies import errors
from models.matching import MatchRun
from models.queries import match_runs as run_queries
from models.work import WorkKind

NEWEST_FIRST = "-id"

router = APIRouter(tags=["upkeep"], responses=errors(401, 403, 422, 429))

Keeper = Annotated[Viewer, Depends(May(Permission.INDEX_WRITE))]
BackupKeeper = Annotated[Viewer, Depends(May(Permission.BACKUP))]


class IndexForm(BaseModel):
    """Which index; whole: whether it is built anew in any case."""

    model_config = ConfigDict(extra="forbid")

    algorithm: Line = DEFAULT_ALGORITHM
    whole: Annotated[Flag, Field(description="全部重建，不作增补")] = False


class MatchForm(BaseModel):
    """A run over the whole stock; as_of: null for the day on which it is asked for."""

    model_config = ConfigDict(extra="forbid")

    as_of: Day | None = None
    top: Annotated[int, Field(ge=1, le=200, description="每项需求几件")] = DEFAULT_TOP
    anywhere: Annotated[Flag, Field(description="不限地域")] = False
    any_state: Annotated[Flag, Field(description="不限法律状态与保护期")] = False
    algorithm: Line = DEFAULT_ALGORITHM
    workers: Annotated[int | None, Field(ge=1, le=64, description="进程数，默认为核数")] = None


class MatchRunView(BaseModel):
    """A run over the whole stock; finished_at: null while a part of it is missing."""

    id: int
    algorithm: str = Field(examples=[DEFAULT_ALGORITHM])
    index_version: str
    as_of: date
    demands: int
    patents: int
    matches: int
    created_at: datetime
    finished_at: datetime | None


class RunQuery(BaseModel):
    """Which page."""

    model_config = ConfigDict(extra="forbid")

    limit: LimitParameter = 50
    cursor: CursorParameter = None


@router.get("/index", operation_id="get_index", responses=errors(503))
def read_index(_viewer: Keeper, session: SessionDep, settings: SettingsDep) -> IndexStatus:
    """Return what the index in use holds, and whether patents have changed since."""
    return indexing.status(session, settings.index_dir, settings.segmenter)


@router.post("/index/builds", operation_id="build_index", status_code=202, responses=errors(409))
def build_index(request: Request, form: IndexForm, viewer: Keeper) -> WorkTicket:
    """Bring the index up to the present stock in the background."""
    return ask_for_work(request, viewer, WorkKind.INDEX, form.model_dump(mode="json"))


@router.post("/match-runs", operation_id="run_matching", status_code=202, responses=errors(409))
def run_matching(request: Request, form: MatchForm, viewer: Keeper) -> WorkTicket:
    """Match all demands with the whole stock in the background, the index first."""
    return ask_for_work(request, viewer, WorkKind.MATCH, form.model_dump(mode="json"))


@router.get("/match-runs", operation_id="list_match_runs")
def list_runs(
    query: Annotated[RunQuery, Query()], _viewer: Keeper, session: SessionDep
) -> Page[MatchRunView]:
    """Return the runs over the whole stock, the newest first; one that is done replaces others."""
    (before,) = read_cursor(query.cursor, NEWEST_FIRST, (int,)) or (None,)
    found = run_queries.page_stock_runs(session, before, query.limit)
    shown, more = found[: query.limit], len(found) > query.limit
    return Page(
        items=[_run(session, run) for run in shown],
        next_cursor=write_cursor(NEWEST_FIRST, [shown[-1].id]) if more else None,
    )


@router.get("/match-runs/{run_id}", operation_id="get_match_run", responses=errors(404))
def read_run(run_id: PathId, _viewer: Keeper, session: SessionDep) -> MatchRunView:
    """Return a run over the whole stock."""
    return _run(session, run_queries.get_stock_run(session, run_id))


@router.post("/backups", operation_id="take_backup", status_code=202, responses=errors(409))
def take_backup(request: Request, viewer: BackupKeeper) -> WorkTicket:
    """Take a backup in the background; its file stays on the server, in the folder of exports."""
    return ask_for_work(request, viewer, WorkKind.BACKUP, {})


@router.get("/backups", operation_id="list_backups")
def read_backups(_viewer: BackupKeeper, settings: SettingsDep) -> list[TakenBackup]:
    """Return the backups in the folder of exports, the newest first."""
    return list_backups(settings)


def _run(session: Session, run: MatchRun) -> MatchRunView:
    return MatchRunView(
        id=run.id or 0,
        algorithm=run.algorithm,
        index_version=run.index_version,
        as_of=run.as_of,
        demands=run.demand_count,
        patents=run.patent_count,
        matches=run_queries.count_matches(session, run),
        created_at=run.created_at,
        finished_at=run.finished_at,
    )
