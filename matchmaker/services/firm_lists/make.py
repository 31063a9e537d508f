"""Make the list of firms of a finance roadshow: ranked, chosen, and kept where anything differs."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from matchmaker.errors import BadQuery
from matchmaker.events.chain_candidates import Candidate
from matchmaker.events.firm_selection import Bounds, select_firms, why_gone
from matchmaker.events.hand_work import NOTHING, Hand
from matchmaker.industry.chains import chain_name
from matchmaker.services.chain_candidates import kept_sight, rank_candidates
from matchmaker.services.firm_lists.hands import load_hands, write_act
from matchmaker.services.list_hands import Author
from models.enums import EventKind, ListAct, ListStatus
from models.errors import Conflict, NotFound
from models.event import LARGEST_FIRMS, Event
from models.firm_list import FirmEntry, FirmList
from models.meeting_enums import Side
from models.queries import firm_lists as firm_list_queries
from models.queries import participants as participant_queries

# What makes an entry another one than that of the version before.
_TOLD = frozenset(
    {
        "organisation_id",
        "position",
        "name",
        "city_code",
        "score",
        "parts",
        "note",
        "pinned",
        "added",
    }
)


@dataclass(frozen=True)
class MadeFirmList:
    """A version and whether this call made it or found it made."""

    version: FirmList
    made: bool
    entries: int


def require_finance(event: Event) -> None:
    """Raise NotFound for an event of another kind: it has no list of firms."""
    if event.kind is not EventKind.FINANCE_ROADSHOW:
        raise NotFound(
            f"活动 {event.slug} 是{event.kind.label}，没有路演企业名单。只有投融资路演有"
        )


def require_chain(event: Event) -> None:
    """Raise NotFound as require_finance does, and Conflict where no chain is chosen yet."""
    require_finance(event)
    if not event.chain:
        raise Conflict(f"活动 {event.slug} 还没有定产业链。请先在“修改活动”中选择产业链")


def generate(
    session: Session, event: Event, author: Author, most: int | None = None
) -> MadeFirmList:
    """Make a new version of an event's list of firms, or return the newest where nothing differs.

    A locked list is returned as it is. most: for this version; None for what the event says. The
    same records give the same list, whoever makes it. Raises NotFound, Conflict or BadQuery.
    """
    require_chain(event)
    limit = event.most_firms if most is None else most
    if not 1 <= limit <= LARGEST_FIRMS:
        raise BadQuery(f"企业数应在 1 到 {LARGEST_FIRMS} 之间，收到 {limit}")
    latest = firm_list_queries.find_latest(session, event)
    before = firm_list_queries.list_entries(session, latest) if latest else []
    if latest is not None and latest.status is ListStatus.LOCKED:
        return MadeFirmList(latest, made=False, entries=len(before))
    bounds = _bounds(session, event, limit, {entry.organisation_id for entry in before})
    kept = [firm for firm in {*bounds.hands, *bounds.invited} if bounds.keeps(firm)]
    ranked = rank_candidates(session, event, event.chain, kept_sight(), kept)
    chosen = select_firms(ranked, bounds)
    entries = [
        make_entry(one, bounds.hands.get(one.firm.id, NOTHING), place)
        for place, one in enumerate(chosen, start=1)
    ]
    if latest is not None and latest.chain == event.chain and _told(before) == _told(entries):
        return MadeFirmList(latest, made=False, entries=len(before))
    present = {entry.organisation_id for entry in entries}
    version = FirmList(
        event_id=event.id or 0,
        version=(latest.version if latest else 0) + 1,
        chain=event.chain,
        most=limit,
        created_at=author.at,
        notices=_notices(event, latest, chosen, bounds),
        gone=[
            [entry.organisation_id, why_gone(entry.organisation_id, ranked, bounds)]
            for entry in before
            if entry.organisation_id not in present
        ],
    )
    firm_list_queries.add_list(session, version, entries)
    write_act(session, event, version.version, ListAct.GENERATE, author)
    return MadeFirmList(version, made=True, entries=len(entries))


def make_entry(candidate: Candidate, hand: Hand, place: int) -> FirmEntry:
    """Return a candidate as an entry at a place; its list is told later."""
    firm = candidate.firm
    return FirmEntry(
        list_id=0,
        organisation_id=firm.id,
        position=place,
        name=firm.name,
        city_code=firm.city_code,
        score=round(candidate.score, 9),
        parts=[[part.ground.value, part.share, part.text] for part in candidate.parts],
        note=hand.note,
        pinned=hand.pinned,
        added=hand.added,
    )


def _told(entries: Sequence[FirmEntry]) -> list[dict[str, object]]:
    return [entry.model_dump(include=set(_TOLD)) for entry in entries]


def _bounds(session: Session, event: Event, most: int, listed: Collection[int]) -> Bounds:
    """Return what the list keeps to; listed: who stood on the version before."""
    status = {
        one.organisation_id: one.status
        for one in participant_queries.list_participants(session, event)
        if one.side is Side.ENTERPRISE
    }
    absent = {firm for firm, answer in status.items() if not answer.is_coming}
    invited = {firm for firm in status if firm in listed and firm not in absent}
    return Bounds(most, absent, load_hands(session, event), invited)


def _notices(
    event: Event,
    latest: FirmList | None,
    chosen: Sequence[Candidate],
    bounds: Bounds,
) -> list[str]:
    told = []
    if latest is not None and latest.chain != event.chain:
        told.append(
            f"产业链由“{chain_name(latest.chain)}”改为“{chain_name(event.chain)}”，"
            "先前手工加入、固定和邀请过的企业仍保留"
        )
    kept = sum(bounds.keeps(one.firm.id) for one in chosen)
    if kept > bounds.most:
        told.append(f"人工保留和邀请过的企业有 {kept} 家，多于名单的 {bounds.most} 家，全部保留")
    elif len(chosen) < bounds.most:
        told.append(
            f"名单只有 {len(chosen)} 家，不足 {bounds.most} 家：链上可选的企业已全部列入。"
            "可手工加入企业"
        )
    coming = [one.firm.name for one in chosen if one.firm.id in bounds.absent]
    if coming:
        told.append(f"已谢绝或退出、仍由人工保留的企业：{'、'.join(coming)}")
    return told
