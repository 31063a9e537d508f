"""Background work: what there is, how far it is, and taking it back."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Query
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel, ConfigDict, Field

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.services import work as work_services
from matchmaker.services.work import WorkView
from matchmaker.services.work_sight import WantedWork, is_own, list_seen_work, seen_work
from matchmaker.web.access import May
from matchmaker.web.api.paging import (
    CursorParameter,
    LimitParameter,
    Page,
    read_cursor,
    write_cursor,
)
from matchmaker.web.deps import BoardDep, NowDep, SessionDep, WatchDep
from matchmaker.web.operations.bodies import errors
from models.work import WorkKind, WorkState

NEWEST_FIRST = "-id"

router = APIRouter(prefix="/work", tags=["work"], responses=errors(401, 403, 422))

WorkId = Annotated[int, Path(ge=1, lt=2**31, description="任务编号")]
Reader = Annotated[Viewer, Depends(May(Permission.WORK_READ))]


class WorkQuery(BaseModel):
    """Which work."""

    model_config = ConfigDict(extra="forbid")

    state: Annotated[WorkState | None, Field(description="状态")] = None
    kind: Annotated[WorkKind | None, Field(description="任务类别")] = None
    limit: LimitParameter = 50
    cursor: CursorParameter = None


@router.get("", operation_id="list_work")
def list_work(
    query: Annotated[WorkQuery, Query()], viewer: Reader, session: SessionDep, board: BoardDep
) -> Page[WorkView]:
    """Return the work that one may see, the newest first, a page at a time."""
    before = read_cursor(query.cursor, NEWEST_FIRST, (int,))
    wanted = WantedWork(query.state, query.kind, before[0] if before else None, query.limit)
    found = list_seen_work(session, board, viewer, wanted)
    shown, more = found[: query.limit], len(found) > query.limit
    return Page(
        items=shown,
        next_cursor=write_cursor(NEWEST_FIRST, [shown[-1].id]) if more else None,
    )


@router.get("/{work_id}", operation_id="get_work", responses=errors(404))
def show_work(work_id: WorkId, viewer: Reader, session: SessionDep, board: BoardDep) -> WorkView:
    """Return a piece of work as it stands."""
    return seen_work(session, board, viewer, work_id)


@router.delete("/{work_id}", operation_id="cancel_work", responses=errors(404, 409))
def cancel_work(
    work_id: WorkId, viewer: Reader, session: SessionDep, board: BoardDep, now: NowDep
) -> WorkView:
    """Cancel work that waits at once; work that runs stops at its next step and is rolled back.

    Work of somebody else is cancelled by those alone who look after the index of all.
    """
    view = seen_work(session, board, viewer, work_id)
    if not is_own(viewer, view):
        viewer.require(Permission.INDEX_WRITE)
    work_services.cancel(session, board, work_id, now)
    session.commit()
    board.commit()
    return work_services.view_work(session, board, work_id)


def find_followed(work_id: WorkId, viewer: Reader, session: SessionDep, board: BoardDep) -> int:
    """Return the id of work that one may see; raise NotFound.

    An answer that goes on for long must not hold the connections with which it began.
    """
    found = seen_work(session, board, viewer, work_id)
    session.close()
    board.close()
    return found.id


@router.get(
    "/{work_id}/events",
    operation_id="follow_work",
    response_class=EventSourceResponse,
    responses=errors(404),
)
async def follow_work(
    work_id: Annotated[int, Depends(find_followed)],
    watch: WatchDep,
    last_event_id: Annotated[int, Header(description="最后收到的事件编号")] = -1,
) -> AsyncIterator[ServerSentEvent]:
    """Tell how the work goes on (progress), until it is done or has failed or was cancelled."""
    async for event in watch.follow(work_id, last_event_id):
        yield event
