"""Affinity of classifications: do the patents nearest to the demand share the patent's IPC?"""

from collections import defaultdict
from collections.abc import Mapping

import numpy as np

from matchmaker.matching.features.result import NEUTRAL, FeatureResult
from matchmaker.matching.index import MatchIndex
from matchmaker.matching.types import Candidates, DemandQuery
from matchmaker.text.ipc_names import subclass_name

# The demand has no classification of its own; its nearest patents vote for one.
NEIGHBOURS = 20
MIN_VOTERS = 5
CLASS_LENGTH = 3
# A neighbour of the same subclass votes in full, one of the same class by half.
CLASS_CREDIT = 0.5
# Half of all votes is as sure as it gets: subjects spread over several subclasses.
FULL_SHARE = 0.5


def ipc_affinity(index: MatchIndex, query: DemandQuery, candidates: Candidates) -> FeatureResult:
    """Patents nearest to the demand in wording vote, by their IPC, for patents like themselves."""
    order = np.lexsort((query.neighbours.rows, -query.neighbours.cosine))[:NEIGHBOURS]
    voters = [
        (int(query.neighbours.rows[i]), float(query.neighbours.cosine[i]))
        for i in order
        if index.subclasses_of(int(query.neighbours.rows[i]))
    ]
    votes: dict[str, float] = defaultdict(float)
    for row, weight in voters:
        codes = index.subclasses_of(row)
        for code in {*codes, *(code[:CLASS_LENGTH] for code in codes)}:
            votes[code] += weight
    total = sum(weight for _, weight in voters)
    weight_of = dict(voters)
    scores = np.full(len(candidates.rows), NEUTRAL, dtype=np.float32)
    best: list[str] = [""] * len(candidates.rows)
    for position, row in enumerate(candidates.rows.tolist()):
        codes = index.subclasses_of(row)
        own = weight_of.get(row, 0.0)
        others = total - own
        if not codes or len(voters) < MIN_VOTERS or others <= 0.0:
            continue
        # A patent does not vote for itself.
        shares = {code: _share(votes, code, own, others) for code in codes}
        best[position] = max(codes, key=lambda code: (shares[code], code))
        scores[position] = min(1.0, shares[best[position]] / FULL_SHARE)

    def sentence(position: int) -> str:
        code = best[position]
        if not code:
            return "分类号缺失或可比专利太少，不加不减"
        own = int(candidates.rows[position])
        peers = [row for row, _ in voters if row != own]
        same = sum(code in index.subclasses_of(row) for row in peers)
        name = subclass_name(code)
        label = f"{code}（{name}）" if name else code
        counted = f"另 {len(peers)} 件" if own in weight_of else f" {len(peers)} 件"
        return f"与需求用词最近的{counted}专利中有 {same} 件属于 {label}"

    return FeatureResult(scores, sentence)


def _share(votes: Mapping[str, float], code: str, own: float, others: float) -> float:
    same_subclass = votes[code] - own
    same_class = votes[code[:CLASS_LENGTH]] - own
    return (same_subclass + CLASS_CREDIT * (same_class - same_subclass)) / others
