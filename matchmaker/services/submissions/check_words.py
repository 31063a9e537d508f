"""How what a city states stands to its records, in words."""

from decimal import Decimal

from matchmaker.ledger.merge import Cell, WrongSum
from matchmaker.services.city_names import city_name
from matchmaker.services.submissions.check import Difference
from matchmaker.services.submissions.words import SUMS
from models.values.indicator import Indicator, get_indicator


def verdict(indicator: Indicator, cell: Cell) -> str:
    """Return how a figure stands to its records, with by how much it differs."""
    label = cell.verdict.label
    if cell.stated is None:
        return (
            f"{label}（台账 {number(indicator, cell.counted.value)}）" if cell.is_amiss else label
        )
    if not cell.difference:
        return label
    return f"{label} {number(indicator, abs(cell.difference))}"


def number(indicator: Indicator, value: int) -> str:
    """Return a figure to its last unit."""
    return f"{Decimal(value) / indicator.scale:,f}"


def explained(one: Difference) -> str:
    """Return what may be the reason of a difference, empty where nothing is known."""
    return "；".join(
        f"合同“{twice.name}”也由本市报送，但计入{city_name(twice.counted_for)}"
        for twice in one.twice
    )


def tell_wrong_sum(wrong: WrongSum) -> str:
    """Return what a sum and its parts say."""
    one = wrong.indicator
    parts = "＋".join(get_indicator(slug).name for slug in SUMS[one.slug])
    stated, added = number(one, wrong.stated), number(one, wrong.parts)
    return f"“{one.name}”填报 {stated}，而{parts}为 {added}"
