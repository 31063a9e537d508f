"""What an event adds to the figures: itself, who came, its list, its meetings."""

from collections.abc import Iterator
from datetime import date

from sqlmodel import Session

from matchmaker.ledger.contribution import Contribution
from matchmaker.services.ownership import owned_event
from models.enums import EventKind
from models.event import Event
from models.meeting import MeetingOutcome
from models.meeting_enums import OutcomeResult, Side
from models.queries import event_figures as figure_queries

_DOCKING = frozenset({EventKind.PROVINCIAL_DOCKING, EventKind.LOCAL_DOCKING})


def event_contributions(session: Session, since: date, until: date) -> list[Contribution]:
    """Return what the events of the days from since to until add; of each what is above nought."""
    events = figure_queries.held_events(session, since, until)
    ids = [event.id or 0 for event in events]
    lists = figure_queries.list_counts(session, ids)
    confirmed = figure_queries.confirmed_counts(session, ids)
    projects = figure_queries.project_counts(session, ids)
    outcomes: dict[int, list[MeetingOutcome]] = {}
    for outcome in figure_queries.standing_outcomes(session, ids):
        outcomes.setdefault(outcome.event_id, []).append(outcome)
    found: list[Contribution] = []
    for event in events:
        known = event.id or 0
        values: list[tuple[str, int]] = list(_itself(event))
        if event.kind in _DOCKING:
            values += [
                ("docking_firms", confirmed.get((known, Side.ENTERPRISE), 0)),
                ("docking_institutions", confirmed.get((known, Side.INSTITUTION), 0)),
                *_of_outcomes(outcomes.get(known, [])),
            ]
            if known in lists:
                on_list = lists[known]
                values += [
                    ("docking_patents", on_list.patents),
                    ("docking_demands", on_list.demands),
                    ("docking_pairs", on_list.pairs),
                ]
        else:
            values.append(("roadshow_projects", projects.get(known, 0)))
        cities = owned_event(event).cities
        city, record = next(iter(cities), None), ("event", known)
        found += [
            Contribution(slug, city, event.held_on, value, record)
            for slug, value in values
            if value
        ]
    return found


def _itself(event: Event) -> Iterator[tuple[str, int]]:
    if event.kind in _DOCKING:
        yield "docking_events", 1
        if event.kind is EventKind.PROVINCIAL_DOCKING:
            yield "provincial_events", 1
    elif event.kind is EventKind.FINANCE_ROADSHOW:
        yield "chain_events", 1
    else:
        yield "roadshow_sessions", 1


def _of_outcomes(outcomes: list[MeetingOutcome]) -> list[tuple[str, int]]:
    intents = [one for one in outcomes if one.result is OutcomeResult.INTENT]
    return [
        ("docking_meetings", sum(one.held for one in outcomes)),
        ("intents", len(intents)),
        ("intent_amount", sum(one.amount_cny or 0 for one in intents)),
    ]
