"""All that is known of one patent: its values with their sources, its history, differences."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from ingest.labels import field_label
from matchmaker.services.edits import describe_source, get_patent, open_differences
from matchmaker.services.history import list_history
from matchmaker.services.provenance import plain
from matchmaker.services.wording import tell_value, tell_values, value_label
from models.base import TransferTerms
from models.legal_event import LegalEvent
from models.organisation import Organisation
from models.patent import Patent
from models.provenance import ImportDifference
from models.queries import patents as patent_queries
from models.values.contact import CONTACT_FIELDS

OWNERS = "owners"
# Personal data is for who needs it, with a reason; keys are no values.
CONTACTS = frozenset(CONTACT_FIELDS)
_LEFT_OUT = CONTACTS | {
    "id",
    "check_character",
    "import_batch_id",
    "field_sources",
    "duplicate_of_id",
    "revision",
}
_MASKED = "（联系方式不显示）"


@dataclass(frozen=True)
class CardField:
    """A column with its value as JSON holds it and where it came from."""

    name: str
    value: Any
    source: str


@dataclass(frozen=True)
class CardLine:
    """A value in words, under its Chinese name."""

    label: str
    text: str
    source: str


@dataclass(frozen=True)
class CardDifference:
    """A value that an import offered and that was not taken: in words and as JSON holds it."""

    name: str
    label: str
    kept: Any
    kept_text: str
    offered: Any
    offered_text: str
    reason: str


@dataclass(frozen=True)
class PatentCard:
    """A patent for reading; fields: every column, lines: only those that say something."""

    fields: tuple[CardField, ...]
    lines: tuple[CardLine, ...]
    history: tuple[LegalEvent, ...]
    differences: tuple[CardDifference, ...]


def make_card(session: Session, number: str) -> PatentCard:
    """Return the card of the patent of a number in any spelling.

    Contacts are left out. Raises InvalidValue or NotFound as get_patent does.
    """
    patent = get_patent(session, number)
    patent_id = patent.id or 0
    values = _values(session, patent)
    sources = {name: describe_source(session, patent, name) for name in values}
    return PatentCard(
        fields=tuple(
            CardField(name, plain(value), sources[name]) for name, value in values.items()
        ),
        lines=tuple(
            CardLine(_label(name), text, sources[name]) for name, text in tell_values(values)
        ),
        history=tuple(list_history(session, [patent_id]).get(patent_id, [])),
        differences=tuple(_difference(session, d) for d in open_differences(session, patent)),
    )


def _values(session: Session, patent: Patent) -> dict[str, Any]:
    """Return the columns of the patent: what it is, then on which terms it is offered."""
    ids = patent_queries.owner_ids(session, [patent.id or 0]).get(patent.id or 0, ())
    names = [name for name in Patent.model_fields if name not in _LEFT_OUT]
    names.sort(key=lambda name: name in TransferTerms.model_fields)
    values = {name: getattr(patent, name) for name in names}
    return {
        "application_number": patent.display_number,
        OWNERS: _organisations(session, ids),
        **{name: value for name, value in values.items() if name != "application_number"},
    }


def _difference(session: Session, difference: ImportDifference) -> CardDifference:
    name = difference.field
    kept, offered = difference.kept, difference.offered
    if name == OWNERS:
        kept, offered = _organisations(session, kept), _organisations(session, offered)
    hidden = name in CONTACTS
    return CardDifference(
        name=name,
        label=_label(name, alone=True),
        kept=_MASKED if hidden else kept,
        kept_text=_MASKED if hidden else tell_value(name, kept),
        offered=_MASKED if hidden else offered,
        offered_text=_MASKED if hidden else tell_value(name, offered),
        reason=difference.reason.label,
    )


def _organisations(session: Session, ids: Any) -> list[str]:
    """Return the names of organisations; of one that is gone, its id."""
    found = [(key, session.get(Organisation, key)) for key in ids or ()]
    return [body.name if body else f"单位 {key}" for key, body in found]


def _label(name: str, *, alone: bool = False) -> str:
    """Return the Chinese name of a column, or of an amount where its columns go together."""
    if name == OWNERS:
        return field_label("current_owners")
    return field_label(name) if alone else value_label(name)
