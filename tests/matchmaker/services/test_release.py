"""Which reasons may be told to whom."""

import pytest

from matchmaker.access.secrecy import Sight
from matchmaker.matching.algorithms import ALGORITHMS
from matchmaker.matching.types import ExplanationRow
from matchmaker.services.release import (
    WITHHELD,
    released_reason,
    released_rows,
    released_title,
    shown_reason,
    shown_rows,
)
from models.demand import Demand
from models.values.secrecy import Confidentiality

TITLE = ExplanationRow(
    "text", "轧辊", 0.3, "共有“轧辊”", "轧辊", "轧辊", ((0, 2), (9, 11)), ((0, 2),)
)
BODY = ExplanationRow("text", "熔覆", 0.2, "共有“熔覆”", "熔覆", "熔覆", ((12, 14),), ((2, 4),))
PRICE = ExplanationRow("price", "价格合适", 0.1, "报价在预算内", "100 万元", "80 万元")
REGION = ExplanationRow("region", "距离相近", 0.1, "双方同在武汉", "武汉", "武汉")
ROWS = (TITLE, BODY, PRICE, REGION)


def demand(level: Confidentiality) -> Demand:
    return Demand(key="k", organisation_id=1, title="轧辊修复", confidentiality=level)


def test_who_sees_all_is_told_all() -> None:
    assert shown_rows(Sight.FULL, ROWS) == ROWS


def test_who_knows_that_it_is_there_is_told_nothing_of_its_words_and_terms() -> None:
    (row,) = shown_rows(Sight.EXISTENCE, ROWS)
    assert (row.feature, row.in_demand, row.demand_spans) == ("region", "", ())
    assert shown_reason(Sight.EXISTENCE, ROWS) == "双方同在武汉"


def test_who_sees_nothing_is_told_nothing() -> None:
    assert (shown_rows(Sight.NONE, ROWS), shown_reason(Sight.NONE, ROWS)) == ((), "")


def test_of_all_features_three_tell_nothing_of_a_demand() -> None:
    features = {f.slug for algorithm in ALGORITHMS.values() for f in algorithm.features}
    rows = [ExplanationRow(slug, slug, 0.1, slug) for slug in sorted(features)]
    told = {row.feature for row in shown_rows(Sight.EXISTENCE, rows)}
    assert told == {"region", "freshness", "remaining_life"}


@pytest.mark.parametrize(
    ("level", "features", "title"),
    [
        (Confidentiality.PUBLIC, ["text", "text", "price", "region"], "轧辊修复"),
        (Confidentiality.RESTRICTED, ["text", "region"], "轧辊修复"),
        (Confidentiality.NAMED, ["region"], WITHHELD),
        (Confidentiality.HIDDEN, ["region"], WITHHELD),
    ],
)
def test_what_is_printed_follows_the_level(
    level: Confidentiality, features: list[str], title: str
) -> None:
    assert [row.feature for row in released_rows(demand(level), ROWS)] == features
    assert released_title(demand(level)) == title


def test_of_a_restricted_demand_only_places_in_the_title_are_told() -> None:
    rows = released_rows(demand(Confidentiality.RESTRICTED), ROWS)
    assert rows[0].demand_spans == ((0, 2),)
    assert released_reason(demand(Confidentiality.RESTRICTED), ROWS) == "共有“轧辊”；双方同在武汉"
