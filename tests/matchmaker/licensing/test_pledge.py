"""Whether a patent can be pledged: what is refused, what is only doubted."""

from dataclasses import replace

import pytest

from matchmaker.licensing.facts import Verdict
from matchmaker.licensing.pledge import PledgeFacts, check_pledge
from models.values.legal_status import LegalState

GOOD = PledgeFacts(LegalState.IN_FORCE, is_own=True, pledged=False)


def test_a_patent_in_force_of_the_firm_without_a_pledge_is_as_asked() -> None:
    assert {one.verdict for one in check_pledge(GOOD)} == {Verdict.PASS}
    assert [one.asks for one in check_pledge(GOOD)] == [
        "专利有效",
        "归本企业所有",
        "没有质押",
        "没有重复提供",
    ]


@pytest.mark.parametrize(
    ("facts", "asks", "verdict"),
    [
        (replace(GOOD, legal_state=LegalState.DEAD), "专利有效", Verdict.FAIL),
        (replace(GOOD, legal_state=LegalState.PENDING), "专利有效", Verdict.FAIL),
        (replace(GOOD, legal_state=LegalState.UNKNOWN), "专利有效", Verdict.UNKNOWN),
        (replace(GOOD, is_own=False), "归本企业所有", Verdict.FAIL),
        (replace(GOOD, co_owners=("乙公司",)), "归本企业所有", Verdict.UNKNOWN),
        (replace(GOOD, pledged=True), "没有质押", Verdict.FAIL),
        (replace(GOOD, pledged=None), "没有质押", Verdict.UNKNOWN),
        (replace(GOOD, contracts=1), "没有质押", Verdict.UNKNOWN),
        (replace(GOOD, offered=True), "没有重复提供", Verdict.UNKNOWN),
    ],
)
def test_what_is_wrong_is_told_with_what_to_do(
    facts: PledgeFacts, asks: str, verdict: Verdict
) -> None:
    (found,) = [one for one in check_pledge(facts) if one.verdict is not Verdict.PASS]
    assert (found.asks, found.verdict) == (asks, verdict)
    assert found.text
