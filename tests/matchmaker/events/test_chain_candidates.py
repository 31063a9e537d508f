"""Firms for the monthly roadshow: whatever speaks for a firm raises it, and is told."""

from dataclasses import replace
from datetime import date

import pytest

from matchmaker.events.chain_candidates import FirmFacts, rank_firms, score_firm

PLAIN = FirmFacts(1, "甲", "420100")


@pytest.mark.parametrize(
    "better",
    [
        replace(PLAIN, specialised="专精特新"),
        replace(PLAIN, patents=1),
        replace(PLAIN, finance=("质押贷款",)),
        replace(PLAIN, listed="2024年第三批"),
    ],
)
def test_whatever_speaks_for_a_firm_raises_it(better: FirmFacts) -> None:
    assert score_firm(better).score > score_firm(PLAIN).score
    worse = replace(better, presented_on=date(2024, 3, 1))
    assert score_firm(better).score > score_firm(worse).score


def test_the_best_firm_has_one_and_its_reasons() -> None:
    best = replace(PLAIN, specialised="小巨人", patents=9, finance=("股权融资",), listed="第三批")
    found = score_firm(best)
    assert found.score == pytest.approx(1)
    assert found.reasons == (
        "链上有效专利 9 件",
        "小巨人企业",
        "正在融资：股权融资",
        "在第三批白名单",
        "近 12 个月没有路演过",
    )
    shown = score_firm(replace(PLAIN, presented_on=date(2024, 3, 1)))
    assert (shown.score, shown.reasons) == (
        0,
        ("链上没有登记的有效专利和需求", "2024-03-01 路演过"),
    )


def test_ties_go_by_id() -> None:
    firms = [replace(PLAIN, id=known) for known in (3, 1, 2)]
    assert [one.firm.id for one in rank_firms(firms)] == [1, 2, 3]
