"""A cell of classification codes: IPC symbols, or Locarno codes for designs."""

import re

from models.values.ipc import Ipc
from models.values.locarno import Locarno
from models.values.text import clean

_SEPARATORS = re.compile(r"[;；|,，、\n]")


def parse_classification(text: str) -> Ipc | Locarno:
    """Read one code: one that starts with a digit, or with LOC, is of the Locarno kind."""
    start = clean(text)[:3].upper()
    return Locarno.parse(text) if start[:1].isdigit() or start == "LOC" else Ipc.parse(text)


def parse_many(text: str) -> list[Ipc | Locarno]:
    """Read a cell of several codes, in their order, each of them once."""
    parts = (part for part in _SEPARATORS.split(text) if clean(part))
    return list(dict.fromkeys(parse_classification(part) for part in parts))
