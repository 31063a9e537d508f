"""Whose background work somebody sees, and whose they may stop."""

from dataclasses import dataclass

from sqlmodel import Session

from matchmaker.access.permissions import Permission, Reach
from matchmaker.access.viewer import Viewer
from matchmaker.services import work as work_services
from matchmaker.services.work import WorkView
from models.errors import NotFound
from models.queries import work as work_queries
from models.queries.work import WorkFilter
from models.work import WorkKind, WorkState


@dataclass(frozen=True)
class WantedWork:
    """Which work, the newest first; before_id: older than this, None for the start."""

    state: WorkState | None = None
    kind: WorkKind | None = None
    before_id: int | None = None
    limit: int = 50


def seen_work(session: Session, board: Session, viewer: Viewer, work_id: int) -> WorkView:
    """Return a piece of work; raise NotFound, for that of others too, whoever sees only his own."""
    view = work_services.view_work(session, board, work_id)
    if viewer.reach(Permission.WORK_READ) is not Reach.ALL and not is_own(viewer, view):
        raise NotFound(f"没有编号为 {work_id} 的后台任务。请核对编号")
    return view


def list_seen_work(
    session: Session, board: Session, viewer: Viewer, wanted: WantedWork
) -> list[WorkView]:
    """Return the work that one may see, one more than the limit if there is more."""
    everything = viewer.reach(Permission.WORK_READ) is Reach.ALL
    found = WorkFilter(
        wanted.state,
        wanted.kind,
        account_id=None if everything else viewer.account_id,
        token_id=None if everything else viewer.token_id,
        before_id=wanted.before_id,
        limit=wanted.limit + 1,
    )
    return work_services.list_works(session, board, found)


def find_upload_work(
    session: Session, board: Session, viewer: Viewer, upload_id: int
) -> WorkView | None:
    """Return the last work on an uploaded file that one may see, None where there is none."""
    everything = viewer.reach(Permission.WORK_READ) is Reach.ALL
    own = None if everything else viewer.account_id or 0
    found = work_queries.newest_of_upload(session, upload_id, own)
    return None if found is None else work_services.view_work(session, board, found.id or 0)


def may_cancel(viewer: Viewer, view: WorkView) -> bool:
    """Whether somebody may stop work: one's own, or whoever looks after the index of all."""
    return is_own(viewer, view) or viewer.may(Permission.INDEX_WRITE)


def is_own(viewer: Viewer, view: WorkView) -> bool:
    """Whether a piece of work was asked for by the viewer."""
    return (view.account_id, view.token_id) == (viewer.account_id, viewer.token_id)
