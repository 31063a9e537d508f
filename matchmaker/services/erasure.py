"""Take the contacts of a person or of an organisation out of everything that holds them.

Persons may ask for it (PIPL art. 47). What is public by law stays: inventors and applicants of the
patent register; so do the audit log and the records of disclosures, which hold no contacts.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from sqlmodel import Session

from matchmaker.services.accounts.leaving import erase_account
from matchmaker.services.audit import append
from matchmaker.services.list_hands import Author
from matchmaker.services.personal_data import (
    HeldRecord,
    Holdings,
    Subject,
    find_holdings,
    is_of_body,
)
from matchmaker.services.provenance import EDIT_MARK
from models.audit import AuditKind
from models.enums import RecordKind
from models.open_licence import OpenLicence
from models.participant import Participant
from models.patent import Patent
from models.privacy_enums import HeldIn
from models.product import Product
from models.provenance import RecordEdit
from models.queries import listings as listing_queries
from models.queries import open_licences as licence_queries
from models.queries import personal as personal_queries
from models.queries import products as product_queries
from models.values.contact import CONTACT_FIELDS
from models.values.contact_words import ContactWords

_EDITED_KINDS = {
    HeldIn.PATENT: RecordKind.PATENT,
    HeldIn.DEMAND: RecordKind.DEMAND,
    HeldIn.KNOW_HOW: RecordKind.KNOW_HOW,
}


@dataclass(frozen=True)
class Erased:
    """How many of each held something that is gone: records, old values, rows, texts, entries.

    accounts: that are closed for good.
    """

    records: int
    history: int
    refused_rows: int
    texts: int
    frozen: int
    accounts: int


def erase(session: Session, subject: Subject, author: Author) -> Erased:
    """Blank every contact of a subject, and write into the audit log that it was done.

    A record's contact goes as a whole: its number cannot be told from that of a second person.
    Imports do not bring it back. A locked list is left as it is but for numbers and addresses that
    somebody wrote into its texts. A person's account is closed for good; those of members are none
    of the contacts of an organisation, and stay where no person is named. Raises NotFound for an
    unknown organisation.
    """
    holdings = find_holdings(session, subject)
    for record in holdings.records:
        _blank(session, record, author)
    closed = holdings.accounts if subject.person else ()
    for account in closed:
        erase_account(session, account, author)
    done = Erased(
        records=len(holdings.records),
        history=_blank_history(session, holdings.records)
        + listing_queries.forget_contacts(session, holdings.proposals)
        + licence_queries.forget_contacts(session, _ids(holdings.records, HeldIn.OPEN_LICENCE))
        + product_queries.forget_contacts(session, _ids(holdings.records, HeldIn.PRODUCT)),
        refused_rows=_blank_refused(session, holdings),
        texts=_scrub_texts(session, holdings.words),
        frozen=_scrub_frozen(session, holdings.words),
        accounts=len(closed),
    )
    session.flush()
    details = {"person": bool(subject.person), **asdict(done)}
    append(session, AuditKind.DELETION, f"单位 {subject.organisation_id}", details, author)
    return done


def contact_columns(holder: object) -> tuple[str, ...]:
    """Return the columns of a record that hold a contact."""
    return CONTACT_FIELDS if isinstance(holder, Patent) else CONTACT_FIELDS[:2]


def _blank(session: Session, record: HeldRecord, author: Author) -> None:
    holder = record.holder
    for name in contact_columns(holder):
        setattr(holder, name, "")
        if not isinstance(holder, Participant | OpenLicence | Product):
            # A person's edit, which no import overwrites.
            edit = RecordEdit(
                record_kind=_EDITED_KINDS[record.key.kind],
                record_id=record.key.id,
                field=name,
                old_value="",
                new_value="",
                actor=author.actor,
                made_at=author.at,
            )
            session.add(edit)
            session.flush()
            holder.field_sources = {**holder.field_sources, name: f"{EDIT_MARK}{edit.id}"}
    session.add(holder)
    session.flush()


def _ids(records: Iterable[HeldRecord], kind: HeldIn) -> list[int]:
    return [record.key.id for record in records if record.key.kind is kind]


def _blank_history(session: Session, records: Iterable[HeldRecord]) -> int:
    ids: dict[RecordKind, list[int]] = {}
    for record in records:
        kind = _EDITED_KINDS.get(record.key.kind)
        if kind is not None:
            ids.setdefault(kind, []).append(record.key.id)
    return sum(
        personal_queries.blank_contact_history(session, kind, found) for kind, found in ids.items()
    )


def _blank_refused(session: Session, holdings: Holdings) -> int:
    count = 0
    for row in personal_queries.iter_refused_rows(session):
        of_body = is_of_body(row.cells, holdings)
        cells = holdings.words.cells_taken_out(row.cells, of_body=of_body)
        (value,) = holdings.words.cells_taken_out([row.value], of_body=of_body)
        if (cells, value) != (row.cells, row.value):
            row.cells, row.value = cells, value
            session.add(row)
            count += 1
    return count


def _scrub_texts(session: Session, words: ContactWords) -> int:
    count = 0
    for table, columns in personal_queries.FREE_TEXTS:
        for row in personal_queries.texts_with(session, table, columns, words.pieces):
            for name in columns:
                before = getattr(row, name)
                after = words.taken_out(before)
                if after != before:
                    setattr(row, name, after)
                    session.add(row)
                    count += 1
    return count


def _scrub_frozen(session: Session, words: ContactWords) -> int:
    count = 0
    for table, column in personal_queries.FROZEN_TEXTS:
        for row in personal_queries.texts_with(session, table, (column,), words.pieces):
            before: dict[str, Any] = getattr(row, column)
            after = {
                name: words.taken_out(value) if isinstance(value, str) else value
                for name, value in before.items()
            }
            if after != before:
                setattr(row, column, after)
                session.add(row)
                count += 1
    return count
