"""Judged pairs as precedents: how people judged patents like this for demands like this."""

import numpy as np

from matchmaker.matching.facts import Context
from matchmaker.matching.features.result import NEUTRAL, FeatureResult
from matchmaker.matching.index import MatchIndex
from matchmaker.matching.precedents import Lessons, Precedents, bind, squash
from matchmaker.matching.types import Candidates, DemandQuery

SHOWN_TERMS = 4
# A preference nearer to a half than this is not worth a word.
SLIGHT = 0.02


class PrecedentFeature:
    """Scores candidates by precedents; the vectors of the index in use are kept."""

    def __init__(self, precedents: Precedents) -> None:
        self._precedents = precedents
        self._bound: tuple[MatchIndex, Lessons] | None = None

    def __call__(
        self,
        index: MatchIndex,
        query: DemandQuery,
        candidates: Candidates,
        _context: Context,
    ) -> FeatureResult:
        """Return the preference that judged pairs suggest."""
        wish = self._lessons(index).preference(query.vector)
        patents = index.vectors[candidates.rows]
        preference = np.asarray((patents @ wish.T).todense(), dtype=np.float64).ravel()
        scores = squash(preference, self._precedents.scale)

        def sentence(position: int) -> str:
            if abs(scores[position] - NEUTRAL) < SLIGHT:
                return "以往对相近需求的评判没有明显倾向"
            product = patents[position].multiply(wish).tocsr()
            towards = 1.0 if scores[position] > NEUTRAL else -1.0
            ranked = sorted(
                zip((product.data * towards).tolist(), product.indices.tolist(), strict=True),
                reverse=True,
            )
            terms = [index.vectoriser.terms[column] for _, column in ranked]
            shown = "、".join(f"“{t}”" for t in [t for t in terms if len(t) > 1][:SHOWN_TERMS])
            verdict = "偏好" if towards > 0 else "不看好"
            return f"以往对相近需求的评判{verdict}含{shown}的技术" if shown else "参照以往评判"

        return FeatureResult(scores.astype(np.float32), sentence)

    def _lessons(self, index: MatchIndex) -> Lessons:
        if self._bound is None or self._bound[0] is not index:
            self._bound = (index, bind(self._precedents, index))
        return self._bound[1]
