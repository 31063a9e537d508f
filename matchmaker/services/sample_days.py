"""The days of the sample, whose campaign begins when somebody wants to see it."""

import csv
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from statistics import median_low

from matchmaker.events.working_days import is_working_day

WEEK = timedelta(weeks=1)
DEADLINE = "需求时限"
_DAY = re.compile(r"^date = (\d{4}-\d{2}-\d{2})$", re.MULTILINE)
_YEAR = re.compile(r"^year = (\d{4})$", re.MULTILINE)


@dataclass(frozen=True)
class SampleDays:
    """By how much the days of the sample move: by whole weeks, so that a Thursday stays one."""

    weeks: int

    @classmethod
    def beginning(cls, first: date, earliest: date) -> "SampleDays":
        """Return the move by which what is on the first day comes next after the earliest one.

        It may be on the earliest day itself.
        """
        return cls(-((first - earliest) // WEEK))

    def deadline(self, day: date) -> date:
        """Return a day until which something is asked for."""
        return day + self.weeks * WEEK

    def event(self, day: date) -> date:
        """Return the day of an event, the next working day where it would be a holiday."""
        found = day + self.weeks * WEEK
        while not is_working_day(found):
            found += timedelta(days=1)
        return found


def first_day(campaign: Path) -> date:
    """Return the day of the first event of a campaign file."""
    return min(_days(campaign.read_text(encoding="utf-8")))


def first_slug(campaign: Path) -> str:
    """Return the slug of that event."""
    events = tomllib.loads(campaign.read_text(encoding="utf-8"))["event"]
    return str(min(events, key=lambda event: event["date"])["slug"])


def move_campaign(source: Path, target: Path, days: SampleDays) -> None:
    """Write a campaign file with other days; its year is that in which most of it is held."""
    text = source.read_text(encoding="utf-8")
    held = [days.event(day) for day in _days(text)]
    written = _YEAR.search(text)
    if written is None:
        raise ValueError(f"{source.name} names no year")
    year = median_low(day.year for day in held)
    text = _YEAR.sub(f"year = {year}", text).replace(f"{written[1]}年", f"{year}年")
    text = _DAY.sub(
        lambda found: f"date = {days.event(date.fromisoformat(found[1])).isoformat()}", text
    )
    target.write_text(text, encoding="utf-8")


def move_deadlines(source: Path, target: Path, days: SampleDays) -> None:
    """Write a sheet of demands with other days until which they are asked for."""
    with (
        source.open(encoding="utf-8-sig", newline="") as given,
        target.open("w", encoding="utf-8-sig", newline="") as file,
    ):
        rows = csv.DictReader(given)
        writer = csv.DictWriter(file, rows.fieldnames or (), lineterminator="\n")
        writer.writeheader()
        for row in rows:
            moved = days.deadline(date.fromisoformat(row[DEADLINE]))
            writer.writerow({**row, DEADLINE: moved.isoformat()})


def _days(campaign: str) -> Iterator[date]:
    return (date.fromisoformat(found) for found in _DAY.findall(campaign))
