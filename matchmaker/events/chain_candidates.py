"""Firms for a monthly roadshow of an industry chain (一月一链): a score with its reasons.

The weights are a convention of this project: the notice asks for specialised firms of a chain, and
names no order among them.
"""

from dataclasses import dataclass
from datetime import date

# How much counts what, together one.
SPECIALISED, PATENTS, FINANCE, LISTED, FRESH = 0.20, 0.25, 0.25, 0.10, 0.20
# From so many patents in force on the chain on, more do not count.
ENOUGH_PATENTS = 5
# Who was shown in so many months before is no longer fresh.
FRESH_MONTHS = 12


@dataclass(frozen=True)
class FirmFacts:
    """What is known of a firm.

    specialised: its label (专精特新, 小巨人), empty for none that is known; patents: in force on
    the chain; finance: what it asks for, in words, of demands that stand; listed: its last batch of
    the white list; presented_on: when it was last shown at such a roadshow within FRESH_MONTHS.
    """

    id: int
    name: str
    city: str
    specialised: str = ""
    patents: int = 0
    finance: tuple[str, ...] = ()
    listed: str = ""
    presented_on: date | None = None


@dataclass(frozen=True)
class Candidate:
    """A firm with its score in 0..1 and the reasons for it, the first that of its patents."""

    firm: FirmFacts
    score: float
    reasons: tuple[str, ...]


def score_firm(firm: FirmFacts) -> Candidate:
    """Return the score of a firm and why."""
    share = min(firm.patents, ENOUGH_PATENTS) / ENOUGH_PATENTS
    parts = [(PATENTS * share, _patents(firm.patents))]
    if firm.specialised:
        parts.append((SPECIALISED, f"{firm.specialised}企业"))
    if firm.finance:
        parts.append((FINANCE, f"正在融资：{'、'.join(firm.finance)}"))
    if firm.listed:
        parts.append((LISTED, f"在{firm.listed}白名单"))
    if firm.presented_on is None:
        parts.append((FRESH, f"近 {FRESH_MONTHS} 个月没有路演过"))
    else:
        parts.append((0.0, f"{firm.presented_on} 路演过"))
    return Candidate(firm, sum(value for value, _ in parts), tuple(text for _, text in parts))


def rank_firms(firms: list[FirmFacts]) -> list[Candidate]:
    """Return the candidates, the best first, ties by id."""
    return sorted(map(score_firm, firms), key=lambda one: (-round(one.score, 9), one.firm.id))


def _patents(count: int) -> str:
    return f"链上有效专利 {count} 件" if count else "链上没有登记的有效专利"
