"""What a model case lacks before it can go to the province, in Chinese."""

from collections.abc import Mapping
from dataclasses import dataclass

from models.values.contact import contacts_in

# Shorter says that something was done, not how. A convention of this project.
LEAST_CHARACTERS = 30

LABELS: Mapping[str, str] = {
    "title": "案例名称",
    "unit": "案例单位",
    "industry": "所属产业",
    "giver_name": "供给方",
    "taker_name": "需求方",
    "patents": "专利号和名称",
    "background": "案例背景",
    "approach": "主要做法",
    "terms": "方式和金额",
    "results": "取得成效",
    "why": "典型意义",
}
LONG = ("background", "approach", "results", "why")


@dataclass(frozen=True)
class Lack:
    """Something that is missing; field: of LABELS, or evidence, consent; bars: not to be sent."""

    field: str
    sentence: str
    bars: bool = True


def find_lacks(said: Mapping[str, str], files: int, *, consent: bool) -> list[Lack]:
    """Return what a case lacks, in the order of its form; files: how many prove it."""
    found = [lack for name in LABELS for lack in _of_field(name, said.get(name, "").strip())]
    if not files:
        found.append(
            Lack("evidence", "没有附上佐证材料。请附合同、登记或备案通知书、投产证明等至少一份")
        )
    if not consent:
        found.append(
            Lack(
                "consent",
                "没有登记同意公开的单位和日期。可以报送和参评，但不会公开，导出时隐去名称",
                bars=False,
            )
        )
    return found


def _of_field(name: str, text: str) -> list[Lack]:
    label = LABELS[name]
    if not text:
        return [Lack(name, f"没有填写“{label}”")]
    lacks = []
    if "【请填写" in text:
        lacks.append(Lack(name, f"“{label}”中还有“【请填写…】”没有写完"))
    if name in LONG and len(text) < LEAST_CHARACTERS:
        lacks.append(
            Lack(
                name, f"“{label}”只有 {len(text)} 字，至少写 {LEAST_CHARACTERS} 字，说清经过和数据"
            )
        )
    if contacts_in(text):
        lacks.append(Lack(name, f"“{label}”中有电话或邮箱，请删去，案例不登个人联系方式"))
    return lacks
