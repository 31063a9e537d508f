"""What cities hand in, in the database."""

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from models.errors import Conflict, NotFound
from models.queries.hold import hold_row
from models.submission import CitySubmission, DueDay
from models.submission_enums import SubmissionKind, SubmissionState


def get_submission(session: Session, submission_id: int) -> CitySubmission:
    """Return one as it stands in the database now; raise NotFound."""
    found = session.get(CitySubmission, submission_id, populate_existing=True)
    if found is None:
        raise NotFound(f"没有编号为 {submission_id} 的市州报送。请核对编号")
    return found


def find_submission(
    session: Session, kind: SubmissionKind, year: int, city_code: str
) -> CitySubmission | None:
    """Return what a city has of a kind and year."""
    statement = select(CitySubmission).where(
        CitySubmission.kind == kind,
        CitySubmission.year == year,
        CitySubmission.city_code == city_code,
    )
    return session.exec(statement.execution_options(populate_existing=True)).first()


def hold_submission(
    session: Session, kind: SubmissionKind, year: int, city_code: str
) -> CitySubmission | None:
    """Return the same, which no one else changes before this transaction ends."""
    known = find_submission(session, kind, year, city_code)
    if known is None:
        return None
    hold_row(session, CitySubmission, known.id or 0)
    return find_submission(session, kind, year, city_code)


def add_submission(session: Session, submission: CitySubmission) -> None:
    """Add one; raise Conflict where somebody else begins the same one at this moment.

    After a Conflict the caller rolls back.
    """
    session.add(submission)
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict("别人正好也在填写这一份。请刷新页面，看过已有的内容再修改") from error


def submissions_of(session: Session, kind: SubmissionKind, year: int) -> list[CitySubmission]:
    """Return what all cities have of a kind and year, by city."""
    statement = select(CitySubmission).where(
        CitySubmission.kind == kind, CitySubmission.year == year
    )
    return list(session.exec(statement.order_by(col(CitySubmission.city_code))))


def filed_submissions(session: Session, kind: SubmissionKind, year: int) -> list[CitySubmission]:
    """Return the same of those that the province has filed."""
    found = submissions_of(session, kind, year)
    return [one for one in found if one.state is SubmissionState.FILED]


def due_days(session: Session, kind: SubmissionKind, year: int) -> list[DueDay]:
    """Return the days that were set for a kind and year, the newest first."""
    statement = select(DueDay).where(DueDay.kind == kind, DueDay.year == year)
    return list(session.exec(statement.order_by(col(DueDay.id).desc())))
