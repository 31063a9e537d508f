"""Chinese names of IPC subclasses (IPC 2026.01, as published by CNIPA)."""

import csv
import re
from functools import cache, lru_cache
from importlib.resources import files

SHOWN_CHARACTERS = 20
_ASIDE = re.compile(r"（.*?）|〔.*?〕|\(.*?\)|（.*$")
_EXAMPLE = re.compile(r"(?:例如|如)([^；，]+)")


# The IPC has some 650 subclasses.
@lru_cache(maxsize=1024)
def subclass_name(code: str) -> str:
    """Return a short name of a subclass such as ``H01M``, empty where it is not in the table.

    Titles read "用于…的方法或装置，例如电池组；…": the example says it best, else the first part.
    """
    title = _ASIDE.sub("", _table().get(code, ""))
    first = title.split("；")[0]
    example = _EXAMPLE.search(first)
    name = example[1] if example and len(first) > SHOWN_CHARACTERS else first
    return name if len(name) <= SHOWN_CHARACTERS else name[: SHOWN_CHARACTERS - 1] + "…"


@cache
def _table() -> dict[str, str]:
    text = files("matchmaker.data").joinpath("ipc_subclasses.csv").read_text(encoding="utf-8")
    return {row["code"]: row["title_zh"] for row in csv.DictReader(text.splitlines())}
