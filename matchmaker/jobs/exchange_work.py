"""Exchange sheets and dumps as background work, and the files that wait to be fetched."""

from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlmodel import Session

from matchmaker.access.permissions import Permission, Reach
from matchmaker.access.viewer import Viewer
from matchmaker.china_time import CHINA
from matchmaker.errors import Forbidden
from matchmaker.jobs.exchange import log_dump, log_sheet, make_dump, require_dump, write_sheet
from matchmaker.jobs.work_context import WorkContext
from matchmaker.jobs.work_parameters import ExchangeParameters, Parameters
from matchmaker.services.accounts.viewers import asking_viewer
from matchmaker.services.list_hands import Author
from matchmaker.services.work import KEPT_DAYS, WorkView
from matchmaker.services.work_sight import is_own
from matchmaker.settings import Settings
from models.errors import NotFound
from models.work import WorkKind, WorkState

FOLDER = "exchange"
SUFFIXES = {WorkKind.EXCHANGE: ".xlsx", WorkKind.DUMP: ".zip"}


def export_sheet(
    session: Session, given: ExchangeParameters, context: WorkContext
) -> dict[str, Any]:
    """Write a sheet for a platform, as far as whoever asked still may."""
    viewer, path = _begin(session, context, WorkKind.EXCHANGE)
    made = write_sheet(
        context.engine,
        viewer,
        given.request(),
        path,
        _asked_at(context),
        partial(context.tell, "写交换表"),
    )
    log_sheet(session, made, Author(context.requested_by, context.clock()))
    return {
        "file": made.name,
        "what": made.what,
        "scope": made.scope,
        "rows": made.rows,
        "left_out": made.left_out,
        "cut": made.cut,
        "size": path.stat().st_size,
    }


def export_dump(session: Session, _given: Parameters, context: WorkContext) -> dict[str, Any]:
    """Write a dump of what whoever asked may still see."""
    viewer, path = _begin(session, context, WorkKind.DUMP)
    made = make_dump(
        context.engine,
        viewer,
        path,
        _asked_at(context).date(),
        lambda label, done, total: context.tell(f"写数据包：{label}", done, total),
    )
    log_dump(session, made, Author(context.requested_by, context.clock()))
    return {
        "file": made.name,
        "what": "数据包",
        "scope": "全省",
        "rows": made.manifest.rows,
        "left_out": 0,
        "cut": 0,
        "size": path.stat().st_size,
    }


def held_file(settings: Settings, viewer: Viewer, view: WorkView) -> Path:
    """Return the file that a piece of work has made, for whoever may have it.

    Raises Forbidden for that of others, unless one reaches all of the province, and NotFound where
    there is none, or no longer.
    """
    suffix = SUFFIXES.get(view.kind)
    if suffix is None or view.state is not WorkState.DONE:
        raise NotFound(f"第 {view.id} 号任务没有可下载的文件。请核对任务编号，或等任务完成")
    viewer.require(Permission.EXCHANGE)
    if view.kind is WorkKind.DUMP:
        require_dump(viewer)
    if not is_own(viewer, view) and viewer.reach(Permission.EXCHANGE) is not Reach.ALL:
        raise Forbidden("只能下载自己导出的文件。请自己导出一份")
    path = _path(settings, view.id, suffix)
    if not path.is_file():
        raise NotFound(f"第 {view.id} 号任务的文件已清理。请重新导出")
    return path


def _begin(session: Session, context: WorkContext, kind: WorkKind) -> tuple[Viewer, Path]:
    """Return in whose name it is written and where to; what is old by now is taken away."""
    context.tell("准备")
    viewer = asking_viewer(session, context.account_id, context.token_id, context.clock())
    if viewer is None:
        raise Forbidden("这项任务没有提交人，不知道可以给出什么。请登录后重新提交")
    # It is read in a transaction of its own; this one must not stand in the way of others.
    session.rollback()
    path = _path(context.settings, context.work_id, SUFFIXES[kind])
    _remove_old(path.parent, context.clock())
    return viewer, path


def _path(settings: Settings, work_id: int, suffix: str) -> Path:
    return settings.output_dir / FOLDER / f"{work_id}{suffix}"


def _remove_old(folder: Path, now: datetime) -> None:
    """Remove files as old as work is forgotten: nobody could fetch them any more."""
    oldest = (now - timedelta(days=KEPT_DAYS)).timestamp()
    for path in folder.glob("*"):
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)


def _asked_at(context: WorkContext) -> datetime:
    return context.asked_at.astimezone(CHINA)
