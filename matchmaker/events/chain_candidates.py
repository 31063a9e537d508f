"""Firms for a monthly roadshow of an industry chain (一月一链): a score with its reasons.

The weights are a convention of this project: the notice asks for specialised firms of a chain, and
names no order among them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

# How much counts what, together one.
SPECIALISED, PATENTS, FINANCE, LISTED, FRESH = 0.20, 0.25, 0.25, 0.10, 0.20
# From so many patents in force on the chain on, more do not count.
ENOUGH_PATENTS = 5
# Who was shown in so many months before is no longer fresh.
FRESH_MONTHS = 12


@dataclass(frozen=True)
class FirmFacts:
    """What is known of a firm; city_code: None where its city is not known.

    specialised: its label (专精特新, 小巨人), empty for none that is known; patents: in force on
    the chain; demands: how many on the chain may be known; finance: what it asks for, in words, of
    demands that stand; listed: its last batch of the white list; presented_on: when it was last
    shown at such a roadshow within FRESH_MONTHS.
    """

    id: int
    name: str
    city_code: str | None = None
    specialised: str = ""
    patents: int = 0
    demands: int = 0
    finance: tuple[str, ...] = ()
    listed: str = ""
    presented_on: date | None = None


class Ground(StrEnum):
    """What speaks for a firm."""

    PATENTS = "patents"
    SPECIALISED = "specialised"
    FINANCE = "finance"
    LISTED = "listed"
    FRESH = "fresh"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a score: on what ground, how much, and in words."""

    ground: Ground
    share: float
    text: str


@dataclass(frozen=True)
class Candidate:
    """A firm with the parts of its score, the first that of its patents."""

    firm: FirmFacts
    parts: tuple[Part, ...]

    @property
    def score(self) -> float:
        """The sum of the parts, in 0..1."""
        return sum(part.share for part in self.parts)

    @property
    def reasons(self) -> tuple[str, ...]:
        """The parts in words."""
        return tuple(part.text for part in self.parts)


def score_firm(firm: FirmFacts) -> Candidate:
    """Return the score of a firm and why."""
    share = min(firm.patents, ENOUGH_PATENTS) / ENOUGH_PATENTS
    parts = [Part(Ground.PATENTS, PATENTS * share, _on_chain(firm))]
    if firm.specialised:
        parts.append(Part(Ground.SPECIALISED, SPECIALISED, f"{firm.specialised}企业"))
    if firm.finance:
        parts.append(Part(Ground.FINANCE, FINANCE, f"正在融资：{'、'.join(firm.finance)}"))
    if firm.listed:
        parts.append(Part(Ground.LISTED, LISTED, f"在{firm.listed}白名单"))
    if firm.presented_on is None:
        parts.append(Part(Ground.FRESH, FRESH, f"近 {FRESH_MONTHS} 个月没有路演过"))
    else:
        parts.append(Part(Ground.FRESH, 0.0, f"{firm.presented_on} 路演过"))
    return Candidate(firm, tuple(parts))


def rank_firms(firms: Iterable[FirmFacts]) -> list[Candidate]:
    """Return the candidates, the best first, ties by id."""
    return sorted(map(score_firm, firms), key=lambda one: (-round(one.score, 9), one.firm.id))


def _on_chain(firm: FirmFacts) -> str:
    if firm.patents:
        return f"链上有效专利 {firm.patents} 件"
    if firm.demands:
        return f"链上有需求 {firm.demands} 项，没有登记的有效专利"
    return "链上没有登记的有效专利和需求"
