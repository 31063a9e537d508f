"""What a locked list says, kept as it was said at that moment."""

from dataclasses import asdict, fields, replace
from datetime import date
from typing import Any

from matchmaker.services.list_types import EntryView, EventFacts

# What is kept elsewhere and does not change: places, scores, reasons' rows, and what people did.
_STORED = frozenset({"demand_id", "patent_id", "place", "score", "note", "hand", "rows"})
_DATES = frozenset({"expiry_date", "held_on"})


def freeze_entry(view: EntryView) -> dict[str, Any]:
    """Return what is said of demand and patent, as JSON holds it."""
    names = [field.name for field in fields(view) if field.name not in _STORED]
    return {name: _plain(getattr(view, name)) for name in names}


def thaw_entry(view: EntryView, frozen: dict[str, Any]) -> EntryView:
    """Return the line as it was when it was frozen; view: as it would be now."""
    return replace(view, **_facts(frozen))


def freeze_event(facts: EventFacts) -> dict[str, Any]:
    """Return what is said of an event, as JSON holds it."""
    return {name: _plain(value) for name, value in asdict(facts).items()}


def thaw_event(frozen: dict[str, Any]) -> EventFacts:
    """Return what was said of an event when its list was locked."""
    return EventFacts(**_facts(frozen))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _facts(frozen: dict[str, Any]) -> dict[str, Any]:
    return {
        name: date.fromisoformat(value) if name in _DATES and value else value
        for name, value in frozen.items()
    }
