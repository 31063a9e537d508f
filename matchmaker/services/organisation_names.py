"""How organisations are called in what people read."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session, col, select

from models.organisation import Organisation
from models.queries.bulk import KEYS_PER_QUERY
from models.values.region import find_region

UNKNOWN_CITY = "未知"


@dataclass(frozen=True, slots=True)
class BodyLabel:
    """Name and city of an organisation."""

    name: str
    city: str


def body_labels(session: Session, ids: Iterable[int]) -> dict[int, BodyLabel]:
    """Return organisation id → name and city."""
    wanted, found = sorted(set(ids)), dict[int, BodyLabel]()
    for start in range(0, len(wanted), KEYS_PER_QUERY):
        part = wanted[start : start + KEYS_PER_QUERY]
        for body in session.exec(select(Organisation).where(col(Organisation.id).in_(part))):
            region = find_region(body.city_code) if body.city_code else None
            found[body.id or 0] = BodyLabel(
                body.name, region.short_name if region else UNKNOWN_CITY
            )
    return found
