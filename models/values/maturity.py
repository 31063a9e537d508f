"""How mature a technology is: the text of the source and a readiness level from 1 to 9.

The mapping of the usual words to levels is a convention of this project, made after the nine
levels of technology readiness in GB/T 22900-2022; no official table maps these words.
"""

import re
from dataclasses import dataclass

from models.errors import InvalidValue
from models.values.text import clean, fold

_LEVEL = re.compile(r"(?:trl)?[-:]?([1-9])级?")
_LEVEL_INSIDE = re.compile(r"trl[-:]?([1-9])(?![0-9])")
_FILLERS = re.compile(r"已经|已|处于|可以|可|通过|正在|阶段|[()]")
_LEVELS_OF_WORDS = {
    "研发": 3,
    "研究": 3,
    "研发中": 3,
    "实验室": 4,
    "有样品": 5,
    "样品": 5,
    "有样机": 5,
    "样机": 5,
    "小试": 6,
    "中试": 7,
    "中试示范": 7,
    "量产": 9,
    "批量生产": 9,
    "产业化": 9,
}


@dataclass(frozen=True)
class Maturity:
    """The words of the source and the technology readiness level they stand for."""

    text: str
    trl: int

    @classmethod
    def parse(cls, text: str) -> "Maturity":
        """Read a level (TRL 6, 6级) or one of the usual words."""
        folded = fold(text)
        match = _LEVEL.fullmatch(folded) or _LEVEL_INSIDE.search(folded)
        level = int(match[1]) if match else _LEVELS_OF_WORDS.get(_FILLERS.sub("", folded))
        if level is None:
            raise InvalidValue(
                clean(text),
                "不认识的技术成熟度",
                "请填写 TRL 1 至 TRL 9，或：正在研发、已有样品、通过小试、通过中试、可以量产、"
                "实验室阶段、小试阶段、中试示范、产业化。",
            )
        return cls(clean(text), level)
