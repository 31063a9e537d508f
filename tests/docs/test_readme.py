"""README and docs tell of everything that there is."""

import re
import shlex
import tomllib
from pathlib import Path

import click
import pytest
import typer
from pydantic import SecretStr

from ingest.sources import SOURCES
from matchmaker.cli.app import app
from matchmaker.events.roadshow_scoring import DEFAULT_WEIGHTS
from matchmaker.industry.taxonomy import load_taxonomy
from matchmaker.matching.algorithms import ALGORITHMS, get_algorithm
from matchmaker.matching.algorithms.dense_v1 import DENSE_WEIGHT, TEXT_WEIGHT
from matchmaker.services.campaigns import OPTIONAL, REQUIRED, make_event
from matchmaker.services.evaluation import evaluate_algorithm
from matchmaker.services.judged_files import read_demands, read_pairs
from matchmaker.settings import Settings
from matchmaker.web.app import create_app
from scripts.web_assets.fetch import PACKAGES, read_packages
from tests.conftest import NOW
from tests.matchmaker.web.page_paths import page_paths
from tests.named_commands import check_command

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def read_doc(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def command_paths(command: click.Command, path: str) -> list[str]:
    subcommands = getattr(command, "commands", None)
    if not subcommands:
        return [path]
    return [p for name, sub in subcommands.items() for p in command_paths(sub, f"{path} {name}")]


COMMANDS = command_paths(typer.main.get_command(app), "matchmaker")


@pytest.mark.parametrize("path", COMMANDS)
def test_every_command_is_described(path: str) -> None:
    assert f"| `{path}" in read_doc("commands.md")


def test_readme_names_commands_that_exist() -> None:
    blocks = re.findall(r"```bash\n(.*?)```", README, re.DOTALL)
    calls = [
        line for block in blocks for line in block.splitlines() if line.startswith("matchmaker ")
    ]
    assert len(calls) >= 10
    for call in calls:
        check_command(shlex.split(call, comments=True)[1:])


def test_readme_is_read_in_ten_minutes() -> None:
    assert len(README.splitlines()) < 400


def test_every_page_is_described(tmp_path: Path) -> None:
    paths = page_paths(create_app(Settings(data_dir=tmp_path), lambda: NOW)) - {"/metrics"}
    described = read_doc("pages.md")
    assert sorted(path for path in paths if f"`{path}`" not in described) == []


def test_every_setting_is_described_with_its_default() -> None:
    described = read_doc("settings.md")
    for name, field in Settings.model_fields.items():
        row = re.search(rf"\| `MATCHMAKER_{name.upper()}` \| ([^|]+) \|", described)
        assert row is not None, name
        if field.default not in {"", SecretStr("")}:
            assert row[1] == f"`{field.default}`"


def test_every_source_is_described() -> None:
    names = {source.name for sources in SOURCES.values() for source in sources}
    described = read_doc("files.md")
    assert {name for name in names if f"| `{name}` |" not in described} == set()


def test_every_algorithm_is_described_with_its_weights() -> None:
    described = read_doc("ranking.md")
    for algorithm in ALGORITHMS.values():
        assert f"| `{algorithm.slug}` |" in described
        for feature in algorithm.features:
            assert f"| `{feature.slug}` | {feature.weight:.2f} |" in described


def test_every_criterion_of_a_roadshow_is_described_with_its_weight() -> None:
    described = read_doc("roadshows.md")
    for criterion, weight in DEFAULT_WEIGHTS.items():
        assert f"| `{criterion.value}` | {weight:.2f} |" in described


def test_dense_v1_is_described_with_the_weights_that_it_changes() -> None:
    text = read_doc("ranking.md")
    described = text[text.index("| `dense-v1` |") :]
    for weight in (f"`text` | {TEXT_WEIGHT:.2f}", f"`dense` | {DENSE_WEIGHT:.2f}"):
        assert f"| {weight} |" in described


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = [*project["dependencies"], *extras["postgres"], *extras["cluster"], *extras["dense"]]
    names = [re.split(r"[\[><=]", requirement)[0] for requirement in wanted]
    names += [package.name for package in read_packages(PACKAGES)]
    assert [name for name in names if f"`{name}`" not in README] == []


def test_the_campaign_example_is_valid() -> None:
    block = re.search(r"```toml\n(.*?)```", read_doc("lists.md"), re.DOTALL)
    assert block is not None
    data = tomllib.loads(block[1])
    event = make_event(data["event"][0], data["name"], load_taxonomy())
    assert (event.slug, event.city_code, event.per_demand) == ("p1-wuhan", "420100", 5)


def test_the_campaign_example_shows_every_required_key() -> None:
    example = read_doc("lists.md")
    for name in (*REQUIRED, *OPTIONAL[:2], *OPTIONAL[4:]):
        assert re.search(rf"^{name} = ", example, re.MULTILINE), name


def test_constraints_pin_every_dependency_and_name_no_address() -> None:
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    lines = text.splitlines()
    assert [
        line for line in lines if not re.fullmatch(r"[A-Za-z0-9_.-]+==[0-9][^\s;@/]*", line)
    ] == []
    pinned = {re.sub(r"[-_.]+", "-", line.split("==")[0]).lower() for line in lines}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = [*project["dependencies"], *extras["postgres"], *extras["dev"]]
    names = {re.sub(r"[-_.]+", "-", re.split(r"[\[><=]", r)[0]).lower() for r in wanted}
    assert names - pinned == set()


@pytest.mark.reference
def test_the_figures_of_the_ranking_are_those_measured(reference: Path) -> None:
    result = evaluate_algorithm(
        read_demands(reference / "data" / "demands_zhengzhou.csv"),
        read_pairs(reference / "bench" / "pairs_dev.csv"),
        get_algorithm("tfidf-v1"),
        "rjieba",
    )
    quality = result.quality
    text = f"nDCG@10 {quality.ndcg10:.3f}, MAP {quality.map:.3f}, P@5 {quality.p5:.3f}"
    assert text in read_doc("quality.md")
