"""How ready a technology is for a firm to use."""

import re

import numpy as np

from matchmaker.matching.facts import Context, DemandTerms, day_of
from matchmaker.matching.features.result import NEUTRAL, FeatureResult, unknown
from matchmaker.matching.index import MatchIndex
from matchmaker.matching.types import Candidates, DemandQuery

LEVELS = 9
# Level 7 is 中试示范 in models.values.maturity: from here on a firm need not go on with research.
MATURE = 7
# What is left of the score below that level, where the demand wants something mature.
IMMATURE_CREDIT = 0.5
# Who needs a thing within a year has no time to bring a laboratory's result to production.
SOON_DAYS = 365
# Words for the levels, as models.values.maturity reads them, by the lowest level they stand for.
_WORDS = ((9, "量产"), (7, "中试"), (6, "小试"), (5, "样品样机"), (4, "实验室"), (1, "研发"))
# Demands that ask for what is ready: 成熟技术, 已量产, 可直接应用 and the like.
_READY = re.compile(
    r"(?<!不)成熟(?:的|可靠|稳定)?(?:技术|工艺|方案|产品|设备|成果|应用)"
    r"|技术成熟(?!度)|已(?:经)?(?:量产|产业化)|(?:能|可)?直接(?:应用|投产|量产)|即插即用"
)


def asks_for_mature(text: str) -> bool:
    """Return whether a demand asks in so many words for what is ready to use."""
    return _READY.search(text) is not None


def maturity_fit(
    _index: MatchIndex,
    query: DemandQuery,
    candidates: Candidates,
    context: Context,
) -> FeatureResult:
    """The readiness of the technology, level 1 to 9: the nearer to production, the better."""
    levels = context.stock.trl[candidates.rows]
    hurried = _is_hurried(query.doc.terms, context.stock.as_of_day)
    wanted = query.doc.terms.wants_mature or hurried
    known = levels > 0
    scores = np.full(len(levels), NEUTRAL, dtype=np.float32)
    scores[known] = (levels[known] - 1) / (LEVELS - 1)
    if wanted:
        scores[known & (levels < MATURE)] *= np.float32(IMMATURE_CREDIT)

    def sentence(position: int) -> str:
        level = int(levels[position])
        if not level:
            return unknown("技术成熟度未知")
        said = f"技术成熟度 {level} 级（{level_words(level)}）"
        return f"{said}，而需求要现成技术" if wanted and level < MATURE else said

    def quotes(position: int) -> tuple[str, str]:
        asked = "要成熟技术" if query.doc.terms.wants_mature else "一年内要用" if hurried else ""
        level = int(levels[position])
        return asked, f"{level} 级" if level else ""

    return FeatureResult(scores, sentence, quotes)


def level_words(level: int) -> str:
    """Return the usual word for a technology readiness level from 1 to 9."""
    return next(word for lowest, word in _WORDS if level >= lowest)


def _is_hurried(terms: DemandTerms, as_of_day: int) -> bool:
    deadline = day_of(terms.deadline)
    return deadline > 0 and as_of_day > 0 and deadline - as_of_day < SOON_DAYS
