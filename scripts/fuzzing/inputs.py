"""Mutated bytes as choices, texts and tables; written so that a seed can be read by eye."""

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

# Marks that no cell holds: they part rows, cells, and parts of an archive.
ROW_MARK, CELL_MARK, PART_MARK = "\x1e", "\x1f", "\x1d"

Table = list[list[str]]


class Choices:
    """The first bytes of an input, each of which makes one choice."""

    def __init__(self, data: bytes, count: int) -> None:
        self._bytes = data[:count].ljust(count, b"0")
        self._next = 0
        self.rest = data[count:]

    def number(self, below: int) -> int:
        """Return a number from 0; the digit 0 and what is missing give 0."""
        byte = self._bytes[self._next]
        self._next += 1
        return (byte - ord("0")) % below

    def pick(self, options: Sequence[T]) -> T:
        """Return one of the options."""
        return options[self.number(len(options))]

    def flags(self, count: int) -> list[bool]:
        """Return as many yes or no as one byte gives."""
        byte = self.number(256)
        return [bool(byte >> place & 1) for place in range(count)]


def text_of(data: bytes) -> str:
    """Return the bytes as text, surrogates included; what is broken shows as U+FFFD."""
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return data.decode("utf-8", "replace")


def table_of(data: bytes) -> Table:
    """Return rows of cells that hold no surrogates, which no file of text can hold."""
    text = data.decode("utf-8", "replace")
    return [row.split(CELL_MARK) if row else [] for row in text.split(ROW_MARK)]


def table_bytes(rows: Sequence[Sequence[str]]) -> bytes:
    """Return the bytes that table_of reads."""
    return ROW_MARK.join(CELL_MARK.join(row) for row in rows).encode()


def parts_of(data: bytes, main_part: str) -> dict[str, bytes]:
    """Return part → content; what stands before the first mark is the main part."""
    first, *others = data.split(PART_MARK.encode())
    parts = {main_part: first} if first or not others else {}
    for other in others:
        name, _, content = other.partition(b"\n")
        parts[name.decode("latin-1")] = content
    return parts


def parts_bytes(parts: dict[str, str]) -> bytes:
    """Return the bytes that parts_of reads."""
    return "".join(f"{PART_MARK}{name}\n{text}" for name, text in parts.items()).encode()
