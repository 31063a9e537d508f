"""Agreement of industries."""

from collections.abc import Sequence
from functools import cache

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
    # An industry a row: the largest of a few columns is dear, of a few rows it is not.
    stock = np.ascontiguousarray(np.asarray(index.industries)[candidates.rows].T, np.float32)
    offered = stock[:-1]
    surest = float(wanted.max(initial=0.0))
    overlap = np.minimum(offered, wanted[:, np.newaxis])
    known = offered.max(axis=0, initial=0.0) > 0.0
    elsewhere = stock[-1] >= LIKELY
    scores = np.full(len(candidates.rows), NEUTRAL, dtype=np.float32)
    if surest > 0.0:
        scores[known] = np.minimum(1.0, overlap.max(axis=0, initial=0.0)[known] / surest)
        scores[elsewhere] = 0.0
    elif query.industries[-1] >= LIKELY:
        scores[known] = 0.0

    def sentence(position: int) -> str:
        if scores[position] == NEUTRAL and not (surest > 0.0 and known[position]):
            return unknown("产业无从比较")
        best = int(overlap[:, position].argmax())
        if overlap[best, position] > 0.0:
            return f"同属{index.industry_names[best]}产业"
        return f"产业不同：需求属{asked()}，专利属{given(position)}"

    def quotes(position: int) -> tuple[str, str]:
        return asked(), given(position)

    @cache
    def asked() -> str:
        return _names(index, query.industries.tolist())

    def given(position: int) -> str:
        return _names(index, stock[:, position].tolist())

    return FeatureResult(scores, sentence, quotes)


def _names(index: MatchIndex, confidences: Sequence[float]) -> str:
    named = zip(index.industry_names, confidences, strict=True)
    return "、".join(name for name, confidence in named if confidence > 0.0)
