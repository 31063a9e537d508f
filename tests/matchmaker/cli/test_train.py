"""matchmaker train, and what evaluate says of a model on its own judgements."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from matchmaker.cli.app import app
from matchmaker.settings import get_settings
from tests.matchmaker.services.judged_world import write_world

runner = CliRunner()


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("MATCHMAKER_DATA_DIR", str(tmp_path / "data"))
    get_settings.cache_clear()
    yield
    get_settings.cache_clear()


def run(command: str, world: tuple[Path, Path], *options: str):
    demands, pairs = map(str, world)
    return runner.invoke(app, [command, "--demands", demands, "--pairs", pairs, *options])


def test_a_better_model_is_kept_and_can_be_used(tmp_path: Path) -> None:
    world = write_world(tmp_path)
    result = run("train", world, "--format", "json")
    card = json.loads(result.stdout)
    assert (result.exit_code, card["kept"], card["demands"]) == (0, True, 30)
    assert card["ndcg10"] > card["base_ndcg10"]
    measured = run("evaluate", world, "--algorithm", "learned-v1", "--format", "json")
    assert json.loads(measured.stdout)["ndcg@10"] == 1.0
    assert "得分偏高" in measured.stderr


def test_the_table_shows_the_card_a_line_a_figure(tmp_path: Path) -> None:
    result = run("train", write_world(tmp_path))
    assert result.exit_code == 0
    assert "学习后 nDCG@10（交叉验证）" in result.stdout
    assert "precedent" in result.stdout


def test_a_model_that_is_no_better_is_refused(tmp_path: Path) -> None:
    result = run("train", write_world(tmp_path, agreeing=True))
    assert result.exit_code == 1
    assert "未采用" in result.stdout
    assert not (tmp_path / "data" / "models").exists()
