"""Codes of the Locarno classification, which designs carry in place of an IPC symbol."""

import re
from dataclasses import dataclass

from models.errors import InvalidValue
from models.values.text import clean, fold

_CODE = re.compile(
    r"(?:loc(?:\([0-9]{1,2}\))?(?:cl\.?)?)?([0-9]{2})-([0-9]{2})(?:-([a-z][0-9]{4}))?"
)


@dataclass(frozen=True, order=True)
class Locarno:
    """A Locarno class and subclass, and the goods entry if the source gives it."""

    class_: str
    subclass: str
    entry: str = ""

    @classmethod
    def parse(cls, text: str) -> "Locarno":
        """Read a code such as 06-01 or 06-01-A0219; classes run from 01 to 32, and 99."""
        match = _CODE.fullmatch(fold(text))
        if not match or not (1 <= int(match[1]) <= 32 or match[1] == "99"):
            raise InvalidValue(
                clean(text),
                "不是外观设计（洛迦诺）分类号",
                "请填写形如 06-01 或 06-01-A0219 的分类号，大类为 01 至 32。",
            )
        return cls(match[1], match[2], (match[3] or "").upper())

    @property
    def display(self) -> str:
        """The usual form, such as 06-01 or 06-01-A0219."""
        entry = f"-{self.entry}" if self.entry else ""
        return f"{self.class_}-{self.subclass}{entry}"
