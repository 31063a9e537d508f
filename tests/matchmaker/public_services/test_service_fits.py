"""What a patent or a demand needs, with the reason in words."""

from dataclasses import replace

import pytest

from matchmaker.public_services.service_fits import (
    INCUBATION,
    LAYOUT,
    NAVIGATION,
    TRANSFER,
    VALUATION,
    DemandFacts,
    PatentFacts,
    demand_needs,
    patent_needs,
)
from models.values.transfer_mode import TransferMode

PATENT = PatentFacts(
    in_force=True, has_price=True, maturity_text="可以量产", maturity_trl=9, modes=[]
)


@pytest.mark.parametrize(
    ("changes", "kinds"),
    [
        ({}, []),
        ({"modes": [TransferMode.ASSIGNMENT]}, [TRANSFER]),
        ({"modes": [TransferMode.SELF_IMPLEMENTATION]}, []),
        ({"has_price": False}, [VALUATION]),
        ({"maturity_trl": 5}, [INCUBATION]),
        ({"maturity_trl": 6}, []),
        ({"maturity_trl": None}, []),
        (
            {"has_price": False, "maturity_trl": 3, "modes": [TransferMode.ORDINARY_LICENCE]},
            [TRANSFER, VALUATION, INCUBATION],
        ),
        (
            {
                "in_force": False,
                "has_price": False,
                "maturity_trl": 3,
                "modes": [TransferMode.ASSIGNMENT],
            },
            [],
        ),
    ],
)
def test_a_patent_needs_what_it_lacks(changes: dict[str, object], kinds: list[str]) -> None:
    found = patent_needs(replace(PATENT, **changes))  # type: ignore[arg-type]
    assert [need.kind for need in found] == kinds


def test_reasons_say_what_is_known() -> None:
    (need,) = patent_needs(replace(PATENT, maturity_text="实验室阶段", maturity_trl=3))
    assert need.reason == "成熟度为“实验室阶段”，离产品还有中试和孵化"
    (need,) = patent_needs(replace(PATENT, modes=[TransferMode.EQUITY, TransferMode.OTHER]))
    assert need.reason == "权利人愿意作价入股，可请机构寻找合作方"
    (need,) = patent_needs(replace(PATENT, maturity_text="", maturity_trl=3))
    assert "技术就绪度 3 级" in need.reason


@pytest.mark.parametrize(
    ("facts", "kinds", "told"),
    [
        (DemandFacts(0, []), [NAVIGATION], "还没有相近的专利"),
        (DemandFacts(2, [TransferMode.ASSIGNMENT]), [NAVIGATION], "只有 2 件相近的专利"),
        (DemandFacts(3, []), [TRANSFER], "已有 3 件相近的专利"),
        (
            DemandFacts(9, [TransferMode.JOINT_DEVELOPMENT, TransferMode.ASSIGNMENT]),
            [TRANSFER, LAYOUT],
            "已有 9 件",
        ),
    ],
)
def test_a_demand_needs_what_it_has_not_found(
    facts: DemandFacts, kinds: list[str], told: str
) -> None:
    found = demand_needs(facts)
    assert [need.kind for need in found] == kinds
    assert told in found[0].reason
