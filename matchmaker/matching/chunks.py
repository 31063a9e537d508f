"""Scoring and explaining a chunk of demands, in whichever process or machine does it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from matchmaker.matching.algorithms.base import Algorithm
from matchmaker.matching.facts import Context
from matchmaker.matching.index import MatchIndex
from matchmaker.matching.rank import score_candidates
from matchmaker.matching.types import Candidates, DemandQuery, ExplanationRow, ScoredPatent

# Large enough that a process is not asked too often, small enough that little is lost when a run
# is stopped, and that progress is seen.
DEMANDS_PER_CHUNK = 100


@dataclass(frozen=True)
class Chunk:
    """A part of a run; number: counts from 0; pairs: demands with their candidates."""

    number: int
    pairs: tuple[tuple[DemandQuery, Candidates], ...] = field(repr=False)


@dataclass(frozen=True)
class Explained:
    """What a chunk found for one demand: its best patents, and the rows of each."""

    demand_id: int
    patents: tuple[ScoredPatent, ...]
    rows: tuple[tuple[ExplanationRow, ...], ...]


def make_chunks(
    queries: Sequence[DemandQuery], found: Sequence[Candidates], size: int = DEMANDS_PER_CHUNK
) -> list[Chunk]:
    """Return the demands in chunks, in their order."""
    pairs = list(zip(queries, found, strict=True))
    starts = range(0, len(pairs), size)
    return [Chunk(number, tuple(pairs[s : s + size])) for number, s in enumerate(starts)]


def score_chunk(
    index: MatchIndex, algorithm: Algorithm, context: Context, top: int, chunk: Chunk
) -> Iterable[Explained]:
    """Yield, for every demand of a chunk, its best patents with their reasons."""
    for query, candidates in chunk.pairs:
        ranking = score_candidates(index, query, candidates, algorithm, top, context)
        rows = tuple(
            tuple(ranking.explain(scored, index.texts.get(scored.row, scored.patent_id)))
            for scored in ranking.ordered
        )
        yield Explained(query.doc.id, ranking.ordered, rows)
