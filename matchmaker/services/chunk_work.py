"""What a process or a machine does for a run over the whole stock: one chunk of demands."""

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from matchmaker.matching.algorithms.base import Algorithm
from matchmaker.matching.chunks import Chunk, Explained, score_chunk
from matchmaker.matching.facts import Context
from matchmaker.matching.index import MatchIndex
from matchmaker.matching.store import open_version
from matchmaker.services.packed_reasons import pack_reasons
from models.queries.match_runs import StoredDemand


@dataclass(frozen=True)
class Assignment:
    """What all chunks of a run share: an index in a folder that all workers see, and how to score.

    version: fingerprint of the index; top: how many patents a demand keeps.
    """

    folder: Path
    version: str
    algorithm: Algorithm = field(repr=False)
    context: Context = field(repr=False)
    top: int


@dataclass(frozen=True)
class ChunkResult:
    """What a chunk found, ready to be stored."""

    number: int
    demands: tuple[StoredDemand, ...]


def work(assignment: Assignment, chunk: Chunk) -> ChunkResult:
    """Return what a chunk finds; the same on every machine."""
    index = _index(assignment.folder, assignment.version)
    explained = score_chunk(index, assignment.algorithm, assignment.context, assignment.top, chunk)
    return ChunkResult(chunk.number, tuple(map(_stored, explained)))


@lru_cache(maxsize=1)
def _index(folder: Path, version: str) -> MatchIndex:
    """Return the index, opened once in a process."""
    return open_version(folder, version)


def _stored(found: Explained) -> StoredDemand:
    return StoredDemand(
        found.demand_id,
        [
            {
                "demand_id": found.demand_id,
                "patent_id": patent.patent_id,
                "rank": patent.rank,
                "score": patent.score,
                "industry_slug": patent.industry,
            }
            for patent in found.patents
        ],
        pack_reasons(found.rows),
    )
