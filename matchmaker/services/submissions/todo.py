"""What waits of plans and reports: for a city its own, for the province what cities have sent."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from matchmaker.access.permissions import Permission, Reach
from matchmaker.access.viewer import Viewer
from matchmaker.services.ledger.kpi import CITIES
from matchmaker.services.submissions.days import due_day, has_campaign, remind_days
from matchmaker.services.submissions.view import CityRow, view_row, view_rows
from models.submission_enums import SubmissionKind, SubmissionState


@dataclass(frozen=True)
class SubmissionTask:
    """Something that waits; count: of how many cities; due_on: by when."""

    kind: SubmissionKind
    count: int
    text: str
    due_on: date
    path: str


def submission_tasks(session: Session, viewer: Viewer, today: date) -> list[SubmissionTask]:
    """Return what waits for a viewer of this year's plans and reports.

    Nothing for onlookers, and nothing in a year without a campaign.
    """
    reach = viewer.reach(Permission.LEDGER_WRITE)
    found: list[SubmissionTask] = []
    if not has_campaign(session, today.year):
        return found
    for kind in SubmissionKind:
        due_on = due_day(session, kind, today.year)
        if reach is Reach.CITY and viewer.city_code is not None:
            row = view_row(session, kind, today.year, today, viewer.city_code)
            found += _of_city(row, kind, due_on, today)
        elif reach is Reach.ALL:
            rows = view_rows(session, kind, today.year, today, CITIES)
            found += _of_province(rows, kind, due_on)
    return found


def _of_city(row: CityRow, kind: SubmissionKind, due_on: date, today: date) -> list[SubmissionTask]:
    path = f"/office/submissions/{kind.value}/{today.year}/{row.city_code}"
    if row.is_sent:
        return []
    if row.submission is not None and row.submission.state is SubmissionState.RETURNED:
        text = f"份{kind.label}被省局退回，要修改后重报：{row.submission.return_reason}"
    elif (due_on - today).days <= remind_days(kind):
        text = f"份{kind.label}要报送省局（{row.timing}）"
    else:
        return []
    return [SubmissionTask(kind, 1, text, due_on, path)]


def _of_province(rows: list[CityRow], kind: SubmissionKind, due_on: date) -> list[SubmissionTask]:
    path = f"/office/submissions/{kind.value}"
    waiting = sum(
        row.submission is not None and row.submission.state is SubmissionState.SENT for row in rows
    )
    late = [row for row in rows if not row.is_sent and row.is_late]
    tasks = []
    if waiting:
        text = f"个市州的{kind.label}已报送，等待备案"
        tasks.append(SubmissionTask(kind, waiting, text, due_on, path))
    if late:
        text = f"个市州的{kind.label}逾期未报（{due_on.month}月{due_on.day}日截止）"
        tasks.append(SubmissionTask(kind, len(late), text, due_on, path))
    return tasks
