"""Firms that a monthly roadshow of a chain may show, from what the records have of them."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session, col, select

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.events.chain_candidates import FRESH_MONTHS, Candidate, FirmFacts, rank_firms
from matchmaker.industry.chains import load_chains
from matchmaker.services.chain_view import seer_for
from matchmaker.services.ledger import sight
from matchmaker.services.listing_sight import scope_of
from models.event import Event
from models.organisation import Organisation
from models.queries import chain_firms as firm_queries
from models.queries import chains as chain_queries
from models.queries.bulk import KEYS_PER_QUERY
from models.queries.listings import Scope
from models.queries.visible import Seer
from models.values.dates import months_before

# As sheets word that a firm is specialised (专精特新), the rarer first.
LABELS = ("小巨人", "专精特新")


@dataclass(frozen=True)
class FirmSight:
    """Whose demands, finance demands and white list count; listed_city: None for that of all."""

    seer: Seer
    finance: Scope
    listed_city: str | None


def kept_sight() -> FirmSight:
    """Return what counts for a list that is kept, whoever makes it and whoever reads it.

    Demands that everybody may know who has signed in; finance demands and the white list of the
    whole province, which are told to nobody beyond whose reach they are.
    """
    return FirmSight(Seer(is_known=True), Scope(), None)


def view_candidates(session: Session, viewer: Viewer, event: Event, chain: str) -> list[Candidate]:
    """Return the firms of a chain, the best first; raise NotFound for a chain there is not.

    Firms that own a patent in force on the chain or have a demand there that the viewer sees. Of
    finance demands and the white list only those within the viewer's reach count.
    """
    seen = FirmSight(
        seer_for(session, viewer),
        scope_of(viewer, Permission.DEMAND_WRITE),
        sight.listed_for(viewer, ""),
    )
    return rank_candidates(session, event, chain, seen)


def rank_candidates(
    session: Session, event: Event, chain: str, seen: FirmSight, besides: Iterable[int] = ()
) -> list[Candidate]:
    """Return the same by what counts; besides: firms that are ranked wherever they lie.

    Raises NotFound for a chain that there is not.
    """
    load_chains().get(chain)
    patents = firm_queries.patents_in_force(session, chain)
    asking: dict[int, int] = {}
    for (found, _), demands in chain_queries.demanding(session, seen.seer).items():
        for _, firm in demands if found == chain else ():
            asking[firm] = asking.get(firm, 0) + 1
    finance: dict[int, list[str]] = {}
    for one in firm_queries.standing_finance(session, seen.finance):
        finance.setdefault(one.organisation_id, []).append(one.kind.label)
    listed = firm_queries.newest_batches(session, seen.listed_city)
    since = months_before(event.held_on, FRESH_MONTHS)
    shown = firm_queries.presented_between(session, since, event.held_on, event.id or 0)
    return rank_firms(
        FirmFacts(
            id=firm.id or 0,
            name=firm.name,
            city_code=firm.city_code,
            specialised=next((label for label in LABELS if label in firm.labels), ""),
            patents=patents.get(firm.id or 0, 0),
            demands=asking.get(firm.id or 0, 0),
            finance=tuple(dict.fromkeys(finance.get(firm.id or 0, ()))),
            listed=listed[firm.id or 0].title if firm.id in listed else "",
            presented_on=shown.get(firm.id or 0),
        )
        for firm in _firms(session, patents.keys() | asking.keys() | set(besides))
    )


def _firms(session: Session, ids: Iterable[int]) -> list[Organisation]:
    wanted, found = sorted(set(ids)), list[Organisation]()
    for start in range(0, len(wanted), KEYS_PER_QUERY):
        part = wanted[start : start + KEYS_PER_QUERY]
        found += session.exec(select(Organisation).where(col(Organisation.id).in_(part)))
    return found
