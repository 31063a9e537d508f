"""The records that hold contacts, read alike: what the contact is, whose it is."""

from dataclasses import dataclass

from sqlmodel import Session

from matchmaker.access.viewer import Owned
from models.demand import Demand
from models.errors import NotFound
from models.event import Event
from models.know_how import KnowHow
from models.open_licence import OpenLicence
from models.organisation import Organisation
from models.participant import Participant
from models.patent import Patent
from models.privacy_enums import HeldIn
from models.product import Product
from models.queries import patents as patent_queries
from models.values.contact import mask_email, mask_name, mask_phone

ContactHolder = Patent | Demand | KnowHow | Participant | OpenLicence | Product
TABLES: dict[HeldIn, type[ContactHolder]] = {
    HeldIn.PATENT: Patent,
    HeldIn.DEMAND: Demand,
    HeldIn.KNOW_HOW: KnowHow,
    HeldIn.PARTICIPANT: Participant,
    HeldIn.OPEN_LICENCE: OpenLicence,
    HeldIn.PRODUCT: Product,
}


@dataclass(frozen=True)
class RecordKey:
    """A record that holds a contact."""

    kind: HeldIn
    id: int

    @property
    def text(self) -> str:
        """How the audit log names it."""
        return f"{self.kind.label} {self.id}"


@dataclass(frozen=True)
class Contact:
    """A person to speak to."""

    name: str
    phone: str
    email: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is said."""
        return not (self.name or self.phone or self.email)

    @property
    def masked(self) -> "Contact":
        """What everybody may be shown."""
        return Contact(mask_name(self.name), mask_phone(self.phone), mask_email(self.email))


@dataclass(frozen=True)
class HeldContact:
    """A contact with whose it is; organisation_id: the body that answers for it, if any."""

    contact: Contact
    owned: Owned
    organisation_id: int | None


def get_holder(session: Session, key: RecordKey) -> ContactHolder:
    """Return the record; raise NotFound."""
    found: ContactHolder | None = session.get(TABLES[key.kind], key.id)  # type: ignore[assignment]
    if found is None:
        raise NotFound(f"没有编号为 {key.id} 的{key.kind.label}")
    return found


def contact_of(holder: ContactHolder) -> Contact:
    """Return the contact as it stands in the record."""
    email = holder.contact_email if isinstance(holder, Patent) else ""
    return Contact(holder.contact_name, holder.contact_phone, email)


def held_contact(session: Session, holder: ContactHolder) -> HeldContact:
    """Return the contact of a record and whose it is.

    A participant is also its event's city's, which has to reach whoever comes.
    """
    bodies, city = _owners(session, holder)
    cities = {city} if city else set()
    if not isinstance(holder, Demand) or not city:
        found = (session.get(Organisation, body) for body in bodies)
        cities |= {body.city_code for body in found if body is not None and body.city_code}
    return HeldContact(
        contact_of(holder),
        Owned(frozenset(cities), frozenset(bodies)),
        bodies[0] if bodies else None,
    )


def _owners(session: Session, holder: ContactHolder) -> tuple[tuple[int, ...], str | None]:
    """Return the bodies of a record, the first one answering for it, and its own city."""
    if isinstance(holder, Patent):
        ids = patent_queries.owner_ids(session, [holder.id or 0])
        return ids.get(holder.id or 0, ()), holder.city_code
    if isinstance(holder, Demand):
        return (holder.organisation_id,), holder.city_code
    if isinstance(holder, KnowHow):
        return (holder.owner_id,), None
    if isinstance(holder, OpenLicence | Product):
        return (holder.organisation_id,), None
    event = session.get(Event, holder.event_id)
    return (holder.organisation_id,), event.city_code if event else None
