"""Agreement of industries."""

import numpy as np

from matchmaker.matching.facts import Context
from matchmaker.matching.features.result import NEUTRAL, FeatureResult, unknown
from matchmaker.matching.index import MatchIndex
from matchmaker.matching.types import Candidates, DemandQuery

# A confidence from which an industry, 其他 among them, is more likely than not.
LIKELY = 0.5


def industry_agreement(
    index: MatchIndex, query: DemandQuery, candidates: Candidates, _context: Context
) -> FeatureResult:
    """The patent belongs, as surely as the demand does, to an industry of the demand."""
    wanted = query.industries[:-1]
    stock = np.asarray(index.industries[candidates.rows], dtype=np.float32)
    offered = stock[:, :-1]
    surest = float(wanted.max(initial=0.0))
    overlap = np.minimum(offered, wanted)
    known = offered.max(axis=1, initial=0.0) > 0.0
    elsewhere = stock[:, -1] >= LIKELY
    scores = np.full(len(candidates.rows), NEUTRAL, dtype=np.float32)
    if surest > 0.0:
        scores[known] = np.minimum(1.0, overlap[known].max(axis=1, initial=0.0) / surest)
        scores[elsewhere] = 0.0
    elif query.industries[-1] >= LIKELY:
        scores[known] = 0.0

    def sentence(position: int) -> str:
        if scores[position] == NEUTRAL and not (surest > 0.0 and known[position]):
            return unknown("产业无从比较")
        best = int(overlap[position].argmax())
        if overlap[position][best] > 0.0:
            return f"同属{index.industry_names[best]}产业"
        asked, given = _names(index, query.industries), _names(index, stock[position])
        return f"产业不同：需求属{asked}，专利属{given}"

    def quotes(position: int) -> tuple[str, str]:
        return _names(index, query.industries), _names(index, stock[position])

    return FeatureResult(scores, sentence, quotes)


def _names(index: MatchIndex, confidences: np.ndarray[tuple[int], np.dtype[np.float32]]) -> str:
    return "、".join(index.industry_names[i] for i in np.flatnonzero(confidences > 0.0))
