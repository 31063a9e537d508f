"""Which kinds of service a patent or a demand needs, and why, from what is known of it.

Rules, not a model: each tells its reason in words, and where nothing is known nothing is said.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from models.values.transfer_mode import TransferMode

NAVIGATION, LAYOUT, CULTIVATION = "专利导航", "挖掘布局", "高价值专利培育"
TRANSFER, INCUBATION, VALUATION = "转移转化对接", "产品孵化", "评估"
KINDS = (NAVIGATION, LAYOUT, CULTIVATION, TRANSFER, INCUBATION, VALUATION)
# Up to here nothing has been shown at the scale of a pilot line.
LAST_LABORATORY_TRL = 5
# With fewer patents that come near it a demand has not found what it looks for.
FEW_CANDIDATES = 3
# Who puts a patent to use alone looks for nobody.
_NOT_OFFERED = frozenset({TransferMode.SELF_IMPLEMENTATION, TransferMode.OTHER})


@dataclass(frozen=True)
class Need:
    """A kind of service that is needed, and why."""

    kind: str
    reason: str


@dataclass(frozen=True)
class PatentFacts:
    """What is known of a patent; modes: ways of transfer; has_price: told or to be negotiated."""

    in_force: bool
    has_price: bool
    maturity_text: str
    maturity_trl: int | None
    modes: Sequence[TransferMode]


@dataclass(frozen=True)
class DemandFacts:
    """What is known of a demand; candidates: patents near enough to be put on a list."""

    candidates: int
    modes: Sequence[TransferMode]


def patent_needs(facts: PatentFacts) -> list[Need]:
    """Return what a patent needs, the nearest to a contract first; a dead one needs nothing."""
    if not facts.in_force:
        return []
    found: list[Need] = []
    offered = [mode.label for mode in facts.modes if mode not in _NOT_OFFERED]
    if offered:
        told = "、".join(offered)
        found.append(Need(TRANSFER, f"权利人愿意{told}，可请机构寻找合作方"))
    if not facts.has_price:
        found.append(Need(VALUATION, "还没有报价，评估后便于洽谈和质押"))
    if facts.maturity_trl is not None and facts.maturity_trl <= LAST_LABORATORY_TRL:
        told = facts.maturity_text or f"技术就绪度 {facts.maturity_trl} 级"
        found.append(Need(INCUBATION, f"成熟度为“{told}”，离产品还有中试和孵化"))
    return found


def demand_needs(facts: DemandFacts) -> list[Need]:
    """Return what a demand needs, the nearest to a contract first."""
    found: list[Need] = []
    if facts.candidates >= FEW_CANDIDATES:
        reason = f"已有 {facts.candidates} 件相近的专利，可请机构协助对接和谈判"
        found.append(Need(TRANSFER, reason))
    else:
        few = f"只有 {facts.candidates} 件" if facts.candidates else "还没有"
        found.append(Need(NAVIGATION, f"库中{few}相近的专利，可先做专利导航，弄清技术在谁手里"))
    if TransferMode.JOINT_DEVELOPMENT in facts.modes:
        found.append(Need(LAYOUT, "愿意合作开发，研发时宜同步挖掘和布局专利"))
    return found
