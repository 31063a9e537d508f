"""The demands of the level 定向 of an event's cities, with those whom they are meant for.

They stand on no list: whom they are meant for finds them without one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from matchmaker.access.viewer import Viewer
from matchmaker.services.list_options import event_cities
from matchmaker.services.visible_demands import DemandView, page_visible
from models.event import Event
from models.queries import demands as demand_queries
from models.queries import organisations as organisation_queries
from models.queries.visible import DemandFilter
from models.values.secrecy import Confidentiality


@dataclass(frozen=True)
class RecipientView:
    """An organisation that a demand is meant for; by_hand: a person named it, not its text."""

    name: str
    by_hand: bool


@dataclass(frozen=True)
class DirectedView:
    """A demand with whom it is meant for."""

    demand: DemandView
    recipients: Sequence[RecipientView]


def page_directed(
    session: Session, viewer: Viewer, event: Event, after: int, limit: int
) -> list[DirectedView]:
    """Return the directed demands that the viewer sees with an id after one, by id.

    One more than the limit if there are more.
    """
    wanted = DemandFilter(level=Confidentiality.NAMED, city_codes=event_cities(event))
    found = page_visible(session, viewer, wanted, after, limit)
    named = demand_queries.recipients(session, [one.id for one in found])
    bodies = {body for of_demand in named.values() for body in of_demand}
    names = organisation_queries.names_by_id(session, bodies)
    return [
        DirectedView(
            one,
            [
                RecipientView(names[body], by_hand)
                for body, by_hand in sorted(named.get(one.id, {}).items())
            ],
        )
        for one in found
    ]
