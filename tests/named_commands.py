"""Commands as texts name them."""

import typer

from matchmaker.cli.app import app


def check_command(words: list[str]) -> None:
    """Fail where a command or an option does not exist."""
    command = typer.main.get_command(app)
    for word in words:
        if not word.startswith("-") and hasattr(command, "commands"):
            assert word in command.commands, words
            command = command.commands[word]
    options = {word for word in words if word.startswith("--")}
    known = {option for parameter in command.params for option in parameter.opts}
    assert options <= known, words
