"""Plans and reports of cities: written, sent, returned or filed, with every change kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from matchmaker.china_time import CHINA
from matchmaker.errors import BadQuery
from matchmaker.services.audit import append
from matchmaker.services.city_names import city_name
from matchmaker.services.kept_records.changes import write_change
from matchmaker.services.list_hands import Author
from matchmaker.services.submissions.days import campaign_period
from matchmaker.services.submissions.words import (
    SubmissionWords,
    checked_activities,
    checked_figures,
    checked_texts,
)
from models.audit import AuditKind
from models.errors import Conflict, NotFound
from models.queries import submissions as submission_queries
from models.submission import CitySubmission
from models.submission_enums import SubmissionKind, SubmissionState

# What it says, beside what it is.
_SAID = {"state", "figures", "activities", "texts", "counted_until", "return_reason"}
MOST_REASON = 1_000


@dataclass(frozen=True)
class Place:
    """Which plan or report: its kind, year and city."""

    kind: SubmissionKind
    year: int
    city_code: str

    @property
    def label(self) -> str:
        """The same in words."""
        return f"{city_name(self.city_code)} {self.year} 年{self.kind.label}"


def save(
    session: Session,
    place: Place,
    revision: int,
    words: SubmissionWords,
    author: Author,
    act: str = "填写",
) -> CitySubmission:
    """Write down what a city says; revision: as it was read, 0 for one that was not there yet.

    act: as its history tells it. Raises BadQuery, and Conflict where it is out of the city's hands
    or was changed since it was read.
    """
    said: dict[str, Any] = {
        "figures": checked_figures(place.kind, words.figures),
        "activities": checked_activities(place.kind, place.year, words.activities),
        "texts": checked_texts(place.kind, words.texts),
        "counted_until": _checked_until(place, words.counted_until, author),
    }
    found = submission_queries.hold_submission(session, place.kind, place.year, place.city_code)
    if found is None:
        if revision:
            raise Conflict(f"{place.label}已经不在。请刷新页面后重新填写")
        return _begin(session, place, said, act, author)
    _require(found, revision)
    if not found.state.is_open:
        raise Conflict(f"{place.label}{found.state.label}，不能再改。如需修改，请省局先退回")
    before = snapshot(found)
    for name, value in said.items():
        setattr(found, name, value)
    if snapshot(found) == before:
        return found
    _write(session, found, before, act, author)
    return found


def send(session: Session, place: Place, revision: int, author: Author) -> CitySubmission:
    """Send it to the province; raise BadQuery where it says too little, Conflict otherwise."""
    found = _hold(session, place, revision)
    if not found.state.is_open:
        raise Conflict(f"{place.label}{found.state.label}，不必再报")
    if not found.figures:
        raise BadQuery(f"{place.label}还没有填写任何指标。请填写并保存后再报送")
    if place.kind is SubmissionKind.PLAN and not found.activities:
        raise BadQuery(f"{place.label}还没有活动安排。请至少填写一项并保存后再报送")
    if place.kind is SubmissionKind.REPORT and found.counted_until is None:
        raise BadQuery("请填写“数字截至”的日期并保存后再报送，台账按这一天核对")
    before = snapshot(found)
    found.state = SubmissionState.SENT
    found.sent_at = author.at
    found.first_sent_at = found.first_sent_at or author.at
    _write(session, found, before, "报送", author)
    return found


def give_back(
    session: Session, place: Place, revision: int, reason: str, author: Author
) -> CitySubmission:
    """Give it back to its city with a reason, one that was filed too; raise as send does."""
    found = _hold(session, place, revision)
    if found.state.is_open:
        raise Conflict(f"{place.label}在市州手中（{found.state.label}），不能退回")
    if not reason.strip():
        raise BadQuery("请写明退回的原因，市州据此修改")
    if len(reason) > MOST_REASON:
        raise BadQuery(f"退回的原因超过 {MOST_REASON:,} 字。请精简")
    before = snapshot(found)
    found.state = SubmissionState.RETURNED
    found.return_reason = reason.strip()
    _write(session, found, before, "退回", author)
    return found


def file(session: Session, place: Place, revision: int, author: Author) -> CitySubmission:
    """Accept what was sent: it counts from now on; raise as send does."""
    found = _hold(session, place, revision)
    if found.state is not SubmissionState.SENT:
        raise Conflict(f"{place.label}{found.state.label}，只有已报送的可以备案")
    before = snapshot(found)
    found.state = SubmissionState.FILED
    found.return_reason = ""
    _write(session, found, before, "备案", author)
    return found


def copy_last_year(session: Session, place: Place, author: Author) -> CitySubmission:
    """Begin a plan with what last year's says; raise NotFound where there is none.

    Raises Conflict where this year's is begun. Days become months: last year's are none any more.
    """
    last = submission_queries.find_submission(session, place.kind, place.year - 1, place.city_code)
    if place.kind is not SubmissionKind.PLAN or last is None:
        raise NotFound(f"{city_name(place.city_code)}没有 {place.year - 1} 年的活动方案可以复制")
    if submission_queries.find_submission(session, place.kind, place.year, place.city_code):
        raise Conflict(f"{place.label}已经开始填写，不能再复制。请直接修改")
    activities = [
        {**one, "when": f"{place.year:04d}-{str(one['when']).split('-')[1]}"}
        for one in last.activities
    ]
    said = {
        "figures": last.figures,
        "activities": activities,
        "texts": last.texts,
        "counted_until": None,
    }
    return _begin(session, place, said, f"由 {place.year - 1} 年的方案复制", author)


def snapshot(submission: CitySubmission) -> dict[str, Any]:
    """Return what a plan or report says, as it is kept."""
    return submission.model_dump(mode="json", include=_SAID)


def _begin(
    session: Session, place: Place, said: Mapping[str, Any], act: str, author: Author
) -> CitySubmission:
    made = CitySubmission(
        kind=place.kind,
        year=place.year,
        city_code=place.city_code,
        state=SubmissionState.DRAFT,
        actor=author.actor,
        recorded_at=author.at,
        **said,
    )
    submission_queries.add_submission(session, made)
    _write(session, made, {}, act, author)
    return made


def _hold(session: Session, place: Place, revision: int) -> CitySubmission:
    found = submission_queries.hold_submission(session, place.kind, place.year, place.city_code)
    if found is None:
        raise NotFound(f"{place.label}还没有填写。请先填写并保存")
    _require(found, revision)
    return found


def _require(found: CitySubmission, revision: int) -> None:
    if found.revision != revision:
        raise Conflict("这一份刚被别人修改过。请刷新页面，看过新的内容再办理")


def _checked_until(place: Place, day: date | None, author: Author) -> date | None:
    if place.kind is SubmissionKind.PLAN or day is None:
        if day is not None:
            raise BadQuery("活动方案没有“数字截至”的日期")
        return None
    period, today = campaign_period(place.year), author.at.astimezone(CHINA).date()
    last = min(today, period.until)
    if not period.since <= day <= last:
        raise BadQuery(f"数字截至的日期应在 {period.since} 至 {last} 之间，不能是 {day}")
    return day


def _write(
    session: Session, found: CitySubmission, before: dict[str, Any], act: str, author: Author
) -> None:
    found.actor, found.recorded_at = author.actor, author.at
    session.add(found)
    session.flush()
    write_change(session, found, (before, snapshot(found)), act, author)
    details = {"act": act, "reason": found.return_reason}
    subject = Place(found.kind, found.year, found.city_code).label
    append(session, AuditKind.LEDGER_CHANGE, subject, details, author)
