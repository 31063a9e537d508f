"""Affinity of classifications: do the patents nearest to the demand share the patent's IPC?"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching.facts import Context
from matchmaker.matching.features.result import NEUTRAL, FeatureResult, unknown
from matchmaker.matching.index import SUBCLASS_LENGTH, MatchIndex
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
# Of a code's number: sixteen bits for each of its characters, the last one lowest.
LAST_CHARACTER = np.uint64(16)
_SHIFTS = LAST_CHARACTER * np.arange(SUBCLASS_LENGTH, dtype=np.uint64)[::-1]


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
        mine: list[str] = codes[starts[position] : starts[position] + counts[position]].tolist()
        return mine

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
    found, starts, counts = _codes(index, rows)
    codes: list[str] = found.tolist()
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


def _codes(index: MatchIndex, rows: IntArray) -> tuple[NDArray[np.str_], IntArray, IntArray]:
    """Return the subclasses of the patents, one after the other.

    A patent's begin at its start and are as many as its count.
    """
    found, counts = index.subclass_runs(rows)
    return found, np.cumsum(counts) - counts, counts


def _shares(
    codes: NDArray[np.str_], own: NDArray[np.float64], votes: _Votes
) -> NDArray[np.float64]:
    """Return the part of the others' votes for every subclass; own: vote of its patent."""
    numbers = _numbers(codes)
    of_subclass = _weights(votes, numbers)
    of_class = _weights(votes, numbers >> LAST_CHARACTER << LAST_CHARACTER)
    # A patent does not vote for itself.
    same_subclass, same_class = of_subclass - own, of_class - own
    credit = same_subclass + CLASS_CREDIT * (same_class - same_subclass)
    others = votes.total - own
    return np.divide(credit, others, out=np.zeros(len(codes)), where=others > 0.0)


def _own_votes(rows: IntArray, votes: _Votes) -> NDArray[np.float64]:
    """Return the weight with which every patent votes, 0 for those that do not."""
    return _looked_up(votes.weight_of, np.array(list(votes.weight_of), dtype=np.int64), rows)


def _weights(votes: _Votes, numbers: NDArray[np.uint64]) -> NDArray[np.float64]:
    """Return the weight of every code, given as a number, 0 for one without a voter."""
    known = _numbers(np.array(list(votes.of), dtype=np.dtype(f"U{SUBCLASS_LENGTH}")))
    return _looked_up(votes.of, known, numbers)


def _looked_up(
    weights: Mapping[Any, float], keys: NDArray[Any], wanted: NDArray[Any]
) -> NDArray[np.float64]:
    """Return the weight of every wanted key, 0 for an unknown one; keys: those of the weights."""
    if not len(keys):
        return np.zeros(len(wanted))
    order = np.argsort(keys)
    ordered, values = keys[order], np.array(list(weights.values()))[order]
    places = np.minimum(np.searchsorted(ordered, wanted), len(ordered) - 1)
    return np.where(ordered[places] == wanted, values[places], 0.0)


def _numbers(codes: NDArray[np.str_]) -> NDArray[np.uint64]:
    """Return subclasses, and classes too, as numbers: a stock has as many as it has patents."""
    characters = np.ascontiguousarray(codes).view(np.uint32).reshape(-1, SUBCLASS_LENGTH)
    numbers: NDArray[np.uint64] = np.bitwise_or.reduce(
        characters.astype(np.uint64) << _SHIFTS, axis=1
    )
    return numbers
