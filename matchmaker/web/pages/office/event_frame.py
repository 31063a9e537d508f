"""What the pages of one event share: its name and neighbours, and how a refusal is told."""

from typing import Any
from urllib.parse import urlencode

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.errors import BadConfiguration, BadQuery
from matchmaker.industry.chains import chain_name
from matchmaker.services.ownership import owned_event
from matchmaker.services.roadshow_plan import ROADSHOWS
from matchmaker.web.navigation import Link
from matchmaker.web.templating import Crumb
from models.enums import EventKind
from models.errors import Conflict, InvalidValue, NotFound
from models.event import Event
from models.values.region import find_region

EVENTS_PATH = "/office/events"
EVENTS_CRUMB = Crumb("活动", EVENTS_PATH)
PAGE = 50
# What is wrong with what was asked, which the page says that asked it. Who may not ask at all, or
# asks of what is not there, gets a page of its own.
REFUSALS = (InvalidValue, NotFound, Conflict, BadQuery, BadConfiguration)

_PARTS = (
    ("名单", "", Permission.LIST_READ),
    ("参会单位", "/participants", Permission.PARTICIPANT_READ),
    ("定向需求", "/directed", Permission.DEMAND_WRITE),
    ("洽谈日程", "/timetable", Permission.TIMETABLE_READ),
    ("会面结果", "/outcomes", Permission.OUTCOME_READ),
    ("路演遴选", "/roadshow", Permission.ROADSHOW_READ),
    ("路演企业", "/firms", Permission.LIST_READ),
)
# Parts that only events of some kinds have.
_ONLY_OF = {"/roadshow": ROADSHOWS, "/firms": frozenset({EventKind.FINANCE_ROADSHOW})}


def event_path(event: Event, rest: str = "", /, **query: object) -> str:
    """Return the address of a page of an event; what is empty or None is left out of the query."""
    said = {name: value for name, value in query.items() if value not in (None, "")}
    return f"{EVENTS_PATH}/{event.slug}{rest}" + (f"?{urlencode(said)}" if said else "")


def frame(viewer: Viewer, event: Event, here: str) -> dict[str, Any]:
    """Return what the head of each page of an event shows; here: the part that is open."""
    owned = owned_event(event)
    parts = [
        Link(label, event_path(event, rest), rest == here)
        for label, rest, permission in _PARTS
        if viewer.may(permission, owned) and event.kind in _ONLY_OF.get(rest, EventKind)
    ]
    return {
        "event": event,
        "city": city_name(event.city_code),
        "chain": chain_name(event.chain) if event.chain else "",
        "parts": parts,
        "may_change": viewer.may(Permission.EVENT_WRITE, owned),
    }


def event_crumbs(event: Event, here: str = "") -> list[Crumb]:
    """Return what stands above a page of an event; here: of a page below the event's own."""
    return [EVENTS_CRUMB, Crumb(event.name, event_path(event))] if here else [EVENTS_CRUMB]


def city_name(code: str) -> str:
    """Return the usual name of a city."""
    region = find_region(code)
    return region.short_name if region else code
