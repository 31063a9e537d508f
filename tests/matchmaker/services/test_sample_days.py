"""The sample's campaign begins when it is wanted."""

import csv
import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.events.working_days import is_working_day
from matchmaker.services.sample_days import (
    DEADLINE,
    SampleDays,
    first_day,
    first_slug,
    move_campaign,
    move_deadlines,
)

SAMPLE = Path(__file__).parents[3] / "matchmaker" / "data" / "sample"
FIRST = date(2024, 5, 23)
days = st.dates(date(2010, 1, 1), date(2060, 12, 31))


def read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def held(path: Path) -> list[date]:
    return [event["date"] for event in read(path)["event"]]


def column(path: Path) -> list[date]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [date.fromisoformat(row[DEADLINE]) for row in csv.DictReader(file)]


@given(days, days)
def test_what_is_first_comes_within_a_week_and_on_its_weekday(first: date, earliest: date) -> None:
    moved = SampleDays.beginning(first, earliest).deadline(first)
    assert timedelta(0) <= moved - earliest < timedelta(weeks=1)
    assert moved.weekday() == first.weekday()


@given(days, days, st.integers(0, 400))
def test_events_are_on_working_days_and_near_where_they_were(
    first: date, earliest: date, after: int
) -> None:
    move = SampleDays.beginning(first, earliest)
    day = first + timedelta(days=after)
    assert is_working_day(move.event(day))
    # The longest holidays and the weekends beside them.
    assert timedelta(0) <= move.event(day) - move.deadline(day) <= timedelta(days=11)


def test_the_files_are_their_own_where_nothing_moves(tmp_path: Path) -> None:
    still = SampleDays.beginning(FIRST, FIRST)
    move_campaign(SAMPLE / "campaign.toml", tmp_path / "campaign.toml", still)
    move_deadlines(SAMPLE / "demands.csv", tmp_path / "demands.csv", still)
    for name in ("campaign.toml", "demands.csv"):
        assert (tmp_path / name).read_bytes() == (SAMPLE / name).read_bytes()


def test_events_and_deadlines_move_together(tmp_path: Path) -> None:
    move = SampleDays.beginning(FIRST, date(2026, 12, 12))
    move_campaign(SAMPLE / "campaign.toml", tmp_path / "campaign.toml", move)
    move_deadlines(SAMPLE / "demands.csv", tmp_path / "demands.csv", move)
    assert first_day(tmp_path / "campaign.toml") == date(2026, 12, 17)
    weeks = timedelta(weeks=134)
    assert held(tmp_path / "campaign.toml")[0] == date(2024, 6, 18) + weeks
    assert column(tmp_path / "demands.csv") == [
        day + weeks for day in column(SAMPLE / "demands.csv")
    ]


def test_an_event_gives_way_to_a_holiday() -> None:
    # It would be a Thursday of the national holidays of 2025.
    move = SampleDays(weeks=51)
    assert move.deadline(date(2024, 10, 10)) == date(2025, 10, 2)
    assert move.event(date(2024, 10, 10)) == date(2025, 10, 9)


@pytest.mark.parametrize("earliest", [date(2024, 9, 2), date(2024, 11, 4), date(2026, 4, 1)])
def test_every_event_is_where_its_move_puts_it(tmp_path: Path, earliest: date) -> None:
    move, target = SampleDays.beginning(FIRST, earliest), tmp_path / "campaign.toml"
    move_campaign(SAMPLE / "campaign.toml", target, move)
    assert held(target) == [move.event(day) for day in held(SAMPLE / "campaign.toml")]


@pytest.mark.parametrize(
    ("earliest", "year"), [(date(2026, 4, 1), 2026), (date(2026, 11, 28), 2027)]
)
def test_the_campaign_is_named_after_the_year_of_most_of_its_events(
    tmp_path: Path, earliest: date, year: int
) -> None:
    target = tmp_path / "campaign.toml"
    move_campaign(SAMPLE / "campaign.toml", target, SampleDays.beginning(FIRST, earliest))
    found = read(target)
    assert found["year"] == year
    assert found["name"].startswith(f"{year}年湖北省")


def test_the_first_event_is_the_earliest_one_wherever_it_stands() -> None:
    assert first_slug(SAMPLE / "campaign.toml") == "r-420100"
    assert first_day(SAMPLE / "campaign.toml") == FIRST
