"""The demands that an answer may be made of, and the reasons that it may give."""

from collections.abc import Sequence
from dataclasses import replace

from sqlmodel import Session

from matchmaker.access.secrecy import Sight
from matchmaker.access.viewer import Viewer
from matchmaker.matching.gates import Gate, Occasion
from matchmaker.matching.types import ExplanationRow
from matchmaker.services.ranking import invited
from matchmaker.services.release import released_rows
from matchmaker.services.stock import StockDemand
from matchmaker.services.visible_demands import load_sights
from models.demand import Demand


def seen_guests(
    session: Session, demands: Sequence[StockDemand], occasion: Occasion, viewer: Viewer | None
) -> list[StockDemand]:
    """Return the demands that pass the gates and that the viewer sees in full.

    Directed demands are for those they are meant for, whom no gate stops; viewer: None for what
    may be told to everybody who is known.
    """
    if viewer is None:
        return invited(demands, occasion)[0]
    sights = load_sights(session, viewer)
    full = [demand for demand in demands if sights.get(demand.doc.id) is Sight.FULL]
    lifted = replace(occasion, lifted=occasion.lifted | {Gate.CONFIDENTIAL})
    return invited(full, lifted)[0]


def told_rows(
    demand: Demand, rows: Sequence[ExplanationRow], viewer: Viewer | None
) -> tuple[ExplanationRow, ...]:
    """Return the reasons that may be given of a demand that seen_guests has let pass."""
    return released_rows(demand, rows) if viewer is None else tuple(rows)
