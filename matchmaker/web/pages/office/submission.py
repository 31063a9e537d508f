"""A city's plan or report: written, sent, returned, filed, and had as a document."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Owned, Viewer
from matchmaker.china_time import CHINA
from matchmaker.jobs.files import log_download
from matchmaker.ledger.planned_day import tell_when
from matchmaker.reports.campaign_files import plan_file
from matchmaker.services.submissions import keep
from matchmaker.services.submissions.days import campaign_period, due_day
from matchmaker.services.submissions.keep import Place
from matchmaker.services.submissions.sight import (
    Asked,
    may_judge,
    require_province,
    seen_place,
    written_place,
)
from matchmaker.services.submissions.statement import counted_figures
from matchmaker.services.submissions.view import is_enough, last_year, view_history, view_row
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import PathText, Text
from matchmaker.web.api.held import DOCX, as_file
from matchmaker.web.deps import NowDep, SessionDep
from matchmaker.web.notices import Done, go_back, go_on
from matchmaker.web.pages.office.home import HOME
from matchmaker.web.pages.office.ledger_evidence import evidence_context
from matchmaker.web.pages.office.ledger_frame import REFUSALS, Revision
from matchmaker.web.pages.office.submission_form import (
    SubmissionForm,
    empty_form,
    field_context,
    read_form,
    write_form,
)
from matchmaker.web.pages.office.submission_frame import (
    PATH,
    PathYear,
    list_crumb,
    parts,
    submission_path,
)
from matchmaker.web.templating import render
from matchmaker.web.told import told
from models.errors import NotFound
from models.kept_record import RecordKind
from models.ledger_enums import ActivityKind
from models.queries import submissions as submission_queries
from models.submission import CitySubmission
from models.submission_enums import SubmissionKind

router = APIRouter(prefix=PATH, include_in_schema=False)

Reader = Annotated[Viewer, Depends(May(Permission.LEDGER_READ))]
Writer = Annotated[Viewer, Depends(May(Permission.LEDGER_WRITE))]
_ONE = "/{kind}/{year}/{city}"


class ActForm(BaseModel):
    """What was read, and of what is returned why."""

    revision: Revision
    reason: Annotated[Text, Field(max_length=keep.MOST_REASON)] = ""


def get_seen(kind: SubmissionKind, year: PathYear, city: PathText, viewer: Reader) -> Asked:
    """Return the plan or report of an address, which the viewer may read."""
    return Asked(seen_place(viewer, kind, year, city), viewer)


def get_written(kind: SubmissionKind, year: PathYear, city: PathText, viewer: Writer) -> Asked:
    """Return the same of one that the viewer may write and send."""
    return Asked(written_place(viewer, kind, year, city), viewer)


def get_judged(asked: Annotated[Asked, Depends(get_written)]) -> Asked:
    """Return the same of one that the viewer may return and file."""
    require_province(asked.viewer)
    return asked


Seen = Annotated[Asked, Depends(get_seen)]
Written = Annotated[Asked, Depends(get_written)]
Judged = Annotated[Asked, Depends(get_judged)]


@router.get(f"{_ONE}.docx")
def download(asked: Seen, author: AuthorDep, session: SessionDep) -> Response:
    """Return a plan as a Word document."""
    place = asked.place
    found = _find(session, place)
    if found is None or place.kind is not SubmissionKind.PLAN:
        raise NotFound(f"{place.label}没有可以下载的文件。请先填写活动方案")
    made = plan_file(session, found)
    log_download(session, made.whose, made.what, [made.name], author)
    session.commit()
    return as_file(made.content, DOCX, made.name)


@router.get(_ONE, response_class=HTMLResponse)
def show(request: Request, asked: Seen, session: SessionDep, now: NowDep) -> Response:
    """Show a plan or report, with its form while the city has it."""
    return _page(request, session, asked, now)


@router.post(_ONE, response_class=HTMLResponse)
def save(
    request: Request,
    asked: Written,
    typed: Annotated[SubmissionForm, Form()],
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Write down what is typed, or show the form again with what is wrong."""
    place = asked.place
    try:
        keep.save(session, place, typed.revision, read_form(place.kind, typed), author)
    except REFUSALS as error:
        session.rollback()
        return _page(request, session, asked, author.at, (typed, told(error)))
    session.commit()
    return go_on(
        request, _path(place), Done(f"已保存。核对后点“报送省局”，省局才会收到{_it(place)}")
    )


@router.post(f"{_ONE}/send")
def send(
    request: Request,
    asked: Written,
    typed: Annotated[ActForm, Form()],
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Send it to the province."""
    place = asked.place
    return _act(
        request,
        session,
        place,
        lambda: keep.send(session, place, typed.revision, author),
        "已报送省局，备案前不能再改",
    )


@router.post(f"{_ONE}/return")
def give_back(
    request: Request,
    asked: Judged,
    typed: Annotated[ActForm, Form()],
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Give it back to its city, with a reason."""
    place = asked.place
    return _act(
        request,
        session,
        place,
        lambda: keep.give_back(session, place, typed.revision, typed.reason, author),
        "已退回市州，原因已写明",
    )


@router.post(f"{_ONE}/file")
def file(
    request: Request,
    asked: Judged,
    typed: Annotated[ActForm, Form()],
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Accept it: from now on it counts."""
    place = asked.place
    return _act(
        request,
        session,
        place,
        lambda: keep.file(session, place, typed.revision, author),
        f"已备案，计入全省{place.kind.label}",
    )


@router.post(f"{_ONE}/copy")
def copy(request: Request, asked: Written, author: AuthorDep, session: SessionDep) -> Response:
    """Begin a plan with last year's."""
    place = asked.place
    return _act(
        request,
        session,
        place,
        lambda: keep.copy_last_year(session, place, author),
        f"已由 {place.year - 1} 年的方案复制，请逐项核对后保存",
    )


def _act(
    request: Request,
    session: Session,
    place: Place,
    act: Callable[[], CitySubmission],
    done: str,
) -> Response:
    """Do something and tell it, or tell why it was not done."""
    at = _path(place)
    try:
        act()
    except REFUSALS as error:
        session.rollback()
        return go_back(request, at, f"没有办成：{told(error)}")
    session.commit()
    return go_on(request, at, Done(f"{place.label}{done}"))


def _page(
    request: Request,
    session: Session,
    asked: Asked,
    now: datetime,
    refused: tuple[SubmissionForm, str] | None = None,
) -> Response:
    """Return the page; refused: what was typed, and why it was not taken."""
    place, viewer = asked.place, asked.viewer
    kind, today = place.kind, now.astimezone(CHINA).date()
    row = view_row(session, kind, place.year, today, place.city_code)
    found = row.submission
    owned = Owned(frozenset({place.city_code}))
    may_write = viewer.may(Permission.LEDGER_WRITE, owned) and (
        found is None or found.state.is_open
    )
    before = last_year(session, place.year, place.city_code)
    until = _until(found, place.year, today)
    counted = counted_figures(session, place.year, place.city_code, until)
    plan = submission_queries.find_submission(
        session, SubmissionKind.PLAN, place.year - 1, place.city_code
    )
    context = {
        **_form(place, found, refused, {slug: one.value for slug, one in counted.items()}, until),
        "place": place,
        "kind": kind,
        "row": row,
        "found": found,
        "parts": parts(viewer, place.year, kind.value),
        "due_on": due_day(session, kind, place.year),
        "until": until,
        "counted": counted,
        "before": before,
        "is_enough": is_enough,
        "period": campaign_period(place.year),
        "activity_labels": {one.value: one.label for one in ActivityKind},
        "tell_when": tell_when,
        "history": [] if found is None else view_history(session, found),
        "may_write": may_write,
        "may_judge": may_judge(viewer),
        "may_copy": may_write
        and found is None
        and kind is SubmissionKind.PLAN
        and plan is not None,
        "flaw": refused[1] if refused else "",
        "path": _path(place),
    }
    if found is not None:
        context |= evidence_context(request, session, RecordKind.SUBMISSION, found.id or 0)
    crumbs = [HOME, list_crumb(kind, place.year)]
    status = 422 if refused else 200
    return render(request, "office/submission.html", context, crumbs=crumbs, status=status)


def _form(
    place: Place,
    found: CitySubmission | None,
    refused: tuple[SubmissionForm, str] | None,
    counted: Mapping[str, int],
    until: date,
) -> Mapping[str, Any]:
    if refused is not None:
        typed = refused[0]
    elif found is not None:
        typed = write_form(found)
    else:
        typed = empty_form(place.kind, counted, until)
    return field_context(place.kind, typed)


def _until(found: CitySubmission | None, year: int, today: date) -> date:
    """Return up to which day the ledger is counted beside what is stated."""
    if found is not None and found.counted_until is not None:
        return found.counted_until
    return max(min(today, campaign_period(year).until), campaign_period(year).since)


def _find(session: Session, place: Place) -> CitySubmission | None:
    return submission_queries.find_submission(session, place.kind, place.year, place.city_code)


def _path(place: Place) -> str:
    return submission_path(place.kind, place.year, place.city_code)


def _it(place: Place) -> str:
    return "方案" if place.kind is SubmissionKind.PLAN else "总结"
