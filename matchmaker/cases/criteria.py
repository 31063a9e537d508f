"""What model cases are marked by.

No official table of marks is public. The bundled one is this service's own proposal, to be put in
the place of which the office writes its own before marking begins.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from models.errors import InvalidValue

WHOLE = 100
MOST_CRITERIA = 12


@dataclass(frozen=True, slots=True)
class CaseCriterion:
    """A criterion; asks: what the reviewer is to judge; weight: points of 100."""

    slug: str
    name: str
    asks: str
    weight: int


PROPOSED: Sequence[CaseCriterion] = (
    CaseCriterion(
        "novelty", "创新性", "做法有没有新意：机制、路径或模式与通常的转让许可有何不同", 20
    ),
    CaseCriterion(
        "effect", "转化成效", "专利转化取得的经济和社会效益，金额、投产和就业等是否有数可查", 30
    ),
    CaseCriterion("repeatable", "可复制性", "其他市州、院校和企业能不能照着做，条件是否说清", 20),
    CaseCriterion("typical", "代表性", "对重点产业、专利转化方式或参与主体有没有代表意义", 15),
    CaseCriterion("evidence", "材料真实完整", "合同、登记、财务等佐证是否齐全，与所写一致", 15),
)


def make_criteria(lines: Iterable[tuple[str, str, int]]) -> list[CaseCriterion]:
    """Return criteria of name, what they ask and weight, numbered as they stand."""
    return [
        CaseCriterion(f"c{number}", name.strip(), asks.strip(), weight)
        for number, (name, asks, weight) in enumerate(lines, start=1)
    ]


def check_criteria(criteria: Sequence[CaseCriterion]) -> None:
    """Raise InvalidValue where criteria cannot be marked by."""
    if not 1 <= len(criteria) <= MOST_CRITERIA:
        raise InvalidValue(
            str(len(criteria)), "评审标准的项数不对", f"请写 1 到 {MOST_CRITERIA} 项"
        )
    for one in criteria:
        if not one.name.strip():
            raise InvalidValue("", "有一项标准没有名称", "请填写名称，或清空这一行的权重")
        if not 1 <= one.weight <= WHOLE:
            raise InvalidValue(
                str(one.weight), f"“{one.name}”的权重不对", f"请填 1 到 {WHOLE} 的整数"
            )
    names = [one.name for one in criteria]
    if len(set(names)) < len(names):
        raise InvalidValue("、".join(names), "标准的名称有重复", "请给每项不同的名称")
    whole = sum(one.weight for one in criteria)
    if whole != WHOLE:
        raise InvalidValue(str(whole), f"各项权重之和应为 {WHOLE}", "请调整权重")


def write_criteria(criteria: Sequence[CaseCriterion]) -> list[dict[str, Any]]:
    """Return criteria as they are kept."""
    return [asdict(one) for one in criteria]


def read_criteria(kept: Sequence[Mapping[str, Any]]) -> tuple[CaseCriterion, ...]:
    """Return criteria as they were kept."""
    return tuple(CaseCriterion(**one) for one in kept)
