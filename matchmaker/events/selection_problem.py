"""The pairs and rules of a list as a linear programme.

A column is a pair, the length of the list, how much a floor falls short, or whether an institution
has pinned pairs alone; a row is a rule.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from scipy import sparse

from matchmaker.events.selection_types import Floor, Pair, Quota, Rules
from matchmaker.events.sifting import Programme, Vector

_Key = TypeVar("_Key", bound=Hashable)

# So many times as many pairs of a demand as it may have are looked at first; the others come in
# where their price says so. Only speed depends on it.
FIRST_LOOK = 2


@dataclass(frozen=True, slots=True)
class FloorNeed:
    """A floor: how many entries are wanted, and the positions of the pairs that can be some."""

    floor: Floor
    key: str
    wanted: int
    members: tuple[int, ...]

    @property
    def least(self) -> int:
        """What can be asked for."""
        return min(self.wanted, len(self.members))


def needs_of(pairs: Sequence[Pair], rules: Rules) -> list[FloorNeed]:
    """Return the floors that ask for something, by kind and key."""
    least = {slug: quota.least for slug, quota in rules.quotas.items()}
    by_industry = _members(pair.industry for pair in pairs)
    by_city = _members(pair.city for pair in pairs)
    # A demand whose place is unknown is of no city.
    by_city.pop("", None)
    return [
        *_needs(
            Floor.ENTERPRISE,
            _members(pair.enterprise_id for pair in pairs),
            lambda _: rules.per_enterprise,
        ),
        *_needs(Floor.CITY, by_city, lambda _: rules.per_city),
        *_needs(
            Floor.INDUSTRY,
            {slug: by_industry.get(slug, []) for slug in least},
            lambda slug: least[slug],
        ),
    ]


def build(
    pairs: Sequence[Pair], rules: Rules, share: float, needs: Sequence[FloorNeed], scale: float
) -> Programme:
    """Return the programme that gains the scores, less scale for every entry a floor lacks.

    share: the limit of an institution, 0..1.
    """
    pinned = np.array([pair.pinned for pair in pairs], dtype=bool)
    rows = _Rows(len(pairs), len(needs))
    for members, most in _caps(pairs, rules):
        allowed = max(most, int(pinned[members].sum()))
        if len(members) > allowed:
            rows.add(members, allowed)
    rows.add_length()
    for members in _members(pair.institution_id for pair in pairs).values():
        rows.add_share(members, share, int(pinned[members].sum()))
    for number, need in enumerate(needs):
        rows.add_floor(number, need)
    slacks = slice(len(pairs) + 1, len(pairs) + 1 + len(needs))
    gain, low = np.zeros(rows.width), np.zeros(rows.width)
    high, whole = np.ones(rows.width), np.ones(rows.width, dtype=bool)
    gain[: len(pairs)] = [pair.score for pair in pairs]
    gain[slacks] = -scale
    low[: len(pairs)] = pinned
    high[len(pairs)], whole[len(pairs)] = len(pairs), False
    high[slacks] = [need.least for need in needs]
    start = np.ones(rows.width, dtype=bool)
    start[: len(pairs)] = pinned | _first_look(pairs, rules)
    return Programme(gain, rows.matrix(), np.array(rows.limits), low, high, whole, start)


def build_one_each(pairs: Sequence[Pair], rules: Rules) -> Programme:
    """Return the programme of the longest list with no two entries of an institution."""
    rows = _Rows(len(pairs), 0)
    institutions = _members(pair.institution_id for pair in pairs).values()
    pinned = np.array([pair.pinned for pair in pairs], dtype=bool)
    for members, most in (*_caps(pairs, rules), *((members, 1) for members in institutions)):
        rows.add(members, max(most, int(pinned[members].sum())))
    rows.add_length()
    ones = np.ones(rows.width)
    ones[-1] = 0.0
    low, high = np.append(pinned, 0.0), np.ones(rows.width)
    high[-1] = len(pairs)
    every = np.ones(rows.width, dtype=bool)
    return Programme(ones, rows.matrix(), np.array(rows.limits), low, high, ones > 0, every)


def lacking(x: Vector, pairs: int, needs: int) -> int:
    """Return how many entries all floors lack together."""
    return round(float(x[pairs + 1 : pairs + 1 + needs].sum()))


def _needs(
    floor: Floor, members: Mapping[Any, Sequence[int]], wanted_of: Callable[[Any], int]
) -> list[FloorNeed]:
    return [
        FloorNeed(floor, str(key), wanted_of(key), tuple(members[key]))
        for key in sorted(members)
        if wanted_of(key) > 0
    ]


def _caps(pairs: Sequence[Pair], rules: Rules) -> Iterator[tuple[list[int], int]]:
    """Return the pairs that share a cap, and the cap."""
    for members in _members(pair.demand_id for pair in pairs).values():
        yield members, rules.per_demand
    for members in _members(pair.patent_group for pair in pairs).values():
        yield members, rules.per_patent
    for slug, members in _members(pair.industry for pair in pairs).items():
        quota = rules.quotas.get(slug, Quota())
        if quota.most is not None:
            yield members, quota.most
    if rules.total is not None:
        yield list(range(len(pairs))), rules.total


def _members(keys: Iterable[_Key]) -> dict[_Key, list[int]]:
    """Return key → the positions at which it stands."""
    found: dict[_Key, list[int]] = defaultdict(list)
    for position, key in enumerate(keys):
        found[key].append(position)
    return found


def _first_look(pairs: Sequence[Pair], rules: Rules) -> list[bool]:
    """Return which pairs are among the best few of their demand; pairs come best first."""
    seen: Counter[int] = Counter()
    first = []
    for pair in pairs:
        seen[pair.demand_id] += 1
        first.append(seen[pair.demand_id] <= FIRST_LOOK * rules.per_demand)
    return first


class _Rows:
    """The rows of the matrix as they are made."""

    def __init__(self, pairs: int, needs: int) -> None:
        self.length = pairs
        self.limits: list[float] = []
        self.width = pairs + 1 + needs
        self._columns: list[list[int]] = []
        self._values: list[list[float]] = []

    def add(self, members: Sequence[int], limit: float) -> None:
        """At most so many of some pairs."""
        self._row(members, [1.0] * len(members), limit)

    def add_length(self) -> None:
        """The list counts no longer than it is."""
        self._row(range(self.length + 1), [*[-1.0] * self.length, 1.0], 0.0)

    def add_share(self, members: Sequence[int], share: float, pinned: int) -> None:
        """At most this part of the list, or what is pinned of them alone."""
        ones = [1.0] * len(members)
        if not pinned:
            self._row([*members, self.length], [*ones, -share], 0.0)
            return
        alone = self.width
        self.width += 1
        self._row([*members, self.length, alone], [*ones, -share, -float(pinned)], 0.0)
        many = float(len(members))
        self._row([*members, alone], [*ones, many], pinned + many)

    def add_floor(self, number: int, need: FloorNeed) -> None:
        """At least so many of some pairs, less what is missing."""
        slack = self.length + 1 + number
        self._row([*need.members, slack], [-1.0] * (len(need.members) + 1), -float(need.least))

    def matrix(self) -> sparse.csc_matrix:
        """Return the rows as a matrix."""
        sizes = [len(row) for row in self._columns]
        return sparse.csr_matrix(
            (
                np.concatenate([*self._values, []]),
                np.concatenate([*self._columns, []]).astype(np.int64),
                np.cumsum([0, *sizes]),
            ),
            shape=(len(sizes), self.width),
        ).tocsc()

    def _row(self, columns: Sequence[int], values: Sequence[float], limit: float) -> None:
        self._columns.append(list(columns))
        self._values.append(list(values))
        self.limits.append(float(limit))
