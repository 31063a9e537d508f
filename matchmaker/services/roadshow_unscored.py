"""Patents that have not been scored with their demands yet, and what they may score."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matchmaker.events.roadshow_criteria import Criterion
from matchmaker.events.roadshow_scoring import Assessed, Scheme, estimate, highest_values
from matchmaker.matching.fitting import Fitting

# Scores are rounded, their bounds are not.
ROUNDING = 1e-8


class Unscored:
    """Hands out patents, the promising first, as long as they could still matter.

    items: of patents whose demands are not known; fitting: where they are looked for.
    """

    def __init__(self, items: Sequence[Assessed], fitting: Fitting, scheme: Scheme) -> None:
        ids = np.array([item.profile.patent_id for item in items], dtype=np.int64)
        row_of = {patent_id: row for row, patent_id in enumerate(fitting.index.ids.tolist())}
        rows = [row_of[patent_id] for patent_id in ids.tolist()]
        near, reached = fitting.near[rows].tolist(), fitting.reached[rows].tolist()
        about = [estimate(item, scheme, n) for item, n in zip(items, near, strict=True)]
        order = np.lexsort((ids, -np.array(about, dtype=np.float64)))
        self._items = [items[place] for place in order.tolist()]
        highest = (
            list(highest_values(items[place], reached[place]).values()) for place in order.tolist()
        )
        self._highest = np.array(list(highest), dtype=np.float64).reshape(-1, len(Criterion))
        marked = bool(items) and items[0].mark is not None
        self._marks = np.array([i.mark for i in self._items], dtype=np.float64) if marked else None
        self._is_left = np.ones(len(items), dtype=np.bool_)

    @property
    def count(self) -> int:
        """How many are left."""
        return int(self._is_left.sum())

    def take(self, count: int, bounds: Sequence[tuple[Scheme, float]]) -> list[Assessed]:
        """Take out those that will probably score best, ties by the patent's id.

        count: how many at most; bounds: schemes, under one of which a patent must be able to reach
        the score that stands with it; none for patents of any score.
        """
        may_matter = self._is_left.copy()
        if bounds:
            reaches = [self._ceilings(scheme) >= least - ROUNDING for scheme, least in bounds]
            may_matter &= np.any(reaches, axis=0)
        taken = np.flatnonzero(may_matter)[:count]
        self._is_left[taken] = False
        return [self._items[place] for place in taken.tolist()]

    def _ceilings(self, scheme: Scheme) -> NDArray[np.float64]:
        """Return the score that each cannot exceed."""
        weights = np.array([scheme.weights[criterion] for criterion in Criterion])
        own: NDArray[np.float64] = self._highest @ weights
        if self._marks is None:
            return own
        blended: NDArray[np.float64] = (1.0 - scheme.blend) * own + scheme.blend * self._marks
        return blended
