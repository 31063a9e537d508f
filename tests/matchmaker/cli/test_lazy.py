"""Commands are loaded only when they are called."""

import subprocess
import sys

import pytest
import typer

from matchmaker.cli.app import COMMANDS, app
from matchmaker.cli.lazy import LazyCommands
from tests.matchmaker.cli.conftest import Run

HEAVY = ("sklearn", "scipy", "numpy", "sparse_dot_topn", "uvicorn", "fastapi", "jieba", "rjieba")
PROGRAM = """
import sys
from matchmaker.cli import main
sys.argv = ["matchmaker", *sys.argv[1:]]
try:
    main()
except SystemExit:
    pass
print("loaded", *sorted(sys.modules))
"""


def modules_after(*words: str) -> set[str]:
    """Return the modules that a fresh interpreter holds once the command has run."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *words], capture_output=True, text=True, check=True
    )
    *_, last = done.stdout.splitlines()
    mark, *loaded = last.split()
    assert mark == "loaded"
    return set(loaded)


def test_help_loads_no_command_and_nothing_heavy() -> None:
    loaded = modules_after("--help")
    assert {entry.module for entry in COMMANDS.values()} & loaded == set()
    assert {*HEAVY, "sqlalchemy", "alembic"} & loaded == set()


@pytest.mark.parametrize("words", [("patent", "--help"), ("patent", "show", "--help")])
def test_help_of_a_command_loads_that_command_alone(words: tuple[str, ...]) -> None:
    loaded = modules_after(*words)
    modules = {entry.module for entry in COMMANDS.values()}
    assert (modules & loaded, set(HEAVY) & loaded) == ({"matchmaker.cli.patent"}, set())


def test_help_lists_every_command_with_its_line(run: Run) -> None:
    _, _, listed = run("--help").out.partition("Commands:\n")
    lines = [line.split(maxsplit=1) for line in listed.splitlines()]
    assert lines == [[name, entry.help] for name, entry in COMMANDS.items()]


@pytest.mark.parametrize("name", COMMANDS)
def test_line_in_the_list_is_that_of_the_command(name: str) -> None:
    command = LazyCommands(COMMANDS)[name]
    assert (command.name, command.get_short_help_str(200)) == (name, COMMANDS[name].help)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_its_help(run: Run, name: str) -> None:
    result = run(name, "--help")
    assert result.code == 0
    assert f" {name} [OPTIONS]" in result.out
    assert COMMANDS[name].help in result.out


def test_unknown_command_is_told_with_the_nearest_one(run: Run) -> None:
    result = run("patnet")
    assert (result.code, "'patent'" in result.err) == (2, True)


def test_no_command_shows_the_list(run: Run) -> None:
    result = run()
    assert "demo" in result.out + result.err


def test_commands_can_be_walked_as_before() -> None:
    group = typer.main.get_command(app)
    assert list(group.commands) == list(COMMANDS)
    assert sorted(group.commands["patent"].commands) == ["edit", "show"]
