"""Who did what to an event's list, in the words of the people who read it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from models.enums import ListAct
from models.event import Event
from models.queries import demands as demand_queries
from models.queries import list_actions as action_queries
from models.queries import patents as patent_queries


@dataclass(frozen=True)
class LogLine:
    """One act; demand and patent are empty where it is about a version."""

    made_at: datetime
    actor: str
    version: int
    act: str
    demand: str
    patent: str
    text: str


def view_log(session: Session, event: Event, known: Collection[int] | None = None) -> list[LogLine]:
    """Return all acts, the oldest first; known: of pairs with these demands only, None for all."""
    actions = [
        action
        for action in action_queries.list_actions(session, event)
        if known is None or action.demand_id is None or action.demand_id in known
    ]
    demands = demand_queries.by_ids(session, [a.demand_id for a in actions if a.demand_id])
    patents = patent_queries.labels(session, [a.patent_id for a in actions if a.patent_id])
    return [
        LogLine(
            made_at=action.made_at,
            actor=action.actor,
            version=action.version,
            act=action.act.label,
            demand=demands[action.demand_id].display_number if action.demand_id else "",
            patent=patents[action.patent_id].display_number if action.patent_id else "",
            text=f"第 {action.place} 位" if action.act is ListAct.MOVE else action.text,
        )
        for action in actions
    ]
