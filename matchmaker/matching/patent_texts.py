"""Titles and bodies of the stock, one after the other: a process reads only what it needs."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching.types import IntArray, PatentDoc


@dataclass(frozen=True)
class PatentTexts:
    """The texts in UTF-8: row i has its title and its body from offsets[2 * i] and [2 * i + 1] on.

    letters: bytes; offsets: shape (2 * patents + 1,).
    """

    letters: NDArray[np.uint8]
    offsets: IntArray

    def get(self, row: int, patent_id: int) -> PatentDoc:
        """Return the texts of a row, without classifications and industries."""
        title, body, end = self.offsets[2 * row : 2 * row + 3].tolist()
        return PatentDoc(
            patent_id,
            self.letters[title:body].tobytes().decode("utf-8"),
            self.letters[body:end].tobytes().decode("utf-8"),
        )


def pack_texts(patents: Sequence[PatentDoc]) -> PatentTexts:
    """Return the texts of patents in their order."""
    texts = [text.encode("utf-8") for doc in patents for text in (doc.title, doc.body)]
    offsets = np.cumsum([0, *map(len, texts)], dtype=np.int64)
    return PatentTexts(np.frombuffer(b"".join(texts), dtype=np.uint8), offsets)
