"""Plans and reports that cities hand in: read, written, sent, returned, filed, merged."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.errors import BadQuery
from matchmaker.jobs.files import log_download
from matchmaker.ledger.period import FIRST_YEAR, LAST_YEAR
from matchmaker.reports.campaign_files import plan_file
from matchmaker.services.city_names import city_name
from matchmaker.services.submissions import keep
from matchmaker.services.submissions.days import due_day, set_due_day
from matchmaker.services.submissions.keep import Place
from matchmaker.services.submissions.sight import (
    Asked,
    require_province,
    seen_cities,
    seen_place,
    written_place,
)
from matchmaker.services.submissions.view import CityRow, view_history, view_row, view_rows
from matchmaker.services.submissions.words import (
    MOST,
    MOST_ACTIVITIES,
    MOST_TEXT,
    PlannedActivity,
    SubmissionWords,
)
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import Day, Line, PathText, Text
from matchmaker.web.api.held import DOCX, as_file
from matchmaker.web.api.ledger import Revision
from matchmaker.web.deps import NowDep, SessionDep
from matchmaker.web.operations.bodies import errors
from models.errors import NotFound
from models.ledger_enums import ActivityKind
from models.queries import submissions as submission_queries
from models.submission_enums import SubmissionKind, SubmissionState

router = APIRouter(
    prefix="/submissions", tags=["submissions"], responses=errors(401, 403, 422, 429)
)

Reader = Annotated[Viewer, Depends(May(Permission.LEDGER_READ))]
Writer = Annotated[Viewer, Depends(May(Permission.LEDGER_WRITE))]
Ruler = Annotated[Viewer, Depends(May(Permission.RULES_WRITE))]
PathYear = Annotated[int, Path(ge=FIRST_YEAR, le=LAST_YEAR, description="年份", examples=[2024])]
PathCity = Annotated[PathText, Path(description="市州名称或代码", examples=["420500"])]
Number = Annotated[int, Field(ge=0, le=MOST)]
_ONE = "/{kind}/{year}/{city}"


class PlannedForm(BaseModel):
    """A planned activity; when: a month or a day of the year."""

    model_config = ConfigDict(extra="forbid")

    kind: Annotated[ActivityKind, Field(examples=[ActivityKind.DOCKING])]
    when: Annotated[Line, Field(examples=["2024-06-18"])]
    title: Annotated[Line, Field(examples=["高校专利进园区对接会"])]
    place: Line = ""
    responsible: Line = ""


class SubmissionForm(BaseModel):
    """A plan or report as it is to be, all of it.

    revision: as it was read, 0 for one that is not there yet; figures: indicator → number, CNY or
    count; texts: part → text; counted_until: of a report.
    """

    model_config = ConfigDict(extra="forbid")

    revision: Revision = 0
    figures: Annotated[
        dict[Line, Number], Field(max_length=100, examples=[{"transfers": 120}])
    ] = {}
    activities: Annotated[list[PlannedForm], Field(max_length=MOST_ACTIVITIES)] = []
    texts: Annotated[
        dict[Line, Annotated[Text, Field(max_length=MOST_TEXT)]],
        Field(max_length=5, examples=[{}]),
    ] = {}
    counted_until: Day | None = None


class ActForm(BaseModel):
    """Which state of it was read."""

    model_config = ConfigDict(extra="forbid")

    revision: Revision


class ReturnForm(ActForm):
    """The same, and why it is given back."""

    reason: Annotated[Text, Field(max_length=keep.MOST_REASON, examples=["质押融资额请核对"])]


class DueForm(BaseModel):
    """By when something is due, in the year of the address, and why that is changed."""

    model_config = ConfigDict(extra="forbid")

    due_on: Day
    note: Annotated[Line, Field(examples=["按省局通知"])]


class DueRecord(BaseModel):
    """By when something is due."""

    kind: SubmissionKind
    year: int
    due_on: date


class SubmissionRecord(BaseModel):
    """How far a city is; state: null where it has begun none; days_late: below 0 for days left."""

    city_code: str
    city: str = Field(examples=["宜昌"])
    state: SubmissionState | None
    state_label: str = Field(examples=["已报送"])
    sent_at: datetime | None
    days_late: int
    timing: str = Field(examples=["按时报送"])


class SubmissionList(DueRecord):
    """How far the cities are that the viewer sees."""

    cities: list[SubmissionRecord]


class HistoryRecord(BaseModel):
    """What was done to it."""

    made_at: datetime
    actor: str
    act: str


class SubmissionDetail(SubmissionRecord):
    """A plan or report, with its history, the newest first."""

    kind: SubmissionKind
    year: int
    due_on: date
    figures: dict[str, int]
    activities: list[PlannedForm]
    texts: dict[str, str]
    counted_until: date | None
    return_reason: str
    history: list[HistoryRecord]
    revision: int


def get_seen(kind: SubmissionKind, year: PathYear, city: PathCity, viewer: Reader) -> Asked:
    """Return the plan or report of an address, which the viewer may read."""
    return Asked(seen_place(viewer, kind, year, city), viewer)


def get_written(kind: SubmissionKind, year: PathYear, city: PathCity, viewer: Writer) -> Asked:
    """Return the same of one that the viewer may write and send."""
    return Asked(written_place(viewer, kind, year, city), viewer)


def get_judged(asked: Annotated[Asked, Depends(get_written)]) -> Asked:
    """Return the same of one that the viewer may return and file."""
    require_province(asked.viewer)
    return asked


Seen = Annotated[Asked, Depends(get_seen)]
Written = Annotated[Asked, Depends(get_written)]
Judged = Annotated[Asked, Depends(get_judged)]


@router.get("/{kind}", operation_id="list_submissions")
def list_submissions(
    kind: SubmissionKind,
    year: Annotated[int, Query(ge=FIRST_YEAR, le=LAST_YEAR, description="年份", examples=[2024])],
    viewer: Reader,
    session: SessionDep,
    now: NowDep,
) -> SubmissionList:
    """Return how far the cities are that the viewer sees."""
    rows = view_rows(session, kind, year, now.date(), seen_cities(viewer))
    return SubmissionList(
        kind=kind,
        year=year,
        due_on=due_day(session, kind, year),
        cities=[SubmissionRecord(**_row(row)) for row in rows],
    )


@router.put("/{kind}/{year}/due", operation_id="set_due_day")
def set_due(
    kind: SubmissionKind,
    year: PathYear,
    form: DueForm,
    _viewer: Ruler,
    author: AuthorDep,
    session: SessionDep,
) -> DueRecord:
    """Set by when plans or reports of a year are due, with a reason."""
    if form.due_on.year != year:
        raise BadQuery(f"截止日应在 {year} 年，不能是 {form.due_on}")
    made = set_due_day(session, kind, form.due_on, form.note, author)
    answer = DueRecord(kind=kind, year=made.year, due_on=made.due_on)
    session.commit()
    return answer


@router.get(
    "/plan/{year}/{city}/document.docx",
    operation_id="export_plan",
    response_class=Response,
    responses=errors(404),
)
def export_plan(
    year: PathYear, city: PathCity, viewer: Reader, author: AuthorDep, session: SessionDep
) -> Response:
    """Return a plan as a Word document; the audit log keeps that it was taken."""
    place = seen_place(viewer, SubmissionKind.PLAN, year, city)
    found = submission_queries.find_submission(session, place.kind, year, place.city_code)
    if found is None:
        raise NotFound(f"{place.label}还没有填写。请先填写并保存")
    made = plan_file(session, found)
    log_download(session, made.whose, made.what, [made.name], author)
    session.commit()
    return as_file(made.content, DOCX, made.name)


@router.get(_ONE, operation_id="get_submission", responses=errors(404))
def get_submission(asked: Seen, session: SessionDep, now: NowDep) -> SubmissionDetail:
    """Return a plan or report of a city; 404 while it has begun none."""
    return _detail(session, asked.place, now.date())


@router.put(_ONE, operation_id="save_submission", responses=errors(409))
def save_submission(
    asked: Written, form: SubmissionForm, author: AuthorDep, session: SessionDep
) -> SubmissionDetail:
    """Write down what a city says, all of it, while it is in the city's hands."""
    words = SubmissionWords(
        figures=form.figures,
        activities=tuple(PlannedActivity(**one.model_dump()) for one in form.activities),
        texts=form.texts,
        counted_until=form.counted_until,
    )
    keep.save(session, asked.place, form.revision, words, author)
    session.commit()
    return _detail(session, asked.place, author.at.date())


@router.post(f"{_ONE}/send", operation_id="send_submission", responses=errors(404, 409))
def send_submission(
    asked: Written, form: ActForm, author: AuthorDep, session: SessionDep
) -> SubmissionDetail:
    """Send it to the province."""
    keep.send(session, asked.place, form.revision, author)
    session.commit()
    return _detail(session, asked.place, author.at.date())


@router.post(f"{_ONE}/return", operation_id="return_submission", responses=errors(404, 409))
def return_submission(
    asked: Judged, form: ReturnForm, author: AuthorDep, session: SessionDep
) -> SubmissionDetail:
    """Give it back to its city with a reason."""
    keep.give_back(session, asked.place, form.revision, form.reason, author)
    session.commit()
    return _detail(session, asked.place, author.at.date())


@router.post(f"{_ONE}/file", operation_id="file_submission", responses=errors(404, 409))
def file_submission(
    asked: Judged, form: ActForm, author: AuthorDep, session: SessionDep
) -> SubmissionDetail:
    """Accept it: from now on it counts."""
    keep.file(session, asked.place, form.revision, author)
    session.commit()
    return _detail(session, asked.place, author.at.date())


def _detail(session: Session, place: Place, today: date) -> SubmissionDetail:
    row = view_row(session, place.kind, place.year, today, place.city_code)
    found = row.submission
    if found is None:
        raise NotFound(f"{place.label}还没有填写。请先填写并保存")
    return SubmissionDetail(
        **_row(row),
        kind=place.kind,
        year=place.year,
        due_on=due_day(session, place.kind, place.year),
        figures=found.figures,
        activities=[PlannedForm(**one) for one in found.activities],
        texts=found.texts,
        counted_until=found.counted_until,
        return_reason=found.return_reason,
        history=[
            HistoryRecord(made_at=one.made_at, actor=one.actor, act=one.act)
            for one in view_history(session, found)
        ],
        revision=found.revision or 0,
    )


def _row(row: CityRow) -> dict[str, object]:
    found = row.submission
    return {
        "city_code": row.city_code,
        "city": city_name(row.city_code),
        "state": None if found is None else found.state,
        "state_label": row.state,
        "sent_at": None if found is None else found.sent_at,
        "days_late": row.days,
        "timing": row.timing,
    }
