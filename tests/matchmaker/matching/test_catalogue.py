"""Patents chosen by facets: what is found, in which order, and what else could be chosen."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.matching.catalogue import Catalogue, Choice, Facet, FacetColumn, Sort, look_up

KINDS = ("invention", "design")
CITIES = ("420100", "420200", "420500")


def column(values: tuple[str, ...], rows: list[set[str]]) -> FacetColumn:
    bits = [sum(1 << values.index(value) for value in row) for row in rows]
    return FacetColumn(values, np.array(bits, dtype=np.uint64))


def make_catalogue(
    kinds: list[set[str]], cities: list[set[str]], until: list[int] | None = None
) -> Catalogue:
    size = len(kinds)
    return Catalogue(
        ids=np.arange(1, size + 1, dtype=np.int64) * 10,
        facets={Facet.KIND: column(KINDS, kinds), Facet.CITY: column(CITIES, cities)},
        subclasses=np.array([("H01M", "H01B", "B23K")[i % 3] for i in range(size)]),
        filing_days=np.array([(7 * i) % 5 for i in range(size)], dtype=np.int64),
        prices_cny=np.array([-1 if i % 3 == 0 else 100 - i for i in range(size)], dtype=np.int64),
        levels=np.array([i % 4 for i in range(size)], dtype=np.int64),
        listed_until_days=np.array(until or [0] * size, dtype=np.int64),
    )


ROWS = st.lists(
    st.tuples(st.sets(st.sampled_from(KINDS)), st.sets(st.sampled_from(CITIES))), max_size=12
)


@given(ROWS, st.sampled_from(["", *KINDS]), st.sampled_from(["", *CITIES]))
def test_counts_tell_what_would_be_found(
    rows: list[tuple[set[str], set[str]]], kind: str, city: str
) -> None:
    catalogue = make_catalogue([k for k, _ in rows], [c for _, c in rows])
    chosen = {facet: value for facet, value in ((Facet.KIND, kind), (Facet.CITY, city)) if value}
    found = look_up(catalogue, Choice(chosen), None, Sort.BEST)
    for facet in catalogue.facets:
        for value, count in found.counts[facet]:
            other = look_up(catalogue, Choice({**chosen, facet: value}), None, Sort.BEST)
            assert len(other.ids) == count
    fits = [(not kind or kind in k) and (not city or city in c) for k, c in rows]
    assert found.ids.tolist() == [10 * (i + 1) for i, fit in enumerate(fits) if fit]


def test_value_that_none_has_is_no_choice_and_finds_nothing() -> None:
    catalogue = make_catalogue([{"invention"}, {"invention"}], [{"420100"}, set()])
    found = look_up(catalogue, Choice({Facet.KIND: "design"}), None, Sort.BEST)
    assert found.ids.tolist() == []
    assert found.counts == {Facet.KIND: [("invention", 2)], Facet.CITY: []}
    assert not catalogue.facets[Facet.CITY].has("999999").any()


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        (Sort.NEWEST, [30, 10, 20]),
        (Sort.CHEAPEST, [30, 20, 10]),
        (Sort.MATUREST, [30, 20, 10]),
        (Sort.BEST, [10, 20, 30]),
    ],
)
def test_order_is_the_one_asked_for_and_what_is_unknown_comes_last(
    sort: Sort, expected: list[int]
) -> None:
    catalogue = make_catalogue([set()] * 3, [set()] * 3)
    catalogue.filing_days[:] = [5, 0, 9]
    catalogue.prices_cny[:] = [-1, 700, 200]
    catalogue.levels[:] = [0, 3, 9]
    assert look_up(catalogue, Choice(), None, sort).ids.tolist() == expected


def test_words_bound_and_order_what_is_found_ties_by_id() -> None:
    catalogue = make_catalogue([set()] * 4, [set()] * 4)
    scores = np.array([40, 10, 20, 99]), np.array([0.5, 0.2, 0.5, 0.9], dtype=np.float32)
    assert look_up(catalogue, Choice(), scores, Sort.BEST).ids.tolist() == [20, 40, 10]


def test_classification_is_looked_for_by_its_beginning() -> None:
    catalogue = make_catalogue([set()] * 4, [set()] * 4)
    assert look_up(catalogue, Choice(subclass="H01"), None, Sort.BEST).ids.tolist() == [10, 20, 40]
    assert look_up(catalogue, Choice(subclass="H01M"), None, Sort.BEST).ids.tolist() == [10, 40]


def test_offers_end_on_their_day_and_owners_are_asked() -> None:
    catalogue = make_catalogue([set()] * 4, [set()] * 4, until=[0, 100, 99, -1])
    assert look_up(catalogue, Choice(offered_on=100), None, Sort.BEST).ids.tolist() == [10, 20]
    only = Choice(only=np.array([20, 40]))
    assert look_up(catalogue, only, None, Sort.BEST).ids.tolist() == [20, 40]
