"""Consents of firms to single pairs, found by the firm."""

from collections.abc import Collection

from sqlmodel import Session, col, select

from models.demand import Demand
from models.meeting_enums import Side
from models.privacy import PairConsent


def own_pair_consents(session: Session, firm_ids: Collection[int]) -> list[PairConsent]:
    """Return the consents that firms have given for their demands and not taken back, in order."""
    statement = (
        select(PairConsent)
        .join(Demand, col(Demand.id) == col(PairConsent.demand_id))
        .where(
            col(Demand.organisation_id).in_(firm_ids),
            PairConsent.side == Side.ENTERPRISE,
            col(PairConsent.withdrawn_at).is_(None),
        )
        .order_by(col(PairConsent.id))
    )
    return list(session.exec(statement))
