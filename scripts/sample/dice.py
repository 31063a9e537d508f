"""All chance of the generator, drawn from `random()` alone, which no Python version changes."""

import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """A seeded source of choices; the same seed gives the same choices on every machine."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed).random

    def fork(self) -> "Dice":
        """A new, independent source, seeded from this one."""
        return Dice(self.below(2**48))

    def below(self, bound: int) -> int:
        return int(self._random() * bound)

    def between(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + self.below(high - low + 1)

    def chance(self, share: float) -> bool:
        return self._random() < share

    def pick(self, items: Sequence[T]) -> T:
        return items[self.below(len(items))]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        result = list(items)
        for last in range(len(result) - 1, 0, -1):
            other = self.below(last + 1)
            result[last], result[other] = result[other], result[last]
        return result

    def some(self, items: Sequence[T], count: int) -> list[T]:
        """Up to count different items, in random order."""
        return self.shuffled(items)[:count]

    def weighted(self, items: Sequence[T], weights: Sequence[float]) -> T:
        mark = self._random() * sum(weights)
        for item, weight in zip(items, weights, strict=True):
            mark -= weight
            if mark < 0:
                return item
        return next(
            item for item, weight in reversed(list(zip(items, weights, strict=True))) if weight
        )
