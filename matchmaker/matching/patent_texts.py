"""Titles and bodies of the stock, one after the other: a process reads only what it needs."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching.patent_rows import first_rows
from matchmaker.matching.types import IntArray, PatentDoc


@dataclass(frozen=True)
class PackedTexts:
    """Texts in UTF-8: row i has its title and its body from offsets[2 * i] and [2 * i + 1] on.

    letters: bytes; offsets: shape (2 * rows + 1,).
    """

    letters: NDArray[np.uint8]
    offsets: IntArray

    def __len__(self) -> int:
        return len(self.offsets) // 2

    def get(self, row: int) -> tuple[str, str]:
        """Return title and body of a row."""
        title, body, end = self.offsets[2 * row : 2 * row + 3].tolist()
        return (
            self.letters[title:body].tobytes().decode("utf-8"),
            self.letters[body:end].tobytes().decode("utf-8"),
        )


class PatentTexts:
    """The texts of all rows; parts: as of their vectors."""

    def __init__(self, parts: Sequence[PackedTexts]) -> None:
        self.parts = tuple(parts)
        self._starts = first_rows(map(len, self.parts))

    def get(self, row: int, patent_id: int) -> PatentDoc:
        """Return the texts of a row, without classifications and industries."""
        number = bisect_right(self._starts, row) - 1
        return PatentDoc(patent_id, *self.parts[number].get(row - self._starts[number]))


def pack_texts(texts: Sequence[tuple[str, str]]) -> PackedTexts:
    """Return titles and bodies in their order."""
    coded = [text.encode("utf-8") for pair in texts for text in pair]
    offsets = np.cumsum([0, *map(len, coded)], dtype=np.int64)
    return PackedTexts(np.frombuffer(b"".join(coded), dtype=np.uint8), offsets)
