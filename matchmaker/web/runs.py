"""The newest run over the whole stock, its pairs read once while no newer one is there."""

from sqlmodel import Session

from matchmaker.services.run_store import StoredPairs, StoredRun, load_stored_pairs
from matchmaker.web.desk import OpenDesk
from models.queries.match_runs import newest_run


class RunKeeper:
    """The pairs of a process: those of ten thousand demands take a second to read."""

    def __init__(self) -> None:
        self._kept: StoredPairs | None = None

    def get(self, session: Session, desk: OpenDesk) -> StoredRun | None:
        """Return the newest run with its pairs, None before the first."""
        run = newest_run(session)
        if run is None:
            return None
        kept = self._kept
        if kept is None or kept.run_id != run.id:
            kept = self._kept = load_stored_pairs(session, run)
        return StoredRun(run, kept, desk.owners)
