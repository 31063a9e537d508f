"""What would help where a list cannot have what its floors want: the least raise of each cap."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from matchmaker.events.selection_problem import FloorNeed, build, lacking
from matchmaker.events.selection_types import Cap, Effort, Pair, Quota, Remedy, Rules
from matchmaker.events.sifting import WHOLE, relaxed_gain, solve

PER_CENT = 100


@dataclass(frozen=True, slots=True)
class _Raise:
    """A cap that can be raised by 0 to most steps; at: rules and share after so many steps."""

    cap: Cap
    most: int
    at: Callable[[int], tuple[Rules, float]]
    setting: Callable[[int], float]


def remedies(
    pairs: Sequence[Pair], rules: Rules, share: float, needs: Sequence[FloorNeed], effort: Effort
) -> tuple[Remedy, ...]:
    """Return for every cap there is the least raise with which no floor lacks anything."""
    found = []
    for way in _ways(pairs, rules, share):
        steps = _least(
            way.most,
            lambda n, way=way: not _lack(pairs, needs, way.at(n), effort),  # type: ignore[misc]
        )
        found.append(Remedy(way.cap, None if steps is None else way.setting(steps)))
    return tuple(found)


def _ways(pairs: Sequence[Pair], rules: Rules, share: float) -> list[_Raise]:
    count = len(pairs)
    ways = [
        _Raise(
            Cap.PER_DEMAND,
            count - rules.per_demand,
            lambda n: (replace(rules, per_demand=rules.per_demand + n), share),
            lambda n: float(rules.per_demand + n),
        ),
        _Raise(
            Cap.PER_PATENT,
            count - rules.per_patent,
            lambda n: (replace(rules, per_patent=rules.per_patent + n), share),
            lambda n: float(rules.per_patent + n),
        ),
        _Raise(
            Cap.INSTITUTION_SHARE,
            PER_CENT - int(share * PER_CENT),
            lambda n: (rules, _share(share, n)),
            lambda n: _share(share, n),
        ),
    ]
    if any(quota.most is not None for quota in rules.quotas.values()):
        ways.append(
            _Raise(Cap.INDUSTRY_MOST, count, lambda n: (_with_quotas(rules, n), share), float)
        )
    if rules.total is not None:
        total = rules.total
        ways.append(
            _Raise(
                Cap.TOTAL,
                count - total,
                lambda n: (replace(rules, total=total + n), share),
                lambda n: float(total + n),
            )
        )
    return [way for way in ways if way.most > 0]


def _share(share: float, steps: int) -> float:
    """Return the share in whole per cent, so many above."""
    return min(1.0, (int(share * PER_CENT + 1e-9) + steps) / PER_CENT)


def _with_quotas(rules: Rules, more: int) -> Rules:
    quotas = {
        slug: Quota(quota.least, None if quota.most is None else quota.most + more)
        for slug, quota in rules.quotas.items()
    }
    return replace(rules, quotas=quotas)


def _least(most: int, enough: Callable[[int], bool]) -> int | None:
    """Return the smallest number of steps that is enough, None where even most is not."""
    if not enough(most):
        return None
    low, high = 0, 1
    while high < most and not enough(high):
        low, high = high, min(most, high * 2)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def _lack(
    pairs: Sequence[Pair], needs: Sequence[FloorNeed], rules: tuple[Rules, float], effort: Effort
) -> bool:
    """Whether the floors lack anything under some rules, or it could not be told."""
    programme = build(pairs, *rules, needs, scale=1.0)
    gain = programme.gain.copy()
    gain[: len(pairs)] = 0.0
    programme = replace(programme, gain=gain)
    if relaxed_gain(programme) < -WHOLE:
        return True
    found = solve(programme, effort)
    return found.x is None or lacking(found.x, len(pairs), len(needs)) > 0
