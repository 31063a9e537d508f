"""The number of a batch (批次) of a list, as sheets write it: 第三批, 2024年第3批, 3."""

import re
from dataclasses import dataclass

from models.errors import InvalidValue
from models.values.text import clean, fold

MOST = 99
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")}
_TEN = "十"
_BATCH = re.compile(
    r"(?:(?P<year>20[0-9]{2})(?:年度?|[-—_/]))?第?(?P<number>[0-9]{1,2}|[一二三四五六七八九十]{1,3})(?:批次?)?"
)
_HAN = re.compile(r"[一二三四五六七八九]?(?:十[一二三四五六七八九]?)?")


@dataclass(frozen=True, order=True)
class BatchNumber:
    """Which batch; year: None where the text names none."""

    number: int
    year: int | None = None

    @classmethod
    def parse(cls, text: str) -> "BatchNumber":
        """Read a batch with or without its year; raise InvalidValue."""
        found = _BATCH.fullmatch(fold(text))
        number = _read(found["number"]) if found else 0
        if found is None or not 1 <= number <= MOST:
            raise InvalidValue(
                clean(text), "不是批次", f"请写成“第三批”或“2024年第三批”，1 至 {MOST} 批"
            )
        return cls(number, int(found["year"]) if found["year"] else None)

    @property
    def display(self) -> str:
        """The usual form, such as 第三批 or 2024年第三批."""
        year = f"{self.year}年" if self.year is not None else ""
        return f"{year}第{_spell(self.number)}批"


def _read(text: str) -> int:
    """Return the number of figures or Han numerals, 0 for what is none."""
    if text.isdecimal():
        return int(text)
    if not _HAN.fullmatch(text):
        return 0
    tens, mark, ones = text.rpartition(_TEN)
    if not mark:
        return _DIGITS[text]
    return 10 * (_DIGITS[tens] if tens else 1) + (_DIGITS[ones] if ones else 0)


def _spell(number: int) -> str:
    """Return a number of 1 to 99 in Han numerals."""
    tens, ones = divmod(number, 10)
    names = "零一二三四五六七八九"
    last = names[ones] if ones else ""
    if not tens:
        return last
    return f"{names[tens] if tens > 1 else ''}{_TEN}{last}"
