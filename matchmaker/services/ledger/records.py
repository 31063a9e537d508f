"""What stands behind a figure: its records by name and address."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from matchmaker.ledger.contribution import Contribution
from models.event import Event
from models.ledger import Activity, Deal
from models.queries.bulk import KEYS_PER_QUERY
from models.values.indicator import Indicator, by_slug
from models.values.region import HUBEI_CITIES, find_region

PROVINCE = "省本级"


@dataclass(frozen=True)
class SourceRow:
    """What a record adds to a figure, in the figure's unit; path: the page of the record."""

    indicator: Indicator
    city: str
    day: date
    value: int
    kind: str
    name: str
    path: str


def source_rows(session: Session, parts: Iterable[Contribution]) -> list[SourceRow]:
    """Return the records of some contributions, in their order."""
    wanted = list(parts)
    names = _names(session, wanted)
    known = by_slug()
    return [
        SourceRow(
            known[part.indicator],
            city_name(part.city_code),
            part.day,
            part.value,
            _KINDS[part.record[0]],
            *names[part.record],
        )
        for part in wanted
    ]


def city_name(code: str | None) -> str:
    """Return the short name of a city, 省本级 for none."""
    if code is None:
        return PROVINCE
    if code in _CITY_NAMES:
        return _CITY_NAMES[code]
    region = find_region(code)
    return region.short_name if region else code


_CITY_NAMES = {city.code: city.short_name for city in HUBEI_CITIES}
_KINDS = {"activity": "台账活动", "event": "对接与路演活动", "deal": "合同"}


def _names(
    session: Session, parts: Iterable[Contribution]
) -> dict[tuple[str, int], tuple[str, str]]:
    """Return record → its name and address."""
    ids: dict[str, set[int]] = defaultdict(set)
    for part in parts:
        ids[part.record[0]].add(part.record[1])
    found: dict[tuple[str, int], tuple[str, str]] = {}
    for some in _chunks(ids["activity"]):
        for activity in session.exec(select(Activity).where(col(Activity.id).in_(some))):
            path = f"/office/ledger/activities/{activity.id}"
            found["activity", activity.id or 0] = (activity.title, path)
    for some in _chunks(ids["event"]):
        for event in session.exec(select(Event).where(col(Event.id).in_(some))):
            found["event", event.id or 0] = (event.name, f"/office/events/{event.slug}")
    for some in _chunks(ids["deal"]):
        for deal in session.exec(select(Deal).where(col(Deal.id).in_(some))):
            name = f"{deal.giver_name} → {deal.taker_name}（{deal.kind.label}）"
            found["deal", deal.id or 0] = (name, f"/office/ledger/deals/{deal.id}")
    return found


def _chunks(ids: Iterable[int]) -> Iterable[list[int]]:
    ordered = sorted(ids)
    return (
        ordered[start : start + KEYS_PER_QUERY] for start in range(0, len(ordered), KEYS_PER_QUERY)
    )
