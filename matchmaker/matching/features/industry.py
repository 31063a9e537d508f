"""Agreement of industries."""

import numpy as np

from matchmaker.matching.features.result import NEUTRAL, FeatureResult
from matchmaker.matching.index import MatchIndex
from matchmaker.matching.types import Candidates, DemandQuery


def industry_agreement(
    index: MatchIndex, query: DemandQuery, candidates: Candidates
) -> FeatureResult:
    """The patent belongs, as surely as the demand does, to an industry of the demand."""
    # 其他 is the absence of an industry, so sharing it is no agreement.
    wanted = query.industries[:-1]
    offered = np.asarray(index.industries[candidates.rows, :-1], dtype=np.float32)
    surest = float(wanted.max(initial=0.0))
    overlap = np.minimum(offered, wanted)
    scores = np.full(len(candidates.rows), NEUTRAL, dtype=np.float32)
    known = offered.max(axis=1, initial=0.0) > 0.0
    if surest > 0.0:
        scores[known] = np.minimum(1.0, overlap[known].max(axis=1, initial=0.0) / surest)

    def sentence(position: int) -> str:
        if surest <= 0.0 or not known[position]:
            return "一方未归入重点产业，不加不减"
        best = int(overlap[position].argmax())
        if overlap[position][best] <= 0.0:
            return f"专利不在需求所属产业（{_names(index, wanted)}）"
        return f"同属{index.industry_names[best]}产业"

    return FeatureResult(scores, sentence)


def _names(index: MatchIndex, confidences: np.ndarray[tuple[int], np.dtype[np.float32]]) -> str:
    return "、".join(index.industry_names[i] for i in np.flatnonzero(confidences > 0.0))
