"""Merge and check (汇总校核): what cities state beside what the ledger's records give."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from matchmaker.ledger.contribution import Contribution, Sum, add_up
from matchmaker.ledger.merge import Cell, MergedLine, Stated, WrongSum, merge, wrong_sums
from matchmaker.services.city_names import city_name
from matchmaker.services.ledger.contributions import load_contributions
from matchmaker.services.ledger.kpi import CITIES
from matchmaker.services.submissions.days import campaign_period, due_day
from matchmaker.services.submissions.view import CityRow, view_rows
from matchmaker.services.submissions.words import SUMS, told_figures
from models.ledger import Deal
from models.queries import ledger as ledger_queries
from models.submission_enums import SubmissionKind, SubmissionState
from models.values.indicator import Indicator

_DEAL = "deal"


@dataclass(frozen=True)
class ReportedTwice:
    """A contract that several cities have reported, and counts but for one.

    counted_for: None where it counts for the province; others: the other cities that reported it;
    slugs: the figures to which it adds.
    """

    deal_id: int
    name: str
    counted_for: str | None
    others: tuple[str, ...]
    slugs: frozenset[str]

    @property
    def path(self) -> str:
        """The address of its page."""
        return f"/office/ledger/deals/{self.deal_id}"


@dataclass(frozen=True)
class Difference:
    """A figure of a city that somebody has to look at; twice: contracts that may explain it."""

    indicator: Indicator
    cell: Cell
    twice: tuple[ReportedTwice, ...]

    @property
    def city(self) -> str:
        """The name of the city."""
        return city_name(self.cell.city_code)


@dataclass(frozen=True)
class Check:
    """The reports of a year merged; until: up to when the ledger is counted, by city.

    rows: how far the cities are; elsewhere: what the ledger counts for other provinces, by figure.
    """

    year: int
    since: date
    until: Mapping[str, date]
    rows: tuple[CityRow, ...]
    lines: tuple[MergedLine, ...]
    differences: tuple[Difference, ...]
    twice: tuple[ReportedTwice, ...]
    wrong_sums: tuple[WrongSum, ...]
    elsewhere: Mapping[str, Sum]
    parts: tuple[Contribution, ...]

    @property
    def accepted(self) -> int:
        """How many cities' figures are in the sums."""
        return sum(
            row.submission is not None and row.submission.state is SubmissionState.FILED
            for row in self.rows
        )


def view_check(session: Session, year: int, today: date) -> Check:
    """Return the reports of a year beside the ledger, each counted to the day its city states.

    What cities have not sent is not looked at. For them, and for the province's own, the day on
    which reports are due holds, or today where that is to come.
    """
    rows = view_rows(session, SubmissionKind.REPORT, year, today, CITIES)
    usual = min(due_day(session, SubmissionKind.REPORT, year), today)
    since = campaign_period(year).since
    until = {
        row.city_code: (row.is_sent and row.submission and row.submission.counted_until) or usual
        for row in rows
    }
    last = max([usual, *until.values()])
    parts = [
        part
        for part in load_contributions(session, since, last)
        if part.day <= until.get(part.city_code or "", usual)
    ]
    sums = add_up(parts)
    stated = {
        row.city_code: Stated(row.submission.figures, row.submission.state is SubmissionState.FILED)
        for row in rows
        if row.is_sent and row.submission is not None
    }
    lines = merge(stated, sums, CITIES)
    twice = _reported_twice(session, parts)
    return Check(
        year=year,
        since=since,
        until=until,
        rows=tuple(rows),
        lines=lines,
        differences=tuple(_differences(lines, stated, twice)),
        twice=tuple(twice),
        wrong_sums=tuple(wrong_sums(stated, SUMS)),
        elsewhere=_elsewhere(sums),
        parts=tuple(parts),
    )


def _differences(
    lines: Sequence[MergedLine], stated: Mapping[str, Stated], twice: Sequence[ReportedTwice]
) -> list[Difference]:
    """Return what is amiss in the reports of cities that have sent theirs, by city."""
    told = {one.slug for one in told_figures(SubmissionKind.REPORT)}
    found = [
        Difference(line.indicator, cell, _explaining(line, cell, twice))
        for line in lines
        for cell in line.cells
        if line.indicator.slug in told and cell.city_code in stated and cell.is_amiss
    ]
    return sorted(found, key=lambda one: CITIES.index(one.cell.city_code))


def _explaining(
    line: MergedLine, cell: Cell, twice: Sequence[ReportedTwice]
) -> tuple[ReportedTwice, ...]:
    if cell.difference <= 0:
        return ()
    return tuple(
        one for one in twice if cell.city_code in one.others and line.indicator.slug in one.slugs
    )


def _reported_twice(session: Session, parts: Sequence[Contribution]) -> list[ReportedTwice]:
    """Return the contracts among what is counted that more than one city has reported, by id."""
    slugs: dict[int, set[str]] = {}
    counted_for: dict[int, str | None] = {}
    for part in parts:
        if part.record[0] == _DEAL:
            slugs.setdefault(part.record[1], set()).add(part.indicator)
            counted_for[part.record[1]] = part.city_code
    found = []
    for deal_id, reports in sorted(ledger_queries.reports_of(session, slugs).items()):
        cities = {one.city_code for one in reports if one.city_code is not None}
        others = tuple(sorted(cities - {counted_for[deal_id]}))
        if len(cities) > 1 and others:
            deal = ledger_queries.get_deal(session, deal_id)
            found.append(
                ReportedTwice(
                    deal_id, _name(deal), counted_for[deal_id], others, frozenset(slugs[deal_id])
                )
            )
    return found


def _name(deal: Deal) -> str:
    number = f"，{deal.number}" if deal.number else ""
    return f"{deal.giver_name} → {deal.taker_name}（{deal.kind.label}{number}）"


def _elsewhere(sums: Mapping[tuple[str, str | None], Sum]) -> dict[str, Sum]:
    found: dict[str, Sum] = {}
    for (slug, city), one in sums.items():
        if city is not None and city not in CITIES:
            known = found.get(slug, Sum())
            found[slug] = Sum(known.value + one.value, known.records + one.records)
    return found
