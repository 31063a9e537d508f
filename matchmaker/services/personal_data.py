"""Everything that is held about the contacts of an organisation, or about one person of it."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlmodel import Session

from matchmaker.services.contact_records import (
    Contact,
    ContactHolder,
    RecordKey,
    contact_of,
)
from matchmaker.services.kin import load_kin
from models.account import Account
from models.listing import ListingProposal
from models.privacy_enums import HeldIn
from models.queries import accounts as account_queries
from models.queries import listings as listing_queries
from models.queries import open_licences as licence_queries
from models.queries import organisations as organisation_queries
from models.queries import patents as patent_queries
from models.queries import personal as personal_queries
from models.queries import products as product_queries
from models.values.contact import CONTACT_FIELDS, split_names
from models.values.contact_words import ContactWords
from models.values.org_name import org_key


@dataclass(frozen=True)
class Subject:
    """Whose data: a person at an organisation, or with an empty name all its contacts."""

    organisation_id: int
    person: str = ""


@dataclass(frozen=True)
class HeldRecord:
    """A record that holds a contact of the subject; label: by what people know it."""

    key: RecordKey
    label: str
    holder: ContactHolder

    @property
    def contact(self) -> Contact:
        """The contact as it stands there."""
        return contact_of(self.holder)


@dataclass(frozen=True)
class Holdings:
    """The records that hold contacts of a subject, and where else they may stand.

    proposals: of listings that wait for review and name one; accounts: of the person, or of all
    members; body_ids: all records of the
    organisation; body_keys: the normalised spellings of its names; words: by which the contacts are
    found in other texts.
    """

    body_ids: frozenset[int]
    body_keys: frozenset[str]
    records: tuple[HeldRecord, ...]
    proposals: tuple[ListingProposal, ...]
    accounts: tuple[Account, ...]
    words: ContactWords


def find_holdings(session: Session, subject: Subject) -> Holdings:
    """Return what is held about a subject; raise NotFound for an unknown organisation.

    Of patents of several owners those count that name the person, or, for all contacts, those of
    which the organisation is the first owner.
    """
    organisation_queries.get_organisation(session, subject.organisation_id)
    bodies = load_kin(session).same([subject.organisation_id])
    records = tuple(
        record
        for record in _records(session, bodies, first_only=not subject.person)
        if not record.contact.is_empty and _names(record.contact, subject.person)
    )
    proposals = tuple(
        one
        for one in listing_queries.proposals_of(session, bodies)
        if not (found := proposed_contact(one)).is_empty and _names(found, subject.person)
    )
    contacts = [record.contact for record in records]
    contacts += [proposed_contact(one) for one in proposals]
    words = ContactWords.of((found.name, found.phone, found.email) for found in contacts)
    if subject.person:
        words = ContactWords(frozenset({subject.person}), words.numbers, words.addresses)
    accounts = tuple(
        account
        for account in account_queries.of_organisations(session, bodies)
        if not subject.person or account.name == subject.person
    )
    keys = frozenset(personal_queries.spelling_keys(session, bodies))
    return Holdings(bodies, keys, records, proposals, accounts, words)


def proposed_contact(proposal: ListingProposal) -> Contact:
    """Return the contact that a patent is to be listed with, empty where none is proposed."""
    return Contact(*(proposal.cells.get(name, "") for name in CONTACT_FIELDS))


def is_of_body(cells: list[str], holdings: Holdings) -> bool:
    """Whether one of the cells of a row is a name of the organisation."""
    return any(org_key(cell) in holdings.body_keys for cell in cells if cell)


def _names(contact: Contact, person: str) -> bool:
    return not person or person in split_names(contact.name)


def _records(session: Session, bodies: frozenset[int], *, first_only: bool) -> Iterator[HeldRecord]:
    patents = patent_queries.by_ids(session, patent_queries.owned_by(session, bodies))
    owners = patent_queries.owner_ids(session, sorted(patents))
    for patent_id, patent in sorted(patents.items()):
        if not first_only or owners[patent_id][0] in bodies:
            yield _held(HeldIn.PATENT, patent, f"{patent.display_number} {patent.title}")
    for demand in personal_queries.demands_of(session, bodies):
        yield _held(HeldIn.DEMAND, demand, demand.display_number)
    for know_how in personal_queries.know_how_of(session, bodies):
        yield _held(HeldIn.KNOW_HOW, know_how, know_how.title)
    for participant, event in personal_queries.participations_of(session, bodies):
        yield _held(HeldIn.PARTICIPANT, participant, event)
    licences = licence_queries.licences_of(session, bodies)
    declared = patent_queries.by_ids(session, {one.patent_id for one in licences})
    for licence in licences:
        yield _held(HeldIn.OPEN_LICENCE, licence, declared[licence.patent_id].display_number)
    for product in product_queries.products_of(session, bodies):
        yield _held(HeldIn.PRODUCT, product, f"{product.name}（{product.year}）")


def _held(kind: HeldIn, holder: ContactHolder, label: str) -> HeldRecord:
    return HeldRecord(RecordKey(kind, holder.id or 0), label, holder)
