"""What is unusual in how finance roadshows lie over months and chains: told, never refused."""

from collections.abc import Iterable, Sequence

from sqlmodel import Session

from matchmaker.industry.chains import chain_name
from models.enums import EventKind
from models.event import Event
from models.queries import events as event_queries
from models.queries.events import EventFilter


def chain_notices(session: Session, event: Event) -> list[str]:
    """Return what is unusual of an event, empty for nothing and for other kinds of event."""
    return notices_of(session, [event])[event.slug]


def notices_of(session: Session, events: Iterable[Event]) -> dict[str, list[str]]:
    """Return slug → the same, of some events."""
    wanted = list(events)
    shows: Sequence[Event] = ()
    if any(one.kind is EventKind.FINANCE_ROADSHOW for one in wanted):
        shows = event_queries.find_events(session, EventFilter(EventKind.FINANCE_ROADSHOW))
    return {one.slug: _notices(one, shows) for one in wanted}


def _notices(event: Event, shows: Sequence[Event]) -> list[str]:
    """Return the same; shows: all finance roadshows."""
    if event.kind is not EventKind.FINANCE_ROADSHOW:
        return []
    others = [
        one for one in shows if one.slug != event.slug and one.held_on.year == event.held_on.year
    ]
    told = []
    same_month = [
        one
        for one in others
        if one.campaign == event.campaign and one.held_on.month == event.held_on.month
    ]
    if same_month:
        told.append(
            f"{event.held_on.year} 年 {event.held_on.month} 月还有投融资路演："
            f"{_names(same_month)}。“一月一链”每月一场，请核对日期"
        )
    same_chain = [one for one in others if event.chain and one.chain == event.chain]
    if same_chain:
        told.append(
            f"{event.held_on.year} 年“{chain_name(event.chain)}”还有投融资路演："
            f"{_names(same_chain)}。请核对产业链"
        )
    return told


def _names(events: Sequence[Event]) -> str:
    return "、".join(f"“{one.name}”（{one.held_on}）" for one in events)
