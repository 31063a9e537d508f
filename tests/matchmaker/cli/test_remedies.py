"""What to do is said in words by messages, and as a command on the command line alone."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from matchmaker.cli.app import app
from matchmaker.cli.remedies import REMEDIES, remedy_for
from tests.matchmaker.cli.conftest import Run

ROOT = Path(__file__).parents[3]
COMMAND = re.compile(r"matchmaker [a-z]")
OPTION = re.compile(r"(?<![\w(-])--[a-z]")
# Read by whoever starts or watches the server, before there is a page.
AT_THE_SERVER = {"matchmaker/jobs/database.py", "matchmaker/web/operations/health.py"}
# Of work that only the command line does: backups, archives, comparisons, clusters, name cards.
BY_COMMAND = {
    "matchmaker/jobs/timetables.py",
    "matchmaker/jobs/workers.py",
    "matchmaker/reports/name_cards.py",
    "matchmaker/services/audit.py",
    "matchmaker/services/audit_archive.py",
    "matchmaker/services/backup_archive.py",
    "matchmaker/services/comparison.py",
}


def sources() -> Iterator[Path]:
    """Yield the modules whose messages pages and programs may be told."""
    for package in ("matchmaker", "models", "ingest"):
        for path in sorted((ROOT / package).rglob("*.py")):
            if (ROOT / "matchmaker" / "cli") not in path.parents:
                yield path


def texts(path: Path) -> list[str]:
    """Return the texts of a module that are no docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    statements = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in statements
    ]


def test_no_message_names_a_command() -> None:
    found = {
        str(path.relative_to(ROOT))
        for path in sources()
        if any(COMMAND.search(text) for text in texts(path))
    }
    assert found == AT_THE_SERVER


def test_no_message_of_a_page_names_an_option() -> None:
    found = {
        str(path.relative_to(ROOT))
        for path in sources()
        if any(OPTION.search(text) and not text.isascii() for text in texts(path))
    }
    assert found == BY_COMMAND


def test_no_template_names_a_command() -> None:
    templates = (ROOT / "matchmaker" / "web" / "templates").rglob("*.html")
    assert [one.name for one in templates if COMMAND.search(one.read_text("utf-8"))] == []


def test_every_remedy_stands_in_some_message() -> None:
    said = "\n".join(text for path in sources() for text in texts(path))
    assert [words for words, _ in REMEDIES if words not in said] == []


@pytest.mark.parametrize(
    "how", sorted({how for _, how in REMEDIES if how.startswith("matchmaker")})
)
def test_every_remedy_is_a_command(how: str) -> None:
    command = typer.main.get_command(app)
    for word in how.split()[1:]:
        commands = getattr(command, "commands", None)
        if commands is None:
            break
        command = commands[word]
    assert getattr(command, "commands", None) is None


def test_narrower_words_come_first() -> None:
    for place, (words, how) in enumerate(REMEDIES):
        assert remedy_for(words) == how, REMEDIES[place]


@pytest.mark.parametrize(
    ("message", "how"),
    [
        ("活动 p1-wuhan 还没有名单。请先生成名单", "matchmaker event generate p1-wuhan"),
        ("请为算法 dense-v1 重建索引", "matchmaker index build --algorithm dense-v1"),
        ("还没有活动。请先登记活动", "matchmaker event add 活动文件.toml"),
        ("请填写单位名称", ""),
    ],
    ids=str,
)
def test_command_names_what_the_message_names(message: str, how: str) -> None:
    assert remedy_for(message) == how


def test_command_stands_under_the_message(run: Run) -> None:
    result = run("rank", "--text", "水泵")
    assert result.err == "错误：还没有索引。请先建立索引\n命令行：matchmaker index build\n"
    assert run("event", "add", "--slug", "x").err.count("\n") == 1
