"""Learn from judgements how to weigh the features, and what was preferred for which demands."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LinearRegression

from matchmaker.errors import BadQuery
from matchmaker.matching.algorithms.base import Algorithm
from matchmaker.matching.algorithms.learned import Learnt
from matchmaker.matching.metrics import MIN_PAIRS, ndcg_by_demand
from matchmaker.matching.precedent_training import kernel, solve
from matchmaker.matching.precedents import SATURATION_DEVIATIONS, Precedents, squash
from matchmaker.matching.text_scheme import Text
from matchmaker.services.evaluation import group_judged
from matchmaker.services.judged import JudgedCase, Scores, score_pairs

FOLDS = 5
SEED = 20_261_123
MIN_DEMANDS = 20
# The kernel of n pairs takes 8 n² bytes, about three times over while it is solved.
MAX_PAIRS = 16_000

Rows = NDArray[np.int64]
OnFold = Callable[[int, int], None]


@dataclass(frozen=True)
class Trained:
    """What was learnt from all pairs, and how what is learnt from some does on the others.

    learnt_ndcg, current_ndcg: demand → nDCG@10, the former in cross-validation by demand.
    """

    learnt: Learnt
    learnt_ndcg: dict[str, float]
    current_ndcg: dict[str, float]

    @property
    def mean_learnt(self) -> float:
        """The mean nDCG@10 of what is learnt, in cross-validation by demand."""
        return _mean(self.learnt_ndcg)

    @property
    def mean_current(self) -> float:
        """The mean nDCG@10 of the current algorithm."""
        return _mean(self.current_ndcg)


def train(case: JudgedCase, current: Algorithm, on_fold: OnFold | None = None) -> Trained:
    """Learn from judged pairs, beginning with the features of the current algorithm.

    Raises BadQuery where there are too few demands to learn from, or more pairs than fit.
    """
    _require_size(case)
    pupil = _Pupil(case, current)
    fold_of = _folds(len(case.names))[case.demand_of]
    predicted = np.zeros(len(case.pairs))
    for fold in range(FOLDS):
        if on_fold is not None:
            on_fold(fold, FOLDS)
        taught, asked = np.flatnonzero(fold_of != fold), np.flatnonzero(fold_of == fold)
        predicted[asked] = pupil.predict(pupil.learn(taught), taught, asked)
    every = np.arange(len(case.pairs))
    if on_fold is not None:
        on_fold(FOLDS, FOLDS)
    learnt = pupil.publish(pupil.learn(every), predicted)
    return Trained(
        learnt,
        ndcg_by_demand(group_judged(case.pairs, predicted)),
        ndcg_by_demand(group_judged(case.pairs, score_pairs(case, current))),
    )


@dataclass(frozen=True)
class _Lesson:
    """weights: of the features that vary; alphas: of the taught pairs."""

    weights: Scores
    alphas: Scores
    scale: float


class _Pupil:
    """Features and kernel of all pairs, worked out once for all folds."""

    def __init__(self, case: JudgedCase, current: Algorithm) -> None:
        self._case = case
        self._current = current
        self._features = [
            score_pairs(case, replace(current, features=(replace(feature, weight=1.0),)))
            for feature in current.features
        ]
        # What is the same for every pair of a demand cannot be learnt and keeps its weight.
        self._varying = [
            position
            for position, values in enumerate(self._features)
            if np.ptp(_centred(case, values)) > 0.0
        ]
        self._inputs = np.stack(
            [_centred(case, self._features[position]) for position in self._varying], axis=1
        )
        relevance = np.array([pair.relevance for pair in case.pairs], dtype=np.float64)
        self._target = _centred(case, relevance)
        vectors = [query.vector for query in case.queries]
        self._kernel = kernel(case.index, vectors, case.demand_of, case.row_of)

    def learn(self, taught: Rows) -> _Lesson:
        """Weigh the features first, and learn from precedents what these leave unexplained."""
        inputs, target = self._inputs[taught], self._target[taught]
        linear = LinearRegression(positive=True, fit_intercept=False).fit(inputs, target)
        if not linear.coef_.any():
            raise BadQuery("现有特征与评判结果毫无关系，请核对评判文件的 relevance 列")
        similar = self._kernel[np.ix_(taught, taught)]
        alphas = solve(similar, target - inputs @ linear.coef_)
        scale = SATURATION_DEVIATIONS * float((similar @ alphas).std())
        return _Lesson(linear.coef_, alphas, scale or 1.0)

    def predict(self, lesson: _Lesson, taught: Rows, asked: Rows) -> Scores:
        """Return the scores of pairs that were not taught, up to a factor and a constant."""
        preference = self._kernel[np.ix_(asked, taught)] @ lesson.alphas
        values = np.stack([self._features[position][asked] for position in self._varying], axis=1)
        scores: Scores = values @ lesson.weights
        return scores + 2.0 * lesson.scale * squash(preference, lesson.scale)

    def publish(self, lesson: _Lesson, predicted: Scores) -> Learnt:
        """Return what was learnt from all pairs, brought to weights that add up to one.

        predicted: of pairs that were not taught; among them as many lie below the least scores
        for lists as do with the current algorithm.
        """
        fixed = {
            feature.slug: feature.weight
            for position, feature in enumerate(self._current.features)
            if position not in self._varying
        }
        # Around a half the precedents' score rises by 1 / (2 · scale).
        precedent = 2.0 * lesson.scale
        share = (1.0 - sum(fixed.values())) / (float(lesson.weights.sum()) + precedent)
        learnt = {
            self._current.features[position].slug: float(weight) * share
            for position, weight in zip(self._varying, lesson.weights, strict=True)
        }
        case, current = self._case, self._current
        # Features that do not vary have nothing to go by and stand at a half.
        scores = predicted * share + 0.5 * sum(fixed.values())
        present = score_pairs(case, current)
        floors = [
            # Two decimals, since it is printed on the lists.
            round(float(np.quantile(scores, (present < least).mean())), 2)
            for least in (current.min_score, current.min_score_across)
        ]
        return Learnt(
            weights={f.slug: (fixed | learnt)[f.slug] for f in self._current.features},
            precedent_weight=precedent * share,
            precedents=Precedents(
                demands=tuple(query.doc.text for query in case.queries),
                supplies=tuple(Text(patent.title, patent.body) for patent in case.patents),
                alphas=lesson.alphas,
                demand_of=case.demand_of,
                supply_of=case.row_of,
                scale=lesson.scale,
            ),
            min_score=floors[0],
            min_score_across=floors[1],
        )


def _require_size(case: JudgedCase) -> None:
    judged = sum(len(group) >= MIN_PAIRS for group in _groups(case))
    if judged < MIN_DEMANDS:
        raise BadQuery(
            f"只有 {judged} 项需求有 {MIN_PAIRS} 条以上评判，至少需要 {MIN_DEMANDS} 项才能学习。"
            "请积累更多评判后再试"
        )
    if len(case.pairs) > MAX_PAIRS:
        raise BadQuery(f"评判共 {len(case.pairs)} 条，超过一次学习的上限 {MAX_PAIRS} 条")


def _groups(case: JudgedCase) -> list[Rows]:
    """Return the pairs of every demand."""
    return [np.flatnonzero(case.demand_of == position) for position in range(len(case.names))]


def _folds(demands: int) -> Rows:
    """Return the fold of every demand; a demand's pairs are never parted."""
    order = np.random.default_rng(SEED).permutation(demands)
    folds = np.empty(demands, dtype=np.int64)
    folds[order] = np.arange(demands) % FOLDS
    return folds


def _centred(case: JudgedCase, values: Scores) -> Scores:
    """Return the values without the mean of their demand: only the order within it counts."""
    centred = values.copy()
    for group in _groups(case):
        centred[group] -= centred[group].mean()
    return centred


def _mean(values: dict[str, float]) -> float:
    return float(np.mean(list(values.values()))) if values else 0.0
