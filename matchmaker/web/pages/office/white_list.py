"""The white list of firms for credit: batches, firms found, exported, taken off, put back."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Owned, Viewer
from matchmaker.errors import BadQuery
from matchmaker.jobs.files import log_download
from matchmaker.reports import white_list as white_list_report
from matchmaker.services.kept_records.changes import view_changes
from matchmaker.services.ledger import sight
from matchmaker.services.ledger.white_list import (
    BatchWords,
    Removal,
    correct_batch,
    get_seen_entry,
    owned_entry,
    put_back,
    take_off,
)
from matchmaker.services.ledger.white_list_view import view_batches, view_entries
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import MOST_ID, Line, PathId
from matchmaker.web.api.held import XLSX, as_file
from matchmaker.web.deps import NowDep, SessionDep
from matchmaker.web.notices import Done, go_back, go_on
from matchmaker.web.pages.addresses import query_path
from matchmaker.web.pages.office.home import HOME
from matchmaker.web.pages.office.ledger_frame import (
    PAGE,
    REFUSALS,
    Known,
    Revision,
    city_choices,
    is_whole,
    own_city,
    read_day,
)
from matchmaker.web.templating import Crumb, render
from matchmaker.web.told import told
from models.kept_record import RecordKind
from models.queries import white_list as list_queries
from models.queries.white_list import WantedEntries

PATH = "/office/white-list"
WHITE_LIST = Crumb("白名单", PATH)
STANDING, REMOVED = "standing", "removed"
_STATES = ((STANDING, "在册"), (REMOVED, "已移出"))
_STANDS = {STANDING: True, REMOVED: False}

router = APIRouter(prefix=PATH, include_in_schema=False)

Reader = Annotated[Viewer, Depends(May(Permission.LEDGER_READ))]
Writer = Annotated[Viewer, Depends(May(Permission.LEDGER_WRITE))]


class ListQuery(BaseModel):
    """Which firms; what is empty bounds nothing; batch: an id; after: the id of the last had."""

    batch: Known = ""
    city: Known = ""
    state: Known = ""
    words: Known = ""
    after: Annotated[int, Field(ge=0, le=MOST_ID)] = 0

    def as_filter(self, viewer: Viewer) -> WantedEntries:
        """Return the filter; what no form of ours sends finds every firm."""
        known = self.batch.isdecimal() and int(self.batch) <= MOST_ID
        return WantedEntries(
            int(self.batch) if known else None,
            sight.listed_for(viewer, self.city),
            _STANDS.get(self.state),
            self.words,
        )


class RemovalForm(BaseModel):
    """Since when and why a firm is off the list; day: nothing where it is put back."""

    revision: Revision
    day: Known = ""
    reason: Line = ""


class BatchForm(BaseModel):
    """What is known of a batch, as it is typed."""

    revision: Revision
    name: Line = ""
    listed_on: Known = ""
    issuer: Line = ""
    reason: Line = ""


@router.get("", response_class=HTMLResponse)
def show(
    request: Request, query: Annotated[ListQuery, Query()], viewer: Reader, session: SessionDep
) -> Response:
    """Show the batches, and the firms of a filter."""
    return _page(request, session, viewer, query)


@router.get(".xlsx")
def export(
    query: Annotated[ListQuery, Query()], viewer: Reader, author: AuthorDep, session: SessionDep
) -> Response:
    """Return the firms of a filter as a workbook; the audit log keeps that it was taken."""
    found = list_queries.page_entries(session, query.as_filter(viewer), None, None)
    content = white_list_report.build(view_entries(session, found), author.at)
    name = white_list_report.file_name(author.at)
    log_download(session, "白名单", white_list_report.TITLE, [name], author)
    session.commit()
    return as_file(content, XLSX, name)


@router.get("/sheet.xlsx")
def download_sheet(_: Reader, now: NowDep) -> Response:
    """Return an empty sheet to be filled in and imported."""
    return as_file(white_list_report.build((), now), XLSX, "白名单导入表.xlsx")


@router.post("/batches/{batch_id}", response_class=HTMLResponse)
def correct(
    request: Request,
    batch_id: PathId,
    typed: Annotated[BatchForm, Form()],
    viewer: Writer,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Correct what is known of a batch, or show the form again with what is wrong."""
    viewer.require(Permission.LEDGER_WRITE, Owned())
    query = ListQuery(batch=str(batch_id))
    try:
        day = _day("公布日期", typed.listed_on)
        words = BatchWords(typed.revision, typed.name, day, typed.issuer, typed.reason)
        correct_batch(session, viewer, batch_id, words, author)
    except REFUSALS as error:
        session.rollback()
        list_queries.get_batch(session, batch_id)
        return _page(request, session, viewer, query, typed, told(error))
    session.commit()
    return go_on(request, query_path(PATH, {"batch": batch_id}), Done("批次信息已更正"))


@router.get("/{entry_id}", response_class=HTMLResponse)
def show_one(
    request: Request, entry_id: PathId, viewer: Reader, session: SessionDep, now: NowDep
) -> Response:
    """Show a firm of a batch with its changes, and the form to take it off or put it back."""
    entry = get_seen_entry(session, viewer, entry_id)
    (row,) = view_entries(session, [entry])
    others = WantedEntries(city_code=entry.city_code, organisation_id=entry.organisation_id)
    context = {
        "row": row,
        "others": [
            one
            for one in view_entries(session, list_queries.page_entries(session, others, None, PAGE))
            if one.id != row.id
        ],
        "history": view_changes(session, RecordKind.WHITE_LIST, entry_id),
        "may_write": viewer.may(Permission.LEDGER_WRITE, owned_entry(entry)),
        "today": now.date(),
        "path": PATH,
    }
    return render(request, "office/white_list_entry.html", context, crumbs=[HOME, WHITE_LIST])


@router.post("/{entry_id}/take-off")
def remove(
    request: Request,
    entry_id: PathId,
    typed: Annotated[RemovalForm, Form()],
    viewer: Writer,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Take a firm off the list."""
    at = f"{PATH}/{entry_id}"
    get_seen_entry(session, viewer, entry_id)
    try:
        removal = Removal(typed.revision, _day("移出日期", typed.day), typed.reason)
        take_off(session, viewer, entry_id, removal, author)
    except REFUSALS as error:
        session.rollback()
        return go_back(request, at, f"没有移出：{told(error)}")
    session.commit()
    return go_on(request, at, Done("已移出名单，不再计入成效；可以恢复"))


@router.post("/{entry_id}/put-back")
def restore(
    request: Request,
    entry_id: PathId,
    typed: Annotated[RemovalForm, Form()],
    viewer: Writer,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Put a firm that was taken off back on the list."""
    at = f"{PATH}/{entry_id}"
    get_seen_entry(session, viewer, entry_id)
    try:
        put_back(session, viewer, entry_id, typed.revision, typed.reason, author)
    except REFUSALS as error:
        session.rollback()
        return go_back(request, at, f"没有恢复：{told(error)}")
    session.commit()
    return go_on(request, at, Done("已恢复到名单上"))


def _page(
    request: Request,
    session: Session,
    viewer: Viewer,
    query: ListQuery,
    typed: BatchForm | None = None,
    flaw: str = "",
) -> Response:
    wanted = query.as_filter(viewer)
    found = list_queries.page_entries(session, wanted, query.after or None, PAGE)
    shown, more = found[:PAGE], len(found) > PAGE
    batches = view_batches(session, wanted.city_code)
    chosen: dict[str, Any] = query.model_dump(exclude={"after"})
    one = next((batch for batch in batches if batch.id == wanted.batch_id), None)
    context = {
        "rows": view_entries(session, shown),
        "batches": batches,
        "one": one,
        "typed": typed or one,
        "reason": typed.reason if typed is not None else "",
        "flaw": flaw,
        "query": chosen,
        "is_filtered": any(chosen.values()),
        "states": _STATES,
        "cities": city_choices(province=False) if is_whole(viewer) else [],
        "own_city": own_city(viewer),
        "may_import": viewer.may(Permission.IMPORT) and viewer.may(Permission.LEDGER_WRITE),
        "may_correct": viewer.may(Permission.LEDGER_WRITE, Owned()),
        "first": query_path(PATH, chosen) if query.after else "",
        "next": query_path(PATH, {**chosen, "after": shown[-1].id}) if more else "",
        "export_path": query_path(f"{PATH}.xlsx", chosen),
        "path": PATH,
    }
    status = 422 if flaw else 200
    return render(request, "office/white_list.html", context, crumbs=[HOME], status=status)


def _day(label: str, text: str) -> date:
    day = read_day(label, text)
    if day is None:
        raise BadQuery(f"请填写{label}")
    return day
