"""One patent as its owner works on it: what is missing first, and what can be written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from ingest.labels import field_label
from matchmaker.access.viewer import Viewer
from matchmaker.services.listing_view import StepView, view_history
from matchmaker.services.organisation_names import body_labels
from matchmaker.services.patent_card import CardDifference, CardLine, make_card
from matchmaker.services.stock_view import standing
from matchmaker.services.wording import tell_value, tell_values
from models.legal_event import LegalEvent
from models.listing_enums import ListingState
from models.patent import Patent
from models.queries import own_stock
from models.queries import patents as patent_queries
from models.queries.own_stock import Gap
from models.values.transfer_mode import TransferMode

# Field of a sheet → the column that tells it; in the order of the form.
WRITABLE: Mapping[str, str] = {
    "price": "price_low_cny",
    "maturity": "maturity_text",
    "scenario": "scenario",
    "abstract": "abstract",
    "effect": "effect",
    "implementation_text": "implementation_text",
    "legal_text": "legal_text",
    "open_licence_text": "open_licence_text",
    "open_licence_fee": "open_licence_fee",
    "open_licence_term": "open_licence_term",
    "open_licence_scope": "open_licence_scope",
}
# They are never shown, so an empty field leaves them as they are.
CONTACTS = ("contact_name", "contact_phone", "contact_email")
LONG = frozenset({"scenario", "abstract", "effect", "implementation_text"})
OPEN_LICENCE = ("open_licence_text", "open_licence_fee", "open_licence_term", "open_licence_scope")
_PRICE = ("price_low_cny", "price_high_cny", "price_negotiable")


@dataclass(frozen=True)
class OwnPatent:
    """A patent of one's own.

    texts: field of WRITABLE → what stands there in words; contacts: field → the same, masked;
    modes: values of TransferMode; lines: all that is known, with its source.
    """

    number: str
    title: str
    owners: tuple[str, ...]
    standing: str
    listed_until: date | None
    revision: int
    gaps: tuple[Gap, ...]
    open_state: ListingState | None
    texts: Mapping[str, str]
    contacts: Mapping[str, str]
    modes: tuple[str, ...]
    lines: tuple[CardLine, ...]
    differences: tuple[CardDifference, ...]
    history: tuple[LegalEvent, ...]
    steps: tuple[StepView, ...]

    @property
    def wishes_open_licence(self) -> bool:
        """Whether the owner says that it would license to anybody."""
        return TransferMode.OPEN_LICENCE in self.modes


def view_own(session: Session, viewer: Viewer, patent: Patent, day: date) -> OwnPatent:
    """Return a patent for its owner; raise NotSignedIn or Forbidden for those of others."""
    steps = view_history(session, viewer, patent)
    patent_id = patent.id or 0
    owners = patent_queries.owner_ids(session, [patent_id]).get(patent_id, ())
    labels = body_labels(session, set(owners))
    card = make_card(session, patent.application_number)
    return OwnPatent(
        number=patent.display_number,
        title=patent.title,
        owners=tuple(labels[one].name for one in owners),
        standing=standing(patent, day),
        listed_until=patent.listed_until,
        revision=patent.revision or 0,
        gaps=tuple(own_stock.gaps_of(patent)),
        open_state=own_stock.open_states(session, [patent_id]).get(patent_id),
        texts={field: _text(patent, column) for field, column in WRITABLE.items()},
        contacts={name: tell_value(name, getattr(patent, name)) for name in CONTACTS},
        modes=tuple(patent.transfer_modes),
        lines=card.lines,
        differences=card.differences,
        history=card.history,
        steps=tuple(steps),
    )


def changed_cells(
    own: OwnPatent, texts: Mapping[str, str], modes: tuple[str, ...], contacts: Mapping[str, str]
) -> dict[str, str]:
    """Return the fields that were written otherwise than they stood, as edit_patent takes them.

    texts: field of WRITABLE → as it was typed; contacts: empty for those that stay.
    """
    cells = {
        field: _lines(text)
        for field, text in texts.items()
        if _lines(text) != _lines(own.texts[field])
    }
    if set(modes) != set(own.modes):
        cells["transfer_modes"] = "；".join(modes)
    return cells | {name: text.strip() for name, text in contacts.items() if text.strip()}


def writable_label(field: str) -> str:
    """Return the Chinese name of a field of the form."""
    return field_label(field)


def _text(patent: Patent, column: str) -> str:
    if column == _PRICE[0]:
        told = dict(tell_values({name: getattr(patent, name) for name in _PRICE}))
        return told.get(column, "")
    return tell_value(column, getattr(patent, column))


def _lines(text: str) -> str:
    """Return a text as it is stored: browsers end lines of a form with two signs."""
    return text.replace("\r\n", "\n").strip()
