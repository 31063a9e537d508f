"""How sure a mean over demands is, and whether two rankings differ by more than chance."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 2_000
FLIPS = 10_000
# Any number does; a fixed one makes the same figures come out again.
SEED = 20_240_501
CONFIDENCE = 0.95
# What rounding alone may part two sums of the same values by.
TOLERANCE = 1e-12
# Draws are made in blocks of about this many numbers to bound their memory.
BLOCK = 4_000_000


@dataclass(frozen=True)
class Interval:
    """A mean of n values with the bounds of its 95 % interval; all zero where n is."""

    mean: float
    low: float
    high: float
    n: int


@dataclass(frozen=True)
class PairedTest:
    """Two rankings of the same demands.

    difference: mean of first − second; p: two-sided; better, equal, worse: on how many demands
    the first one is so.
    """

    difference: Interval
    p: float
    better: int
    equal: int
    worse: int


def bootstrap_interval(values: Sequence[float]) -> Interval:
    """Return the mean with its 95 % interval by the percentile bootstrap (Efron 1979).

    2,000 resamples of the values, drawn with replacement by PCG64 from a fixed seed; the bounds
    are the 2.5th and 97.5th percentile of their means.
    """
    if not values:
        return Interval(0.0, 0.0, 0.0, 0)
    data = np.array(values, dtype=np.float64)
    generator = np.random.default_rng(SEED)
    means = np.concatenate(
        [
            data[generator.integers(0, len(data), size=(rows, len(data)))].mean(axis=1)
            for rows in _blocks(RESAMPLES, len(data))
        ]
    )
    tail = (1.0 - CONFIDENCE) / 2.0
    low, high = np.quantile(means, [tail, 1.0 - tail])
    return Interval(math.fsum(values) / len(values), float(low), float(high), len(values))


def paired_test(first: Sequence[float], second: Sequence[float]) -> PairedTest:
    """Compare two rankings demand by demand with a sign-flip permutation test (Fisher 1935).

    Were both equally good, every difference could as well have the other sign: p is the share of
    10,000 random flips, the observed signs counted among them, whose mean is at least as far from
    nought as the observed one. Raises ValueError where the lengths differ.
    """
    differences = [a - b for a, b in zip(first, second, strict=True)]
    better = sum(difference > TOLERANCE for difference in differences)
    worse = sum(difference < -TOLERANCE for difference in differences)
    return PairedTest(
        difference=bootstrap_interval(differences),
        p=_flip_p(np.array(differences, dtype=np.float64)),
        better=better,
        equal=len(differences) - better - worse,
        worse=worse,
    )


def _flip_p(differences: NDArray[np.float64]) -> float:
    generator = np.random.default_rng(SEED)
    observed = abs(float(differences.sum())) - TOLERANCE * max(1, len(differences))
    extreme = 0
    for rows in _blocks(FLIPS, len(differences)):
        signs = generator.integers(0, 2, size=(rows, len(differences)), dtype=np.int8) * 2.0 - 1.0
        extreme += int((np.abs(signs @ differences) >= observed).sum())
    return (extreme + 1) / (FLIPS + 1)


def _blocks(draws: int, width: int) -> Iterator[int]:
    """Yield numbers of draws that add up to all of them."""
    most = max(1, BLOCK // max(1, width))
    while draws > 0:
        yield min(most, draws)
        draws -= most
