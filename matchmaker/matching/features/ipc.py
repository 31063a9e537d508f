"""Affinity of classifications: do the patents nearest to the demand share the patent's IPC?"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching.facts import Context
from matchmaker.matching.features.result import NEUTRAL, FeatureResult, unknown
from matchmaker.matching.index import MatchIndex
from matchmaker.matching.types import Candidates, DemandQuery, IntArray
from matchmaker.text.ipc_names import subclass_name

# The demand has no classification of its own; its nearest patents vote for one.
NEIGHBOURS = 20
MIN_VOTERS = 5
CLASS_LENGTH = 3
# A neighbour of the same subclass votes in full, one of the same class by half.
CLASS_CREDIT = 0.5
# Half of all votes is as sure as it gets: subjects spread over several subclasses.
FULL_SHARE = 0.5


def ipc_affinity(
    index: MatchIndex, query: DemandQuery, candidates: Candidates, _context: Context
) -> FeatureResult:
    """Patents nearest to the demand in wording vote, by their IPC, for patents like themselves."""
    votes = _count_votes(index, query)
    codes, starts, counts = _codes(index, candidates.rows)
    own = _own_votes(candidates.rows, votes)
    shares = _shares(codes, np.repeat(own, counts), votes)
    known = (counts > 0) & (len(votes.weight_of) >= MIN_VOTERS)
    known &= votes.total - own > 0.0
    scores = np.full(len(candidates.rows), NEUTRAL, dtype=np.float32)
    if known.any():
        # The shares of a patent without a code stand for nothing and are not known.
        best_share = np.maximum.reduceat(np.append(shares, 0.0), starts)
        scores[known] = np.minimum(1.0, best_share[known] / FULL_SHARE)

    def codes_of(position: int) -> list[str]:
        return codes[starts[position] : starts[position] + counts[position]]

    def sentence(position: int) -> str:
        if not known[position]:
            return unknown("分类号缺失或可比专利太少")
        code = best_code(position)
        votes_itself = int(candidates.rows[position]) in votes.weight_of
        # Whoever votes has the code of which it is said how many others have it.
        peers = len(votes.weight_of) - votes_itself
        same = votes.voters_of.get(code, 0) - votes_itself
        name = subclass_name(code)
        label = f"{code}（{name}）" if name else code
        counted = f"另 {peers} 件" if votes_itself else f" {peers} 件"
        return f"与需求用词最近的{counted}专利中有 {same} 件属于 {label}"

    def best_code(position: int) -> str:
        mine = shares[starts[position] : starts[position] + counts[position]].tolist()
        return max(zip(mine, codes_of(position), strict=True))[1]

    def quotes(position: int) -> tuple[str, str]:
        return "", "、".join(codes_of(position))

    return FeatureResult(scores, sentence, quotes)


@dataclass(frozen=True)
class _Votes:
    """of: subclass or class → weight of its voters; voters_of: the same → how many they are.

    weight_of: voter's row → its weight; total: of all of them.
    """

    of: Mapping[str, float]
    voters_of: Mapping[str, int]
    weight_of: Mapping[int, float]
    total: float


def _count_votes(index: MatchIndex, query: DemandQuery) -> _Votes:
    order = np.lexsort((query.neighbours.rows, -query.neighbours.cosine))[:NEIGHBOURS]
    rows = query.neighbours.rows[order]
    codes, starts, counts = _codes(index, rows)
    weight_of: dict[int, float] = {}
    of: dict[str, float] = defaultdict(float)
    voters_of: dict[str, int] = defaultdict(int)
    for row, weight, start, count in zip(
        rows.tolist(),
        query.neighbours.cosine[order].tolist(),
        starts.tolist(),
        counts.tolist(),
        strict=True,
    ):
        mine = codes[start : start + count]
        if mine:
            weight_of[row] = weight
        for code in {*mine, *(code[:CLASS_LENGTH] for code in mine)}:
            of[code] += weight
            voters_of[code] += 1
    return _Votes(of, voters_of, weight_of, sum(weight_of.values()))


def _codes(index: MatchIndex, rows: IntArray) -> tuple[list[str], IntArray, IntArray]:
    """Return the subclasses of the patents, one after the other.

    A patent's begin at its start and are as many as its count.
    """
    found, counts = index.subclass_runs(rows)
    codes: list[str] = found.tolist()
    return codes, np.cumsum(counts) - counts, counts


def _shares(codes: Sequence[str], own: NDArray[np.float64], votes: _Votes) -> NDArray[np.float64]:
    """Return the part of the others' votes for every subclass; own: vote of its patent."""
    of_subclass = _weights(votes, codes)
    of_class = _weights(votes, (code[:CLASS_LENGTH] for code in codes))
    # A patent does not vote for itself.
    same_subclass, same_class = of_subclass - own, of_class - own
    credit = same_subclass + CLASS_CREDIT * (same_class - same_subclass)
    others = votes.total - own
    return np.divide(credit, others, out=np.zeros(len(codes)), where=others > 0.0)


def _own_votes(rows: IntArray, votes: _Votes) -> NDArray[np.float64]:
    """Return the weight with which every patent votes, 0 for those that do not."""
    return np.array([votes.weight_of.get(row, 0.0) for row in rows.tolist()], dtype=np.float64)


def _weights(votes: _Votes, codes: Iterable[str]) -> NDArray[np.float64]:
    return np.array([votes.of.get(code, 0.0) for code in codes], dtype=np.float64)
