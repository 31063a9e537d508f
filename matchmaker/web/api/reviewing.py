"""A reviewer's model cases: what is to be marked, what bars from what, and the own marks alone."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import FileResponse
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.cases.completeness import LABELS
from matchmaker.jobs.evidence import evidence_path
from matchmaker.jobs.files import log_download
from matchmaker.services.cases.marking import (
    Desk,
    give_marks,
    require_reviewable,
    reviewed_file,
    view_desk,
    view_opened_desk,
)
from matchmaker.services.city_names import city_name
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.case_round_bodies import (
    DeskCase,
    DeskRecord,
    DeskSummary,
    MarksBody,
    OwnMark,
    PathYear,
    ProofRecord,
    ReviewedCase,
    ToldField,
    criterion_records,
)
from matchmaker.web.api.fields import PathId
from matchmaker.web.deps import SessionDep, SettingsDep
from matchmaker.web.operations.bodies import errors
from models.kept_record import RecordKind
from models.model_case import ModelCase
from models.queries import case_rounds as round_queries
from models.queries import record_files as file_queries

router = APIRouter(prefix="/reviewing", tags=["ledger"], responses=errors(401, 403, 422, 429))

Reviewer = Annotated[Viewer, Depends(May(Permission.CASE_MARK))]


@router.get("", operation_id="list_case_desks")
def list_desks(viewer: Reviewer, session: SessionDep) -> list[DeskSummary]:
    """Return the rounds for which one was appointed, the newest first."""
    found = round_queries.rounds_marked_by(session, viewer.account_id or 0)
    return [
        DeskSummary(year=one.year, state=one.state, state_label=one.state.label) for one in found
    ]


@router.get("/{year}", operation_id="get_case_desk", responses=errors(404))
def read_desk(year: PathYear, viewer: Reviewer, session: SessionDep) -> DeskRecord:
    """Return one's own cases of a year: how far each is, one's marks, and what bars from it."""
    desk = view_opened_desk(session, viewer, year)
    return DeskRecord(
        year=year,
        state=desk.round.state,
        state_label=desk.round.state.label,
        criteria=criterion_records(desk.criteria),
        to_mark=len(desk.to_mark),
        done=len(desk.to_mark) - len(desk.open_cases),
        cases=[DeskCase(**_case(desk, one)) for one in desk.cases],
    )


@router.get("/cases/{case_id}", operation_id="get_reviewed_case", responses=errors(404))
def read_case(case_id: PathId, viewer: Reviewer, session: SessionDep) -> ReviewedCase:
    """Return a case that one marks, with what proves it and one's own marks."""
    return _reviewed(session, viewer, case_id)


@router.put("/cases/{case_id}", operation_id="mark_case", responses=errors(404, 409))
def put_marks(
    case_id: PathId, form: MarksBody, viewer: Reviewer, author: AuthorDep, session: SessionDep
) -> ReviewedCase:
    """Give one's own marks of a case, each with its reason, while marking is open."""
    give_marks(session, viewer, case_id, form.given(), author)
    session.commit()
    return _reviewed(session, viewer, case_id)


@router.get(
    "/cases/{case_id}/files/{file_id}",
    operation_id="get_reviewed_file",
    response_class=FileResponse,
    responses=errors(404),
)
def download_file(
    case_id: PathId,
    file_id: PathId,
    viewer: Reviewer,
    author: AuthorDep,
    session: SessionDep,
    settings: SettingsDep,
) -> FileResponse:
    """Return a file that proves a case, with a record of who had it."""
    file = reviewed_file(session, viewer, case_id, file_id)
    log_download(session, "典型案例", f"第 {case_id} 号案例的佐证材料", [file.file_name], author)
    session.commit()
    return FileResponse(
        evidence_path(settings, file),
        media_type=file.media_type,
        filename=file.file_name,
        headers={"X-Content-Type-Options": "nosniff"},
    )


def _reviewed(session: Session, viewer: Viewer, case_id: int) -> ReviewedCase:
    found, case = require_reviewable(session, viewer, case_id)
    desk = view_desk(session, viewer, found)
    return ReviewedCase(
        **_case(desk, case),
        year=case.year,
        told=[ToldField(label=LABELS[name], text=getattr(case, name)) for name in LABELS],
        files=[
            ProofRecord(id=one.id or 0, file_name=one.file_name)
            for one in file_queries.files_of(session, RecordKind.CASE, case_id)
            if one.removed_at is None
        ],
    )


def _case(desk: Desk, case: ModelCase) -> dict[str, Any]:
    """Return what a desk tells of a case."""
    known = case.id or 0
    state = desk.state_of(known)
    return {
        "case_id": known,
        "title": case.title,
        "city": city_name(case.city_code),
        "category": case.category,
        "category_label": case.category.label,
        "state": state,
        "state_label": state.label,
        "why": desk.barred.get(known, ""),
        "marks": {slug: OwnMark(**asdict(one)) for slug, one in desk.given.get(known, {}).items()},
    }
