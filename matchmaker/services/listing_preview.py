"""What many proposals, or many edits, would change: told before anything is done."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.services.edits import get_patent, read_cells
from matchmaker.services.listing_sight import Acting, department_reviewers
from matchmaker.services.listing_stock import renew, take_down
from matchmaker.services.listing_terms import today_of
from matchmaker.services.listing_values import tell_change
from matchmaker.services.listings import Draft, ListingWords, draft_proposal, make_proposal
from matchmaker.services.ownership import owned_patent
from matchmaker.services.wording import value_label
from models.errors import MatchmakerError
from models.listing_enums import ListingState
from models.patent import Patent


@dataclass(frozen=True)
class ToldChange:
    """A field in words: what it is called, what stands there, what is to stand there."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Previewed:
    """What would become of one of many.

    state: where its proposal would stand, None for an edit that needs no review; error: why
    nothing would come of it, in Chinese, else empty.
    """

    patent: str
    title: str
    changes: tuple[ToldChange, ...]
    state: ListingState | None = None
    error: str = ""


def preview_proposals(
    session: Session, who: Acting, wanted: Iterable[ListingWords]
) -> list[Previewed]:
    """Return what propose_many would do, in the order given; nothing is written."""
    asked = list(wanted)
    drafts: dict[int, Draft] = {}
    told: dict[int, Previewed] = {}
    for place, words in enumerate(asked):
        try:
            drafts[place] = draft_proposal(session, who, words)
        except MatchmakerError as error:
            told[place] = _failed(session, words.patent, error)
    reviewers = department_reviewers(session, {one.organisation_id for one in drafts.values()})
    for place, draft in drafts.items():
        patent = session.get_one(Patent, draft.patent_id)
        _, state = make_proposal(who, patent, draft, reviewers)
        changes = _changes(draft.before, draft.proposed)
        told[place] = Previewed(patent.display_number, patent.title, changes, state)
    return [told[place] for place in range(len(asked))]


def preview_edits(
    session: Session, who: Acting, numbers: Sequence[str], cells: Mapping[str, str]
) -> list[Previewed]:
    """Return what setting the same fields of patents would change; nothing is written."""
    told = []
    for number in numbers:
        try:
            patent = get_patent(session, number)
            who.viewer.require(Permission.PATENT_REVIEW, owned_patent(session, patent))
            _, values = read_cells(patent, cells)
        except MatchmakerError as error:
            told.append(_failed(session, number, error))
            continue
        changes = _changes(*tell_change(patent, values))
        told.append(Previewed(patent.display_number, patent.title, changes))
    return told


def preview_renewals(
    session: Session, who: Acting, numbers: Sequence[str], until: date | None
) -> list[Previewed]:
    """Return what renew would do; it is done, and the caller rolls the session back."""
    before = _ends(session, numbers)
    return [
        _failed(session, one.patent, one.error)
        if one.error
        else _ending(session, one.patent, before[one.patent], str(one.listed_until))
        for one in renew(session, who, numbers, until)
    ]


def preview_take_downs(
    session: Session, who: Acting, numbers: Sequence[str], reason: str, *, for_good: bool
) -> list[Previewed]:
    """Return what take_down would do; it is done, and the caller rolls the session back."""
    before = _ends(session, numbers)
    after = "撤回推介同意，立即不再推介" if for_good else f"{today_of(who.author)}（今天）"
    return [
        _failed(session, one.patent, one.error)
        if one.error
        else _ending(session, one.patent, before[one.patent], after)
        for one in take_down(session, who, numbers, reason, for_good=for_good)
    ]


def _ends(session: Session, numbers: Sequence[str]) -> dict[str, str]:
    """Return number → until when its patent is listed, for those that are there."""
    found = {}
    for number in numbers:
        try:
            until = get_patent(session, number).listed_until
        except MatchmakerError:
            continue
        found[number] = str(until) if until else "长期"
    return found


def _ending(session: Session, number: str, before: str, after: str) -> Previewed:
    patent = get_patent(session, number)
    change = ToldChange(value_label("listed_until"), before, after)
    return Previewed(patent.display_number, patent.title, (change,))


def _changes(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[ToldChange, ...]:
    """Return what differs, in the order of the fields."""
    return tuple(
        ToldChange(value_label(name), before.get(name, ""), text)
        for name, text in after.items()
        if before.get(name, "") != text
    )


def _failed(session: Session, number: str, error: MatchmakerError | str) -> Previewed:
    try:
        title = get_patent(session, number).title
    except MatchmakerError:
        title = ""
    return Previewed(number, title, (), error=str(error))
