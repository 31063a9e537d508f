"""Every figure of the campaign as the sum of what records add to it."""

from collections.abc import Iterator
from datetime import date

from sqlmodel import Session

from matchmaker.ledger.contribution import Contribution
from matchmaker.services.ledger.counted_cases import case_contributions
from matchmaker.services.ledger.counted_deals import deal_contributions
from matchmaker.services.ledger.counted_events import event_contributions
from matchmaker.services.ledger.counted_licences import licence_contributions
from models.ledger import Activity
from models.ledger_enums import ActivityKind
from models.queries import ledger as ledger_queries

# Kind of activity → what its sessions and its heads are counted as, None for nothing.
_COUNTED: dict[ActivityKind, tuple[str | None, str | None]] = {
    ActivityKind.BRIEFING: ("briefing_sessions", "briefing_heads"),
    ActivityKind.DOCKING: ("docking_events", None),
    ActivityKind.ROADSHOW: ("roadshow_sessions", None),
    ActivityKind.PARK_FINANCE: ("park_events", None),
    ActivityKind.CHAIN_ROADSHOW: ("chain_events", None),
    ActivityKind.LISTING_HELP: (None, None),
    ActivityKind.VISIT: ("visits", None),
    ActivityKind.TRAINING: ("training_sessions", "training_heads"),
    ActivityKind.PRESS: ("press_items", None),
}


def load_contributions(session: Session, since: date, until: date) -> list[Contribution]:
    """Return what adds to the figures of the days from since to until, in a fixed order."""
    activities = ledger_queries.held_activities(session, since, until)
    events = event_contributions(session, since, until)
    told = {(part.record[1], part.indicator) for part in events}
    own = [part for one in activities for part in _of_activity(one, told)]
    deals = deal_contributions(session, since, until)
    licences = licence_contributions(session, since, until)
    return [*own, *events, *deals, *licences, *case_contributions(session, since, until)]


def _of_activity(one: Activity, told: set[tuple[int, str]]) -> Iterator[Contribution]:
    """Yield what an activity adds; told: event and indicator of what events tell themselves."""

    def part(indicator: str, value: int) -> Contribution:
        record = ("activity", one.id or 0)
        return Contribution(indicator, one.city_code, one.held_on, value, record)

    sessions, heads = _COUNTED[one.kind]
    # An event counts as such; what an activity says of it completes what is known of it here.
    if sessions is not None and one.event_id is None:
        yield part(sessions, one.sessions)
        if one.kind is ActivityKind.DOCKING and one.city_code is None:
            yield part("provincial_events", one.sessions)
    if heads is not None and one.heads:
        yield part(heads, one.heads)
    for slug, value in one.counts.items():
        if one.event_id is None or (one.event_id, slug) not in told:
            yield part(slug, value)
