"""What a list may hold, what it must hold, and what was chosen: plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Pair:
    """A scored pair that could be listed.

    institution_id: the patent's first owner; patent_group: the same number for an invention and
    its utility model, which count as one patent; city: of the demand, empty where it is not known;
    industry: of the sheet on which the pair would stand; pinned: a person wants it listed.
    """

    demand_id: int
    patent_id: int
    enterprise_id: int
    institution_id: int
    patent_group: int
    city: str
    industry: str
    score: float
    pinned: bool = False

    @property
    def place(self) -> tuple[float, int, int]:
        """What sorts pairs best first, ties by the ids."""
        return (-self.score, self.demand_id, self.patent_id)


@dataclass(frozen=True, slots=True)
class Quota:
    """How many entries an industry must and may have; most: None for any number."""

    least: int = 0
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a list.

    per_demand, per_patent: how often each may stand on it; institution_share: which part of all
    entries one institution may have, 0..1, though one entry each is always allowed where even that
    is more; min_score: below which a pair is not worth a seat; per_enterprise, per_city: how many
    entries each enterprise and each city must have of those that have a worthy pair; quotas:
    industry → its numbers; total: most entries, None for any number.

    Pinned pairs are listed whatever the rules say, and count.
    """

    per_demand: int
    per_patent: int
    institution_share: float
    min_score: float
    per_enterprise: int = 0
    per_city: int = 0
    quotas: Mapping[str, Quota] = field(default_factory=dict)
    total: int | None = None


class Cap(StrEnum):
    """A rule that says how much is too much."""

    PER_DEMAND = "per_demand"
    PER_PATENT = "per_patent"
    INSTITUTION_SHARE = "institution_share"
    INDUSTRY_MOST = "industry_most"
    TOTAL = "total"

    @property
    def label(self) -> str:
        """The rule in Chinese."""
        return _CAP_LABELS[self]


_CAP_LABELS = {
    Cap.PER_DEMAND: "每项需求的专利数上限",
    Cap.PER_PATENT: "每件专利的次数上限",
    Cap.INSTITUTION_SHARE: "单个单位占比上限",
    Cap.INDUSTRY_MOST: "产业配额上限",
    Cap.TOTAL: "名单总数上限",
}


class Floor(StrEnum):
    """A rule that says how much is too little."""

    ENTERPRISE = "enterprise"
    CITY = "city"
    INDUSTRY = "industry"


@dataclass(frozen=True, slots=True)
class Unmet:
    """A floor that is not reached; available: how many entries its worthy pairs allow at most.

    key: the id of an enterprise in figures, the code of a city, or the slug of an industry.
    """

    floor: Floor
    key: str
    wanted: int
    reached: int
    available: int


@dataclass(frozen=True, slots=True)
class Remedy:
    """The least raise of one cap, all others as they are, with which every floor is reached.

    Floors count here as far as their worthy pairs allow. setting: what the cap would have to be;
    an entry count, or a share in 0..1; for quotas the number to add to every one. None: no raise
    of this cap alone is enough.
    """

    cap: Cap
    setting: float | None


class Method(StrEnum):
    """How a list was chosen."""

    EXACT = "exact"
    BOUNDED = "bounded"
    GREEDY = "greedy"

    @property
    def label(self) -> str:
        """The method in Chinese."""
        return {"exact": "最优", "bounded": "近似最优", "greedy": "贪心（未能求得最优）"}[
            self.value
        ]


@dataclass(frozen=True)
class Selection:
    """The chosen pairs, best first.

    bound: no choice within the rules has a higher sum of scores. share_kept: above the wanted
    share where even a list of one entry an institution is too short for it; it is then one part of
    that list. over: pins that are more than a cap allows, as cap → how many demands, patents,
    institutions, industries, or lists.
    """

    pairs: tuple[Pair, ...]
    method: Method
    bound: float
    share_kept: float
    unmet: tuple[Unmet, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    over: Mapping[Cap, int] = field(default_factory=dict)

    @property
    def value(self) -> float:
        """The sum of the scores."""
        return sum(pair.score for pair in self.pairs)

    @property
    def gap(self) -> float:
        """By which part of the bound the list may fall short of the best one, 0..1."""
        return max(0.0, self.bound - self.value) / self.bound if self.bound > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Effort:
    """How long an answer may be looked for.

    nodes: of the search tree, which makes the same answer on every machine; seconds: where even
    these take too long, after which the answer may depend on the machine. remedies: whether to
    work out what would help where a floor is not reached.
    """

    nodes: int = 2_000
    seconds: float = 60.0
    remedies: bool = True
