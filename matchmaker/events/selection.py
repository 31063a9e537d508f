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

    share_kept is above the wanted share where too few institutions offer anything: it is then
    the smallest limit under which a list is possible.
    """

    pairs: tuple[Pair, ...]
    share_kept: float


def select_pairs(pairs: Sequence[Pair], caps: Caps) -> Selection:
    """Return the pairs taken best first as long as every cap is kept; ties go by the ids.

    The share limit bounds entries of one institution by a part of all entries, which depend on
    the limit in turn: the list is made again with the shorter length until both agree.
    """
    worthy = sorted(
        (pair for pair in pairs if pair.score >= caps.min_score),
        key=lambda pair: (-pair.score, pair.demand_id, pair.patent_id),
    )
    institutions = len({pair.institution_id for pair in worthy})
    if not institutions:
        return Selection((), caps.institution_share)
    share = max(caps.institution_share, 1.0 / institutions)
    while True:
        chosen = _shrink(worthy, caps, share)
        if chosen:
            return Selection(tuple(chosen), share)
        share = min(1.0, share + 1.0 / institutions)


def _shrink(worthy: Sequence[Pair], caps: Caps, share: float) -> list[Pair]:
    """Return the longest list found whose institutions all keep within the share, or none."""
    length = len(worthy)
    while length > 0:
        # The epsilon forgives 0.2 * 5 = 1.0000000000000002 and the like.
        chosen = _take(worthy, caps, math.floor(share * length + 1e-9))
        if len(chosen) == length or _within(chosen, share):
            return chosen
        length = min(len(chosen), length - 1)
    return []


def _within(chosen: Sequence[Pair], share: float) -> bool:
    if not chosen:
        return False
    most = max(Counter(pair.institution_id for pair in chosen).values())
    return most <= share * len(chosen) + 1e-9


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
