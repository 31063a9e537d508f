"""Work in the background: asked for, looked at, cancelled, and forgotten in the end.

board: a session on the board (models.session.make_board), where running work says how far it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from models.errors import Conflict
from models.queries import work as work_queries
from models.queries import work_board as board_queries
from models.queries.work import WorkFilter
from models.work import Work, WorkKind, WorkProgress, WorkState

# How long it can be looked up what became of work; what it made stays.
KEPT_DAYS = 30
# What still stands on the board after so long was left there by a process that is gone.
BOARD_DAYS = 2
# A wish to cancel meets work that begins or ends at the same moment only so often.
TRIES = 3


@dataclass(frozen=True)
class WorkRequest:
    """What is asked for by whom; parameters: as the kind takes them; the rest: see Work.

    key: None for work that is another piece each time.
    """

    kind: WorkKind
    parameters: Mapping[str, Any]
    requested_by: str
    account_id: int | None = None
    token_id: int | None = None
    key: str | None = None


@dataclass(frozen=True)
class WorkView:
    """A piece of work as people and programs see it.

    changes: a number that grows whenever any of this changes; total: None where it is not known;
    result: ids and counts of what was made; error_name, error_text: empty unless it has failed.
    """

    id: int
    kind: WorkKind
    kind_label: str
    state: WorkState
    state_label: str
    step: str
    done: int
    total: int | None
    result: dict[str, Any]
    error_name: str
    error_text: str
    account_id: int | None
    token_id: int | None
    requested_by: str
    parameters: dict[str, Any]
    attempts: int
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    changes: int


def submit(session: Session, request: WorkRequest, now: datetime) -> Work:
    """Ask for a piece of work, or return the one that was asked for under the same key.

    Raises Conflict where something else was asked for under that key.
    """
    values = {
        "kind": request.kind,
        "parameters": dict(request.parameters),
        "request_key": request.key,
        "account_id": request.account_id,
        "token_id": request.token_id,
        "requested_by": request.requested_by,
        "created_at": now,
    }
    work_id = work_queries.add_work(session, values)
    if work_id is not None:
        return work_queries.get_work(session, work_id)
    found = work_queries.find_by_key(session, request.key or "")
    if found is None or not _same(found, request):
        raise Conflict(f"请求编号“{request.key}”已用于另一项任务。请换一个编号再提交")
    return found


def _same(work: Work, request: WorkRequest) -> bool:
    by = (request.account_id, request.token_id, request.requested_by)
    same_asker = (work.account_id, work.token_id, work.requested_by) == by
    return same_asker and (work.kind, work.parameters) == (request.kind, dict(request.parameters))


def cancel(session: Session, board: Session, work_id: int, now: datetime) -> Work:
    """Cancel work that waits; have work that runs stop when it next says how far it is.

    Work that was cancelled already stays so. Raises NotFound, and Conflict where it has ended.
    """
    for _ in range(TRIES):
        work = work_queries.get_work(session, work_id)
        if work.state is WorkState.RUNNING:
            board_queries.ask_to_stop(board, work_id, now)
            return work
        if work.state is WorkState.CANCELLED:
            return work
        if work.state.ended:
            raise Conflict(f"第 {work_id} 号任务{work.state.label}，不能取消")
        values = {
            "state": WorkState.CANCELLED,
            "finished_at": now,
            "changes": work.changes + 1,
        }
        if work_queries.update_work(session, work_id, WorkState.WAITING, "", values):
            return work_queries.get_work(session, work_id)
    raise Conflict(f"第 {work_id} 号任务正在变化，没有取消。请再试一次")


def view_work(session: Session, board: Session, work_id: int) -> WorkView:
    """Return a piece of work as it stands; raise NotFound."""
    return _views(board, [work_queries.get_work(session, work_id)])[0]


def view_works(session: Session, board: Session, ids: Sequence[int]) -> list[WorkView]:
    """Return those of the wanted pieces of work that there are."""
    return _views(board, work_queries.find_works(session, ids))


def list_works(session: Session, board: Session, wanted: WorkFilter) -> list[WorkView]:
    """Return the wanted work, the newest first."""
    return _views(board, work_queries.list_works(session, wanted))


def remove_old(session: Session, board: Session, now: datetime) -> int:
    """Forget what ended KEPT_DAYS ago or earlier; return how much that was."""
    board_queries.drop_untouched(board, now - timedelta(days=BOARD_DAYS))
    return work_queries.delete_ended(session, now - timedelta(days=KEPT_DAYS))


def _views(board: Session, works: Sequence[Work]) -> list[WorkView]:
    # Read after the work itself: progress of work that has ended meanwhile may be gone by now. Who
    # follows it by the number of changes takes no number of running work that is below the last.
    noted = board_queries.read_progress(board, [work.id or 0 for work in works])
    return [_view(work, noted.get(work.id or 0)) for work in works]


def _view(work: Work, noted: WorkProgress | None) -> WorkView:
    shown = noted if noted is not None and work.state is WorkState.RUNNING else work
    return WorkView(
        id=work.id or 0,
        kind=work.kind,
        kind_label=work.kind.label,
        state=work.state,
        state_label=work.state.label,
        step=shown.step,
        done=shown.done,
        total=shown.total,
        result=work.result,
        error_name=work.error_name,
        error_text=work.error_text,
        account_id=work.account_id,
        token_id=work.token_id,
        requested_by=work.requested_by,
        parameters=work.parameters,
        attempts=work.attempts,
        created_at=work.created_at,
        started_at=work.started_at,
        finished_at=work.finished_at,
        changes=work.changes + (noted.changes if noted and not work.state.ended else 0),
    )
