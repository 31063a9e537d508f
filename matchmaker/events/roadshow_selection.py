"""Choose whom to show: best first, one of a group of duplicates, few of one institution."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from matchmaker.events.roadshow_scoring import Assessed, Scheme, total


@dataclass(frozen=True, slots=True)
class Limits:
    """How many are shown, and how many of one institution at most."""

    size: int
    per_institution: int


class PassedOver(StrEnum):
    """Why a patent with a better score than the last one shown is not shown."""

    DUPLICATE = "duplicate"
    INSTITUTION = "institution"

    @property
    def label(self) -> str:
        """The reason in Chinese."""
        return {"duplicate": "与入选专利重复", "institution": "单位名额已满"}[self.value]


@dataclass(frozen=True)
class Choice:
    """The chosen patents with their scores, best first, and those that a limit kept out.

    passed_over: those alone that come before the last one chosen, all where no more were left.
    """

    chosen: tuple[tuple[Assessed, float], ...]
    passed_over: tuple[tuple[Assessed, PassedOver], ...]


def choose(items: Sequence[Assessed], scheme: Scheme, limits: Limits) -> Choice:
    """Return the best patents that the limits allow; ties go by the patents' ids."""
    scored = sorted(
        ((item, total(item, scheme)) for item in items),
        key=lambda pair: (-pair[1], pair[0].profile.patent_id),
    )
    chosen: list[tuple[Assessed, float]] = []
    passed_over: list[tuple[Assessed, PassedOver]] = []
    groups: set[int] = set()
    institutions: Counter[int] = Counter()
    for item, score in scored:
        if len(chosen) == limits.size:
            break
        profile = item.profile
        if profile.group_id in groups:
            passed_over.append((item, PassedOver.DUPLICATE))
        elif institutions[profile.institution_id] >= limits.per_institution:
            passed_over.append((item, PassedOver.INSTITUTION))
        else:
            chosen.append((item, score))
            groups.add(profile.group_id)
            institutions[profile.institution_id] += 1
    return Choice(tuple(chosen), tuple(passed_over))
