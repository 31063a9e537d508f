"""Choose the entries of a list: those of the highest sum of scores that its rules allow."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from matchmaker.events.selection_greedy import greedy, one_each
from matchmaker.events.selection_problem import (
    FloorNeed,
    build,
    build_one_each,
    lacking,
    needs_of,
)
from matchmaker.events.selection_remedies import remedies
from matchmaker.events.selection_types import (
    Cap,
    Effort,
    Method,
    Pair,
    Remedy,
    Rules,
    Selection,
    Unmet,
)
from matchmaker.events.sifting import solve

# Below this part of the bound nothing is left to be won.
CLOSED = 1e-6


def select_pairs(pairs: Sequence[Pair], rules: Rules, effort: Effort | None = None) -> Selection:
    """Return the best choice: the least that floors lack first, then the highest sum of scores.

    The same pairs in any order give the same list, as long as the effort's nodes and not its
    seconds end the search. effort: as it is by default where none is given.
    """
    effort = effort or Effort()
    worthy = sorted(
        (pair for pair in pairs if pair.pinned or pair.score >= rules.min_score),
        key=lambda pair: pair.place,
    )
    if not worthy:
        return Selection((), Method.EXACT, 0.0, rules.institution_share)
    share = max(rules.institution_share, 1.0 / _one_each(worthy, rules, effort))
    needs = needs_of(worthy, rules)
    positions, bound = _choose(worthy, rules, share, needs, effort)
    method = Method.BOUNDED
    if not positions:
        # What it can keep of the share is no more than its own list of one entry each.
        share = max(rules.institution_share, 1.0 / one_each(worthy, rules))
        positions, method = greedy(worthy, rules, share, needs), Method.GREEDY
    chosen = tuple(worthy[position] for position in positions)
    value = sum(pair.score for pair in chosen)
    bound = max(bound, value)
    if method is Method.BOUNDED and bound - value <= CLOSED * max(1.0, bound):
        method, bound = Method.EXACT, value
    unmet = _unmet(needs, set(positions))
    helpful: tuple[Remedy, ...] = ()
    if effort.remedies and any(miss.reached < min(miss.wanted, miss.available) for miss in unmet):
        helpful = remedies(worthy, rules, share, needs, effort)
    return Selection(chosen, method, bound, share, unmet, helpful, _over(chosen, rules, share))


def _choose(
    worthy: Sequence[Pair],
    rules: Rules,
    share: float,
    needs: Sequence[FloorNeed],
    effort: Effort,
) -> tuple[list[int], float]:
    """Return the positions of the chosen pairs, none where none were found, and the bound."""
    # No entry that a floor lacks is worth the scores of a whole list.
    scale = 1.0 + sum(pair.score for pair in worthy[: _most_entries(worthy, rules)])
    found = solve(build(worthy, rules, share, needs, scale), effort)
    if found.x is None:
        return [], solve(build(worthy, rules, share, (), 0.0), effort).bound
    lack = lacking(found.x, len(worthy), len(needs))
    bound = found.bound + scale * lack
    if lack and found.bound - found.gain > CLOSED:
        # What floors may still gain says nothing of the scores: the list without any does.
        bound = min(bound, solve(build(worthy, rules, share, (), 0.0), effort).bound)
    return np.flatnonzero(found.x[: len(worthy)] > 0.5).tolist(), bound


def _most_entries(worthy: Sequence[Pair], rules: Rules) -> int:
    """Return a number of entries that no list exceeds."""
    pinned = sum(pair.pinned for pair in worthy)
    by_demand = len({pair.demand_id for pair in worthy}) * rules.per_demand
    return pinned + (by_demand if rules.total is None else min(by_demand, rules.total))


def _one_each(worthy: Sequence[Pair], rules: Rules, effort: Effort) -> int:
    """Return the length of a list on which every institution has one entry at most.

    It is worked out no further than it takes to keep the wanted share.
    """
    simple = one_each(worthy, rules)
    if simple * rules.institution_share >= 1.0:
        return simple
    found = solve(build_one_each(worthy, rules), effort)
    return max(simple, 0 if found.x is None else round(found.gain))


def _unmet(needs: Sequence[FloorNeed], chosen: set[int]) -> tuple[Unmet, ...]:
    found = []
    for need in needs:
        reached = sum(position in chosen for position in need.members)
        if reached < need.wanted:
            found.append(Unmet(need.floor, need.key, need.wanted, reached, len(need.members)))
    return tuple(found)


def _over(chosen: Sequence[Pair], rules: Rules, share: float) -> dict[Cap, int]:
    """Return how many of each kind have more entries than their cap: pins alone can do that."""
    length = len(chosen)
    industries = Counter(pair.industry for pair in chosen)
    counts = {
        Cap.PER_DEMAND: _above(Counter(pair.demand_id for pair in chosen), rules.per_demand),
        Cap.PER_PATENT: _above(Counter(pair.patent_group for pair in chosen), rules.per_patent),
        Cap.INSTITUTION_SHARE: _above(
            Counter(pair.institution_id for pair in chosen), share * length + CLOSED
        ),
        Cap.INDUSTRY_MOST: sum(
            quota.most is not None and industries[slug] > quota.most
            for slug, quota in rules.quotas.items()
        ),
        Cap.TOTAL: int(rules.total is not None and length > rules.total),
    }
    return {cap: count for cap, count in counts.items() if count}


def _above(counts: Counter[int], most: float) -> int:
    return sum(count > most for count in counts.values())
