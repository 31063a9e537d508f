"""Every figure of the campaign as the sum of what records add to it."""

from collections.abc import Iterator
from datetime import date

from sqlmodel import Session

from matchmaker.ledger.contribution import Contribution
from matchmaker.services.ledger.counted_cases import case_contributions
from matchmaker.services.ledger.counted_courses import course_contributions
from matchmaker.services.ledger.counted_deals import deal_contributions
from matchmaker.services.ledger.counted_events import event_contributions
from matchmaker.services.ledger.counted_licences import licence_contributions
from matchmaker.services.ledger.counted_products import product_contributions
from matchmaker.services.ledger.counted_requests import request_contributions
from matchmaker.services.ledger.counted_white_list import white_list_contributions
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
    courses = course_contributions(session, since, until)
    told = {(*part.record, part.indicator) for part in (*events, *courses)}
    own = [part for one in activities for part in _of_activity(one, told)]
    deals = deal_contributions(session, since, until)
    return [
        *own,
        *events,
        *courses,
        *deals,
        *licence_contributions(session, since, until),
        *product_contributions(session, since, until),
        *white_list_contributions(session, since, until),
        *case_contributions(session, since, until),
        *request_contributions(session, since, until),
    ]


def _of_activity(one: Activity, told: set[tuple[str, int, str]]) -> Iterator[Contribution]:
    """Yield what an activity adds; told: record and indicator of what others tell themselves."""

    def part(indicator: str, value: int) -> Contribution:
        record = ("activity", one.id or 0)
        return Contribution(indicator, one.city_code, one.held_on, value, record)

    sessions, heads = _COUNTED[one.kind]
    # An event or a course counts as such; what an activity says of it completes what is known of
    # it here.
    itself = ("course", one.course_id) if one.course_id else ("event", one.event_id or 0)
    stands_alone = one.event_id is None and one.course_id is None
    if sessions is not None and stands_alone:
        yield part(sessions, one.sessions)
        if one.kind is ActivityKind.DOCKING and one.city_code is None:
            yield part("provincial_events", one.sessions)
    if heads is not None and one.heads and (*itself, heads) not in told:
        yield part(heads, one.heads)
    for slug, value in one.counts.items():
        if stands_alone or (*itself, slug) not in told:
            yield part(slug, value)
