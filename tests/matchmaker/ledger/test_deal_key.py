"""A contract is known again, whoever reports it."""

from datetime import date

from matchmaker.ledger.contribution import Contribution, Sum, add_up, by_month, total
from matchmaker.ledger.deal_key import deal_key
from models.ledger_enums import DealKind

DAY = date(2024, 5, 6)
PARTIES = ("甲", "乙")


def test_the_number_of_the_filing_tells_however_it_is_written():
    first = deal_key(DealKind.LICENCE, "X2024-420000 123", PARTIES, ["a"], DAY)
    assert first == deal_key(DealKind.LICENCE, "x2024420000123", ("丙", "丁"), [], None)
    assert first != deal_key(DealKind.PLEDGE, "X2024420000123", PARTIES, ["a"], DAY)


def test_without_a_number_parties_patents_and_day_tell():
    first = deal_key(DealKind.ASSIGNMENT, "", PARTIES, ["b", "a", "a"], DAY)
    assert first == deal_key(DealKind.ASSIGNMENT, " - ", PARTIES, ["a", "b"], DAY)
    assert first != deal_key(DealKind.ASSIGNMENT, "", ("乙", "甲"), ["a", "b"], DAY)
    assert first != deal_key(DealKind.ASSIGNMENT, "", PARTIES, ["a", "b"], date(2024, 5, 7))


def test_figures_are_sums_of_what_records_add():
    parts = [
        Contribution("visits", "420100", date(2024, 5, 6), 2, ("activity", 1)),
        Contribution("visits", "420100", date(2024, 6, 6), 3, ("activity", 2)),
        Contribution("visits", "420500", date(2024, 6, 7), 1, ("activity", 3)),
        Contribution("visits", None, date(2024, 6, 7), 1, ("activity", 4)),
        Contribution("visits", None, date(2024, 6, 8), 1, ("activity", 4)),
    ]
    sums = add_up(parts)
    assert sums["visits", "420100"] == Sum(5, 2)
    assert sums["visits", None] == Sum(2, 1)
    assert total(sums, "visits") == Sum(8, 4)
    assert total(sums, "press_items") == Sum(0, 0)
    assert by_month(parts) == {"visits": {5: 2, 6: 6}}
