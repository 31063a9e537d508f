"""Which side of a pair of demand and patent is somebody's own, and what both sides agree to.

Only members of an organisation have a side: nobody agrees for others (PIPL art. 23).
"""

from sqlmodel import Session

from matchmaker.access.viewer import Viewer
from matchmaker.errors import Forbidden
from matchmaker.services.consents import agree_to_pair, withdraw_from_pair
from matchmaker.services.kin import load_kin
from matchmaker.services.list_hands import Author
from matchmaker.services.visible_demands import get_visible_by_id, widened
from models.demand import Demand
from models.errors import NotFound
from models.meeting_enums import Side
from models.patent import Patent
from models.queries import demands as demand_queries
from models.queries import patents as patent_queries
from models.queries import privacy as privacy_queries


def agree(
    session: Session, viewer: Viewer, demand_id: int, patent: Patent, author: Author
) -> dict[Side, bool]:
    """Agree for the own side of a pair; return which sides agree now.

    Raises NotFound for a demand that the viewer may not know of, Forbidden where no side is its
    own.
    """
    get_visible_by_id(session, viewer, demand_id)
    demand = demand_queries.hold_demand(session, demand_id)
    for side in _require_side(session, viewer, demand, patent):
        agree_to_pair(session, demand_id, patent.id or 0, side, author)
    return standing(session, demand_id, patent)


def withdraw(
    session: Session, viewer: Viewer, demand_id: int, patent: Patent, author: Author
) -> dict[Side, bool]:
    """Take the consent of the own side back; return which sides still agree.

    Possible also once the demand is no longer to be seen. Raises NotFound and Forbidden.
    """
    _get_known(session, viewer, demand_id, patent)
    demand = demand_queries.hold_demand(session, demand_id)
    sides = _require_side(session, viewer, demand, patent)
    agreed = standing(session, demand_id, patent)
    for side in [side for side in sides if agreed[side]] or sides:
        withdraw_from_pair(session, demand_id, patent.id or 0, side, author)
    return standing(session, demand_id, patent)


def read_standing(
    session: Session, viewer: Viewer, demand_id: int, patent: Patent
) -> dict[Side, bool]:
    """Return which sides of a pair agree, to either of them; raise NotFound and Forbidden."""
    demand = _get_known(session, viewer, demand_id, patent)
    _require_side(session, viewer, demand, patent)
    return standing(session, demand_id, patent)


def standing(session: Session, demand_id: int, patent: Patent) -> dict[Side, bool]:
    """Return which sides of a pair agree."""
    return {
        side: privacy_queries.standing_consent(session, demand_id, patent.id or 0, side) is not None
        for side in Side
    }


def _get_known(session: Session, viewer: Viewer, demand_id: int, patent: Patent) -> Demand:
    """Return a demand that the viewer sees, or for which a side of its own still agrees."""
    demand = demand_queries.by_ids(session, [demand_id]).get(demand_id)
    agreed = standing(session, demand_id, patent)
    sides = _own_sides(session, viewer, demand, patent) if demand is not None else ()
    if demand is None or not any(agreed[side] for side in sides):
        get_visible_by_id(session, viewer, demand_id)
    if demand is None:
        raise NotFound(f"没有编号为 {demand_id} 的需求。请核对编号")
    return demand


def _require_side(
    session: Session, viewer: Viewer, demand: Demand, patent: Patent
) -> tuple[Side, ...]:
    sides = _own_sides(session, viewer, demand, patent)
    if not sides:
        raise Forbidden("只有这对需求与专利的双方才能表示同意。请由需求单位或权利人自己办理")
    return sides


def _own_sides(
    session: Session, viewer: Viewer, demand: Demand, patent: Patent
) -> tuple[Side, ...]:
    own = widened(viewer, load_kin(session)).organisations
    patent_id = patent.id or 0
    owners = patent_queries.owner_ids(session, [patent_id]).get(patent_id, ())
    is_own = {
        Side.ENTERPRISE: demand.organisation_id in own,
        Side.INSTITUTION: not own.isdisjoint(owners),
    }
    return tuple(side for side, said in is_own.items() if said)
