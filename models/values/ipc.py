"""Symbols of the International Patent Classification."""

import re
from dataclasses import dataclass

from models.errors import InvalidValue
from models.values.text import clean, fold

# Section Y exists in the CPC only, whose symbols otherwise have the same form.
_SYMBOL = re.compile(
    r"([A-HY])((?!00)[0-9]{2})(?:([A-Z])(?:((?!0+(?![0-9]))[0-9]{1,4})(?:/([0-9]{2,6}))?)?)?"
    r"(?:\([0-9]{4}\.[0-9]{2}\)[A-Z]{0,2})?"
)


@dataclass(frozen=True, order=True)
class Ipc:
    """An IPC (or CPC) symbol of any depth; the levels below its depth are "" or 0."""

    section: str
    class_: str
    subclass: str = ""
    group: int = 0
    subgroup: str = ""

    @classmethod
    def parse(cls, text: str) -> "Ipc":
        """Read a symbol; an edition such as (2006.01)I behind it is dropped."""
        match = _SYMBOL.fullmatch(fold(text).upper())
        if not match:
            raise InvalidValue(
                clean(text),
                "不是国际专利分类号",
                "请填写形如 H01M10/0525、E01B3/32 的分类号，或小类 H01M、大类 H01。",
            )
        section, class_, subclass, group, subgroup = match.groups(default="")
        return cls(section, class_, subclass, int(group or 0), subgroup)

    @property
    def display(self) -> str:
        """The usual form, such as H01M10/0525."""
        group = str(self.group) if self.group else ""
        subgroup = f"/{self.subgroup}" if self.subgroup else ""
        return f"{self.class_code}{self.subclass}{group}{subgroup}"

    @property
    def class_code(self) -> str:
        """Section and class, such as H01."""
        return self.section + self.class_

    @property
    def subclass_code(self) -> str | None:
        """Section, class and subclass, such as H01M; None for a bare class."""
        return self.class_code + self.subclass if self.subclass else None

    def startswith(self, prefix: str) -> bool:
        """Whether the symbol lies under the prefix; H01M1 does not hold H01M10/05."""
        wanted = fold(prefix).upper()
        code = self.display
        if not code.startswith(wanted):
            return False
        cut_inside_number = wanted[-1:].isdigit() and code[len(wanted) :][:1].isdigit()
        return len(wanted) < 4 or not cut_inside_number
