"""Learn from a file of judgements, and keep what was learnt only if it is better."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from matchmaker.matching.algorithms.blend_v1 import BLEND_V1
from matchmaker.matching.significance import paired_test
from matchmaker.services.judged import prepare
from matchmaker.services.judged_files import corpus_digest, read_demands, read_pairs
from matchmaker.services.learned_models import ModelCard, make_card, save_model
from matchmaker.services.training import FOLDS, OnFold, train
from matchmaker.settings import Settings


@dataclass(frozen=True)
class TrainingOutcome:
    """The card of what was learnt; path: where it is kept, None where it was refused."""

    card: ModelCard
    path: Path | None


def run_training(
    settings: Settings,
    demands: Path,
    pairs: Path,
    now: datetime,
    on_fold: OnFold | None = None,
) -> TrainingOutcome:
    """Train on the two files; a model that does not beat the algorithm it weighs is not kept."""
    base = BLEND_V1
    case = prepare(read_demands(demands), read_pairs(pairs), settings.segmenter, base.scheme)
    trained = train(case, base, on_fold)
    names = list(trained.learnt_ndcg)
    test = paired_test(
        [trained.learnt_ndcg[name] for name in names],
        [trained.current_ndcg[name] for name in names],
    )
    figures = {
        "corpus": corpus_digest(demands, pairs),
        "folds": FOLDS,
        "ndcg10": trained.mean_learnt,
        "base_ndcg10": trained.mean_current,
        "gain_low": test.difference.low,
        "gain_high": test.difference.high,
        "p": test.p,
        "better": test.better,
        "worse": test.worse,
    }
    card = make_card(trained.learnt, base, figures, now)
    if trained.mean_learnt <= trained.mean_current:
        return TrainingOutcome(card, None)
    return TrainingOutcome(card, save_model(settings.models_dir, trained.learnt, card))
