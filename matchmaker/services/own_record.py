"""What the service keeps of an organisation, as its own people read it."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from matchmaker.services.kin import load_kin
from models.meeting_enums import Side
from models.organisation import Organisation
from models.privacy_enums import ConsentPurpose
from models.queries import demands as demand_queries
from models.queries import organisation_list, privacy
from models.queries import organisations as organisation_queries
from models.queries import patents as patent_queries
from models.queries.own_pairs import own_pair_consents
from models.values.region import find_region


@dataclass(frozen=True)
class SaidConsent:
    """What was said last about a purpose; given: None where nothing was."""

    purpose: ConsentPurpose
    given: bool | None
    actor: str
    made_at: datetime | None


@dataclass(frozen=True)
class AgreedPair:
    """A pair for which the firm lets the owner see its contact; both: the owner agrees, too."""

    demand_id: int
    demand_title: str
    number: str
    patent_title: str
    both: bool


@dataclass(frozen=True)
class OwnRecord:
    """An organisation with its spellings and kin, what it agrees to, and for which pairs."""

    body: Organisation
    city: str
    names: tuple[str, ...]
    parent: str
    parts: tuple[str, ...]
    consents: tuple[SaidConsent, ...]
    pairs: tuple[AgreedPair, ...]


def view_own_record(session: Session, body: Organisation) -> OwnRecord:
    """Return what is kept of an organisation."""
    body_id = body.id or 0
    records = load_kin(session).same([body_id])
    region = find_region(body.city_code) if body.city_code else None
    parent = ""
    if body.parent_id is not None:
        parent = organisation_queries.get_survivor(session, body.parent_id).name
    last = {one: privacy.last_consent(session, records, one) for one in ConsentPurpose}
    return OwnRecord(
        body=body,
        city=region.short_name if region else "",
        names=tuple(organisation_queries.spellings(session, body_id)),
        parent=parent,
        parts=tuple(part.name for part in organisation_list.parts_of(session, body_id)),
        consents=tuple(
            SaidConsent(
                purpose,
                said.given if said else None,
                said.actor if said else "",
                said.made_at if said else None,
            )
            for purpose, said in last.items()
        ),
        pairs=_pairs(session, records),
    )


def _pairs(session: Session, records: frozenset[int]) -> tuple[AgreedPair, ...]:
    standing = own_pair_consents(session, records)
    demands = demand_queries.by_ids(session, {one.demand_id for one in standing})
    labels = patent_queries.labels(session, {one.patent_id for one in standing})
    return tuple(
        AgreedPair(
            one.demand_id,
            demands[one.demand_id].title,
            labels[one.patent_id].display_number,
            labels[one.patent_id].title,
            privacy.standing_consent(session, one.demand_id, one.patent_id, Side.INSTITUTION)
            is not None,
        )
        for one in standing
    )
