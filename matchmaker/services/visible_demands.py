"""Demands as somebody may see them: lists, one by its number, and how much of each.

Of what one may not know that it exists nothing is told: it is not found, as if it were not there.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session

from matchmaker.access.permissions import Permission, Reach
from matchmaker.access.secrecy import Sight
from matchmaker.access.viewer import Owned, Viewer
from matchmaker.services.kin import Kin, load_kin
from matchmaker.services.wording import tell_value, tell_values
from models.demand import Demand
from models.errors import Conflict, NotFound
from models.organisation import Organisation
from models.queries import demands as demand_queries
from models.queries import visible as visible_queries
from models.queries.visible import DemandFilter, SeenRow, Seer
from models.values.region import find_region
from models.values.secrecy import Confidentiality

UNKNOWN_CITY = "未知"


@dataclass(frozen=True)
class DemandTexts:
    """What a demand says, without contacts; budget and modes in words."""

    title: str
    description: str
    problem: str
    key_technique: str
    target: str
    basis: str
    keywords: tuple[str, ...]
    industry_text: str
    technical_field: str
    budget: str
    cooperation_modes: str
    intended_partner: str
    deadline: date | None


@dataclass(frozen=True)
class DemandView:
    """A demand as somebody sees it; texts: None where only its existence may be known."""

    id: int
    number: str
    enterprise: str
    city: str
    level: Confidentiality
    sight: Sight
    texts: DemandTexts | None


def list_visible(
    session: Session,
    viewer: Viewer,
    wanted: DemandFilter = DemandFilter(),  # noqa: B008
    first: int = 0,
    most: int | None = None,
) -> list[DemandView]:
    """Return what is wanted and may be seen, by id; first: how many are passed over."""
    seer = seer_of(viewer, load_kin(session))
    rows = visible_queries.list_rows(session, seer, wanted, first, most)
    return [_view(row) for row in rows]


def page_visible(
    session: Session, viewer: Viewer, wanted: DemandFilter, after: int, limit: int
) -> list[DemandView]:
    """Return what is wanted and may be seen with an id after one, by id.

    One more than the limit if there are more.
    """
    seer = seer_of(viewer, load_kin(session))
    return [_view(row) for row in visible_queries.page_rows(session, seer, wanted, after, limit)]


def count_visible(
    session: Session,
    viewer: Viewer,
    wanted: DemandFilter = DemandFilter(),  # noqa: B008
) -> int:
    """Return how many list_visible would return in all."""
    return visible_queries.count_rows(session, seer_of(viewer, load_kin(session)), wanted)


def get_visible(session: Session, viewer: Viewer, number: str) -> DemandView:
    """Return the demand of a number, or of an id written as ``#12``.

    Raises NotFound, also for what the viewer may not know of, and Conflict where several that they
    see have the number.
    """
    rows = visible_queries.rows_of_number(session, seer_of(viewer, load_kin(session)), number)
    if not rows:
        raise NotFound(f"没有需求编号 {number}。请核对编号，或先导入该需求")
    if len(rows) > 1:
        ids = "、".join(f"#{demand.id}" for demand, *_ in rows)
        raise Conflict(f"需求编号 {number} 对应 {len(rows)} 条需求，请改用 {ids} 之一")
    return _view(rows[0])


def get_visible_by_id(session: Session, viewer: Viewer, demand_id: int) -> DemandView:
    """Return the demand of an id; raise NotFound, also for what the viewer may not know of."""
    row = visible_queries.find_row(session, seer_of(viewer, load_kin(session)), demand_id)
    if row is None:
        raise NotFound(f"没有编号为 {demand_id} 的需求。请核对编号")
    return _view(row)


def load_sights(
    session: Session, viewer: Viewer, ids: Sequence[int] | None = None
) -> dict[int, Sight]:
    """Return demand id → how much the viewer sees of it, of those of which it sees anything.

    ids: None for all demands.
    """
    found = visible_queries.sights(session, seer_of(viewer, load_kin(session)), ids)
    return {demand_id: Sight(seen) for demand_id, seen in found.items()}


def seer_of(viewer: Viewer, kin: Kin) -> Seer:
    """Return a viewer in the plain values that queries read."""
    own = kin.down(viewer.organisations)
    reach = viewer.reach(Permission.DEMAND_WRITE) if viewer.is_organiser else None
    return Seer(
        own=own,
        named=own | kin.up(viewer.organisations),
        is_known=viewer.is_known,
        everywhere=reach is Reach.ALL,
        city_code=viewer.city_code if reach is Reach.CITY else None,
    )


def widened(viewer: Viewer, kin: Kin) -> Viewer:
    """Return the viewer with every record of its organisations and of their parts."""
    return replace(viewer, organisations=kin.down(viewer.organisations))


def owned_of(demand: Demand, firm: Organisation) -> Owned:
    """Return whose a demand is."""
    city = demand.city_code or firm.city_code
    return Owned(frozenset({city} if city else ()), frozenset({demand.organisation_id}))


def named_of(session: Session, demand: Demand, kin: Kin) -> frozenset[int]:
    """Return every record of the organisations that a demand is meant for, and of their parts."""
    recipients = demand_queries.recipients(session, [demand.id or 0]).get(demand.id or 0, {})
    return kin.down(recipients)


def texts_of(demand: Demand) -> DemandTexts:
    """Return all that a demand says."""
    columns = ("budget_low_cny", "budget_high_cny", "budget_negotiable")
    told = dict(tell_values({name: getattr(demand, name) for name in columns}))
    return DemandTexts(
        title=demand.title,
        description=demand.description,
        problem=demand.problem,
        key_technique=demand.key_technique,
        target=demand.target,
        basis=demand.basis,
        keywords=tuple(demand.keywords),
        industry_text=demand.industry_text,
        technical_field=demand.technical_field,
        budget=told.get("budget_low_cny", ""),
        cooperation_modes=tell_value("cooperation_modes", demand.cooperation_modes),
        intended_partner=demand.intended_partner,
        deadline=demand.deadline,
    )


def _view(row: SeenRow) -> DemandView:
    demand, enterprise, code, seen = row
    region = find_region(code) if code else None
    sight = Sight(seen)
    return DemandView(
        id=demand.id or 0,
        number=demand.display_number,
        enterprise=enterprise,
        city=region.short_name if region else UNKNOWN_CITY,
        level=demand.confidentiality,
        sight=sight,
        texts=texts_of(demand) if sight is Sight.FULL else None,
    )
