"""The command line: ``matchmaker``."""

import sys

from matchmaker.cli.app import app
from matchmaker.cli.output import errors
from models.errors import MatchmakerError

EXIT_BAD = 2


def main() -> None:
    """Run the command; our own errors become a message and exit code 2, without a traceback."""
    try:
        app()
    except MatchmakerError as error:
        errors.print(f"错误：{error}", style="red", markup=False, highlight=False, soft_wrap=True)
        sys.exit(EXIT_BAD)
