"""Whether a patent is alive, told from the words that databases use."""

import re
from enum import StrEnum

from models.errors import InvalidValue
from models.values.text import clean, fold


class LegalState(StrEnum):
    """In force, pending, dead, or not known."""

    IN_FORCE = "in_force"
    PENDING = "pending"
    DEAD = "dead"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        """The Chinese name of the state."""
        return _LABELS[self]


_LABELS = {
    LegalState.IN_FORCE: "有效",
    LegalState.PENDING: "审中",
    LegalState.DEAD: "失效",
    LegalState.UNKNOWN: "状态不明",
}
# PatSnap exports the simple legal status as a number.
_CODES = {
    "": LegalState.UNKNOWN,
    "-": LegalState.UNKNOWN,
    "0": LegalState.DEAD,
    "1": LegalState.IN_FORCE,
    "2": LegalState.PENDING,
    "220": LegalState.DEAD,
    "221": LegalState.PENDING,
    "999": LegalState.UNKNOWN,
} | {state.value: state for state in LegalState}
# A patent lives on through these, though the words look like an end.
_STILL_ALIVE = re.compile(
    r"(?:宣告)?(?:专利权)?部分无效|维持(?:专利权)?有效|"
    r"无效(?:宣告)?(?:请求|程序)的?(?:审查|审理|受理)?(?:决定)?"
)
# In this order: “未授权” holds “授权”, “失效” must win over a “有效” beside it.
_SIGNS = (
    (
        LegalState.DEAD,
        re.compile(r"未授权|失效|终止|未缴年费|届满|期满|撤回|驳回|放弃|无效|撤销|避免重复|避重"),
    ),
    (
        LegalState.UNKNOWN,
        re.compile(r"未确认|不明|未知|专利申请权、专利权的?转移"),
    ),
    (
        LegalState.PENDING,
        re.compile(
            r"审中|审查|实审|初审|复审|公开|公布|受理|在审|待审|待授权|申请中|指定期内|申请权"
        ),
    ),
    (
        LegalState.IN_FORCE,
        re.compile(r"有效|授权|质押|许可|保全|恢复|专利权的?转移|维持"),
    ),
    (LegalState.UNKNOWN, re.compile(r"变更|更正|转移")),
)


def parse_legal_state(text: str) -> LegalState:
    """Read a status text or a PatSnap code; an empty cell is not known."""
    folded = fold(text)
    if folded in _CODES:
        return _CODES[folded]
    rest = _STILL_ALIVE.sub("", folded)
    for state, sign in _SIGNS:
        if sign.search(rest):
            return state
    if rest != folded:
        return LegalState.IN_FORCE
    raise InvalidValue(
        clean(text),
        "不认识的法律状态",
        "请填写 有效、审中 或 失效；不清楚的请留空。",
    )
