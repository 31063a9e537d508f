"""Chinese application numbers, which are also the patent numbers."""

import re
from dataclasses import dataclass, field

from models.errors import InvalidValue
from models.values.patent_kind import PatentKind
from models.values.text import clean, fold

_EXAMPLE = "请填写完整的申请号或专利号，例如 201510817712.7 或 ZL95115608.X。"
_PREFIX = re.compile(r"^(?:zl|cn)+")
_SEPARATORS = re.compile(r"[.\-‐‑–—−·]")
_BODY = re.compile(r"([0-9]{12}|[0-9]{8})([0-9x])?")
_PUBLICATION = re.compile(r"[0-9]{7,9}[a-z][0-9]?")
_KIND_DIGITS = {
    "1": PatentKind.INVENTION,
    "2": PatentKind.UTILITY_MODEL,
    "3": PatentKind.DESIGN,
    "8": PatentKind.INVENTION,
    "9": PatentKind.UTILITY_MODEL,
}


def check_digit(digits: str) -> str:
    """The check character of 8 or 12 digits: weights 2 to 9 in turn, modulo 11, 10 is X."""
    total = sum(int(digit) * (2 + index % 8) for index, digit in enumerate(digits))
    remainder = total % 11
    return "X" if remainder == 10 else str(remainder)


@dataclass(frozen=True, order=True)
class PatentNumber:
    """An application number: 12 digits since October 2003, 8 before; the check digit apart.

    The digits alone identify the patent, so the check digit takes no part in comparison:
    numbers of the 1980s are met with and without it.
    """

    digits: str
    check: str | None = field(compare=False)

    @classmethod
    def parse(cls, text: str) -> "PatentNumber":
        """Read a number in any usual spelling; refuse one whose check digit is wrong."""
        body = _PREFIX.sub("", _SEPARATORS.sub("", fold(text)))
        match = _BODY.fullmatch(body)
        if not match:
            raise _unreadable(text, body)
        number = cls(match[1], match[2].upper() if match[2] else None)
        number._require_plausible(text)
        number._require_check(text)
        return number

    @property
    def key(self) -> str:
        """The form that is stored: one for each patent, however its number was written."""
        return self.digits if self._is_of_the_eighties else self.digits + (self.check or "")

    @property
    def display(self) -> str:
        """The form that is shown, such as CN201510817712.7."""
        return f"CN{self.digits}.{self.check}" if self.check else f"CN{self.digits}"

    @property
    def year(self) -> int:
        """The year of filing."""
        if len(self.digits) == 12:
            return int(self.digits[:4])
        short = int(self.digits[:2])
        return 1900 + short if short >= 85 else 2000 + short

    @property
    def kind(self) -> PatentKind:
        """The kind of patent, told by the digit after the year."""
        return _KIND_DIGITS[self._kind_digit]

    @property
    def _kind_digit(self) -> str:
        return self.digits[4 if len(self.digits) == 12 else 2]

    @property
    def _is_of_the_eighties(self) -> bool:
        return len(self.digits) == 8 and 1985 <= self.year <= 1989

    def _require_plausible(self, text: str) -> None:
        first, last = (2003, 2100) if len(self.digits) == 12 else (1985, 2003)
        if not first <= self.year <= last:
            raise InvalidValue(
                clean(text),
                "申请号中的年份不合理",
                f"{len(self.digits)} 位申请号的年份应在 {first} 至 {last} 之间，请核对。",
            )
        if self._kind_digit not in _KIND_DIGITS:
            raise InvalidValue(
                clean(text),
                "申请号中的专利种类数字不合理",
                "年份之后的一位应为 1、2、3、8 或 9，请核对。",
            )

    def _require_check(self, text: str) -> None:
        right = check_digit(self.digits)
        if self.check == right or (self.check is None and self._is_of_the_eighties):
            return
        if self.check is None:
            reason = "申请号缺少校验位"
            remedy = f"只有 1985 至 1989 年的 8 位申请号可以没有校验位；校验位应为 {right}"
        else:
            reason = "申请号的校验位不符"
            remedy = f"按前 {len(self.digits)} 位计算，校验位应为 {right}，请核对各位数字"
        raise InvalidValue(clean(text), reason, f"{remedy}（{self.digits}.{right}）。")


def _unreadable(text: str, body: str) -> InvalidValue:
    if _PUBLICATION.fullmatch(body):
        return InvalidValue(clean(text), "这是公开（公告）号，不是申请号", _EXAMPLE)
    return InvalidValue(clean(text), "申请号的位数或字符不对", _EXAMPLE)
