"""Chinese names of IPC subclasses (IPC 2026.01, as published by CNIPA)."""

import csv
from functools import cache
from importlib.resources import files

SHOWN_CHARACTERS = 16
_ENDS = "；，（、："


def subclass_name(code: str) -> str:
    """Return a short name of a subclass such as ``H01M``, empty where it is not in the table."""
    title = _table().get(code, "")
    for position, character in enumerate(title):
        if character in _ENDS and position >= 2:
            return title[: min(position, SHOWN_CHARACTERS)]
    return title[:SHOWN_CHARACTERS]


@cache
def _table() -> dict[str, str]:
    text = files("matchmaker.data").joinpath("ipc_subclasses.csv").read_text(encoding="utf-8")
    return {row["code"]: row["title_zh"] for row in csv.DictReader(text.splitlines())}
