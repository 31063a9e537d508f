"""What came of the meetings of events: recorded, corrected, read, and taken to learn from."""

from dataclasses import astuple
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Owned, Viewer
from matchmaker.jobs.files import log_download
from matchmaker.jobs.outcomes import DEMAND_COLUMNS
from matchmaker.services.judged_files import PAIR_COLUMNS, table_bytes
from matchmaker.services.outcome_judgements import judgements
from matchmaker.services.outcome_view import view_records
from matchmaker.services.outcomes import OutcomeWords, record_outcome
from matchmaker.services.visible_demands import get_visible, load_sights
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import Flag, Line, PathSlug, Text
from matchmaker.web.api.held import as_file, held_event, own_only, seen_event
from matchmaker.web.api.paging import (
    CursorParameter,
    LimitParameter,
    Page,
    read_cursor,
    write_cursor,
)
from matchmaker.web.deps import SessionDep
from matchmaker.web.operations.bodies import errors
from models.meeting import MeetingOutcome
from models.meeting_enums import DeclineReason, OutcomeResult
from models.queries import outcomes as outcome_queries
from models.queries.outcomes import OutcomeFilter

IN_ORDER = "id"
MOST_AMOUNT = 10**14
CSV = "text/csv; charset=utf-8"

router = APIRouter(tags=["outcomes"], responses=errors(401, 403, 422, 429))

Reader = Annotated[Viewer, Depends(May(Permission.OUTCOME_READ))]
Writer = Annotated[Viewer, Depends(May(Permission.OUTCOME_WRITE))]


class OutcomeForm(BaseModel):
    """What came of a meeting; reason: of one that came to nothing; amount_cny: of what was agreed.

    demand, patent: their numbers, both or neither; without them it is about the pair for whose
    sake the two met by the published timetable.
    """

    model_config = ConfigDict(extra="forbid")

    enterprise: Annotated[Line, Field(examples=["武汉轧机制造有限公司"])]
    institution: Annotated[Line, Field(examples=["武汉科技大学"])]
    result: Annotated[OutcomeResult, Field(examples=[OutcomeResult.INTENT])]
    held: Annotated[Flag, Field(description="会面是否举行")] = True
    reason: DeclineReason | None = None
    demand: Annotated[Text, Field(max_length=100)] = ""
    patent: Annotated[Text, Field(max_length=100)] = ""
    amount_cny: Annotated[int | None, Field(ge=0, le=MOST_AMOUNT, examples=[500000])] = None
    note: Annotated[Text, Field(max_length=2_000)] = ""


class OutcomeRecord(BaseModel):
    """A record; number: 1 for the first on its subject, more for corrections of it."""

    id: int
    enterprise_id: int
    enterprise: str
    institution_id: int
    institution: str
    demand: str
    patent: str
    held: bool
    result: OutcomeResult
    result_label: str = Field(examples=["达成意向"])
    reason: DeclineReason | None
    reason_label: str
    amount_cny: int | None
    note: str
    actor: str
    recorded_at: datetime
    number: int


class RecordedView(BaseModel):
    """A record, and whether this call made it: the same words twice are one record."""

    outcome: OutcomeRecord
    made: bool


class OutcomeQuery(BaseModel):
    """Which records; history: those that were corrected, too."""

    model_config = ConfigDict(extra="forbid")

    history: bool = False
    limit: LimitParameter = 50
    cursor: CursorParameter = None


class JudgementTable(StrEnum):
    """Which of the two tables that belong together."""

    DEMANDS = "demands"
    PAIRS = "pairs"


@router.get("/events/{slug}/outcomes", operation_id="list_outcomes", responses=errors(404))
def list_outcomes(
    slug: PathSlug, query: Annotated[OutcomeQuery, Query()], viewer: Reader, session: SessionDep
) -> Page[OutcomeRecord]:
    """Return what came of the meetings; members of an organisation see those of its own."""
    event = seen_event(session, viewer, Permission.OUTCOME_READ, slug)
    (after,) = read_cursor(query.cursor, IN_ORDER, (int,)) or (0,)
    wanted = OutcomeFilter(query.history, own_only(viewer, Permission.OUTCOME_READ))
    found = outcome_queries.page_outcomes(session, event, wanted, after, query.limit)
    shown, more = found[: query.limit], len(found) > query.limit
    return Page(
        items=outcome_records(session, viewer, shown),
        next_cursor=write_cursor(IN_ORDER, [shown[-1].id]) if more else None,
    )


@router.post(
    "/events/{slug}/outcomes",
    operation_id="record_outcome",
    status_code=201,
    responses=errors(404, 409),
)
def add_outcome(
    slug: PathSlug, form: OutcomeForm, viewer: Writer, author: AuthorDep, session: SessionDep
) -> RecordedView:
    """Record what came of a meeting; other words on the same subject correct the earlier ones."""
    event = held_event(session, viewer, Permission.OUTCOME_WRITE, slug)
    said = form.model_dump()
    if form.demand:
        said["demand"] = f"#{get_visible(session, viewer, form.demand).id}"
    done = record_outcome(session, event, OutcomeWords(**said), author.actor, author.at)
    session.commit()
    return RecordedView(outcome=outcome_records(session, viewer, [done.outcome])[0], made=done.made)


@router.get(
    "/outcomes/judgements/{table}", operation_id="export_judgements", response_class=Response
)
def export_judgements(
    table: JudgementTable, viewer: Reader, author: AuthorDep, session: SessionDep
) -> Response:
    """Return what all meetings say of how related pairs are, as evaluate and train read it (CSV).

    Demands that are not public are in neither table.
    """
    viewer.require(Permission.OUTCOME_READ, Owned())
    found = judgements(session)
    if table is JudgementTable.DEMANDS:
        content = table_bytes(DEMAND_COLUMNS, map(astuple, found.demands))
    else:
        content = table_bytes(PAIR_COLUMNS, map(astuple, found.pairs))
    name = f"outcome_{table.value}.csv"
    log_download(session, "outcomes", "会面评判", [name], author)
    session.commit()
    return as_file(content, CSV, name)


def outcome_records(
    session: Session, viewer: Viewer, rows: list[MeetingOutcome]
) -> list[OutcomeRecord]:
    """Return records with names, without the numbers of demands that the viewer may not know."""
    seen = load_sights(session, viewer, [row.demand_id for row in rows if row.demand_id])
    return [
        OutcomeRecord(
            id=row.id or 0,
            enterprise_id=row.enterprise_id,
            enterprise=view.enterprise,
            institution_id=row.institution_id,
            institution=view.institution,
            demand=view.demand if row.demand_id in seen else "",
            patent=view.patent,
            held=row.held,
            result=row.result,
            result_label=view.result,
            reason=row.reason,
            reason_label=view.reason,
            amount_cny=row.amount_cny,
            note=row.note,
            actor=row.actor,
            recorded_at=row.recorded_at,
            number=row.number,
        )
        for row, view in zip(rows, view_records(session, rows), strict=True)
    ]
