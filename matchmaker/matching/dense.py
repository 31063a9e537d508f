"""Dense vectors: what a language model on this machine makes of whole texts, beside their words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from matchmaker.matching.types import DemandDoc, FloatArray, IntArray, PatentDoc
from matchmaker.text.need import needed

# Vectors are multiplied in chunks of this many demands, and read in blocks of this many patents,
# to bound memory.
CHUNK = 128
BLOCK = 8192
# By how much a product of many rows at once may differ from that of one row alone.
ROUNDING = 1e-5


class DenseEncoder(Protocol):
    """A language model that turns texts into comparable vectors."""

    @property
    def name(self) -> str:
        """What people call it."""

    @property
    def fingerprint(self) -> str:
        """A digest of all that its vectors depend on."""

    @property
    def dimensions(self) -> int:
        """How many numbers a vector has."""

    def encode(self, texts: Sequence[str]) -> FloatArray:
        """Return a row a text, shape (len(texts), dimensions).

        Rows have unit length; that of a text in which the model knows nothing is nought.
        """


@dataclass(frozen=True)
class DenseStock:
    """The patents' dense vectors, shape (patents, dimensions), and the model that made them."""

    encoder: DenseEncoder
    vectors: FloatArray

    def encode(self, demands: Sequence[DemandDoc]) -> FloatArray:
        """Return one row a demand, shape (len(demands), dimensions)."""
        return self.encoder.encode([f"{doc.title}\n{needed(doc.body)}" for doc in demands])

    def cosines(self, vector: FloatArray, rows: IntArray) -> FloatArray:
        """Return the cosine of one demand and each of the rows, in -1..1.

        It is nan where the model knows nothing in one of the two texts, and does not depend on
        which other rows are asked for.
        """
        found = np.full(len(rows), np.nan, dtype=np.float32)
        if vector.any():
            for start in range(0, len(rows), BLOCK):
                block = self.vectors[rows[start : start + BLOCK]]
                known = start + np.flatnonzero(block.any(axis=1))
                found[known] = np.einsum("ij,j->i", block, vector)[known - start]
        return np.clip(found, np.float32(-1.0), np.float32(1.0))

    def nearest(self, vectors: FloatArray, rows: IntArray, k: int) -> list[IntArray]:
        """Return, for every demand, the k of the rows with the highest cosine, ascending.

        Ties go to the lower row; what has no cosine above nought is left out.
        """
        stock = np.asarray(self.vectors[rows])
        found: list[IntArray] = []
        for start in range(0, len(vectors), CHUNK):
            chunk = vectors[start : start + CHUNK]
            for vector, cosine in zip(chunk, chunk @ stock.T, strict=True):
                found.append(self._best(vector, rows[_leaders(cosine, k)], k))
        return found

    def _best(self, vector: FloatArray, rows: IntArray, k: int) -> IntArray:
        cosine = self.cosines(vector, rows)
        order = np.lexsort((rows, -cosine))[:k]
        return np.sort(rows[order[cosine[order] > 0.0]])


def encode_patents(encoder: DenseEncoder, patents: Sequence[PatentDoc]) -> DenseStock:
    """Return the patents' vectors, a row a patent."""
    return DenseStock(encoder, encoder.encode([f"{doc.title}\n{doc.body}" for doc in patents]))


def _leaders(cosine: FloatArray, k: int) -> IntArray:
    """Return the positions of whatever may be among the k highest once rounding is set aside."""
    if len(cosine) <= k:
        return np.arange(len(cosine))
    return np.flatnonzero(cosine >= np.partition(cosine, -k)[-k] - ROUNDING)
