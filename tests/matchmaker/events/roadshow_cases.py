"""Patents of a roadshow as hypothesis makes them up, and plain ones to change by hand."""

from hypothesis import strategies as st

from matchmaker.events.roadshow_criteria import Criterion, FittingDemand, Profile
from matchmaker.events.roadshow_marks import Mark, hear
from matchmaker.events.roadshow_scoring import Assessed, Scheme, assess, normalise_weights

NOBODY = hear([])
EVEN = Scheme(normalise_weights(dict.fromkeys(Criterion, 1.0)), blend=0.0)

fitting = st.builds(
    FittingDemand,
    demand_id=st.integers(1, 50),
    score=st.floats(0.5, 1.0),
    is_public=st.booleans(),
    budget_cny=st.none() | st.integers(1, 50_000_000),
)


@st.composite
def profiles(draw: st.DrawFn) -> list[Profile]:
    """Return up to thirty patents of few institutions, some of them duplicates."""
    ids = draw(st.lists(st.integers(1, 99), unique=True, max_size=30))
    return [
        draw(
            st.builds(
                Profile,
                patent_id=st.just(patent_id),
                group_id=st.sampled_from([patent_id, ids[0]]),
                institution_id=st.integers(1, 4),
                trl=st.none() | st.integers(1, 9),
                industry_demand=st.none() | st.floats(0.0, 1.0),
                subclasses=st.none() | st.integers(1, 9),
                price_cny=st.none() | st.integers(0, 10**9),
                years_left=st.none() | st.floats(-1.0, 20.0),
                claim_count=st.none() | st.integers(0, 40),
                family_size=st.none() | st.integers(1, 9),
                shown=st.integers(0, 4),
                demands=st.none() | st.lists(fitting, max_size=6).map(tuple),
            )
        )
        for patent_id in ids
    ]


weights = st.fixed_dictionaries({c: st.integers(0, 100) for c in Criterion}).filter(
    lambda given: any(given.values())
)
schemes = st.builds(
    lambda given, blend: Scheme(normalise_weights(given), blend), weights, st.floats(0.0, 1.0)
)
marks = st.lists(
    st.builds(
        Mark,
        reviewer=st.sampled_from("甲乙丙"),
        patent_id=st.integers(1, 99),
        mark=st.floats(0.0, 100.0),
    ),
    max_size=40,
    unique_by=lambda mark: (mark.reviewer, mark.patent_id),
)


def assess_all(known: list[Profile], given: list[Mark]) -> list[Assessed]:
    panel = hear(given)
    return [assess(profile, panel) for profile in known]
