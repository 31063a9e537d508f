"""What judged pairs teach about pairs that nobody has judged.

Kernel ridge regression with the product kernel of pairs (Basilico & Hofmann 2004; Airola &
Pahikkala 2018): two pairs are alike as far as their demands and their patents both are,
k((d, p), (d', p')) = cos(d, d') · ⟨p, p'⟩, with the vectors of the text similarity. The prediction
Σ αⱼ · cos(d, dⱼ) · ⟨p, pⱼ⟩ is linear in the patent's vector: for every judged demand the patents
that were judged add up to one vector, its lesson, and a demand's own preference is the sum of the
lessons of those that it resembles. So a whole stock is scored by one product.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags, vstack
from sklearn.kernel_ridge import KernelRidge
from sklearn.preprocessing import normalize

from matchmaker.matching.index import MatchIndex
from matchmaker.matching.text_scheme import Text
from matchmaker.matching.types import IntArray

Array = NDArray[np.float64]

# Chosen among 0.3, 1 and 3 on judged pairs, where the three lie within 0.003 of nDCG@10.
RIDGE = 1.0
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
        return (_unit(vector) @ self.demands.T @ self.lessons).tocsr()


def bind(precedents: Precedents, index: MatchIndex) -> Lessons:
    """Return the precedents in the vectors of the index."""
    demands = _unit(index.vectoriser.demands(precedents.demands))
    supplies = _weighted(index, index.vectoriser.patents(precedents.supplies))
    shape = (len(precedents.demands), len(precedents.supplies))
    weights = csr_matrix(
        (precedents.alphas, (precedents.demand_of, precedents.supply_of)), shape=shape
    )
    return Lessons(demands, (weights @ supplies).tocsr())


def kernel(
    index: MatchIndex, demands: Sequence[csr_matrix], demand_of: IntArray, patent_of: IntArray
) -> Array:
    """Return how alike all judged pairs are, shape (pairs, pairs).

    demands: vectors of the demands; demand_of, patent_of: of every pair the position of its
    demand and the index row of its patent.
    """
    rows = _unit(vstack(demands, format="csr"))
    alike: Array = np.asarray((rows @ rows.T).todense(), dtype=np.float64)
    products: Array = np.asarray(
        (index.vectors @ _weighted(index, index.vectors).T).todense(), dtype=np.float64
    )
    similar: Array = alike[np.ix_(demand_of, demand_of)]
    similar *= products[np.ix_(patent_of, patent_of)]
    return similar


def solve(similar: Array, residual: Array) -> Array:
    """Return the weight of every pair; similar: their kernel; residual: what is to be learnt."""
    model = KernelRidge(alpha=RIDGE, kernel="precomputed")
    weights: Array = model.fit(similar, residual).dual_coef_
    return weights


def squash(preference: Array, scale: float) -> Array:
    """Return preferences in 0..1, a half where nothing is known, nearly linear around it."""
    return 0.5 + 0.5 * np.tanh(preference / scale)


def _weighted(index: MatchIndex, patents: csr_matrix) -> csr_matrix:
    """Return the patents' vectors with the weights that the blocks have in a demand's."""
    return (patents @ diags(index.vectoriser.column_weights())).tocsr()


def _unit(matrix: csr_matrix) -> csr_matrix:
    return normalize(matrix) if all(matrix.shape) else matrix
