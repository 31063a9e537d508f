"""What the report of an evaluation shows beside the metrics: where a ranking errs, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from matchmaker.errors import BadQuery
from matchmaker.matching.algorithms.base import Algorithm, WeightedFeature
from matchmaker.matching.metrics import MIN_PAIRS, RELEVANT
from matchmaker.matching.significance import PairedTest
from matchmaker.services.comparison import Contest, Rating, compare, rate_scores
from matchmaker.services.judged import JudgedCase, Scores, score_pairs
from matchmaker.services.judged_files import JudgedPair

BINS = 10
WORST = 10
SHOWN_TITLES = 3


@dataclass(frozen=True)
class ScoreBin:
    """Pairs of like score: its bounds and mean, and the share of pairs with relevance ≥ 3."""

    low: float
    high: float
    mean_score: float
    relevant_share: float
    n: int


@dataclass(frozen=True)
class FeatureGain:
    """What becomes of nDCG@10 without a feature; change: without it minus with it."""

    slug: str
    label: str
    weight: float
    change: PairedTest


@dataclass(frozen=True)
class RankedTitle:
    """A judged supply with the rank that it got among those of its demand."""

    rank: int
    title: str
    relevance: int


@dataclass(frozen=True)
class HardDemand:
    """A demand ranked badly: the first of the ranking, and the titles judged best.

    best: the first few of best_count titles that share the highest relevance of the demand.
    """

    name: str
    title: str
    body: str
    ndcg10: float
    pairs: int
    top: tuple[RankedTitle, ...]
    best: tuple[RankedTitle, ...]
    best_count: int


@dataclass(frozen=True)
class EvaluationReport:
    """Everything that the report shows, in plain values.

    demand_total: in the demands' file; made_at: when the report was made.
    """

    demands_file: str
    pairs_file: str
    demand_total: int
    made_at: datetime
    contest: Contest
    bins: tuple[ScoreBin, ...]
    gains: tuple[FeatureGain, ...]
    hardest: tuple[HardDemand, ...]


@dataclass(frozen=True)
class ReportSource:
    """What the report says of its files and of when it was made."""

    demands_file: str
    pairs_file: str
    demand_total: int
    made_at: datetime


def make_report(source: ReportSource, contest: Contest, algorithm: Algorithm) -> EvaluationReport:
    """Return the report of a contest that the algorithm took part in.

    Raises BadQuery where not a single demand can be measured.
    """
    if not contest.rating.ndcg:
        raise BadQuery(
            f"没有一项需求可以衡量：每项至少要有 {MIN_PAIRS} 条评判，其中至少一条 relevance 大于 1"
        )
    return EvaluationReport(
        demands_file=source.demands_file,
        pairs_file=source.pairs_file,
        demand_total=source.demand_total,
        made_at=source.made_at,
        contest=contest,
        bins=reliability(contest.case.pairs, contest.rating),
        gains=feature_gains(contest.case, algorithm, contest.rating),
        hardest=hardest_demands(contest.case, contest.rating),
    )


def reliability(pairs: Sequence[JudgedPair], rating: Rating) -> tuple[ScoreBin, ...]:
    """Return ten bins of as many pairs each, lowest scores first; fewer where pairs are few."""
    order = np.argsort(rating.scores, kind="stable")
    relevant = np.array([pair.relevance >= RELEVANT for pair in pairs], dtype=np.float64)
    return tuple(
        ScoreBin(
            low=float(rating.scores[part[0]]),
            high=float(rating.scores[part[-1]]),
            mean_score=float(rating.scores[part].mean()),
            relevant_share=float(relevant[part].mean()),
            n=len(part),
        )
        for part in np.array_split(order, BINS)
        if len(part)
    )


def feature_gains(
    case: JudgedCase, algorithm: Algorithm, rating: Rating
) -> tuple[FeatureGain, ...]:
    """Return, for every feature, how the ranking does without it, the others' weights made up."""
    alone = {
        feature.slug: score_pairs(
            case, replace(algorithm, features=(replace(feature, weight=1.0),))
        )
        for feature in algorithm.features
    }
    gains = []
    for feature in algorithm.features:
        scores = _weighted([f for f in algorithm.features if f is not feature], alone, case)
        poorer = rate_scores(f"{algorithm.slug} − {feature.slug}", scores, case)
        change = compare(poorer, rating).test
        gains.append(FeatureGain(feature.slug, feature.label, feature.weight, change))
    return tuple(gains)


def _weighted(
    features: Sequence[WeightedFeature], alone: Mapping[str, Scores], case: JudgedCase
) -> Scores:
    """Return the weighted mean of the features' scores, nought everywhere for no features."""
    total = sum(feature.weight for feature in features)
    scores = np.zeros(len(case.pairs), dtype=np.float64)
    for feature in features:
        scores += feature.weight / (total or 1.0) * alone[feature.slug]
    return scores


def hardest_demands(case: JudgedCase, rating: Rating) -> tuple[HardDemand, ...]:
    """Return the demands of lowest nDCG@10, the worst first."""
    names = sorted(rating.ndcg, key=lambda name: rating.ndcg[name])[:WORST]
    return tuple(_hard_demand(case, rating, name) for name in names)


def _hard_demand(case: JudgedCase, rating: Rating, name: str) -> HardDemand:
    position = case.names.index(name)
    doc = case.queries[position].doc
    mine = [
        (score, pair)
        for score, pair in zip(rating.scores.tolist(), case.pairs, strict=True)
        if pair.demand_id == name
    ]
    # Ties by rising relevance, as the metrics order them.
    mine.sort(key=lambda item: (-item[0], item[1].relevance))
    ranked = [
        RankedTitle(rank, pair.supply_title, pair.relevance)
        for rank, (_, pair) in enumerate(mine, start=1)
    ]
    highest = max(title.relevance for title in ranked)
    best = [title for title in ranked if title.relevance == highest]
    return HardDemand(
        name=name,
        title=doc.title,
        body=doc.body,
        ndcg10=rating.ndcg[name],
        pairs=len(ranked),
        top=tuple(ranked[:SHOWN_TITLES]),
        best=tuple(best[:SHOWN_TITLES]),
        best_count=len(best),
    )
