"""How well names of organisations are compared, measured on the labelled pairs that ship."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from matchmaker.services.reference import load_universities
from models.values.org_match import OrgComparison, OrgIdentity, Verdict, compare
from models.values.org_name import guess_org_type, org_key


@dataclass(frozen=True, slots=True)
class LabelledPair:
    """Two organisations and what a person says of them: same, part or different."""

    a: OrgIdentity
    b: OrgIdentity
    label: Verdict
    note: str

    @property
    def is_clash(self) -> bool:
        """Whether codes contradict each other or the names, which a person has to look at."""
        both = bool(self.a.uscc and self.b.uscc)
        return both and (self.a.uscc != self.b.uscc or self.label is Verdict.DIFFERENT)


@dataclass(frozen=True, slots=True)
class JudgedComparison:
    """A labelled pair and what comparison says of it."""

    pair: LabelledPair
    comparison: OrgComparison

    @property
    def is_right(self) -> bool:
        """Whether the verdict is the label, or a hand-over to a person where that is due."""
        if self.comparison.verdict is Verdict.DOUBTFUL:
            return self.pair.label is Verdict.SAME or self.pair.is_clash
        return self.comparison.verdict is self.pair.label


@dataclass(frozen=True, slots=True)
class OrgQuality:
    """Shares in 0..1.

    precision: of the pairs said to be same without a person; recall: of the same pairs, those
    said to be same or handed over; automatic_recall: those said to be same; handed_over: of all
    pairs, those that a person gets; needless: of those handed over, those that need none.
    """

    pairs: int
    precision: float
    recall: float
    automatic_recall: float
    part_recall: float
    handed_over: float
    needless: float


def load_pairs() -> list[LabelledPair]:
    """Return the labelled pairs in the order of their file."""
    source = files("matchmaker.data").joinpath("org_pairs.csv").read_text("utf-8")
    return [
        LabelledPair(
            _identity(row["name_a"], row["uscc_a"]),
            _identity(row["name_b"], row["uscc_b"]),
            Verdict(row["label"]),
            row["note"],
        )
        for row in csv.DictReader(source.splitlines())
    ]


def judge_pairs(pairs: Sequence[LabelledPair]) -> list[JudgedComparison]:
    """Compare every pair."""
    return [JudgedComparison(pair, compare(pair.a, pair.b)) for pair in pairs]


def measure(judged: Sequence[JudgedComparison]) -> OrgQuality:
    """Return the figures of judged pairs."""
    same = [item for item in judged if item.pair.label is Verdict.SAME]
    part = [item for item in judged if item.pair.label is Verdict.PART]
    merged = [item for item in judged if item.comparison.verdict is Verdict.SAME]
    handed = [item for item in judged if item.comparison.verdict is Verdict.DOUBTFUL]
    found = [item for item in same if item.comparison.verdict in {Verdict.SAME, Verdict.DOUBTFUL}]
    right = [item for item in merged if item.pair.label is Verdict.SAME]
    return OrgQuality(
        pairs=len(judged),
        precision=_share(len(right), len(merged)),
        recall=_share(len(found), len(same)),
        automatic_recall=_share(len(right), len(same)),
        part_recall=_share(len([item for item in part if item.is_right]), len(part)),
        handed_over=_share(len(handed), len(judged)),
        needless=_share(len([item for item in handed if not item.is_right]), len(handed)),
    )


def _share(some: int, all_: int) -> float:
    return some / all_ if all_ else 1.0


def _identity(name: str, uscc: str) -> OrgIdentity:
    """Return an organisation as the database would know it: a university with its other names."""
    names = _university_names().get(org_key(name), ())
    others = tuple(other for other in names if org_key(other) != org_key(name))
    return OrgIdentity(name, uscc or None, None, guess_org_type(name), others)


@cache
def _university_names() -> dict[str, tuple[str, ...]]:
    return {
        org_key(name): (seed.name, *seed.aliases)
        for seed in load_universities()
        for name in (seed.name, *seed.aliases)
    }
