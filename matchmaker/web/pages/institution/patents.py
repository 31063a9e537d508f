"""The stock as a table, and one change for many patents: seen first, then done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.errors import BadQuery
from matchmaker.services.listing_preview import (
    Previewed,
    preview_edits,
    preview_proposals,
    preview_renewals,
    preview_take_downs,
)
from matchmaker.services.listing_sight import Acting, acting
from matchmaker.services.listing_stock import renew, take_down
from matchmaker.services.listing_terms import DEFAULT_MONTHS, today_of
from matchmaker.services.listings import MOST_AT_ONCE, propose_many
from matchmaker.services.many_edits import edit_many, undo_edits, undo_proposals
from matchmaker.services.stock_view import view_stock
from matchmaker.web.access import AuthorDep
from matchmaker.web.api.fields import Line
from matchmaker.web.deps import SessionDep
from matchmaker.web.notices import Done, Undo, go_back, go_on
from matchmaker.web.pages.institution.bulk_form import MODES, Act, BulkForm
from matchmaker.web.pages.institution.desk import HOME, PATENTS, Member
from matchmaker.web.pages.institution.stock_query import OFFERED_LABELS, ROWS, StockQuery
from matchmaker.web.templating import render
from models.queries import own_stock
from models.queries.own_stock import ORDERS, Gap
from models.values.legal_status import LegalState

STATES = tuple((state.value, state.label) for state in LegalState)
GAPS = tuple((gap.value, gap.label) for gap in Gap)
SORTS = tuple((name, label) for name, (label, _) in ORDERS.items())
# More reasons would not be read, and a cookie holds no more.
TOLD_ERRORS = 2

router = APIRouter(prefix="/institution/patents", include_in_schema=False)

TableQuery = Annotated[StockQuery, Query()]


class UndoForm(BaseModel):
    """Of which moment something is taken back, and to which page it goes on."""

    at: Line
    act: Line


@router.get("", response_class=HTMLResponse)
def show(
    request: Request, query: TableQuery, viewer: Member, author: AuthorDep, session: SessionDep
) -> Response:
    """Show the patents of a filter, and the form that changes those that are checked."""
    return _table(request, session, acting(session, viewer, author), query, BulkForm(), {})


@router.post("/preview", response_class=HTMLResponse)
def preview(
    request: Request,
    query: TableQuery,
    form: Annotated[BulkForm, Form()],
    viewer: Member,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Show what would become of each patent; nothing is changed."""
    who = acting(session, viewer, author)
    numbers = _numbers(session, who, query, form)
    wrong = form.wrong()
    if not numbers:
        wrong["patents"] = "请先在表中勾选专利"
    act = form.chosen
    if wrong or act is None:
        return _table(request, session, who, query, form, wrong)
    try:
        found = _preview(session, who, act, numbers, form)
    except BadQuery as error:
        return _table(request, session, who, query, form, {"until": str(error)})
    finally:
        session.rollback()
    context = {
        "act": act,
        "form": form,
        "query": query,
        "found": found,
        "goal": form.goal(query.at(query.page)),
        "good": [one for one in found if not one.error],
        "bad": [one for one in found if one.error],
        "today": today_of(author),
        "months": DEFAULT_MONTHS,
    }
    return render(request, "institution/preview.html", context, crumbs=[HOME, PATENTS])


@router.post("/apply")
def apply(
    request: Request,
    query: TableQuery,
    form: Annotated[BulkForm, Form()],
    viewer: Member,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Do what was seen before."""
    who, act, wrong = acting(session, viewer, author), form.chosen, form.wrong()
    if act is None or wrong or not form.patents:
        why = "；".join(wrong.values()) or "请先在表中勾选专利"
        return go_back(request, query.at(query.page), why)
    try:
        done = _apply(session, who, act, form)
    except BadQuery as error:
        return go_back(request, query.at(query.page), str(error))
    session.commit()
    undo = None
    if done.undoable:
        undo = Undo(
            path="/institution/patents/undo", fields={"at": author.at.isoformat(), "act": act.value}
        )
    return go_on(request, form.goal(query.at(query.page)), Done(done.text, undo))


@router.post("/undo")
def undo(
    request: Request,
    form: Annotated[UndoForm, Form()],
    viewer: Member,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Take back one's own edits or proposals of a moment, as far as they still stand."""
    who = acting(session, viewer, author)
    try:
        moment = datetime.fromisoformat(form.at)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        return go_back(request, PATENTS.path, "没有找到要撤销的操作。请在专利页面直接修改")
    if form.act == Act.EDIT:
        text = f"已恢复 {undo_edits(session, who, moment)} 件专利的原值"
    else:
        text = f"已撤回 {undo_proposals(session, who, moment)} 项申报"
    session.commit()
    return go_on(request, PATENTS.path, Done(text))


@dataclass(frozen=True)
class _Told:
    """What is said of what was done; undoable: whether it can be taken back."""

    text: str
    undoable: bool = False


def _table(
    request: Request,
    session: Session,
    who: Acting,
    query: StockQuery,
    form: BulkForm,
    wrong: dict[str, str],
) -> Response:
    today = today_of(who.author)
    wanted = query.as_filter(who.viewer.organisations, today)
    total = own_stock.count_own(session, wanted)
    pages = max(1, -(-total // ROWS))
    page = min(query.page, pages)
    found = own_stock.find_own(session, wanted, query.order, (page - 1) * ROWS, ROWS)
    rows = view_stock(session, found, today)
    here = {row.number for row in rows}
    context = {
        "query": query,
        "rows": rows,
        "elsewhere": [number for number in form.patents if number not in here],
        "total": total,
        "page": page,
        "pages": pages,
        "back": query.at(page - 1) if page > 1 else "",
        "on": query.at(page + 1) if page < pages else "",
        "here": query.at(page).removeprefix("/institution/patents"),
        "form": form,
        "wrong": wrong,
        "acts": [act for act in Act if not act.for_reviewers or _reviews(who.viewer)],
        "states": STATES,
        "modes": MODES,
        "gaps": GAPS,
        "sorts": SORTS,
        "offers": OFFERED_LABELS,
        "most": MOST_AT_ONCE,
        "months": DEFAULT_MONTHS,
    }
    status = 422 if wrong else 200
    return render(request, "institution/patents.html", context, crumbs=[HOME], status=status)


def _reviews(viewer: Viewer) -> bool:
    return viewer.may(Permission.PATENT_REVIEW)


def _numbers(session: Session, who: Acting, query: StockQuery, form: BulkForm) -> Sequence[str]:
    """Return the numbers that were checked, or those of all that the filter finds."""
    if not form.everything:
        return form.patents
    wanted = query.as_filter(who.viewer.organisations, today_of(who.author))
    found = own_stock.find_own(session, wanted, query.order, 0, MOST_AT_ONCE)
    return [patent.display_number for patent in found]


def _preview(
    session: Session, who: Acting, act: Act, numbers: Sequence[str], form: BulkForm
) -> list[Previewed]:
    """Return what would be done; the caller rolls the session back."""
    if act is Act.PROPOSE:
        return preview_proposals(session, who, [form.words(number) for number in numbers])
    who.viewer.require(Permission.PATENT_REVIEW)
    if act is Act.EDIT:
        return preview_edits(session, who, numbers, form.cells)
    if act is Act.RENEW:
        return preview_renewals(session, who, numbers, form.day)
    for_good = act is Act.WITHDRAW
    return preview_take_downs(session, who, numbers, form.reason, for_good=for_good)


def _apply(session: Session, who: Acting, act: Act, form: BulkForm) -> _Told:
    numbers = form.patents
    if act is Act.PROPOSE:
        proposed = propose_many(session, who, [form.words(number) for number in numbers])
        passed = sum(
            one.proposal is not None and not one.proposal.state.is_open for one in proposed
        )
        sent = sum(one.proposal is not None for one in proposed) - passed
        parts = [f"已送审 {sent} 件" if sent else "", f"已挂牌 {passed} 件" if passed else ""]
        errors = [(one.patent, one.error) for one in proposed]
        return _Told(_tell(parts, errors), undoable=bool(sent))
    who.viewer.require(Permission.PATENT_REVIEW)
    if act is Act.EDIT:
        edited = edit_many(session, who, numbers, form.cells)
        changed = sum(one.columns > 0 for one in edited)
        text = _tell([f"已修改 {changed} 件"], [(one.patent, one.error) for one in edited])
        return _Told(text, undoable=bool(changed))
    if act is Act.RENEW:
        renewed = renew(session, who, numbers, form.day)
        count = sum(not one.error for one in renewed)
        return _Told(_tell([f"已续期 {count} 件"], [(one.patent, one.error) for one in renewed]))
    taken = take_down(session, who, numbers, form.reason, for_good=act is Act.WITHDRAW)
    count = sum(not one.error for one in taken)
    return _Told(_tell([f"已撤下 {count} 件"], [(one.patent, one.error) for one in taken]))


def _tell(parts: Sequence[str], outcomes: Sequence[tuple[str, str]]) -> str:
    """Return what was done, and why what was not was not."""
    failed = [(number, error) for number, error in outcomes if error]
    told = "，".join(part for part in parts if part) or "没有办理任何一件"
    if not failed:
        return told
    reasons = "；".join(f"{number}：{error}" for number, error in failed[:TOLD_ERRORS])
    rest = " 等" if len(failed) > TOLD_ERRORS else ""
    return f"{told}。{len(failed)} 件未办理：{reasons}{rest}"
