"""Random lists to choose, the rules checked one by one, and every choice tried."""

from collections import Counter
from itertools import combinations

from hypothesis import strategies as st

from matchmaker.events.selection_types import Floor, Pair, Quota, Rules

EPSILON = 1e-6
CITIES = ("420100", "420300")
INDUSTRIES = ("energy", "health")


def make_pair(demand, patent, score, owner=1, *, enterprise=None, pinned=False, industry="energy"):
    return Pair(
        demand, patent, enterprise or demand, owner, patent, CITIES[0], industry, score, pinned
    )


def random_pairs(most, *, pins=False):
    """Few demands, patents and scores, so that caps bind and ties are the rule."""
    drawn = st.lists(
        st.tuples(
            st.integers(1, 4),
            st.integers(1, 5),
            st.integers(1, 20),
            st.booleans() if pins else st.just(False),
        ),
        unique_by=lambda pair: pair[:2],
        max_size=most,
    )
    owners = st.lists(st.integers(1, 3), min_size=5, max_size=5)
    return st.tuples(drawn, owners).map(
        lambda both: [
            Pair(
                demand,
                patent,
                (demand + 1) // 2,
                both[1][patent - 1],
                (patent + 1) // 2,
                CITIES[demand % 2],
                INDUSTRIES[patent % 2],
                score / 20,
                pinned,
            )
            for demand, patent, score, pinned in both[0]
        ]
    )


random_rules = st.builds(
    Rules,
    per_demand=st.integers(1, 3),
    per_patent=st.integers(1, 3),
    institution_share=st.sampled_from([0.1, 0.25, 0.3, 0.4, 0.5, 0.75, 1.0]),
    min_score=st.sampled_from([0.05, 0.4]),
    per_enterprise=st.integers(0, 2),
    per_city=st.integers(0, 2),
    quotas=st.dictionaries(
        st.sampled_from(INDUSTRIES),
        st.builds(Quota, st.integers(0, 2), st.sampled_from([None, 1, 3])),
    ),
    total=st.sampled_from([None, None, 2, 5]),
)


def broken(chosen, rules, share):
    """The caps that a list without pins breaks."""
    counted = {
        "demand": (Counter(p.demand_id for p in chosen), rules.per_demand),
        "patent": (Counter(p.patent_group for p in chosen), rules.per_patent),
        "share": (Counter(p.institution_id for p in chosen), share * len(chosen) + EPSILON),
        "total": ({"": len(chosen)}, len(chosen) if rules.total is None else rules.total),
    }
    industries = Counter(p.industry for p in chosen)
    found = {
        slug
        for slug, quota in rules.quotas.items()
        if quota.most is not None and industries[slug] > quota.most
    }
    return found | {
        name for name, (counts, most) in counted.items() if max(counts.values(), default=0) > most
    }


def lacks(chosen, worthy, rules):
    """Floor and key → what is missing of what the worthy pairs allow."""
    asked = [(Floor.ENTERPRISE, lambda p: str(p.enterprise_id), rules.per_enterprise, None)]
    asked += [(Floor.CITY, lambda p: p.city, rules.per_city, None)]
    asked += [
        (Floor.INDUSTRY, lambda p: p.industry, quota.least, slug)
        for slug, quota in rules.quotas.items()
    ]
    found = {}
    for floor, key_of, least, only in asked:
        there = Counter(map(key_of, worthy))
        on_list = Counter(map(key_of, chosen))
        for key, count in there.items():
            if only is None or key == only:
                found[floor, key] = max(0, min(least, count) - on_list[key])
    return {key: lack for key, lack in found.items() if lack}


def best_of_all(worthy, rules, share):
    """What the best of all lists lacks and the sum of its scores, every subset tried."""
    return min(
        (sum(lacks(chosen, worthy, rules).values()), -sum(pair.score for pair in chosen))
        for length in range(len(worthy) + 1)
        for chosen in combinations(worthy, length)
        if not broken(chosen, rules, share)
    )


def longest_of_one_each(worthy, rules):
    """The most entries with no two of an institution, every subset tried."""
    return max(
        length
        for length in range(len({pair.institution_id for pair in worthy}) + 1)
        for chosen in combinations(worthy, length)
        if not broken(chosen, rules, 1.0)
        and len({pair.institution_id for pair in chosen}) == length
    )
