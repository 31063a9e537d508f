"""Merging: the sum is of what is accepted and the province's own, whatever the order."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from matchmaker.ledger.contribution import Key, Sum
from matchmaker.ledger.merge import Stated, Verdict, merge
from models.values.indicator import INDICATORS
from models.values.region import HUBEI_CITIES

CITIES = [one.code for one in HUBEI_CITIES]
SLUGS = [one.slug for one in INDICATORS]
NUMBERS = st.integers(0, 10**12)
FIGURES = st.dictionaries(st.sampled_from(SLUGS), NUMBERS, max_size=8)
STATED = st.dictionaries(
    st.sampled_from(CITIES), st.builds(Stated, FIGURES, st.booleans()), max_size=17
)
SUMS = st.builds(Sum, NUMBERS, st.integers(1, 9))
COUNTED = st.dictionaries(
    st.tuples(st.sampled_from(SLUGS), st.sampled_from([*CITIES, None])), SUMS, max_size=40
)


@given(STATED, COUNTED, st.randoms(use_true_random=False))
def test_the_total_is_what_is_accepted_and_the_provinces_own(
    stated: dict[str, Stated], counted: dict[Key, Sum], dice: Random
) -> None:
    shuffled = list(stated.items())
    dice.shuffle(shuffled)
    lines = merge(dict(shuffled), counted, CITIES)
    assert lines == merge(stated, counted, CITIES)
    assert [line.indicator for line in lines] == list(INDICATORS)
    for line in lines:
        slug = line.indicator.slug
        accepted = sum(said.figures.get(slug, 0) for said in stated.values() if said.is_accepted)
        own = counted.get((slug, None), Sum()).value
        assert (line.accepted, line.total) == (accepted, accepted + own)


@given(COUNTED, st.sampled_from(CITIES), st.sampled_from(SLUGS), st.integers(1, 10**9))
def test_a_wrong_figure_is_found_and_no_right_one(
    counted: dict[Key, Sum], city: str, slug: str, off: int
) -> None:
    right = {
        code: Stated({one: counted.get((one, code), Sum()).value for one in SLUGS}, True)
        for code in CITIES
    }
    cells = [cell for line in merge(right, counted, CITIES) for cell in line.cells]
    assert not [cell for cell in cells if cell.is_amiss]
    value = right[city].figures[slug] + off
    wrong = right | {city: Stated({**right[city].figures, slug: value}, True)}
    found = [
        (line.indicator.slug, cell.city_code, cell.difference, cell.verdict)
        for line in merge(wrong, counted, CITIES)
        for cell in line.cells
        if cell.is_amiss
    ]
    told = Verdict.OVER if (slug, city) in counted else Verdict.UNSUPPORTED
    assert found == [(slug, city, off, told)]


def test_what_is_not_stated_is_no_nought() -> None:
    counted: dict[Key, Sum] = {("visits", CITIES[0]): Sum(3, 1)}
    line = next(one for one in merge({}, counted, CITIES) if one.indicator.slug == "visits")
    assert [cell.verdict for cell in line.cells] == [Verdict.UNSTATED] * 17
    assert [cell.is_amiss for cell in line.cells] == [True] + [False] * 16
