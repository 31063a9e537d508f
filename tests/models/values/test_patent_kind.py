from datetime import date

import pytest

from models.values.patent_kind import (
    PatentKind,
    expiry_date,
    kind_of_publication_number,
    term_years,
)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("CN105512345A", PatentKind.INVENTION),
        ("CN105512345B", PatentKind.INVENTION),
        ("CN1234567C", PatentKind.INVENTION),
        ("CN202644312U", PatentKind.UTILITY_MODEL),
        ("CN2345678Y", PatentKind.UTILITY_MODEL),
        ("cn301234567 s", PatentKind.DESIGN),
        ("CN3012345D", PatentKind.DESIGN),
        ("ＣＮ105512345Ｂ2", PatentKind.INVENTION),
        ("CN201220249767.4", None),
        ("95115608.X", None),
        ("", None),
    ],
)
def test_kind_of_publication_number_reads_the_letter(text, kind):
    assert kind_of_publication_number(text) == kind


def test_label_is_chinese():
    assert [kind.label for kind in PatentKind] == ["发明", "实用新型", "外观设计"]


@pytest.mark.parametrize(
    ("kind", "filed", "years"),
    [
        (PatentKind.INVENTION, date(2012, 5, 31), 20),
        (PatentKind.UTILITY_MODEL, date(2022, 5, 31), 10),
        (PatentKind.DESIGN, date(2021, 5, 31), 10),
        (PatentKind.DESIGN, date(2021, 6, 1), 15),
    ],
)
def test_term_years_follows_article_42(kind, filed, years):
    assert term_years(kind, filed) == years


def test_expiry_date_is_the_anniversary():
    assert expiry_date(PatentKind.INVENTION, date(2015, 11, 20)) == date(2035, 11, 20)


def test_expiry_date_of_a_leap_day():
    assert expiry_date(PatentKind.INVENTION, date(2004, 2, 29)) == date(2024, 2, 29)
    assert expiry_date(PatentKind.UTILITY_MODEL, date(2016, 2, 29)) == date(2026, 2, 28)
