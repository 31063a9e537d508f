"""The command line: ``matchmaker``."""

import sys

from matchmaker.cli.app import app
from matchmaker.cli.output import errors
from matchmaker.cli.remedies import remedy_for
from models.errors import MatchmakerError

EXIT_BAD = 2


def main() -> None:
    """Run the command; our own errors become a message and exit code 2, without a traceback.

    Beside a message stands the command that does what it asks for.
    """
    try:
        app()
    except MatchmakerError as error:
        how = remedy_for(str(error))
        for line in (f"错误：{error}", *([f"命令行：{how}"] if how else [])):
            errors.print(line, style="red", markup=False, highlight=False, soft_wrap=True)
        sys.exit(EXIT_BAD)
