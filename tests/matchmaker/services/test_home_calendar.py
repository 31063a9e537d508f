"""What everybody sees of the campaign on its first page: what comes next, what was held."""

from datetime import date

from sqlmodel import Session

from matchmaker.services.home_calendar import campaign_days, coming_days
from models.enums import EventKind
from models.event import Event
from tests.conftest import NOW

TODAY = NOW.date()
LAST_YEAR, THIS_YEAR = "上年活动", "本年活动"


def event(held_on: date, campaign: str = THIS_YEAR) -> Event:
    return Event(
        slug=held_on.isoformat(),
        name=f"{held_on} 对接会",
        kind=EventKind.LOCAL_DOCKING,
        held_on=held_on,
        city_code="420100",
        campaign=campaign,
    )


def days_of(events: list[Event]) -> list[date]:
    return [one.held_on for one in events]


def test_months_of_two_years_follow_one_another(session: Session) -> None:
    first, second = date(TODAY.year, 12, 17), date(TODAY.year + 1, 1, 7)
    session.add_all([event(second), event(first)])
    session.flush()
    coming = coming_days(session, NOW)
    assert [one.held_on for one in coming] == [first, second]
    assert [one.month for one in coming] == [(TODAY.year, 12), (TODAY.year + 1, 1)]


def test_the_campaign_is_that_of_the_next_event() -> None:
    before = [event(date(2023, 6, 1), LAST_YEAR), event(date(2023, 7, 1), LAST_YEAR)]
    held, coming = event(date(2024, 4, 2)), event(date(2024, 9, 3))
    found = campaign_days([*before, held, coming], date(2024, 5, 6))
    assert found.name == THIS_YEAR
    assert (found.coming, found.held) == ([coming], [held])
    assert days_of(list(found.held_before)) == [date(2023, 7, 1), date(2023, 6, 1)]


def test_the_campaign_is_the_last_one_where_none_is_to_come() -> None:
    events = [event(date(2023, 6, 1), LAST_YEAR), event(date(2024, 4, 2))]
    found = campaign_days(events, date(2024, 5, 6))
    assert (found.name, found.coming) == (THIS_YEAR, [])
    assert (found.held, found.held_before) == ([events[1]], [events[0]])


def test_an_event_is_to_come_on_its_own_day() -> None:
    today = event(date(2024, 5, 6))
    assert campaign_days([today], date(2024, 5, 6)).coming == [today]


def test_without_events_there_is_no_campaign() -> None:
    assert campaign_days([], date(2024, 5, 6)).name == ""
