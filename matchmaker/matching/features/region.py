"""How near the owner is to the firm."""

from functools import cache

import numpy as np

from matchmaker.matching.facts import Context, city_number
from matchmaker.matching.features.result import NEUTRAL, FeatureResult, unknown
from matchmaker.matching.index import MatchIndex
from matchmaker.matching.types import Candidates, DemandQuery
from models.values.region import find_region

# Near is better, since a firm and a laboratory have to meet; a convention of this project. Within
# a province everybody can be reached in a day; another province is worse than an unknown place.
SAME_CITY = 1.0
SAME_PROVINCE = 0.7
ELSEWHERE = 0.3
# A code's first two of six digits are the province's (GB/T 2260).
_PROVINCE = 10_000


def region_nearness(
    _index: MatchIndex,
    query: DemandQuery,
    candidates: Candidates,
    context: Context,
) -> FeatureResult:
    """Firm and owner sit in one city, else in one province."""
    home = city_number(query.doc.terms.city_code)
    cities = context.stock.cities[candidates.rows]
    known = (cities > 0) & (home > 0)
    same_province = cities // _PROVINCE == home // _PROVINCE
    near = np.where(same_province, SAME_PROVINCE, ELSEWHERE)
    near = np.where(cities == home, SAME_CITY, near)
    scores = np.where(known, near, NEUTRAL).astype(np.float32)

    def sentence(position: int) -> str:
        if not known[position]:
            return unknown("一方所在地未知")
        if cities[position] == home:
            return f"双方同在{_name(home)}"
        return "双方同省不同市" if same_province[position] else "双方不在同一省"

    def quotes(position: int) -> tuple[str, str]:
        return _name(home), _name(int(cities[position]))

    return FeatureResult(scores, sentence, quotes)


@cache
def _name(city: int) -> str:
    region = find_region(str(city)) if city else None
    return region.short_name if region else ""
