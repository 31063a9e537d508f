"""A list made by taking the best pair that still fits: where no better one could be worked out."""

import math
from collections import Counter
from collections.abc import Sequence

from matchmaker.events.selection_problem import FloorNeed
from matchmaker.events.selection_types import Pair, Quota, Rules


def greedy(
    pairs: Sequence[Pair], rules: Rules, share: float, needs: Sequence[FloorNeed]
) -> list[int]:
    """Return the positions of the chosen pairs, which come best first.

    Pinned pairs stand first, then what the floors want, the scarcest first, then the best. No pair
    that was left out could be added alone without breaking a cap.
    """
    if not pairs:
        return []
    return _fill(_longest(pairs, rules, share, needs), share)


def one_each(pairs: Sequence[Pair], rules: Rules) -> int:
    """Return the length of a list on which no institution has two entries beside its pins."""
    return len(_take(pairs, rules, (), 1).positions)


class _Taken:
    """What is on the list so far, and what of it each cap counts."""

    def __init__(self, pairs: Sequence[Pair], rules: Rules) -> None:
        self.pairs, self.rules = pairs, rules
        self.positions: dict[int, None] = {}
        self.institutions: Counter[int] = Counter()
        self._demands: Counter[int] = Counter()
        self._patents: Counter[int] = Counter()
        self._industries: Counter[str] = Counter()
        for position, pair in enumerate(pairs):
            if pair.pinned:
                self.take(position)
        # Pins stand whatever the share, which looks at those beside them.
        self.pinned = Counter(self.institutions)

    def take(self, position: int) -> None:
        """Put a pair on the list."""
        pair = self.pairs[position]
        self.positions[position] = None
        self.institutions[pair.institution_id] += 1
        self._demands[pair.demand_id] += 1
        self._patents[pair.patent_group] += 1
        self._industries[pair.industry] += 1

    def fits(self, position: int, per_institution: int) -> bool:
        """Whether a pair can be added, with so many entries an institution."""
        pair, rules = self.pairs[position], self.rules
        most = rules.quotas.get(pair.industry, Quota()).most
        return (
            position not in self.positions
            and self._demands[pair.demand_id] < rules.per_demand
            and self._patents[pair.patent_group] < rules.per_patent
            and self.institutions[pair.institution_id] < per_institution
            and (most is None or self._industries[pair.industry] < most)
            and (rules.total is None or len(self.positions) < rules.total)
        )

    def most(self) -> int:
        """Return how many entries the largest institution has that has more than its pins."""
        return max((n for key, n in self.institutions.items() if n > self.pinned[key]), default=0)


def _longest(
    pairs: Sequence[Pair], rules: Rules, share: float, needs: Sequence[FloorNeed]
) -> _Taken:
    """Return the list with the highest limit an institution that keeps within the share.

    The limit is a part of all entries, and how many these are depends on the limit in turn: it
    is lowered until both agree. At one entry each they do.
    """
    limit = max(1, _part(share, len(pairs)))
    while True:
        taken = _take(pairs, rules, needs, limit)
        allowed = _part(share, len(taken.positions))
        if limit == 1 or taken.most() <= allowed:
            return taken
        limit = max(1, min(limit - 1, allowed))


def _take(
    pairs: Sequence[Pair], rules: Rules, needs: Sequence[FloorNeed], per_institution: int
) -> _Taken:
    taken = _Taken(pairs, rules)
    for need in sorted(needs, key=lambda need: (len(need.members), need.floor, need.key)):
        missing = need.least - sum(position in taken.positions for position in need.members)
        for position in need.members:
            if missing > 0 and taken.fits(position, per_institution):
                taken.take(position)
                missing -= 1
    for position in range(len(pairs)):
        if taken.fits(position, per_institution):
            taken.take(position)
    return taken


def _fill(taken: _Taken, share: float) -> list[int]:
    """Add, best first, what still fits: every entry more raises what the others may have."""
    before = -1
    while before != len(taken.positions):
        before = len(taken.positions)
        for position in range(len(taken.pairs)):
            if taken.fits(position, _part(share, len(taken.positions) + 1)):
                taken.take(position)
    return sorted(taken.positions)


def _part(share: float, length: int) -> int:
    """Return how many of all entries an institution may have."""
    # The epsilon forgives 0.3 * 10 = 2.9999999999999996 and the like.
    return math.floor(share * length + 1e-9)
