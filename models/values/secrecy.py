"""Who may see a record, and the refusal of state secrets at entry."""

from enum import StrEnum

from models.errors import InvalidValue
from models.values.text import clean, fold

_PUBLIC_WORDS = frozenset({"", "公开", "无", "非密"})


class Confidentiality(StrEnum):
    """How far the owner has released a record."""

    PUBLIC = "public"
    RESTRICTED = "restricted"
    NAMED = "named"
    HIDDEN = "hidden"

    @property
    def label(self) -> str:
        """The Chinese name of the level."""
        return _LABELS[self]

    @property
    def is_unlisted(self) -> bool:
        """Whether a record of the level stands on no list."""
        return self in (Confidentiality.NAMED, Confidentiality.HIDDEN)

    @classmethod
    def parse(cls, text: str) -> "Confidentiality":
        """Read the Chinese name or the stored value of a level."""
        try:
            return _WORDS[fold(text)]
        except KeyError:
            raise InvalidValue(
                clean(text), "不是公开范围", f"请填写其中之一：{'、'.join(_LABELS.values())}。"
            ) from None


_LABELS = {
    Confidentiality.PUBLIC: "公开",
    Confidentiality.RESTRICTED: "限定",
    Confidentiality.NAMED: "定向",
    Confidentiality.HIDDEN: "不公开",
}
_WORDS = {label: level for level, label in _LABELS.items()} | {
    level.value: level for level in Confidentiality
}


def require_public_secrecy(text: str) -> None:
    """Refuse a record whose 密级 is anything but public: this service holds no state secrets."""
    if fold(text) not in _PUBLIC_WORDS:
        raise InvalidValue(
            clean(text),
            "密级不是“公开”，本系统不得录入",
            "涉密内容请勿在本系统中处理；确属公开的，请把密级填为“公开”或留空。",
        )
