"""What was done for the campaign: recorded, corrected with the earlier words kept, taken back."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.services.city_names import city_name
from matchmaker.services.kept_records.changes import view_changes
from matchmaker.services.ledger import sight
from matchmaker.services.ledger.activities import (
    MOST,
    ActivityWords,
    correct_activity,
    record_activity,
    void_activity,
)
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import Day, Id, Line, Paragraph, PathId, Text
from matchmaker.web.api.paging import (
    CursorParameter,
    LimitParameter,
    Page,
    read_cursor,
    write_cursor,
)
from matchmaker.web.deps import SessionDep
from matchmaker.web.operations.bodies import errors
from models.errors import InvalidValue
from models.kept_record import RecordKind
from models.ledger import Activity
from models.ledger_enums import ActivityKind
from models.queries import event_figures as figure_queries
from models.queries import ledger as ledger_queries
from models.queries import record_files as file_queries
from models.queries.ledger import ActivityFilter

BY_DATE = "held_on"
MOST_COUNTS = 20

router = APIRouter(
    prefix="/ledger/activities", tags=["ledger"], responses=errors(401, 403, 422, 429)
)

Reader = Annotated[Viewer, Depends(May(Permission.LEDGER_READ))]
Writer = Annotated[Viewer, Depends(May(Permission.LEDGER_WRITE))]
# What records draw, of 48 bits.
Revision = Annotated[int, Field(ge=0, le=2**63 - 1, description="读到记录时的 revision")]
Year = Annotated[int, Query(ge=1990, le=2099, description="年份")]
Number = Annotated[int, Field(ge=0, le=MOST)]
CityField = Annotated[
    Line, Field(description="市州名称或代码；不填为本市，省级令牌不填为省级", examples=["宜昌"])
]


class ActivityForm(BaseModel):
    """Something that was done; counts: further figures of the kind, in CNY or numbers.

    event, course: slug of the event, id of the course that it was, which then counts by its own
    records.
    """

    model_config = ConfigDict(extra="forbid")

    kind: Annotated[ActivityKind, Field(examples=[ActivityKind.BRIEFING])]
    title: Annotated[Line, Field(examples=["专利转化政策宣讲会"])]
    held_on: Day
    city: CityField = ""
    sessions: Annotated[int, Field(ge=1, le=100_000, description="场次", examples=[1])] = 1
    heads: Annotated[Number, Field(description="人次，各场合计", examples=[120])] = 0
    counts: Annotated[
        dict[Line, Number],
        Field(max_length=MOST_COUNTS, description="指标代号 → 数字", examples=[{}]),
    ] = {}
    organiser: Line = ""
    place: Line = ""
    note: Paragraph = ""
    event: Annotated[Text, Field(max_length=100, description="活动代号")] = ""
    course: Annotated[
        Id | None, Field(description="所对应的培训课程的编号，只用于实务培训", examples=[None])
    ] = None


class Correction(BaseModel):
    """With which knowledge, and why, a record is corrected or taken back."""

    revision: Revision
    reason: Annotated[Line, Field(examples=["漏计线上人数"])]


class ActivityCorrection(ActivityForm, Correction):
    """An activity as it is to be, all of it."""


class VoidForm(Correction):
    """Why a record is taken back, which it stays."""

    model_config = ConfigDict(extra="forbid")


class ActivityRecord(BaseModel):
    """An activity; city_code: null for the province's; files: how many prove it."""

    id: int
    kind: ActivityKind
    kind_label: str = Field(examples=["政策宣讲"])
    title: str
    city_code: str | None
    city: str = Field(examples=["宜昌"])
    held_on: date
    sessions: int
    heads: int
    counts: dict[str, int]
    organiser: str
    place: str
    note: str
    event: str
    course_id: int | None
    files: int
    is_void: bool
    actor: str
    recorded_at: datetime
    revision: int


class FieldChange(BaseModel):
    """What a field said before and after."""

    field: str = Field(examples=["人次"])
    before: str
    after: str


class ChangeRecord(BaseModel):
    """A change of a record; number: 1 for its making."""

    number: int
    made_at: datetime
    actor: str
    reason: str
    fields: list[FieldChange]


class ActivityDetail(ActivityRecord):
    """An activity with its history, the newest change first."""

    history: list[ChangeRecord]


class ActivityQuery(BaseModel):
    """Which activities; void: those that were taken back, too."""

    model_config = ConfigDict(extra="forbid")

    kind: ActivityKind | None = None
    city: Annotated[Text, Query(max_length=50, description="市州名称或代码")] = ""
    year: Year | None = None
    void: bool = False
    limit: LimitParameter = 50
    cursor: CursorParameter = None


@router.get("", operation_id="list_activities")
def list_activities(
    query: Annotated[ActivityQuery, Query()], viewer: Reader, session: SessionDep
) -> Page[ActivityRecord]:
    """Return the activities, the newest first; a city's organisers see their city's."""
    wanted = ActivityFilter(
        query.kind, sight.listed_for(viewer, query.city), query.year, with_void=query.void
    )
    after = read_day_cursor(query.cursor)
    found = ledger_queries.page_activities(session, wanted, after, query.limit)
    shown, more = found[: query.limit], len(found) > query.limit
    return Page(
        items=activity_records(session, shown),
        next_cursor=write_day_cursor(shown[-1]) if more else None,
    )


@router.post("", operation_id="record_activity", status_code=201, responses=errors(404))
def add_activity(
    form: ActivityForm, viewer: Writer, author: AuthorDep, session: SessionDep
) -> ActivityRecord:
    """Record something that was done; a city's organisers record for their city."""
    made = record_activity(session, _words(viewer, form), author)
    session.commit()
    return activity_records(session, [made])[0]


@router.get("/{activity_id}", operation_id="get_activity", responses=errors(404))
def read_activity(activity_id: PathId, viewer: Reader, session: SessionDep) -> ActivityDetail:
    """Return an activity with its history."""
    found = sight.get_activity(session, viewer, Permission.LEDGER_READ, activity_id)
    record = activity_records(session, [found])[0]
    return ActivityDetail(
        **record.model_dump(), history=change_records(session, RecordKind.ACTIVITY, activity_id)
    )


@router.put("/{activity_id}", operation_id="correct_activity", responses=errors(404, 409))
def change_activity(
    activity_id: PathId,
    form: ActivityCorrection,
    viewer: Writer,
    author: AuthorDep,
    session: SessionDep,
) -> ActivityRecord:
    """Correct an activity, giving all of it anew; what stood there is kept with the reason."""
    sight.get_activity(session, viewer, Permission.LEDGER_WRITE, activity_id)
    words = _words(viewer, form)
    done = correct_activity(session, activity_id, form.revision, words, form.reason, author)
    session.commit()
    return activity_records(session, [done])[0]


@router.post("/{activity_id}/void", operation_id="void_activity", responses=errors(404, 409))
def take_activity_back(
    activity_id: PathId, form: VoidForm, viewer: Writer, author: AuthorDep, session: SessionDep
) -> ActivityRecord:
    """Take an activity back for good; it counts no longer and stays to be read."""
    sight.get_activity(session, viewer, Permission.LEDGER_WRITE, activity_id)
    done = void_activity(session, activity_id, form.revision, form.reason, author)
    session.commit()
    return activity_records(session, [done])[0]


def activity_records(session: Session, rows: list[Activity]) -> list[ActivityRecord]:
    """Return activities with names."""
    slugs = figure_queries.event_slugs(session, {row.event_id for row in rows if row.event_id})
    ids = [row.id or 0 for row in rows]
    files = file_queries.count_files(session, RecordKind.ACTIVITY, ids)
    return [
        ActivityRecord(
            **row.model_dump(exclude={"event_id"}),
            kind_label=row.kind.label,
            city=city_name(row.city_code),
            event=slugs.get(row.event_id or 0, ""),
            files=files.get(row.id or 0, 0),
        )
        for row in rows
    ]


def change_records(session: Session, kind: RecordKind, record_id: int) -> list[ChangeRecord]:
    """Return the history of a record, the newest change first."""
    return [
        ChangeRecord(
            number=one.number,
            made_at=one.made_at,
            actor=one.actor,
            reason=one.reason,
            fields=[FieldChange(field=f, before=b, after=a) for f, b, a in one.lines],
        )
        for one in view_changes(session, kind, record_id)
    ]


def read_day_cursor(cursor: str | None) -> tuple[date, int] | None:
    """Return day and id where a page of activities ended; raise InvalidValue for no day."""
    after = read_cursor(cursor, BY_DATE, (str, int))
    if after is None:
        return None
    try:
        return date.fromisoformat(after[0]), after[1]
    except ValueError:
        raise InvalidValue(after[0], "cursor 中的日期无效", "请去掉 cursor，从头开始") from None


def write_day_cursor(last: Activity) -> str:
    """Return where a page of activities ended."""
    return write_cursor(BY_DATE, [last.held_on.isoformat(), last.id])


def _words(viewer: Viewer, form: ActivityForm) -> ActivityWords:
    said = form.model_dump(exclude={"city", "revision", "reason"})
    return ActivityWords(**said, city_code=sight.recorded_for(viewer, form.city))
