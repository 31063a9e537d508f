"""What people did to the firms of an event's list, as it is written down."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from matchmaker.events.hand_work import NOTHING, Hand, after_act
from matchmaker.services.list_hands import Author
from matchmaker.services.organisation_names import body_labels
from models.enums import ListAct
from models.event import Event
from models.firm_list import FirmAction
from models.queries import firm_lists as firm_list_queries


@dataclass(frozen=True, slots=True)
class FirmDeed:
    """One act of a person on a firm; text: the reason of a removal, or a note."""

    firm: int
    act: ListAct
    text: str = ""


@dataclass(frozen=True)
class FirmLogLine:
    """One act; firm is empty where it is about a version."""

    made_at: datetime
    actor: str
    version: int
    act: str
    firm: str
    text: str


def load_hands(session: Session, event: Event) -> dict[int, Hand]:
    """Return what holds of every firm that a person has touched."""
    found: dict[int, Hand] = {}
    for action in firm_list_queries.list_actions(session, event):
        if action.organisation_id is not None:
            before = found.get(action.organisation_id, NOTHING)
            found[action.organisation_id] = after_act(before, action.act, action.text)
    return {firm: hand for firm, hand in found.items() if hand != NOTHING}


def write_deed(
    session: Session, event: Event, version: int, deed: FirmDeed, author: Author
) -> None:
    """Write down what was done to a firm."""
    action = _action(event, version, deed.act, author)
    action.organisation_id, action.text = deed.firm, deed.text
    session.add(action)
    session.flush()


def write_act(
    session: Session, event: Event, version: int, act: ListAct, author: Author, text: str = ""
) -> None:
    """Write down what was done to a version."""
    action = _action(event, version, act, author)
    action.text = text
    session.add(action)
    session.flush()


def view_log(session: Session, event: Event) -> list[FirmLogLine]:
    """Return all acts on an event's list of firms, the oldest first."""
    actions = firm_list_queries.list_actions(session, event)
    labels = body_labels(session, {one.organisation_id for one in actions if one.organisation_id})
    return [
        FirmLogLine(
            made_at=one.made_at,
            actor=one.actor,
            version=one.version,
            act=one.act.label,
            firm=labels[one.organisation_id].name if one.organisation_id else "",
            text=one.text,
        )
        for one in actions
    ]


def _action(event: Event, version: int, act: ListAct, author: Author) -> FirmAction:
    return FirmAction(
        event_id=event.id or 0, version=version, act=act, actor=author.actor, made_at=author.at
    )
