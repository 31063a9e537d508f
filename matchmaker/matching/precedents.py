"""What judged pairs teach about pairs that nobody has judged.

Kernel ridge regression with the product kernel of pairs (Basilico & Hofmann 2004; Airola &
Pahikkala 2018): two pairs are alike as far as their demands and their patents both are,
k((d, p), (d', p')) = cos(d, d') · ⟨p, p'⟩, with the vectors of the text similarity. The prediction
Σ αⱼ · cos(d, dⱼ) · ⟨p, pⱼ⟩ is linear in the patent's vector: for every judged demand the patents
that were judged add up to one vector, its lesson, and a demand's own preference is the sum of the
lessons of those that it resembles. So a whole stock is scored by one product.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags

from matchmaker.matching.index import MatchIndex
from matchmaker.matching.text_scheme import Text
from matchmaker.matching.types import IntArray
from matchmaker.matching.weights import unit_rows

Array = NDArray[np.float64]

# Beyond this many standard deviations of what the judged pairs are taught, more says no more.
SATURATION_DEVIATIONS = 3.0


@dataclass(frozen=True)
class Precedents:
    """Judged pairs with their weights; a pair names its texts by their positions.

    alphas, demand_of, supply_of: shape (pairs,); scale: at which a preference is strong.
    """

    demands: tuple[Text, ...]
    supplies: tuple[Text, ...]
    alphas: Array
    demand_of: IntArray
    supply_of: IntArray
    scale: float


@dataclass(frozen=True)
class Lessons:
    """Precedents in the vectors of an index.

    demands: unit rows of the judged demands; lessons: what each of them teaches, one row each,
    shape (demands, columns).
    """

    demands: csr_matrix
    lessons: csr_matrix

    def preference(self, vector: csr_matrix) -> csr_matrix:
        """Return the vector that a demand's patents are to be multiplied with, one row."""
        return (unit_rows(vector) @ self.demands.T @ self.lessons).tocsr()


def bind(precedents: Precedents, index: MatchIndex) -> Lessons:
    """Return the precedents in the vectors of the index."""
    demands = unit_rows(index.vectoriser.demands(precedents.demands))
    supplies = weighted(index, index.vectoriser.patents(precedents.supplies))
    shape = (len(precedents.demands), len(precedents.supplies))
    weights = csr_matrix(
        (precedents.alphas, (precedents.demand_of, precedents.supply_of)), shape=shape
    )
    return Lessons(demands, (weights @ supplies).tocsr())


def squash(preference: Array, scale: float) -> Array:
    """Return preferences in 0..1, a half where nothing is known, nearly linear around it."""
    return 0.5 + 0.5 * np.tanh(preference / scale)


def weighted(index: MatchIndex, patents: csr_matrix) -> csr_matrix:
    """Return the patents' vectors with the weights that the blocks have in a demand's."""
    return (patents @ diags(index.vectoriser.column_weights())).tocsr()
