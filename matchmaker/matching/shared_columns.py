"""Which columns a demand and a patent share, and what each is worth in their product."""

import numpy as np
from scipy.sparse import csr_matrix

from matchmaker.matching.types import FloatArray, IntArray


def shared_columns(
    demand: csr_matrix, patents: csr_matrix, row: int
) -> tuple[IntArray, FloatArray]:
    """Return the columns that a demand and a patent share, ascending, and their products.

    demand: one row; patents: of which the patent is the given row. The columns of both stand in
    ascending order in their rows.
    """
    part = slice(patents.indptr[row], patents.indptr[row + 1])
    theirs, mine = patents.indices[part], demand.indices
    # Only the last place has nothing to stand beside.
    place = np.minimum(np.searchsorted(mine, theirs), max(0, len(mine) - 1))
    if not len(mine):
        return mine, demand.data
    both = mine[place] == theirs
    products = demand.data[place[both]] * patents.data[part][both]
    return theirs[both], products
