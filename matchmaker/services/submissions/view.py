"""How far the cities are with their plans and reports, and what their plans add up to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from matchmaker.ledger.growth import Growth, grown, grown_together
from matchmaker.services.city_names import city_name
from matchmaker.services.kept_records.words import Teller
from matchmaker.services.ledger.last_year import known_before
from matchmaker.services.submissions.days import campaign_period, due_day, has_campaign, lateness
from matchmaker.services.submissions.words import told_figures
from models.enums import EventKind
from models.kept_record import RecordKind
from models.queries import event_figures as event_queries
from models.queries import record_changes as change_queries
from models.queries import submissions as submission_queries
from models.submission import CitySubmission
from models.submission_enums import SubmissionKind, SubmissionState
from models.values.indicator import Indicator, get_indicator

_HANDED_IN = (SubmissionState.SENT, SubmissionState.FILED)
PROVINCIAL_EVENTS = "provincial_events"
NOT_BEGUN = "未填写"
NOT_AWAITED = "本年没有安排活动"


@dataclass(frozen=True)
class CityRow:
    """How far a city is; submission: None where it has begun none; days: late, or not due yet.

    is_awaited: whether there is a campaign in that year.
    """

    city_code: str
    submission: CitySubmission | None
    days: int
    is_awaited: bool

    @property
    def city(self) -> str:
        """The name of the city."""
        return city_name(self.city_code)

    @property
    def state(self) -> str:
        """How far it is, in words."""
        return NOT_BEGUN if self.submission is None else self.submission.state.label

    @property
    def is_sent(self) -> bool:
        """Whether the province has it."""
        return self.submission is not None and self.submission.state in _HANDED_IN

    @property
    def is_late(self) -> bool:
        """Whether it came, or still is, late."""
        return self.days > 0 and (self.is_awaited or self._was_sent)

    @property
    def timing(self) -> str:
        """Whether it is late, in words."""
        if self._was_sent:
            return f"逾期 {self.days} 天报送" if self.is_late else "按时报送"
        if self.days <= 0:
            return f"距截止 {-self.days} 天"
        return f"逾期 {self.days} 天未报" if self.is_awaited else NOT_AWAITED

    @property
    def _was_sent(self) -> bool:
        return self.submission is not None and self.submission.first_sent_at is not None


@dataclass(frozen=True)
class PlannedLine:
    """What the plans add up to; cities: how many plan it; growth: beside the same cities' year."""

    indicator: Indicator
    planned: int
    cities: int
    growth: Growth | None

    @property
    def goal(self) -> str:
        """What is asked for, in words, empty for nothing."""
        if self.indicator.aim is not None:
            return f"不少于 {self.indicator.aim} {self.indicator.unit}"
        if self.indicator.growth is not None:
            return f"同比 +{float(self.indicator.growth):.0%}"
        return ""

    @property
    def is_met(self) -> bool | None:
        """Whether what is planned is enough, None where nothing is asked or it cannot be told."""
        if self.indicator.aim is not None:
            return self.planned >= self.indicator.aim
        if self.indicator.growth is None or self.growth is None or self.growth.rate is None:
            return None
        return self.growth.rate >= self.indicator.growth


@dataclass(frozen=True)
class HistoryLine:
    """A change: who did what, when; lines: field, before, after."""

    made_at: datetime
    actor: str
    act: str
    lines: tuple[tuple[str, str, str], ...]


def view_rows(
    session: Session, kind: SubmissionKind, year: int, today: date, cities: Sequence[str]
) -> list[CityRow]:
    """Return how far cities are, in the order given."""
    found = {one.city_code: one for one in submission_queries.submissions_of(session, kind, year)}
    due_on, is_awaited = due_day(session, kind, year), has_campaign(session, year)
    return [_row(code, found.get(code), due_on, today, is_awaited) for code in cities]


def view_row(
    session: Session, kind: SubmissionKind, year: int, today: date, city_code: str
) -> CityRow:
    """Return how far a city is."""
    found = submission_queries.find_submission(session, kind, year, city_code)
    is_awaited = has_campaign(session, year)
    return _row(city_code, found, due_day(session, kind, year), today, is_awaited)


def view_planned(session: Session, year: int, rows: Sequence[CityRow]) -> list[PlannedLine]:
    """Return what the plans that the province has add up to, and what it plans itself.

    Last year's are those of the same cities in the months of the campaign, where they are known.
    """
    plans = {one.city_code: one.submission for one in rows if one.is_sent and one.submission}
    period = campaign_period(year)
    before = known_before(session, period)
    events = event_queries.held_events(session, period.since, period.until)
    own = sum(one.kind is EventKind.PROVINCIAL_DOCKING for one in events)
    lines = [PlannedLine(get_indicator(PROVINCIAL_EVENTS), own, 0, None)]
    for one in told_figures(SubmissionKind.PLAN):
        planned = {
            city: plan.figures[one.slug] for city, plan in plans.items() if one.slug in plan.figures
        }
        if planned or one.growth is not None:
            last = {city: before[one.slug, city] for city in planned}
            growth = grown_together(planned, last) if planned else None
            lines.append(PlannedLine(one, sum(planned.values()), len(planned), growth))
    return lines


def last_year(session: Session, year: int, city_code: str) -> dict[str, int | None]:
    """Return indicator → what a city had in the months of the campaign a year before."""
    before = known_before(session, campaign_period(year))
    return {slug: value for (slug, city), value in before.items() if city == city_code}


def is_enough(indicator: Indicator, planned: int, before: int | None) -> bool | None:
    """Whether a city plans what is asked for, None where nothing is or it cannot be told."""
    rate = grown(planned, before).rate
    return None if indicator.growth is None or rate is None else rate >= indicator.growth


def filed_plans(session: Session, year: int) -> dict[str, Mapping[str, int]]:
    """Return city → the figures of its plan, of those that the province has filed."""
    filed = submission_queries.filed_submissions(session, SubmissionKind.PLAN, year)
    return {one.city_code: one.figures for one in filed}


def view_history(session: Session, submission: CitySubmission) -> list[HistoryLine]:
    """Return all that was done to it, the last first."""
    changes = change_queries.changes_of(session, RecordKind.SUBMISSION, submission.id or 0)
    teller = Teller(session, [])
    return [
        HistoryLine(
            one.made_at,
            one.actor,
            one.reason,
            teller.lines(one.before, one.after) if one.before else (),
        )
        for one in reversed(changes)
    ]


def _row(
    code: str, found: CitySubmission | None, due_on: date, today: date, is_awaited: bool
) -> CityRow:
    sent_at = None if found is None else found.first_sent_at
    return CityRow(code, found, lateness(due_on, sent_at, today), is_awaited)
