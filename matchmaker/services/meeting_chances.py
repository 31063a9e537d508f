"""Where a firm can meet the owners of a patent: events to which both are invited."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from matchmaker.services.organisation_names import body_labels
from models.meeting_enums import Side, Wanting
from models.queries import participants as participant_queries


@dataclass(frozen=True)
class MeetingChance:
    """An event at which the two can meet; wish_id: 0 where the firm has said nothing of it yet."""

    slug: str
    event_name: str
    held_on: date
    participant_id: int
    owner: str
    wish_id: int
    wants: Wanting | None


def meeting_chances(
    session: Session, firms: Collection[int], owners: Collection[int], today: date
) -> list[MeetingChance]:
    """Return the events from today on at which a firm can meet an owner, the next one first."""
    found = participant_queries.common_events(session, firms, owners, today)
    names = body_labels(session, [owner.organisation_id for _, _, owner in found])
    chances = []
    for event, firm, owner in found:
        bodies = (firm.organisation_id, owner.organisation_id)
        wish = participant_queries.find_wish(session, event, Side.ENTERPRISE, *bodies)
        chances.append(
            MeetingChance(
                slug=event.slug,
                event_name=event.name,
                held_on=event.held_on,
                participant_id=firm.id or 0,
                owner=names[owner.organisation_id].name,
                wish_id=wish.id or 0 if wish else 0,
                wants=wish.wants if wish else None,
            )
        )
    return chances
