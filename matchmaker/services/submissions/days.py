"""By when plans and reports are due: as the province has set it, else by the campaign's notice."""

import tomllib
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from sqlmodel import Session

from matchmaker.china_time import CHINA
from matchmaker.errors import BadQuery
from matchmaker.ledger.period import Period
from matchmaker.services.audit import append
from matchmaker.services.list_hands import Author
from models.audit import AuditKind
from models.queries import event_figures as event_queries
from models.queries import submissions as submission_queries
from models.submission import DueDay
from models.submission_enums import SubmissionKind


def due_day(session: Session, kind: SubmissionKind, year: int) -> date:
    """Return by when something is due in a year."""
    rows = submission_queries.due_days(session, kind, year)
    return rows[0].due_on if rows else _noted_day(kind, year)


def set_due_day(
    session: Session, kind: SubmissionKind, due_on: date, note: str, author: Author
) -> DueDay:
    """Set by when something is due in the year of the day; note: why, which must be said.

    Raises BadQuery where nothing would change.
    """
    year, reason = due_on.year, note.strip()
    before = due_day(session, kind, year)
    if due_on == before:
        raise BadQuery(f"截止日已经是 {before}。请填写另一天")
    if not reason:
        raise BadQuery("请写明更改截止日的原因，例如依据的文件名称")
    made = DueDay(
        kind=kind, year=year, due_on=due_on, note=reason, actor=author.actor, made_at=author.at
    )
    session.add(made)
    session.flush()
    details = {"rule_before": str(before), "rule_after": str(due_on), "reason": reason}
    append(session, AuditKind.RULE_CHANGE, f"{year} 年{kind.label}截止日", details, author)
    return made


def remind_days(kind: SubmissionKind) -> int:
    """Return how many days before something is due a city is reminded."""
    days: int = _data()[kind.value]["remind_days"]
    return days


def campaign_period(year: int) -> Period:
    """Return the months in which the campaign of a year runs."""
    months = _data()["period"]
    return Period(year, months["first_month"], months["last_month"])


def has_campaign(session: Session, year: int) -> bool:
    """Whether a year has a campaign: events in its months, or somebody handed something in."""
    period = campaign_period(year)
    handed_in = (submission_queries.submissions_of(session, kind, year) for kind in SubmissionKind)
    return bool(event_queries.held_events(session, period.since, period.until)) or any(handed_in)


def lateness(due_on: date, first_sent_at: datetime | None, today: date) -> int:
    """Return by how many days it came, or still is, late; below nought: days that were left."""
    day = today if first_sent_at is None else first_sent_at.astimezone(CHINA).date()
    return (day - due_on).days


def _noted_day(kind: SubmissionKind, year: int) -> date:
    return date.fromisoformat(f"{year:04d}-{_data()[kind.value]['due']}")


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("matchmaker.data").joinpath("campaign.toml").read_text("utf-8"))
