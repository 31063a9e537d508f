"""The ways in which a patent may change hands or be put to use.

After the Law on Promoting the Transformation of Scientific and Technological Achievements
(促进科技成果转化法), art. 16, with the licence kinds of the Patent Law told apart.
"""

import re
from enum import StrEnum

from models.errors import InvalidValue
from models.values.text import clean, fold


class TransferMode(StrEnum):
    """One way of transfer or use."""

    ASSIGNMENT = "assignment"
    EXCLUSIVE_LICENCE = "exclusive_licence"
    SOLE_LICENCE = "sole_licence"
    ORDINARY_LICENCE = "ordinary_licence"
    OPEN_LICENCE = "open_licence"
    EQUITY = "equity"
    JOINT_DEVELOPMENT = "joint_development"
    TECHNICAL_SERVICE = "technical_service"
    CONSULTING = "consulting"
    SELF_IMPLEMENTATION = "self_implementation"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The Chinese name of the mode."""
        return _LABELS[self]


_LABELS = {
    TransferMode.ASSIGNMENT: "转让",
    TransferMode.EXCLUSIVE_LICENCE: "独占许可",
    TransferMode.SOLE_LICENCE: "排他许可",
    TransferMode.ORDINARY_LICENCE: "普通许可",
    TransferMode.OPEN_LICENCE: "开放许可",
    TransferMode.EQUITY: "作价入股",
    TransferMode.JOINT_DEVELOPMENT: "合作开发",
    TransferMode.TECHNICAL_SERVICE: "技术服务",
    TransferMode.CONSULTING: "技术咨询",
    TransferMode.SELF_IMPLEMENTATION: "自行实施",
    TransferMode.OTHER: "其他",
}
_SYNONYMS = {
    TransferMode.ASSIGNMENT: "专利转让 专利权转让 技术转让 成果转让",
    TransferMode.EXCLUSIVE_LICENCE: "独占实施许可 独占",
    TransferMode.SOLE_LICENCE: "排他实施许可 排他",
    TransferMode.ORDINARY_LICENCE: (
        "许可 专利许可 技术许可 实施许可 专利实施许可 许可使用 许可实施 普通实施许可"
    ),
    TransferMode.OPEN_LICENCE: "专利开放许可",
    TransferMode.EQUITY: "技术入股 专利入股 入股 作价投资 作价出资 技术作价入股",
    TransferMode.JOINT_DEVELOPMENT: (
        "委托研发 合作研发 联合研发 委托开发 联合开发 共同开发 共同研发 技术开发"
    ),
    TransferMode.CONSULTING: "咨询",
    TransferMode.SELF_IMPLEMENTATION: "独立研发 自行转化 自主实施",
    TransferMode.OTHER: "其它 其他方式",
}
_WORDS = (
    {label: mode for mode, label in _LABELS.items()}
    | {mode.value: mode for mode in TransferMode}
    | {word: mode for mode, words in _SYNONYMS.items() for word in words.split()}
)
_SEPARATORS = re.compile(r"[;；|,，、/\n\s]|或者|或|和|及")


def parse_modes(text: str) -> tuple[TransferMode, ...]:
    """Read a cell of several modes, in their order, each of them once; an empty cell has none."""
    words = (word for word in _SEPARATORS.split(text) if clean(word))
    return tuple(dict.fromkeys(_parse_mode(word) for word in words))


def _parse_mode(word: str) -> TransferMode:
    mode = _WORDS.get(fold(word))
    if mode is None:
        raise InvalidValue(
            clean(word),
            "不认识的转化方式",
            f"请从以下选择，多个用“；”隔开：{'、'.join(_LABELS.values())}。",
        )
    return mode
