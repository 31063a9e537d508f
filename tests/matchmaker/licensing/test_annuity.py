"""What is saved of annuities while an open licence is in use."""

from datetime import date

import pytest

from matchmaker.licensing.annuity import annuity_saving, load_annuities
from models.values.patent_kind import PatentKind, term_years

INVENTION, UTILITY, DESIGN = (
    PatentKind.INVENTION,
    PatentKind.UTILITY_MODEL,
    PatentKind.DESIGN,
)
FILED = date(2020, 1, 5)
TABLE = load_annuities()


def saved(kind: PatentKind, since: date, until: date) -> list[tuple[int, date, int, int]]:
    found = annuity_saving(kind, FILED, since, until, TABLE)
    return [(one.year, one.due_on, one.annuity_cny, one.saved_cny) for one in found.years]


def test_annuities_that_fall_due_within_the_time_are_cut() -> None:
    assert saved(INVENTION, date(2024, 6, 1), date(2027, 6, 1)) == [
        (6, date(2025, 1, 5), 1200, 180),
        (7, date(2026, 1, 5), 2000, 300),
        (8, date(2027, 1, 5), 2000, 300),
    ]


def test_the_first_day_counts_and_the_last_does_not() -> None:
    assert saved(UTILITY, date(2025, 1, 5), date(2026, 1, 5)) == [(6, date(2025, 1, 5), 1200, 180)]


def test_nothing_is_saved_past_the_term_of_protection() -> None:
    assert saved(UTILITY, date(2030, 1, 5), date(2040, 1, 1)) == []


def test_the_whole_is_the_sum_and_tells_whether_its_values_are_confirmed() -> None:
    filed = date(2022, 1, 5)
    sure = annuity_saving(DESIGN, filed, filed, date(2032, 1, 5), TABLE)
    assert (sure.total_cny, sure.is_confirmed) == (sum(one.saved_cny for one in sure.years), True)
    whole = annuity_saving(DESIGN, filed, filed, date(2037, 1, 5), TABLE)
    assert whole.total_cny == sure.total_cny + 5 * 450
    assert not whole.is_confirmed


@pytest.mark.parametrize(("kind", "cny"), [(INVENTION, 82_300), (UTILITY, 11_200)])
def test_the_table_has_one_annuity_for_every_year_of_life(kind: PatentKind, cny: int) -> None:
    years = range(1, term_years(kind, FILED) + 1)
    found = [TABLE.bracket(kind, year) for year in years]
    assert sum(one.cny for one in found if one) == cny
    assert None not in found
    assert TABLE.bracket(kind, years[-1] + 1) is None


def test_brackets_do_not_overlap() -> None:
    for one in TABLE.brackets:
        fitting = [b for b in TABLE.brackets if b.kind is one.kind and b.first <= one.last]
        assert [b for b in fitting if b.last >= one.first] == [one]
