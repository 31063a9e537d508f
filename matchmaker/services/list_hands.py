"""What people did to the pairs of an event's list, as it is written down."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from matchmaker.events.hand_work import Deed, Hand, PairKey, hand_work
from models.candidate_list import ListAction
from models.enums import ListAct
from models.event import Event
from models.queries import list_actions as action_queries

# Who is named where a command may leave out who gives it.
COMMAND_LINE = "命令行"


@dataclass(frozen=True, slots=True)
class Author:
    """Who does something, and when."""

    actor: str
    at: datetime


def load_hands(session: Session, event: Event) -> dict[PairKey, Hand]:
    """Return what holds of every pair that a person has touched."""
    return hand_work(
        Deed((action.demand_id, action.patent_id), action.act, action.text, action.place)
        for action in action_queries.list_actions(session, event)
        if action.demand_id is not None and action.patent_id is not None
    )


def write_deed(session: Session, event: Event, version: int, deed: Deed, author: Author) -> None:
    """Write down what was done to a pair."""
    demand_id, patent_id = deed.key
    session.add(
        ListAction(
            event_id=event.id or 0,
            version=version,
            act=deed.act,
            demand_id=demand_id,
            patent_id=patent_id,
            text=deed.text,
            place=deed.place,
            actor=author.actor,
            made_at=author.at,
        )
    )
    session.flush()


def write_act(
    session: Session, event: Event, version: int, act: ListAct, author: Author, text: str = ""
) -> None:
    """Write down what was done to a version."""
    session.add(
        ListAction(
            event_id=event.id or 0,
            version=version,
            act=act,
            text=text,
            actor=author.actor,
            made_at=author.at,
        )
    )
    session.flush()
