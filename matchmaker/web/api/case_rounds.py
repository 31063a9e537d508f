"""The choice of a year's model cases: set up, opened, closed, decided; its order and marks."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, ConfigDict
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.jobs.files import log_download
from matchmaker.reports import case_ranking
from matchmaker.reports.case_booklet import booklet_file
from matchmaker.services.cases.round_view import CaseRow, RoundView, view_round
from matchmaker.services.cases.rounds import (
    appoint_by_login,
    change_criteria,
    change_terms,
    close_round,
    criteria_history,
    decide,
    dismiss,
    make_round,
    open_round,
)
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.case_round_bodies import (
    CaseShiftRecord,
    CloseBody,
    CriteriaBody,
    CriteriaRecord,
    DecisionBody,
    NewRound,
    PathYear,
    RankedRecord,
    ReviewerBody,
    ReviewerRecord,
    RoundRecord,
    RoundSummary,
    SheetRecord,
    TermsBody,
    criterion_records,
)
from matchmaker.web.api.fields import PathId
from matchmaker.web.api.held import DOCX, XLSX, as_file
from matchmaker.web.api.paging import (
    CursorParameter,
    LimitParameter,
    Page,
    read_cursor,
    write_cursor,
)
from matchmaker.web.deps import SessionDep
from matchmaker.web.operations.bodies import errors
from models.model_case import CaseRound
from models.queries import case_rounds as round_queries

BY_YEAR = "year"

router = APIRouter(
    prefix="/ledger/case-rounds", tags=["ledger"], responses=errors(401, 403, 422, 429)
)

Chooser = Annotated[Viewer, Depends(May(Permission.CASE_CHOOSE))]


class RoundQuery(BaseModel):
    """Which page of rounds."""

    model_config = ConfigDict(extra="forbid")

    limit: LimitParameter = 50
    cursor: CursorParameter = None


@router.get("", operation_id="list_case_rounds")
def list_rounds(
    query: Annotated[RoundQuery, Query()], _viewer: Chooser, session: SessionDep
) -> Page[RoundSummary]:
    """Return the choices of all years, the newest first."""
    after = read_cursor(query.cursor, BY_YEAR, (int,))
    last = None if after is None else int(after[0])
    found = round_queries.page_rounds(session, last, query.limit)
    shown, more = found[: query.limit], len(found) > query.limit
    return Page(
        items=[_summary(one) for one in shown],
        next_cursor=write_cursor(BY_YEAR, [shown[-1].year]) if more else None,
    )


@router.post("", operation_id="make_case_round", status_code=201, responses=errors(409))
def add_round(
    form: NewRound, viewer: Chooser, author: AuthorDep, session: SessionDep
) -> RoundRecord:
    """Make the choice of a year with the criteria that are proposed."""
    make_round(session, form.year, form.terms(), author)
    return _kept(session, viewer, form.year)


@router.get("/{year}", operation_id="get_case_round", responses=errors(404))
def read_round(year: PathYear, viewer: Chooser, session: SessionDep) -> RoundRecord:
    """Return the choice of a year: progress, the order of its cases, and how firm it is."""
    return _record(session, view_round(session, viewer, year))


@router.put("/{year}/terms", operation_id="set_case_round_terms", responses=errors(404, 409))
def set_terms(
    year: PathYear, form: TermsBody, viewer: Chooser, author: AuthorDep, session: SessionDep
) -> RoundRecord:
    """Change how many are chosen and the hints, until the choice is made."""
    change_terms(session, year, form.terms(), author)
    return _kept(session, viewer, year)


@router.put("/{year}/criteria", operation_id="set_case_criteria", responses=errors(404, 409))
def set_criteria(
    year: PathYear, form: CriteriaBody, viewer: Chooser, author: AuthorDep, session: SessionDep
) -> RoundRecord:
    """Put criteria in force, the earlier ones kept, until marking begins."""
    change_criteria(session, year, form.made(), form.reason, author)
    return _kept(session, viewer, year)


@router.post("/{year}/reviewers", operation_id="appoint_case_reviewer", responses=errors(404, 409))
def add_reviewer(
    year: PathYear, form: ReviewerBody, viewer: Chooser, author: AuthorDep, session: SessionDep
) -> RoundRecord:
    """Let an account mark, until marking is closed."""
    appoint_by_login(session, year, form.login, author)
    return _kept(session, viewer, year)


@router.delete(
    "/{year}/reviewers/{account_id}",
    operation_id="dismiss_case_reviewer",
    responses=errors(404, 409),
)
def remove_reviewer(
    year: PathYear, account_id: PathId, viewer: Chooser, author: AuthorDep, session: SessionDep
) -> RoundRecord:
    """Let an account mark no longer; one that has marked stays."""
    dismiss(session, year, account_id, author)
    return _kept(session, viewer, year)


@router.post("/{year}/open", operation_id="open_case_round", responses=errors(404, 409))
def begin(year: PathYear, viewer: Chooser, author: AuthorDep, session: SessionDep) -> RoundRecord:
    """Let reviewers mark, again where it was closed."""
    open_round(session, year, author)
    return _kept(session, viewer, year)


@router.post("/{year}/close", operation_id="close_case_round", responses=errors(404, 409))
def end(
    year: PathYear, form: CloseBody, viewer: Chooser, author: AuthorDep, session: SessionDep
) -> RoundRecord:
    """End marking, with a reason where marks are open."""
    close_round(session, year, form.reason, author)
    return _kept(session, viewer, year)


@router.post("/{year}/decision", operation_id="decide_case_round", responses=errors(404, 409))
def choose(
    year: PathYear, form: DecisionBody, viewer: Chooser, author: AuthorDep, session: SessionDep
) -> RoundRecord:
    """Choose cases for good, with a reason for each that departs from the order of marks."""
    decide(session, year, form.chosen, form.reasons, author)
    return _kept(session, viewer, year)


@router.get(
    "/{year}/ranking.xlsx",
    operation_id="export_case_ranking",
    response_class=Response,
    responses=errors(404),
)
def download_ranking(
    year: PathYear, viewer: Chooser, author: AuthorDep, session: SessionDep
) -> Response:
    """Return the order as a workbook with its formulas, with a record of who had it."""
    view = view_round(session, viewer, year)
    name = case_ranking.file_name(view)
    content = case_ranking.build(view, author.at)
    log_download(session, f"{year} 年典型案例", "评分排名", [name], author)
    session.commit()
    return as_file(content, XLSX, name)


@router.get("/{year}/booklet.docx", operation_id="export_case_booklet", response_class=Response)
def download_booklet(
    year: PathYear, _viewer: Chooser, author: AuthorDep, session: SessionDep
) -> Response:
    """Return the chosen cases as one document, with a record of who had it."""
    made = booklet_file(session, year, author)
    log_download(session, made.whose, made.what, [made.name], author)
    session.commit()
    return as_file(made.content, DOCX, made.name)


def _kept(session: Session, viewer: Viewer, year: int) -> RoundRecord:
    """Keep what was done, and return the round as it stands now."""
    session.commit()
    return _record(session, view_round(session, viewer, year))


def _summary(found: CaseRound) -> RoundSummary:
    return RoundSummary(
        year=found.year,
        state=found.state,
        state_label=found.state.label,
        size=found.size,
        city_cap=found.city_cap,
        category_cap=found.category_cap,
        opened_at=found.opened_at,
        closed_at=found.closed_at,
        decided_at=found.locked_at,
        actor=found.actor,
        made_at=found.made_at,
    )


def _record(session: Session, view: RoundView) -> RoundRecord:
    return RoundRecord(
        **_summary(view.round).model_dump(),
        is_decided=view.round.locked_at is not None,
        rule=view.rule,
        criteria=criterion_records(view.criteria),
        criteria_history=[
            CriteriaRecord(
                criteria=criterion_records(one.criteria),
                reason=one.note,
                actor=one.actor,
                made_at=one.made_at,
            )
            for one in criteria_history(session, view.round)
        ],
        reviewers=[
            ReviewerRecord(
                account_id=one.account.id or 0,
                name=one.account.name,
                role=one.account.role,
                role_label=one.account.role.label,
                to_mark=one.cases,
                done=one.done,
                barred=one.barred,
            )
            for one in view.progress
        ],
        open_marks=view.open_marks,
        waiting=view.waiting,
        hints=list(view.hints),
        cases=[_ranked(view, row) for row in view.rows],
        shifts=[
            CaseShiftRecord(what=one.what, entering=list(one.entering), leaving=list(one.leaving))
            for one in view.shifts
        ],
    )


def _ranked(view: RoundView, row: CaseRow) -> RankedRecord:
    return RankedRecord(
        place=row.ranked.place,
        case_id=row.case.id or 0,
        title=row.case.title,
        city=row.city,
        category=row.case.category,
        category_label=row.case.category.label,
        state=row.case.state,
        state_label=row.case.state.label,
        has_consent=row.case.has_consent,
        score=row.score,
        spread=row.ranked.spread,
        reviewers=len(row.ranked.by_reviewer),
        in_first=row.in_first,
        choice_reason=row.case.choice_reason,
        sheets=[
            SheetRecord(
                account_id=one.account.id or 0,
                name=one.account.name,
                state=one.state,
                state_label=one.state.label,
                score=one.score,
                is_dropped=one.is_dropped,
                why=one.why,
            )
            for one in view.sheets_of(row)
        ],
    )
