"""What is done by itself and when, what failed, and what people are reminded of."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.errors import BadQuery
from matchmaker.services.schedule_view import (
    ReminderView,
    RunFilter,
    RunView,
    Standing,
    find_runner,
    mark_seen,
    retry_run,
    seen_slugs,
    view_reminder,
    view_runs,
)
from matchmaker.web.access import May
from matchmaker.web.api.fields import Line, PathId, Text
from matchmaker.web.api.paging import (
    MOST,
    CursorParameter,
    LimitParameter,
    Page,
    read_cursor,
    write_cursor,
)
from matchmaker.web.deps import NowDep, SessionDep
from matchmaker.web.operations.bodies import errors
from models.queries import schedule as schedule_queries

BY_DUE = "due"

router = APIRouter(prefix="/schedule", tags=["schedule"], responses=errors(401, 403, 422, 429))

Reader = Annotated[Viewer, Depends(May(Permission.SCHEDULE_READ))]
Writer = Annotated[Viewer, Depends(May(Permission.SCHEDULE_WRITE))]


class RunQuery(BaseModel):
    """Which runs; state: left out for what comes next, is late, runs or has failed.

    limit: how many of those that come next, or of the last that are done.
    """

    model_config = ConfigDict(extra="forbid")

    event: Annotated[Line | None, Field(description="活动代号")] = None
    state: Standing | None = None
    limit: Annotated[int, Field(ge=1, le=MOST)] = 20


class RunsView(BaseModel):
    """Runs by moment; runner: who does them at present, null for nobody."""

    runner: str | None
    runs: list[RunView]


class RetryForm(BaseModel):
    """A run that has failed."""

    model_config = ConfigDict(extra="forbid")

    key: Annotated[
        Text, Field(min_length=1, max_length=200, examples=["p1-wuhan/draft/2024-05-28T05:00"])
    ]


class ReminderQuery(BaseModel):
    """Which reminders; seen: those that somebody has seen, too."""

    model_config = ConfigDict(extra="forbid")

    seen: bool = False
    limit: LimitParameter = 50
    cursor: CursorParameter = None


@router.get("/runs", operation_id="list_scheduled_runs")
def list_runs(
    query: Annotated[RunQuery, Query()], viewer: Reader, session: SessionDep, now: NowDep
) -> RunsView:
    """Return what is done by itself; organisers of a city see what is done for its events."""
    wanted = RunFilter(query.event, query.state, query.limit, seen_slugs(session, viewer))
    return RunsView(runner=find_runner(session, now), runs=view_runs(session, wanted, now))


@router.post("/retries", operation_id="retry_run", status_code=204, responses=errors(404, 409))
def retry(form: RetryForm, _viewer: Writer, session: SessionDep, now: NowDep) -> None:
    """Have a run that has failed begin anew."""
    retry_run(session, form.key, now)
    session.commit()


@router.get("/reminders", operation_id="list_reminders")
def list_reminders(
    query: Annotated[ReminderQuery, Query()], viewer: Reader, session: SessionDep
) -> Page[ReminderView]:
    """Return the reminders that nobody has seen, or all, by the moment they are for."""
    after = read_cursor(query.cursor, BY_DUE, (str, int))
    if after is not None:
        after = (_moment(after[0]), after[1])
    found = schedule_queries.page_reminders(
        session, seen_slugs(session, viewer), after, query.limit, unseen=not query.seen
    )
    shown, more = found[: query.limit], len(found) > query.limit
    last = [shown[-1].due.isoformat(), shown[-1].id] if more else []
    return Page(
        items=[view_reminder(one) for one in shown],
        next_cursor=write_cursor(BY_DUE, last) if more else None,
    )


@router.post(
    "/reminders/{reminder_id}/seen",
    operation_id="see_reminder",
    status_code=204,
    responses=errors(404),
)
def see_reminder(reminder_id: PathId, _viewer: Writer, session: SessionDep, now: NowDep) -> None:
    """Write that somebody has seen a reminder; the first moment stays."""
    mark_seen(session, reminder_id, now)
    session.commit()


def _moment(text: str) -> datetime:
    """Return the moment of a cursor; raise BadQuery for what is none."""
    wrong = BadQuery("cursor 不是上一页给出的游标。请去掉 cursor，从头开始")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise wrong from None
    if moment.tzinfo is None or not 1990 <= moment.year < 2100:
        raise wrong
    return moment
