"""All demands against the whole stock: planned, resumed, stored chunk by chunk, and read."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from hashlib import blake2b

from sqlmodel import Session

from matchmaker.access.secrecy import Sight
from matchmaker.errors import BadQuery
from matchmaker.matching.algorithms.base import Algorithm
from matchmaker.matching.candidates import find_candidates
from matchmaker.matching.chunks import DEMANDS_PER_CHUNK, Chunk, make_chunks
from matchmaker.matching.explain import reason_text
from matchmaker.matching.facts import Context, unknown_facts
from matchmaker.matching.features.demand_heat import count_demand_heat
from matchmaker.matching.gates import Gate, Occasion
from matchmaker.matching.types import ExplanationRow
from matchmaker.services.chunk_work import ChunkResult
from matchmaker.services.declines import load_declines
from matchmaker.services.packed_reasons import unpack_match, unpack_reasons
from matchmaker.services.ranking import invited, lifted_gates
from matchmaker.services.release import released_rows, shown_rows
from matchmaker.services.stocked_index import StockedIndex
from models.enums import RunKind
from models.errors import NotFound
from models.matching import Match, MatchRun
from models.queries import demands as demand_queries
from models.queries import match_runs as run_queries

DEFAULT_TOP = 20


@dataclass(frozen=True)
class StockRunOptions:
    """as_of: the day whose facts count; province: its code; top: how many patents a demand keeps.

    anywhere lifts the rules of area, any_state those of legal state.
    """

    as_of: date
    province: str
    algorithm: Algorithm = field(repr=False)
    top: int = DEFAULT_TOP
    anywhere: bool = False
    any_state: bool = False


@dataclass(frozen=True)
class PlannedRun:
    """A run and what is left of it; context: what its demands are scored with.

    demands: how many it has in all; chunks: those that are not stored yet.
    """

    run: MatchRun
    demands: int
    chunks: tuple[Chunk, ...] = field(repr=False)
    context: Context = field(repr=False)

    @property
    def left(self) -> int:
        """How many demands are left."""
        return sum(len(chunk.pairs) for chunk in self.chunks)


def plan_run(
    session: Session,
    stocked: StockedIndex,
    options: StockRunOptions,
    now: datetime,
    on_found: Callable[[int, int], None],
) -> PlannedRun:
    """Return the run of this input with what is left of it: all of a new one, none of a finished.

    on_found: told now and then of how many demands the candidates are found, and of how many they
    are wanted. Raises BadQuery where no demand may be shown.
    """
    index, algorithm = stocked.index, options.algorithm
    digest = _input_digest(stocked, options)
    run = run_queries.find_run(session, digest)
    if run is not None and run.finished_at is not None:
        return PlannedRun(run, run.demand_count, (), Context(unknown_facts(len(index))))
    occasion = Occasion(
        as_of=options.as_of,
        held_on=options.as_of,
        province=options.province,
        lifted=lifted_gates(anywhere=options.anywhere, any_state=options.any_state),
    )
    mask, stopped = stocked.offers.mask(index, occasion)
    guests, held_back = invited(stocked.stock.demands, occasion)
    if not guests:
        raise BadQuery("没有可以匹配的需求。请先导入需求")
    docs = [demand.doc for demand in guests]
    queries, found = find_candidates(index, docs, mask, lambda n: on_found(n, len(docs)))
    reads_terms = algorithm.reads_terms
    facts = stocked.offers.facts(index, options.as_of) if reads_terms else unknown_facts(len(index))
    if run is None:
        run = _new_run(stocked, options, digest, now)
        run.demand_count, run.patent_count = len(guests), int(mask.sum())
        gates: Counter[Gate] = stopped + held_back
        run.gate_counts = {gate.value: n for gate, n in sorted(gates.items()) if n}
        session.add(run)
        session.flush()
    done = run_queries.chunks_done(session, run)
    return PlannedRun(
        run,
        len(guests),
        tuple(chunk for chunk in make_chunks(queries, found) if chunk.number not in done),
        Context(facts, count_demand_heat(queries, len(index))),
    )


def store_result(session: Session, run: MatchRun, result: ChunkResult) -> int:
    """Store what a chunk found; return of how many demands."""
    run_queries.store_chunk(session, run, result.number, result.demands)
    return len(result.demands)


def finish_run(session: Session, run: MatchRun, now: datetime) -> None:
    """Mark a run as finished; it takes the place of the earlier ones."""
    run_queries.finish(session, run, now)


@dataclass(frozen=True)
class StoredMatch:
    """A match as it was stored, with those of its reasons that may be told."""

    match: Match
    rows: tuple[ExplanationRow, ...] = field(repr=False)

    @property
    def reason(self) -> str:
        """The reasons in one sentence."""
        return reason_text(self.rows)


def get_newest_run(session: Session) -> MatchRun:
    """Return the finished run; raise NotFound before the first."""
    run = run_queries.newest_run(session)
    if run is None:
        raise NotFound("还没有做过全库匹配。请先运行全库匹配")
    return run


def patents_of(session: Session, run: MatchRun, demand_id: int, sight: Sight) -> list[StoredMatch]:
    """Return what the run found for a demand, by rank, without what has been turned down.

    sight: how much is seen of the demand.
    """
    matches = run_queries.matches_of_demand(session, run, demand_id)
    return [
        replace(found, rows=shown_rows(sight, found.rows))
        for found in _explained(session, run, _not_declined(session, matches))
    ]


def demands_of(session: Session, run: MatchRun, patent_id: int) -> list[StoredMatch]:
    """Return the demands that have a patent among their best, the highest score first.

    The reasons are those that may be told to its owner. A demand that its firm has withdrawn from
    sight since the run is left out, and so are those for which the patent has been turned down.
    """
    matches = run_queries.matches_of_patent(session, run, patent_id)
    demands = demand_queries.by_ids(session, {match.demand_id for match in matches})
    listed = [m for m in matches if not demands[m.demand_id].confidentiality.is_unlisted]
    return [
        replace(found, rows=released_rows(demands[found.match.demand_id], found.rows))
        for found in _explained(session, run, _not_declined(session, listed))
    ]


def stored_rows(
    session: Session, run: MatchRun, demand_id: int, rank: int
) -> tuple[ExplanationRow, ...]:
    """Return all reasons of a stored pair; rank: of the patent for the demand."""
    packed = run_queries.packed_reasons(session, run, demand_id)
    return tuple(unpack_match(packed, rank - 1)) if packed else ()


def _not_declined(session: Session, matches: list[Match]) -> list[Match]:
    declined = load_declines(session).told
    return [match for match in matches if (match.demand_id, match.patent_id) not in declined]


def _explained(session: Session, run: MatchRun, matches: list[Match]) -> Iterator[StoredMatch]:
    reasons: dict[int, list[list[ExplanationRow]]] = {}
    for match in matches:
        if match.demand_id not in reasons:
            packed = run_queries.packed_reasons(session, run, match.demand_id)
            reasons[match.demand_id] = unpack_reasons(packed) if packed else []
        yield StoredMatch(match, tuple(reasons[match.demand_id][match.rank - 1]))


def _new_run(
    stocked: StockedIndex, options: StockRunOptions, digest: str, now: datetime
) -> MatchRun:
    return MatchRun(
        kind=RunKind.STOCK,
        algorithm=options.algorithm.slug,
        index_version=stocked.version,
        as_of=options.as_of,
        settings={
            "top": options.top,
            "anywhere": options.anywhere,
            "any_state": options.any_state,
        },
        created_at=now,
        input_digest=digest,
        demand_count=0,
        patent_count=0,
    )


def _input_digest(stocked: StockedIndex, options: StockRunOptions) -> str:
    """Return a digest of everything the answer, and how it is cut into chunks, depends on."""
    algorithm = options.algorithm
    named = (algorithm.slug, algorithm.version, DEMANDS_PER_CHUNK)
    digest = blake2b(repr((options, named)).encode(), digest_size=16)
    digest.update(f"{stocked.version}|{stocked.stock.digest}".encode())
    if algorithm.reads_terms:
        digest.update(stocked.stock.terms_digest.encode())
    return digest.hexdigest()
