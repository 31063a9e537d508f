"""How many patents there are where, counted once while the stock is the same."""

from sqlmodel import Session

from matchmaker.industry.chains import load_chains
from models.queries import chains as chain_queries
from models.queries.chains import Supply
from models.queries.stamp import Stamp, stock_stamp
from models.queries.supply_map import Cells, patent_cells


class SupplyKeeper:
    """The counts of a process: of a hundred thousand patents they take half a second."""

    def __init__(self) -> None:
        self._kept: tuple[Stamp, Cells] | None = None

    def get(self, session: Session) -> Cells:
        """Return the patents by industry and city as they are now."""
        stamp, kept = stock_stamp(session), self._kept
        if kept is None or kept[0] != stamp:
            kept = self._kept = (stamp, patent_cells(session))
        return kept[1]


class ChainKeeper:
    """The same by chain and node, while records lie where they lay."""

    def __init__(self) -> None:
        self._kept: tuple[Stamp, Supply] | None = None

    def get(self, session: Session) -> Supply:
        """Return the patents and their owners by chain and node as they are now."""
        run, kept = chain_queries.newest_run(session), self._kept
        stamp = (*stock_stamp(session), str(run.id if run else 0))
        if kept is None or kept[0] != stamp:
            found = chain_queries.supply(session, load_chains().digest)
            kept = self._kept = (stamp, found)
        return kept[1]
