"""Marks of several reviewers, made comparable.

Reviewers are strict or mild. Who has given enough marks has them moved to the mean and the spread
of all marks: m' = M + S · (m − mᵣ) / sᵣ, the linear (mean-sigma) equating of Kolen and Brennan,
"Test Equating, Scaling, and Linking", chapter 2. It takes for granted that reviewers saw patents
of about the same worth, so a reviewer with few marks keeps them as they are.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, pstdev, stdev

FULL_MARK = 100.0
# Fewer marks tell more of the patents than of their reviewer.
LEAST_MARKS = 5


@dataclass(frozen=True, slots=True)
class Mark:
    """What a reviewer gives a patent, 0..100."""

    reviewer: str
    patent_id: int
    mark: float


@dataclass(frozen=True, slots=True)
class Opinion:
    """What reviewers think of a patent, 0..100.

    mark: mean of the marks once they are comparable; mean and spread: of the marks as given,
    spread being their standard deviation, None for a single one; count: how many there are.
    """

    mark: float
    mean: float
    spread: float | None
    count: int


@dataclass(frozen=True)
class Panel:
    """Patent → opinion, and the mean of the opinions, None where there is none."""

    opinions: Mapping[int, Opinion]
    mean: float | None


def even_out(marks: Sequence[Mark]) -> list[float]:
    """Return the marks, in their order, as they count: see the rule of this module."""
    given: dict[str, list[float]] = defaultdict(list)
    for mark in marks:
        given[mark.reviewer].append(mark.mark)
    everyone = [mark.mark for mark in marks]
    return [_evened(mark.mark, given[mark.reviewer], everyone) for mark in marks]


def hear(marks: Sequence[Mark]) -> Panel:
    """Return what the reviewers together think of every patent that one of them marked."""
    # In one order, so that sums are the same to the last bit.
    ordered = sorted(marks, key=lambda mark: (mark.patent_id, mark.reviewer))
    raw: dict[int, list[float]] = defaultdict(list)
    evened: dict[int, list[float]] = defaultdict(list)
    for mark, counted in zip(ordered, even_out(ordered), strict=True):
        raw[mark.patent_id].append(mark.mark)
        evened[mark.patent_id].append(counted)
    opinions = {
        patent_id: Opinion(
            mark=fmean(evened[patent_id]),
            mean=fmean(given),
            spread=stdev(given) if len(given) > 1 else None,
            count=len(given),
        )
        for patent_id, given in raw.items()
    }
    mean = fmean(opinion.mark for opinion in opinions.values()) if opinions else None
    return Panel(opinions, mean)


def _evened(mark: float, own: Sequence[float], everyone: Sequence[float]) -> float:
    if len(own) < LEAST_MARKS:
        return mark
    spread = pstdev(own)
    apart = (mark - fmean(own)) / spread if spread else 0.0
    return min(FULL_MARK, max(0.0, fmean(everyone) + pstdev(everyone) * apart))
