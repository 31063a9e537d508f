"""Contracts and intents: one is one record, whoever reports it; corrected, taken back, read."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.services.ledger import sight
from matchmaker.services.ledger.deal_demand import demand_numbers, with_demand
from matchmaker.services.ledger.deal_view import tell_reported, view_reports
from matchmaker.services.ledger.deal_words import (
    MOST_AMOUNT,
    MOST_PATENTS,
    DealWords,
    require_numbers,
)
from matchmaker.services.ledger.deals import correct_deal, record_deal, void_deal
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import Day, Id, Line, Paragraph, PathId, Text
from matchmaker.web.api.ledger import (
    ChangeRecord,
    CityField,
    Correction,
    FieldChange,
    VoidForm,
    Year,
    change_records,
)
from matchmaker.web.api.paging import (
    CursorParameter,
    LimitParameter,
    Page,
    read_cursor,
    write_cursor,
)
from matchmaker.web.deps import SessionDep
from matchmaker.web.operations.bodies import errors
from models.enums import LicenceKind
from models.kept_record import RecordKind
from models.ledger import Deal
from models.ledger_enums import DealKind
from models.queries import event_figures as figure_queries
from models.queries import ledger as ledger_queries
from models.queries import record_files as file_queries
from models.queries.ledger import DealFilter

IN_ORDER = "id"

router = APIRouter(prefix="/ledger/deals", tags=["ledger"], responses=errors(401, 403, 422, 429))

Reader = Annotated[Viewer, Depends(May(Permission.LEDGER_READ))]
Writer = Annotated[Viewer, Depends(May(Permission.LEDGER_WRITE))]
Known = Annotated[Text, Field(max_length=100)]


class DealWordsForm(BaseModel):
    """What is said of a contract or intent.

    giver, taker: who assigns, licenses, brings in or pledges, and to whom; their cities may be left
    out where the service knows them. follows: the contract whose place this one takes.
    """

    model_config = ConfigDict(extra="forbid")

    kind: Annotated[DealKind, Field(examples=[DealKind.ASSIGNMENT])]
    giver: Annotated[Line, Field(examples=["武汉科技大学"])]
    taker: Annotated[Line, Field(examples=["宜昌化工有限公司"])]
    patents: Annotated[
        list[Known], Field(max_length=MOST_PATENTS, examples=[["201510817712.7"]])
    ] = []
    licence_kind: LicenceKind | None = None
    title: Line = ""
    giver_city: Line = ""
    taker_city: Line = ""
    amount_cny: Annotated[int | None, Field(ge=0, le=MOST_AMOUNT, examples=[500000])] = None
    signed_on: Day | None = None
    registered_on: Annotated[Day | None, Field(description="登记（许可为备案）的日期")] = None
    number: Annotated[Known, Field(description="登记或备案号")] = ""
    event: Annotated[Known, Field(description="活动代号")] = ""
    demand: Annotated[Known, Field(description="需求编号")] = ""
    follows: Id | None = None
    note: Paragraph = ""


class DealForm(DealWordsForm):
    """A contract as it is reported, for a city or the province."""

    city: CityField = ""


class DealCorrection(DealWordsForm, Correction):
    """A contract as it is to be, all of it."""


class DealPatentRecord(BaseModel):
    """A patent of a contract; title: empty for one that is not in the stock."""

    number: str
    title: str


class DealRecord(BaseModel):
    """A contract; reports: how often it was reported; files: how many prove it."""

    id: int
    kind: DealKind
    kind_label: str = Field(examples=["转让"])
    licence_kind: LicenceKind | None
    title: str
    giver_id: int | None
    giver: str
    giver_city: str | None
    taker_id: int | None
    taker: str
    taker_city: str | None
    patents: list[DealPatentRecord]
    amount_cny: int | None
    signed_on: date | None
    registered_on: date | None
    number: str
    event: str
    demand: str
    follows: int | None
    note: str
    reports: int
    files: int
    is_void: bool
    actor: str
    recorded_at: datetime
    revision: int


class DealReportRecord(BaseModel):
    """A report; otherwise: what it says that the contract as it stands does not."""

    number: int
    city: str
    actor: str
    reported_at: datetime
    otherwise: list[FieldChange]


class DealDetail(DealRecord):
    """A contract with its reports, the first one first, and its history, the newest first."""

    reported: list[DealReportRecord]
    history: list[ChangeRecord]


class ReportedView(BaseModel):
    """A contract that was reported; made: whether it was not known; differs: fields said otherwise.

    told: the same in words.
    """

    deal: DealRecord
    made: bool
    differs: list[str]
    told: str


class DealQuery(BaseModel):
    """Which contracts; registered: whether they are registered or filed; void: void ones, too."""

    model_config = ConfigDict(extra="forbid")

    kind: DealKind | None = None
    city: Annotated[Text, Query(max_length=50, description="市州名称或代码")] = ""
    year: Year | None = None
    registered: bool | None = None
    void: bool = False
    limit: LimitParameter = 50
    cursor: CursorParameter = None


@router.get("", operation_id="list_deals")
def list_deals(
    query: Annotated[DealQuery, Query()], viewer: Reader, session: SessionDep
) -> Page[DealRecord]:
    """Return the contracts and intents, those recorded last first.

    A city's organisers see those of which a side is of their city, and those their city reported.
    """
    wanted = DealFilter(
        query.kind,
        sight.listed_for(viewer, query.city),
        query.year,
        is_open=None if query.registered is None else not query.registered,
        with_void=query.void,
    )
    (after,) = read_cursor(query.cursor, IN_ORDER, (int,)) or (None,)
    found = ledger_queries.page_deals(session, wanted, after, query.limit)
    shown, more = found[: query.limit], len(found) > query.limit
    return Page(
        items=deal_records(session, viewer, shown),
        next_cursor=write_cursor(IN_ORDER, [shown[-1].id]) if more else None,
    )


@router.post("", operation_id="report_deal", status_code=201, responses=errors(404, 409))
def report_deal(
    form: DealForm, viewer: Writer, author: AuthorDep, session: SessionDep
) -> ReportedView:
    """Record a contract, or add a report to the one that is known already: it counts once."""
    city_code = sight.recorded_for(viewer, form.city)
    sight.require_followed(session, viewer, form.follows)
    words = with_demand(session, viewer, _words(form))
    done = record_deal(session, words, city_code, author)
    said = tell_reported(session, done)
    session.commit()
    return ReportedView(
        deal=deal_records(session, viewer, [done.deal])[0],
        made=done.made,
        differs=list(done.differs),
        told=said,
    )


@router.get("/{deal_id}", operation_id="get_deal", responses=errors(404))
def read_deal(deal_id: PathId, viewer: Reader, session: SessionDep) -> DealDetail:
    """Return a contract with who reported it, and its history."""
    found = sight.get_deal(session, viewer, Permission.LEDGER_READ, deal_id)
    reports = [
        DealReportRecord(
            number=one.number,
            city=one.city,
            actor=one.actor,
            reported_at=one.reported_at,
            otherwise=[FieldChange(field=f, before=b, after=a) for f, b, a in one.lines],
        )
        for one in view_reports(session, found)
    ]
    return DealDetail(
        **deal_records(session, viewer, [found])[0].model_dump(),
        reported=reports,
        history=change_records(session, RecordKind.DEAL, deal_id),
    )


@router.put("/{deal_id}", operation_id="correct_deal", responses=errors(404, 409))
def change_deal(
    deal_id: PathId, form: DealCorrection, viewer: Writer, author: AuthorDep, session: SessionDep
) -> DealRecord:
    """Correct a contract, giving all of it anew; what stood there is kept with the reason."""
    deal = sight.get_deal(session, viewer, Permission.LEDGER_WRITE, deal_id)
    sight.require_followed(session, viewer, form.follows, deal)
    words = with_demand(session, viewer, _words(form), deal)
    done = correct_deal(session, deal_id, form.revision, words, form.reason, author)
    session.commit()
    return deal_records(session, viewer, [done])[0]


@router.post("/{deal_id}/void", operation_id="void_deal", responses=errors(404, 409))
def take_deal_back(
    deal_id: PathId, form: VoidForm, viewer: Writer, author: AuthorDep, session: SessionDep
) -> DealRecord:
    """Take a contract back for good; it counts no longer and stays to be read."""
    sight.get_deal(session, viewer, Permission.LEDGER_WRITE, deal_id)
    done = void_deal(session, deal_id, form.revision, form.reason, author)
    session.commit()
    return deal_records(session, viewer, [done])[0]


def deal_records(session: Session, viewer: Viewer, rows: list[Deal]) -> list[DealRecord]:
    """Return contracts with names, without the numbers of demands that the viewer may not know."""
    ids = [row.id or 0 for row in rows]
    slugs = figure_queries.event_slugs(session, {row.event_id for row in rows if row.event_id})
    demands = demand_numbers(session, viewer, rows)
    patents = ledger_queries.patents_of(session, ids)
    reports = ledger_queries.reports_of(session, ids)
    files = file_queries.count_files(session, RecordKind.DEAL, ids)
    return [
        DealRecord(
            **row.model_dump(
                exclude={"giver_name", "taker_name", "key", "event_id", "demand_id", "follows_id"}
            ),
            kind_label=row.kind.label,
            giver=row.giver_name,
            taker=row.taker_name,
            patents=[
                DealPatentRecord(number=one.number, title=one.title)
                for one in patents.get(row.id or 0, ())
            ],
            event=slugs.get(row.event_id or 0, ""),
            demand=demands.get(row.demand_id or 0, ""),
            follows=row.follows_id,
            reports=len(reports.get(row.id or 0, ())),
            files=files.get(row.id or 0, 0),
        )
        for row in rows
    ]


def _words(form: DealWordsForm) -> DealWords:
    require_numbers(form.patents)
    said = form.model_dump(exclude={"city", "revision", "reason"})
    return DealWords(**{**said, "patents": tuple(form.patents)})
