"""Affinity of classifications: do the patents nearest to the demand share the patent's IPC?"""

from collections import defaultdict
from collections.abc import Mapping
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
    shares, starts, counts = _shares(index, candidates.rows, votes)
    known = (counts > 0) & (len(votes.weight_of) >= MIN_VOTERS)
    known &= votes.total - _own_votes(candidates.rows, votes) > 0.0
    scores = np.full(len(candidates.rows), NEUTRAL, dtype=np.float32)
    if known.any():
        # The shares of a patent without a code stand for nothing and are not known.
        best_share = np.maximum.reduceat(np.append(shares, 0.0), starts)
        scores[known] = np.minimum(1.0, best_share[known] / FULL_SHARE)

    def sentence(position: int) -> str:
        if not known[position]:
            return unknown("分类号缺失或可比专利太少")
        own = int(candidates.rows[position])
        code = best_code(position)
        peers = [row for row in votes.weight_of if row != own]
        same = sum(code in index.subclasses_of(row) for row in peers)
        name = subclass_name(code)
        label = f"{code}（{name}）" if name else code
        counted = f"另 {len(peers)} 件" if own in votes.weight_of else f" {len(peers)} 件"
        return f"与需求用词最近的{counted}专利中有 {same} 件属于 {label}"

    def best_code(position: int) -> str:
        codes = index.subclasses_of(int(candidates.rows[position]))
        mine = shares[starts[position] : starts[position] + len(codes)].tolist()
        return max(zip(mine, codes, strict=True))[1]

    def quotes(position: int) -> tuple[str, str]:
        return "", "、".join(index.subclasses_of(int(candidates.rows[position])))

    return FeatureResult(scores, sentence, quotes)


@dataclass(frozen=True)
class _Votes:
    """of: subclass or class → weight of its voters; weight_of: voter's row → its weight."""

    of: Mapping[str, float]
    weight_of: Mapping[int, float]
    total: float


def _count_votes(index: MatchIndex, query: DemandQuery) -> _Votes:
    order = np.lexsort((query.neighbours.rows, -query.neighbours.cosine))[:NEIGHBOURS]
    weight_of: dict[int, float] = {}
    of: dict[str, float] = defaultdict(float)
    for row, weight in zip(
        query.neighbours.rows[order].tolist(), query.neighbours.cosine[order].tolist(), strict=True
    ):
        codes = index.subclasses_of(row)
        if codes:
            weight_of[row] = weight
        for code in {*codes, *(code[:CLASS_LENGTH] for code in codes)}:
            of[code] += weight
    return _Votes(of, weight_of, sum(weight_of.values()))


def _shares(
    index: MatchIndex, rows: IntArray, votes: _Votes
) -> tuple[NDArray[np.float64], IntArray, IntArray]:
    """Return the part of the others' votes for every subclass of every patent.

    The shares stand one after the other; a patent's begin at its start and are as many as its
    count.
    """
    first = np.asarray(index.subclass_offsets)[rows]
    counts = np.asarray(index.subclass_offsets)[rows + 1] - first
    starts = np.cumsum(counts) - counts
    owner = np.repeat(np.arange(len(rows)), counts)
    codes = index.subclasses[np.arange(len(owner)) - starts[owner] + first[owner]]
    distinct, place = np.unique(codes, return_inverse=True)
    names = [str(code) for code in distinct]
    of_subclass = np.array([votes.of.get(code, 0.0) for code in names])
    of_class = np.array([votes.of.get(code[:CLASS_LENGTH], 0.0) for code in names])
    # A patent does not vote for itself.
    own = _own_votes(rows, votes)[owner]
    same_subclass, same_class = of_subclass[place] - own, of_class[place] - own
    credit = same_subclass + CLASS_CREDIT * (same_class - same_subclass)
    others = votes.total - own
    return np.divide(credit, others, out=np.zeros(len(owner)), where=others > 0.0), starts, counts


def _own_votes(rows: IntArray, votes: _Votes) -> NDArray[np.float64]:
    """Return the weight with which every patent votes, 0 for those that do not."""
    voters = np.array(sorted(votes.weight_of), dtype=np.int64)
    own = np.zeros(len(rows))
    present = np.isin(rows, voters)
    own[present] = [votes.weight_of[row] for row in rows[present].tolist()]
    return own
