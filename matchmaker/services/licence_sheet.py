"""What an owner needs to file declarations with CNIPA: a row a patent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from matchmaker.access.viewer import Viewer
from matchmaker.services.contact_records import Contact, RecordKey, contact_of
from matchmaker.services.contacts import Purpose, open_contact
from matchmaker.services.licensing_facts import load_known
from matchmaker.services.list_hands import Author
from matchmaker.services.open_licence_view import LicenceRow, view_licences
from models.open_licence import OpenLicence
from models.privacy_enums import DisclosurePurpose, HeldIn
from models.queries import patents as patent_queries

PURPOSE = Purpose(DisclosurePurpose.OTHER, "填写专利开放许可声明")
# More would be no sheet that somebody files from.
MOST_ROWS = 1000


@dataclass(frozen=True)
class SheetRow:
    """A declaration as the form of CNIPA asks for it; contact: whole or masked."""

    shown: LicenceRow
    owners: tuple[str, ...]
    other_terms: str
    evaluation_report: str
    contact: Contact

    @property
    def patent_number(self) -> str:
        """The number of a granted patent as CNIPA writes it: ZL, where applications have CN."""
        return f"ZL{self.shown.number.removeprefix('CN')}"


def sheet_rows(session: Session, licences: Sequence[OpenLicence], today: date) -> list[SheetRow]:
    """Return the rows of declarations in their order, contacts masked."""
    contacts = [contact_of(one).masked for one in licences]
    return _rows(session, licences, contacts, today)


def open_sheet_rows(
    session: Session, viewer: Viewer, licences: Sequence[OpenLicence], author: Author, today: date
) -> list[SheetRow]:
    """Return the same with whole contacts, each of which is written down as shown.

    Raises NotSignedIn or Forbidden where the viewer may not see one of them.
    """
    contacts = []
    for one in licences:
        empty = contact_of(one).is_empty
        key = RecordKey(HeldIn.OPEN_LICENCE, one.id or 0)
        shown = Contact("", "") if empty else open_contact(session, viewer, key, PURPOSE, author)
        contacts.append(shown)
    return _rows(session, licences, contacts, today)


def _rows(
    session: Session, licences: Sequence[OpenLicence], contacts: Sequence[Contact], today: date
) -> list[SheetRow]:
    patents = patent_queries.by_ids(session, {one.patent_id for one in licences})
    owners = load_known(session, patents).owners
    views = view_licences(session, licences, today)
    return [
        SheetRow(
            shown=view,
            owners=owners.get(one.patent_id, ()),
            other_terms=one.other_terms,
            evaluation_report=one.evaluation_report,
            contact=contact,
        )
        for one, view, contact in zip(licences, views, contacts, strict=True)
    ]
