"""For when, where and by which algorithm a list is made."""

from dataclasses import dataclass, field
from datetime import date

from matchmaker.industry.taxonomy import load_areas
from matchmaker.matching.algorithms.base import Algorithm
from matchmaker.matching.gates import Occasion
from matchmaker.services.ranking import lifted_gates
from models.enums import EventKind
from models.event import Event


@dataclass(frozen=True)
class ListOptions:
    """as_of: the day whose facts count; valid_on: the day on which rights must still be alive.

    province: its code; anywhere lifts the rules of area, any_state those of legal state. hold: of
    the newest version only that goes which may no longer be listed, and its places are filled.
    """

    as_of: date
    valid_on: date
    province: str
    algorithm: Algorithm = field(repr=False)
    anywhere: bool = False
    any_state: bool = False
    hold: bool = False


def make_occasion(event: Event, options: ListOptions) -> Occasion:
    """Return the bounds of an event."""
    return Occasion(
        as_of=options.as_of,
        held_on=options.valid_on,
        province=options.province,
        demand_cities=event_cities(event),
        industries=frozenset(event.industries) or None,
        lifted=lifted_gates(anywhere=options.anywhere, any_state=options.any_state),
    )


def event_cities(event: Event) -> frozenset[str] | None:
    """Return the cities whose demands an event is for, None for all.

    Those of its area, or its own city for a local one.
    """
    if event.area_slug is not None:
        return next(frozenset(area.cities) for area in load_areas() if area.slug == event.area_slug)
    if event.kind is EventKind.PROVINCIAL_DOCKING:
        return None
    return frozenset({event.city_code})
