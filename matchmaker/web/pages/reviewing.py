"""A reviewer's cases: what is to be marked, and the form of marks, with what proves a case."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.cases.completeness import LABELS
from matchmaker.errors import BadQuery
from matchmaker.services.cases.marking import (
    Desk,
    Given,
    give_marks,
    require_reviewable,
    view_desk,
)
from matchmaker.services.city_names import city_name
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import Paragraph, PathId
from matchmaker.web.api.reviewing import download_file
from matchmaker.web.deps import SessionDep, SettingsDep
from matchmaker.web.notices import Done, go_on
from matchmaker.web.pages.office.ledger_frame import Known
from matchmaker.web.templating import Crumb, render
from matchmaker.web.told import told
from models.errors import Conflict
from models.kept_record import RecordKind
from models.queries import case_rounds as round_queries
from models.queries import record_files as file_queries

PATH = "/reviewing"
MINE = Crumb("案例评审", PATH)

router = APIRouter(include_in_schema=False)

Reviewer = Annotated[Viewer, Depends(May(Permission.CASE_MARK))]


class MarksForm(BaseModel):
    """Marks criterion by criterion; a line without a mark is not yet given."""

    slug: Annotated[list[Known], Field(max_length=50)] = []
    mark: Annotated[list[Known], Field(max_length=50)] = []
    reason: Annotated[list[Paragraph], Field(max_length=50)] = []


@router.get(PATH, response_class=HTMLResponse)
def list_mine(request: Request, viewer: Reviewer, session: SessionDep) -> Response:
    """Show the cases of the rounds for which the viewer was appointed, and how far they are."""
    found = round_queries.rounds_marked_by(session, viewer.account_id or 0)
    context = {
        "desks": [view_desk(session, viewer, one) for one in found if one.opened_at is not None],
        "waiting": [one.year for one in found if one.opened_at is None],
        "city": city_name,
    }
    return render(request, "reviewing/cases.html", context)


@router.get(f"{PATH}/{{case_id}}", response_class=HTMLResponse)
def show_one(request: Request, case_id: PathId, viewer: Reviewer, session: SessionDep) -> Response:
    """Show a case beside the form of its marks."""
    return _show(request, session, viewer, case_id)


@router.post(f"{PATH}/{{case_id}}", response_class=HTMLResponse)
def mark(
    request: Request,
    case_id: PathId,
    typed: Annotated[MarksForm, Form()],
    viewer: Reviewer,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Keep marks and go on to the next case, or show the form again with what is wrong."""
    try:
        done = give_marks(session, viewer, case_id, _read(typed), author)
    except (BadQuery, Conflict) as error:
        session.rollback()
        return _show(request, session, viewer, case_id, typed, told(error))
    session.commit()
    found, case = require_reviewable(session, viewer, case_id)
    if not done:
        said = f"“{case.title}”的评分已保存，还有标准没有评"
        return go_on(request, f"{PATH}/{case_id}", Done(said))
    rest = view_desk(session, viewer, found).open_cases
    if not rest:
        return go_on(request, PATH, Done("您的案例已全部评完"))
    said = f"“{case.title}”已评完，还有 {len(rest)} 个。下面是下一个"
    return go_on(request, f"{PATH}/{rest[0].id}", Done(said))


@router.get(f"{PATH}/{{case_id}}/files/{{file_id}}")
def download(
    case_id: PathId,
    file_id: PathId,
    viewer: Reviewer,
    author: AuthorDep,
    session: SessionDep,
    settings: SettingsDep,
) -> Response:
    """Return a file that proves a case, to be saved, with a record of who had it."""
    return download_file(case_id, file_id, viewer, author, session, settings)


def _read(typed: MarksForm) -> dict[str, Given]:
    """Return the marks that were typed; raise BadQuery for one that is no whole number."""
    given = {}
    for slug, mark, reason in zip(typed.slug, typed.mark, typed.reason, strict=False):
        text = mark.strip()
        if not text and not reason.strip():
            continue
        if not text.isdecimal() or len(text) > 3:
            raise BadQuery(f"分数“{mark}”不对。请填 0 到 100 的整数，并写明理由")
        given[slug] = Given(int(text), reason)
    return given


def _show(
    request: Request,
    session: Session,
    viewer: Viewer,
    case_id: int,
    typed: MarksForm | None = None,
    flaw: str = "",
) -> Response:
    found, case = require_reviewable(session, viewer, case_id)
    desk = view_desk(session, viewer, found)
    files = file_queries.files_of(session, RecordKind.CASE, case_id)
    context = {
        "case": case,
        "city": city_name(case.city_code),
        "told_fields": [(LABELS[name], getattr(case, name)) for name in LABELS],
        "files": [one for one in files if one.removed_at is None],
        "desk": desk,
        "rows": _rows(desk, case_id, typed),
        "base": f"{PATH}/{case_id}",
        "flaw": flaw,
    }
    status = 422 if flaw else 200
    return render(request, "reviewing/case.html", context, crumbs=[MINE], status=status)


def _rows(desk: Desk, case_id: int, typed: MarksForm | None) -> list[tuple[object, str, str]]:
    """Return criterion, mark and reason, as they were typed or else as they are kept."""
    if typed is not None:
        lines = zip(typed.slug, typed.mark, typed.reason, strict=False)
        said = {slug: (mark, reason) for slug, mark, reason in lines}
    else:
        given = desk.given.get(case_id, {})
        said = {slug: (str(one.mark), one.reason) for slug, one in given.items()}
    return [(one, *said.get(one.slug, ("", ""))) for one in desk.criteria]
