"""The same fields set on many patents at once, and taken back as long as nobody went on from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from matchmaker.access.permissions import Permission
from matchmaker.errors import BadQuery
from matchmaker.services.edits import get_patent, read_cells, set_values
from matchmaker.services.listing_sight import Acting
from matchmaker.services.listings import MOST_AT_ONCE, withdraw_proposal
from matchmaker.services.ownership import owned_patent
from models.enums import RecordKind
from models.errors import MatchmakerError
from models.listing import ListingProposal
from models.listing_enums import OPEN_STATES
from models.patent import Patent
from models.provenance import RecordEdit
from models.queries import listings as listing_queries

# What an edit keeps of them is what stood there; of contacts and days it keeps words.
UNDOABLE = frozenset(
    {
        "transfer_modes",
        "price_low_cny",
        "price_high_cny",
        "price_negotiable",
        "maturity_text",
        "maturity_trl",
        "scenario",
        "abstract",
        "effect",
        "implementation_text",
        "open_licence_text",
    }
)


@dataclass(frozen=True)
class Edited:
    """What became of a patent: how many columns were set, or why none was, in Chinese."""

    patent: str
    columns: int
    error: str = ""


def edit_many(
    session: Session, who: Acting, numbers: Sequence[str], cells: Mapping[str, str]
) -> list[Edited]:
    """Set the same fields of patents, each for itself; return what became of each, in their order.

    Raises BadQuery for too many. What is wrong is found before anything of that patent is written.
    """
    if len(numbers) > MOST_AT_ONCE:
        raise BadQuery(f"一次最多修改 {MOST_AT_ONCE} 件，收到 {len(numbers)} 件。请分几次提交")
    found: dict[str, Patent] = {}
    errors: dict[str, str] = {}
    for number in dict.fromkeys(numbers):
        try:
            patent = get_patent(session, number)
            who.viewer.require(Permission.PATENT_REVIEW, owned_patent(session, patent))
            read_cells(patent, cells)
        except MatchmakerError as error:
            errors[number] = str(error)
            continue
        found[number] = patent
    counts = {}
    # In one order, so that two who change the same patents never wait for each other.
    for number, patent in sorted(found.items(), key=lambda item: item[1].id or 0):
        held = listing_queries.hold_patent(session, patent.id or 0)
        values = read_cells(held, cells)[1]
        edits = set_values(session, held, values, who.author.actor, who.author.at)
        counts[number] = len(edits)
    return [Edited(one, counts.get(one, 0), errors.get(one, "")) for one in dict.fromkeys(numbers)]


def undo_edits(session: Session, who: Acting, made_at: datetime) -> int:
    """Set back what somebody set at a moment, where it still stands; return on how many patents.

    Patents that are no longer theirs are left alone, and so is what was changed since.
    """
    statement = (
        select(RecordEdit)
        .where(
            RecordEdit.record_kind == RecordKind.PATENT,
            RecordEdit.actor == who.author.actor.strip(),
            RecordEdit.made_at == made_at,
            col(RecordEdit.field).in_(sorted(UNDOABLE)),
        )
        .order_by(col(RecordEdit.record_id), col(RecordEdit.id))
    )
    edits: dict[int, list[RecordEdit]] = {}
    for edit in session.exec(statement):
        edits.setdefault(edit.record_id, []).append(edit)
    count = 0
    for patent_id, made in edits.items():
        patent = listing_queries.hold_patent(session, patent_id)
        if not who.viewer.may(Permission.PATENT_REVIEW, owned_patent(session, patent)):
            continue
        back = {e.field: e.old_value for e in made if getattr(patent, e.field) == e.new_value}
        count += bool(set_values(session, patent, back, who.author.actor, who.author.at))
    return count


def undo_proposals(session: Session, who: Acting, made_at: datetime) -> int:
    """Withdraw what somebody proposed at a moment and still waits; return how many that was."""
    statement = (
        select(ListingProposal.id)
        .where(
            ListingProposal.account_id == who.account_id,
            ListingProposal.made_at == made_at,
            col(ListingProposal.state).in_(OPEN_STATES),
        )
        .order_by(col(ListingProposal.patent_id), col(ListingProposal.id))
    )
    ids = session.exec(statement).all()
    for one in ids:
        withdraw_proposal(session, who, one or 0, "撤销批量申报")
    return len(ids)
