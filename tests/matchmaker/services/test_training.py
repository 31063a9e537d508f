"""Learning from judgements: better where there is something to learn, refused where not."""

import json
from pathlib import Path

import numpy as np
import pytest

from matchmaker.errors import BadQuery
from matchmaker.jobs.training import run_training
from matchmaker.matching.algorithms import get_algorithm
from matchmaker.matching.precedents import squash
from matchmaker.services import training
from matchmaker.services.judged import JudgedCase, prepare, score_pairs
from matchmaker.services.judged_files import read_demands, read_pairs
from matchmaker.services.learned_models import find_algorithm, load_card
from matchmaker.services.training import train
from matchmaker.settings import Settings
from tests.conftest import NOW
from tests.matchmaker.services.judged_world import SITUATIONS, SUBJECTS, write_world

BASE = get_algorithm("blend-v1")


def make_case(folder: Path, *, agreeing: bool = False) -> JudgedCase:
    demands, pairs = write_world(folder, agreeing=agreeing)
    return prepare(read_demands(demands), read_pairs(pairs), "rjieba", BASE.scheme)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data")


def test_what_people_prefer_is_learnt_for_demands_never_judged(tmp_path: Path) -> None:
    trained = train(make_case(tmp_path), BASE)
    assert trained.mean_current < 0.9
    assert trained.mean_learnt == pytest.approx(1.0)
    assert set(trained.learnt_ndcg) == set(trained.current_ndcg)
    assert len(trained.learnt_ndcg) == len(SUBJECTS) * len(SITUATIONS)


def test_weights_are_no_less_than_zero_and_add_up_to_one(tmp_path: Path) -> None:
    learnt = train(make_case(tmp_path), BASE).learnt
    weights = [*learnt.weights.values(), learnt.precedent_weight]
    assert min(weights) >= 0.0
    assert sum(weights) == pytest.approx(1.0, abs=1e-12)


def test_training_twice_gives_the_same(tmp_path: Path) -> None:
    case = make_case(tmp_path)
    first, second = train(case, BASE), train(case, BASE)
    assert first.learnt_ndcg == second.learnt_ndcg
    assert first.learnt.weights == second.learnt.weights
    assert (first.learnt.precedents.alphas == second.learnt.precedents.alphas).all()


def test_what_was_learnt_scores_as_in_training(tmp_path: Path, settings: Settings) -> None:
    demands, pairs = write_world(tmp_path)
    outcome = run_training(settings, demands, pairs, NOW)
    assert outcome.path == settings.models_dir / "learned-v1.json"
    case = make_case(tmp_path)
    scores = score_pairs(case, find_algorithm("learned-v1", settings.models_dir))
    liked = np.array([pair.relevance == 4 for pair in case.pairs])
    for position in range(len(case.names)):
        mine = case.demand_of == position
        assert scores[mine & liked].min() > scores[mine & ~liked].max()


def test_the_card_says_on_what_and_how_well_it_was_trained(
    tmp_path: Path, settings: Settings
) -> None:
    outcome = run_training(settings, *write_world(tmp_path), NOW)
    card = load_card(settings.models_dir)
    assert card == outcome.card
    learnt = find_algorithm("learned-v1", settings.models_dir)
    assert 0.0 < learnt.min_score <= learnt.min_score_across < 1.0
    assert learnt.version == find_algorithm("learned-v1", settings.models_dir).version != ""
    assert (card.base, card.demands, card.pairs, card.folds) == ("blend-v1", 30, 180, 5)
    assert card.trained_at == NOW.isoformat(timespec="seconds")
    assert card.ndcg10 > card.base_ndcg10
    assert card.p < 0.01
    assert set(card.weights) == {*(feature.slug for feature in BASE.features), "precedent"}


def test_what_is_no_better_is_not_kept(tmp_path: Path, settings: Settings) -> None:
    outcome = run_training(settings, *write_world(tmp_path, agreeing=True), NOW)
    assert (outcome.path, outcome.card.base_ndcg10) == (None, pytest.approx(1.0))
    assert load_card(settings.models_dir) is None
    with pytest.raises(BadQuery, match="请先学习排序"):
        find_algorithm("learned-v1", settings.models_dir)


def test_too_few_demands_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "MIN_DEMANDS", 31)
    with pytest.raises(BadQuery, match="只有 30 项需求"):
        train(make_case(tmp_path), BASE)


def test_more_pairs_than_fit_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "MAX_PAIRS", 179)
    with pytest.raises(BadQuery, match="上限 179 条"):
        train(make_case(tmp_path), BASE)


@pytest.mark.parametrize(
    ("content", "fault"), [("{", "已损坏"), (json.dumps({"format": 0}), "另一版本")]
)
def test_a_damaged_model_is_named(settings: Settings, content: str, fault: str) -> None:
    settings.models_dir.mkdir(parents=True)
    path = settings.models_dir / "learned-v1.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BadQuery, match=fault) as caught:
        find_algorithm("learned-v1", settings.models_dir)
    assert str(path) in str(caught.value)


def test_preferences_lie_around_a_half() -> None:
    assert squash(np.array([0.0, 1e9, -1e9]), 2.0).tolist() == [0.5, 1.0, 0.0]
