"""Whether a patent can be pledged: in force, the firm's own, not pledged, not offered twice.

Civil Code of the PRC, arts. 440 and 444: a pledge of a patent stands from its registration. What
the service has no record of the bank still has to look up in the register.
"""

from dataclasses import dataclass

from matchmaker.licensing.facts import Verdict
from models.values.legal_status import LegalState


@dataclass(frozen=True)
class PledgeFacts:
    """What is known of a patent that a firm would pledge.

    co_owners: owners beside the firm; pledged: whether a pledge is recorded that is not released,
    None where it is not known; contracts: how many contracts of pledge the ledger has of it;
    offered: whether another finance demand that stands names it, too.
    """

    legal_state: LegalState
    is_own: bool
    co_owners: tuple[str, ...] = ()
    pledged: bool | None = None
    contracts: int = 0
    offered: bool = False


@dataclass(frozen=True)
class PledgeFinding:
    """What is asked, what was found, and in words what to do about it, empty where it is kept."""

    asks: str
    verdict: Verdict
    text: str


def check_pledge(facts: PledgeFacts) -> tuple[PledgeFinding, ...]:
    """Return what is found of each thing that is asked, in a fixed order."""
    return (_in_force(facts), _own(facts), _free(facts), _once(facts))


def check_unknown(contracts: int, offered: bool) -> tuple[PledgeFinding, ...]:
    """Return the same of a patent that the stock does not have; contracts, offered: as there."""
    found = PledgeFinding(
        "库中有资料",
        Verdict.UNKNOWN,
        "库中没有这件专利，不能核对有效、权属和质押，请备好国家知识产权局的专利登记簿副本",
    )
    facts = PledgeFacts(
        LegalState.UNKNOWN, True, pledged=False, contracts=contracts, offered=offered
    )
    return (found, _free(facts), _once(facts))


def _in_force(facts: PledgeFacts) -> PledgeFinding:
    asks, label = "专利有效", facts.legal_state.label
    if facts.legal_state is LegalState.IN_FORCE:
        return PledgeFinding(asks, Verdict.PASS, "")
    if facts.legal_state is LegalState.UNKNOWN:
        return PledgeFinding(asks, Verdict.UNKNOWN, "法律状态未知，请先核对")
    return PledgeFinding(asks, Verdict.FAIL, f"法律状态为“{label}”，不能质押，请换一件有效专利")


def _own(facts: PledgeFacts) -> PledgeFinding:
    asks = "归本企业所有"
    if not facts.is_own:
        return PledgeFinding(asks, Verdict.FAIL, "登记的权利人不是本企业，请核对或先变更权利人")
    if facts.co_owners:
        names = "、".join(facts.co_owners)
        return PledgeFinding(asks, Verdict.UNKNOWN, f"与{names}共有，质押须取得全体共有人同意")
    return PledgeFinding(asks, Verdict.PASS, "")


def _free(facts: PledgeFacts) -> PledgeFinding:
    asks = "没有质押"
    if facts.pledged:
        return PledgeFinding(asks, Verdict.FAIL, "已有质押登记且未解除，请先解除或换一件专利")
    if facts.contracts:
        return PledgeFinding(
            asks, Verdict.UNKNOWN, f"台账有 {facts.contracts} 份质押合同，请核对是否已解除"
        )
    if facts.pledged is None:
        return PledgeFinding(asks, Verdict.UNKNOWN, "没有质押情况的资料，请查询登记簿")
    return PledgeFinding(asks, Verdict.PASS, "")


def _once(facts: PledgeFacts) -> PledgeFinding:
    asks = "没有重复提供"
    if facts.offered:
        return PledgeFinding(asks, Verdict.UNKNOWN, "另一项融资需求也列了这件专利，请核对")
    return PledgeFinding(asks, Verdict.PASS, "")
