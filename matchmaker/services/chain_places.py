"""Patents and demands placed on industry chains: those that are new or have changed since."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from matchmaker.industry.chain_placing import ChainPlacer, Place
from matchmaker.industry.chains import Chains, load_chains
from models.chain import ChainRun
from models.enums import RecordKind
from models.queries import chains as chain_queries
from models.queries import industries as industry_queries

BATCH = 2_000

OnDone = Callable[[int, int], None]


@dataclass(frozen=True)
class Placed:
    """How many patents were placed anew, and how many demands lie otherwise than before."""

    patents: int
    demands: int


def place_records(
    session: Session, now: datetime, on_done: OnDone = lambda *_: None, chains: Chains | None = None
) -> Placed:
    """Place what is new or has changed, and all where the chains have; the caller commits.

    A patent is known by its revision; demands, of which there are far fewer, are all read. on_done:
    told how many of how many patents are done; chains: the bundled ones where not given.
    """
    listed = chains or load_chains()
    placer = ChainPlacer(listed)
    placed = Placed(
        _place_patents(session, placer, listed.digest, on_done), _place_demands(session, placer)
    )
    newest = chain_queries.newest_run(session)
    if placed != Placed(0, 0) or newest is None or newest.digest != listed.digest:
        session.add(
            ChainRun(
                digest=listed.digest, patents=placed.patents, demands=placed.demands, made_at=now
            )
        )
        session.flush()
    return placed


def _place_patents(session: Session, placer: ChainPlacer, digest: str, on_done: OnDone) -> int:
    waiting = chain_queries.waiting_patents(session, digest)
    for start in range(0, len(waiting), BATCH):
        revisions = dict(waiting[start : start + BATCH])
        texts = industry_queries.texts_of(session, RecordKind.PATENT, list(revisions))
        places = [
            {"patent_id": text.id, **row}
            for text in texts
            for row in _rows(placer.place(text.title, text.body, text.symbols))
        ]
        readings = [
            {"patent_id": known, "revision": revision, "digest": digest}
            for known, revision in revisions.items()
        ]
        chain_queries.replace_patent_places(session, readings, places)
        on_done(min(start + BATCH, len(waiting)), len(waiting))
    return len(waiting)


def _place_demands(session: Session, placer: ChainPlacer) -> int:
    before: dict[int, dict[str, tuple[str, float, str]]] = {}
    for (demand, chain), stored in chain_queries.demand_places(session).items():
        before.setdefault(demand, {})[chain] = stored
    changed: list[int] = []
    rows: list[dict[str, Any]] = []
    for text in industry_queries.iter_demand_texts(session):
        places = placer.place(text.title, text.body, ())
        told = {one.chain: (one.node, one.score, one.reason) for one in places}
        if told != before.get(text.id, {}):
            changed.append(text.id)
            rows += [{"demand_id": text.id, **row} for row in _rows(places)]
    chain_queries.replace_demand_places(session, changed, rows)
    return len(changed)


def _rows(places: tuple[Place, ...]) -> list[dict[str, Any]]:
    return [asdict(place) for place in places]
