"""CSV in which no spreadsheet program takes a text for a formula.

An apostrophe goes before what would be evaluated (OWASP, CSV Injection). It is seen in the cell,
unlike a tab, so that nobody takes the text for what it is not; our own files lose it when they are
read again.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from typing import IO

# The wide forms count too: programs set to Chinese or Japanese take them for the narrow ones.
_EVALUATED = r"[=+\-@\t\r＝＋－＠]"
_RISKY = re.compile(rf"'*{_EVALUATED}")
_ESCAPED = re.compile(rf"'+{_EVALUATED}")
# As a number is, whoever evaluates it gets the same.
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?(e[+-]?[0-9]+)?", re.IGNORECASE)


def write_rows(file: IO[str], rows: Iterable[Sequence[object]]) -> None:
    """Write rows as CSV, texts escaped, each ended by a line feed."""
    common = csv.writer(file, lineterminator="\n")
    # The library leaves a carriage return bare, at which others begin another row.
    quoting = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL)
    for row in rows:
        cells = [escape_formula(cell) if isinstance(cell, str) else cell for cell in row]
        torn = any(isinstance(cell, str) and "\r" in cell for cell in cells)
        (quoting if torn else common).writerow(cells)


def escape_formula(text: str) -> str:
    """Return the text as it may stand in a CSV cell."""
    if _NUMBER.fullmatch(text) or not _RISKY.match(text):
        return text
    return f"'{text}"


def unescape_formula(text: str) -> str:
    """Return what escape_formula was given."""
    return text[1:] if _ESCAPED.match(text) else text
