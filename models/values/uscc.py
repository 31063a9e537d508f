"""The unified social credit code of an organisation (GB 32100-2015)."""

from dataclasses import dataclass

from models.errors import InvalidValue
from models.values.text import clean, fold

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUES = {character: value for value, character in enumerate(_ALPHABET)}


@dataclass(frozen=True, order=True)
class Uscc:
    """A code of 18 characters. Genuine codes that fail the check are known: warn only."""

    code: str

    @classmethod
    def parse(cls, text: str) -> "Uscc":
        """Read a code in any case or width; refuse a wrong length or character."""
        code = fold(text).upper()
        if len(code) != 18:
            raise InvalidValue(
                clean(text),
                f"统一社会信用代码应为 18 位，现为 {len(code)} 位",
                "请填写完整的 18 位代码，并把单元格设为文本格式。",
            )
        foreign = "".join(dict.fromkeys(c for c in code if c not in _VALUES))
        if foreign:
            raise InvalidValue(
                clean(text),
                f"统一社会信用代码含有不允许的字符 {foreign}",
                "代码只含数字和除 I、O、S、V、Z 以外的大写字母，"
                "请核对 0 与 O、1 与 I、2 与 Z、5 与 S。",
            )
        return cls(code)

    @property
    def check_ok(self) -> bool:
        """Whether the last character is the one that the first seventeen ask for."""
        total = sum(_VALUES[c] * pow(3, index, 31) for index, c in enumerate(self.code[:17]))
        return _VALUES[self.code[17]] == -total % 31

    @property
    def area_code(self) -> str:
        """Characters 3 to 8: the area of the registering office, as GB/T 2260 codes it."""
        return self.code[2:8]
