"""Choose the entries of a list: the best pairs that the caps allow."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pair:
    """A scored pair that could be listed; institution is the patent's first owner."""

    demand_id: int
    patent_id: int
    institution_id: int
    score: float


@dataclass(frozen=True, slots=True)
class Caps:
    """The rules of a list.

    per_demand, per_patent: how often each may stand on it; institution_share: which part of all
    entries one institution may have, 0..1; min_score: below which a pair is not worth a seat.
    """

    per_demand: int
    per_patent: int
    institution_share: float
    min_score: float


@dataclass(frozen=True)
class Selection:
    """The chosen pairs, best first, and the share limit that was kept.

    share_kept is above the wanted share where a list of one pair an institution is still too
    short for it: it is then one part of that list.
    """

    pairs: tuple[Pair, ...]
    share_kept: float


def select_pairs(pairs: Sequence[Pair], caps: Caps) -> Selection:
    """Return the pairs taken best first as long as every cap is kept; ties go by the ids.

    No worthy pair that was left out could be added alone without breaking a cap.
    """
    worthy = sorted(
        (pair for pair in pairs if pair.score >= caps.min_score),
        key=lambda pair: (-pair.score, pair.demand_id, pair.patent_id),
    )
    one_each = _take(worthy, caps, 1)
    if not one_each:
        return Selection((), caps.institution_share)
    share = max(caps.institution_share, 1.0 / len(one_each))
    chosen = _fill(_longest(worthy, caps, share), worthy, caps, share)
    chosen.sort(key=lambda pair: (-pair.score, pair.demand_id, pair.patent_id))
    return Selection(tuple(chosen), share)


def _longest(worthy: Sequence[Pair], caps: Caps, share: float) -> list[Pair]:
    """Return the list with the highest limit an institution that keeps within the share.

    The limit is a part of all entries, and how many these are depends on the limit in turn: it
    is lowered until both agree. At one entry each they do.
    """
    limit = max(1, _part(share, len(worthy)))
    while True:
        chosen = _take(worthy, caps, limit)
        most = max(Counter(pair.institution_id for pair in chosen).values())
        if limit == 1 or most <= _part(share, len(chosen)):
            return chosen
        limit = max(1, min(limit - 1, _part(share, len(chosen))))


def _fill(chosen: Sequence[Pair], worthy: Sequence[Pair], caps: Caps, share: float) -> list[Pair]:
    """Add, best first, what still fits: every entry more raises what the others may have."""
    filled = list(chosen)
    taken = set(chosen)
    demands = Counter(pair.demand_id for pair in filled)
    patents = Counter(pair.patent_id for pair in filled)
    institutions = Counter(pair.institution_id for pair in filled)
    before = -1
    while before != len(filled):
        before = len(filled)
        for pair in worthy:
            if (
                pair not in taken
                and demands[pair.demand_id] < caps.per_demand
                and patents[pair.patent_id] < caps.per_patent
                and institutions[pair.institution_id] < _part(share, len(filled) + 1)
            ):
                taken.add(pair)
                filled.append(pair)
                demands[pair.demand_id] += 1
                patents[pair.patent_id] += 1
                institutions[pair.institution_id] += 1
    return filled


def _part(share: float, length: int) -> int:
    """Return how many of all entries an institution may have."""
    # The epsilon forgives 0.3 * 10 = 2.9999999999999996 and the like.
    return math.floor(share * length + 1e-9)


def _take(worthy: Sequence[Pair], caps: Caps, per_institution: int) -> list[Pair]:
    demands: Counter[int] = Counter()
    patents: Counter[int] = Counter()
    institutions: Counter[int] = Counter()
    chosen = []
    for pair in worthy:
        if (
            demands[pair.demand_id] < caps.per_demand
            and patents[pair.patent_id] < caps.per_patent
            and institutions[pair.institution_id] < per_institution
        ):
            demands[pair.demand_id] += 1
            patents[pair.patent_id] += 1
            institutions[pair.institution_id] += 1
            chosen.append(pair)
    return chosen
