"""How much of a score a pair can lose by what the record of a patent does not say."""

from matchmaker.matching.algorithms import DEFAULT_ALGORITHM, get_algorithm
from matchmaker.matching.features.result import NEUTRAL
from models.queries.own_stock import Gap

# Which feature reads a field.
_READ_BY = {
    Gap.ABSTRACT: "text",
    Gap.CLASSIFICATION: "ipc",
    Gap.MODES: "transfer_mode",
    Gap.PRICE: "price",
    Gap.MATURITY: "maturity",
}


def most_lost(gap: Gap) -> float:
    """Return by how much the score of a pair, 0..1, can be lower where a field is missing.

    A feature that has nothing to go by scores NEUTRAL where it could have scored 1. Without an
    abstract the text is that of the title alone, which may have nothing in common with a demand.
    """
    weights = {one.slug: one.weight for one in get_algorithm(DEFAULT_ALGORITHM).features}
    unknown = 0.0 if gap is Gap.ABSTRACT else NEUTRAL
    return weights[_READ_BY[gap]] * (1.0 - unknown)
