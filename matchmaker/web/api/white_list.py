"""The white list of firms for credit: batches and firms, taken off and put back."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.jobs.files import log_download
from matchmaker.reports import white_list as white_list_report
from matchmaker.services.ledger import sight
from matchmaker.services.ledger.white_list import (
    BatchWords,
    Removal,
    correct_batch,
    get_seen_entry,
    put_back,
    take_off,
)
from matchmaker.services.ledger.white_list_view import view_batches, view_entries
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import MOST_ID, Line, PathId
from matchmaker.web.api.fields import Line as Text
from matchmaker.web.api.held import XLSX, as_file
from matchmaker.web.api.ledger import ChangeRecord, Correction, change_records
from matchmaker.web.api.paging import (
    CursorParameter,
    LimitParameter,
    Page,
    read_cursor,
    write_cursor,
)
from matchmaker.web.deps import SessionDep
from matchmaker.web.operations.bodies import errors
from models.kept_record import RecordKind
from models.queries import white_list as list_queries
from models.queries.white_list import WantedEntries
from models.white_list import WhiteListEntry

router = APIRouter(
    prefix="/ledger/white-list", tags=["ledger"], responses=errors(401, 403, 422, 429)
)

Reader = Annotated[Viewer, Depends(May(Permission.LEDGER_READ))]
Writer = Annotated[Viewer, Depends(May(Permission.LEDGER_WRITE))]
SORT = "id"


class BatchRecord(BaseModel):
    """A batch; firms, removed, credit_cny: of those within reach, credit of those that stand."""

    id: int
    year: int
    number: int
    title: str = Field(examples=["2024年第三批"])
    name: str
    listed_on: date
    issuer: str
    firms: int
    removed: int
    credit_cny: int
    revision: int


class EntryRecord(BaseModel):
    """A firm of a batch at a bank; credit_cny: null where it is not told."""

    id: int
    batch_id: int
    batch: str = Field(examples=["2024年第三批"])
    listed_on: date
    issuer: str
    firm: str
    uscc: str
    city: str = Field(examples=["宜昌"])
    credit_cny: int | None
    bank: str
    standing: str = Field(examples=["在册"])
    removed_on: date | None
    removed_reason: str
    actor: str
    recorded_at: datetime
    revision: int


class EntryDetail(EntryRecord):
    """A firm with its changes, the newest first."""

    history: list[ChangeRecord]


class EntryFilter(BaseModel):
    """Which firms; stands: those on the list, or those taken off."""

    model_config = ConfigDict(extra="forbid")

    batch: Annotated[int, Query(ge=1, le=MOST_ID, description="批次编号")] | None = None
    city: Annotated[Text, Query(max_length=50, description="市州名称或代码")] = ""
    stands: bool | None = None
    words: Annotated[Text, Query(max_length=100, description="企业、代码或银行")] = ""

    def wanted(self, viewer: Viewer) -> WantedEntries:
        """Return the filter of what the viewer may read; raise Forbidden for another's city."""
        city = sight.listed_for(viewer, self.city)
        return WantedEntries(self.batch, city, self.stands, self.words)


class EntryQuery(EntryFilter):
    """The same a page at a time."""

    limit: LimitParameter = 50
    cursor: CursorParameter = None


class RemovalForm(Correction):
    """Since when and why a firm is off the list."""

    model_config = ConfigDict(extra="forbid")

    day: Annotated[date, Field(description="移出日期")]


class ReturnForm(Correction):
    """Why a firm is put back on the list."""

    model_config = ConfigDict(extra="forbid")


class BatchForm(Correction):
    """What is known of a batch, all of it."""

    model_config = ConfigDict(extra="forbid")

    name: Line = ""
    listed_on: date
    issuer: Line = ""


@router.get("", operation_id="list_white_list")
def list_entries(
    query: Annotated[EntryQuery, Query()], viewer: Reader, session: SessionDep
) -> Page[EntryRecord]:
    """Return firms of the list, the last recorded first; a city's organisers see their city's."""
    after = read_cursor(query.cursor, SORT, (int,))
    last = None if after is None else after[0]
    found = list_queries.page_entries(session, query.wanted(viewer), last, query.limit)
    shown, more = found[: query.limit], len(found) > query.limit
    return Page(
        items=[EntryRecord(**asdict(row)) for row in view_entries(session, shown)],
        next_cursor=write_cursor(SORT, [shown[-1].id]) if more else None,
    )


@router.get("/batches", operation_id="list_white_list_batches")
def list_batches(viewer: Reader, session: SessionDep) -> list[BatchRecord]:
    """Return all batches, the last published first."""
    batches = view_batches(session, sight.listed_for(viewer, ""))
    return [BatchRecord(**asdict(one)) for one in batches]


@router.put(
    "/batches/{batch_id}", operation_id="correct_white_list_batch", responses=errors(404, 409)
)
def change_batch(
    batch_id: PathId, form: BatchForm, viewer: Writer, author: AuthorDep, session: SessionDep
) -> BatchRecord:
    """Correct what is known of a batch; what stood there is kept with the reason."""
    correct_batch(session, viewer, batch_id, BatchWords(**form.model_dump()), author)
    session.commit()
    batches = view_batches(session, None)
    return next(BatchRecord(**asdict(one)) for one in batches if one.id == batch_id)


@router.get("/export.xlsx", operation_id="export_white_list", response_class=Response)
def export(
    query: Annotated[EntryFilter, Query()], viewer: Reader, author: AuthorDep, session: SessionDep
) -> Response:
    """Return firms of the list as a workbook; the audit log keeps that it was taken."""
    found = list_queries.page_entries(session, query.wanted(viewer), None, None)
    content = white_list_report.build(view_entries(session, found), author.at)
    name = white_list_report.file_name(author.at)
    log_download(session, "白名单", white_list_report.TITLE, [name], author)
    session.commit()
    return as_file(content, XLSX, name)


@router.get("/{entry_id}", operation_id="get_white_list_firm", responses=errors(404))
def read_entry(entry_id: PathId, viewer: Reader, session: SessionDep) -> EntryDetail:
    """Return a firm of the list with its changes."""
    record = _record(session, get_seen_entry(session, viewer, entry_id))
    history = change_records(session, RecordKind.WHITE_LIST, entry_id)
    return EntryDetail(**record.model_dump(), history=history)


@router.post("/{entry_id}/take-off", operation_id="take_off_white_list", responses=errors(404, 409))
def remove(
    entry_id: PathId, form: RemovalForm, viewer: Writer, author: AuthorDep, session: SessionDep
) -> EntryRecord:
    """Take a firm off the list, where it counts no longer."""
    removal = Removal(form.revision, form.day, form.reason)
    done = take_off(session, viewer, entry_id, removal, author)
    session.commit()
    return _record(session, done)


@router.post("/{entry_id}/put-back", operation_id="put_back_white_list", responses=errors(404, 409))
def restore(
    entry_id: PathId, form: ReturnForm, viewer: Writer, author: AuthorDep, session: SessionDep
) -> EntryRecord:
    """Put a firm that was taken off back on the list."""
    done = put_back(session, viewer, entry_id, form.revision, form.reason, author)
    session.commit()
    return _record(session, done)


def _record(session: Session, entry: WhiteListEntry) -> EntryRecord:
    (row,) = view_entries(session, [entry])
    return EntryRecord(**asdict(row))
