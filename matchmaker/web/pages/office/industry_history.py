"""The editions of the list of industries: who wrote them, when, why, and what each changed."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.errors import BadQuery
from matchmaker.industry.list_difference import tell_difference
from matchmaker.services.industry_editions import (
    edition_in_force,
    industries_in_force,
    list_of,
    parsed_edition,
    restore_edition,
    take_over_release,
)
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import MOST_ID, Paragraph
from matchmaker.web.api.held import ask_for_work
from matchmaker.web.deps import SessionDep
from matchmaker.web.notices import Done, go_back, go_on
from matchmaker.web.pages.office.home import HOME
from matchmaker.web.pages.office.industries import (
    HISTORY_PATH,
    INDUSTRIES,
    PATH,
    RELEASE_PATH,
    SORTING_PATH,
    undo_of,
)
from matchmaker.web.pages.office.rules import RULES
from matchmaker.web.templating import render
from matchmaker.web.told import told
from models.errors import Conflict, NotFound
from models.queries import taxonomy as taxonomy_queries
from models.taxonomy import IndustryEdition
from models.work import WorkKind

PAGE = 20
WORK_PATH = "/office/work"

router = APIRouter(include_in_schema=False)

Reader = Annotated[Viewer, Depends(May(Permission.RULES_READ))]
Writer = Annotated[Viewer, Depends(May(Permission.RULES_WRITE))]
EditionId = Annotated[int, Field(ge=0, le=MOST_ID)]


class HistoryQuery(BaseModel):
    """Which page, and which two editions are compared; 0: none is named."""

    before: EditionId = 0
    old: EditionId = 0
    new: EditionId = 0


class RestoreForm(BaseModel):
    """To which edition the list goes back; follows: the one in force as the page was made."""

    edition: Annotated[int, Field(ge=1, le=MOST_ID)]
    follows: EditionId
    note: Paragraph = ""


class ReleaseForm(BaseModel):
    """The bundled list is taken over; follows: the edition in force as the page was made."""

    follows: EditionId


@dataclass(frozen=True)
class EditionRow:
    """An edition with what it changed, in words."""

    edition: IndustryEdition
    changes: list[str]


@router.get(HISTORY_PATH, response_class=HTMLResponse)
def show(
    request: Request, query: Annotated[HistoryQuery, Query()], viewer: Reader, session: SessionDep
) -> Response:
    """Show the editions, the newest first, and the difference of two of them if that is asked."""
    found = taxonomy_queries.page_editions(session, query.before or None, PAGE)
    shown = found[:PAGE]
    compared: list[str] | None = None
    if query.old and query.new:
        old, new = list_of(session, query.old), list_of(session, query.new)
        compared = tell_difference(old.industries, new.industries)
    context = {
        "taxonomy": industries_in_force(session),
        "in_force": edition_in_force(session),
        "rows": [EditionRow(one, _changes(session, one)) for one in shown],
        "query": query,
        "compared": compared,
        "may_write": viewer.may(Permission.RULES_WRITE),
        "first": HISTORY_PATH if query.before else "",
        "next": f"{HISTORY_PATH}?before={shown[-1].id}" if len(found) > PAGE else "",
    }
    crumbs = [HOME, RULES, INDUSTRIES]
    return render(request, "office/industry_history.html", context, crumbs=crumbs)


@router.post(HISTORY_PATH)
def restore(
    request: Request,
    typed: Annotated[RestoreForm, Form()],
    _viewer: Writer,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Go back to an earlier edition, as a new one."""
    try:
        made = restore_edition(session, typed.edition, typed.follows, typed.note, author)
        session.commit()
    except (BadQuery, Conflict, NotFound) as error:
        session.rollback()
        return go_back(request, HISTORY_PATH, told(error))
    said = f"已恢复到第 {typed.edition} 版的内容，目录现为第 {made} 版。已有记录待重新归类"
    return go_on(request, PATH, Done(said, undo_of(session, made)))


@router.post(RELEASE_PATH)
def take_over(
    request: Request,
    typed: Annotated[ReleaseForm, Form()],
    _viewer: Writer,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Put the bundled list in force, as a new edition."""
    try:
        made = take_over_release(session, typed.follows, author)
        session.commit()
    except (BadQuery, Conflict) as error:
        session.rollback()
        return go_back(request, PATH, told(error))
    said = f"已采用系统新带的目录，现为第 {made} 版。已有记录待重新归类"
    return go_on(request, PATH, Done(said, undo_of(session, made)))


@router.post(SORTING_PATH)
def sort_records(request: Request, viewer: Writer) -> Response:
    """Have all records sorted by the list in force, in the background."""
    ticket = ask_for_work(request, viewer, WorkKind.SORTING, {})
    done = Done("已提交重新归类。下次生成名单或夜间更新索引后，推荐随之变化")
    return go_on(request, f"{WORK_PATH}/{ticket.work_id}", done)


def _changes(session: Session, edition: IndustryEdition) -> list[str]:
    if not edition.follows:
        return []
    before = list_of(session, edition.follows)
    return tell_difference(before.industries, parsed_edition(edition).industries)
