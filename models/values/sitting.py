"""When a course sits: a day and two times on the clocks of China, written as one line."""

import re
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from models.errors import InvalidValue

ZONE = ZoneInfo("Asia/Shanghai")
_LINE = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?\s+(\d{1,2}):(\d{2})\s*[-–—~至到]+\s*(\d{1,2}):(\d{2})"
)
_REMEDY = "请写成 2024-06-18 09:00-11:30 的样子，一行一次"
_MARKS = str.maketrans("：～－", ":~-")


@dataclass(frozen=True, order=True)
class Sitting:
    """One sitting; both moments are of one day in China, the end after the start."""

    starts_at: datetime
    ends_at: datetime

    @classmethod
    def parse(cls, line: str) -> "Sitting":
        """Return what a line says; raise InvalidValue."""
        found = _LINE.fullmatch(line.strip().translate(_MARKS))
        if found is None:
            raise InvalidValue(line, "不是日期和起止时间", _REMEDY)
        year, month, day, *times = map(int, found.groups())
        try:
            starts = datetime(year, month, day, times[0], times[1], tzinfo=ZONE)
            ends = datetime(year, month, day, times[2], times[3], tzinfo=ZONE)
        except ValueError:
            raise InvalidValue(line, "没有这个日期或时间", _REMEDY) from None
        if ends <= starts:
            raise InvalidValue(line, "结束时间不晚于开始时间", _REMEDY)
        return cls(starts, ends)

    def __str__(self) -> str:
        starts, ends = self.starts_at.astimezone(ZONE), self.ends_at.astimezone(ZONE)
        return f"{starts:%Y-%m-%d %H:%M}-{ends:%H:%M}"


def parse_sittings(text: str) -> tuple[Sitting, ...]:
    """Return the sittings of a text, a line each, in order; raise InvalidValue.

    Two that begin at the same moment are refused.
    """
    found = sorted(Sitting.parse(line) for line in text.splitlines() if line.strip())
    for one, following in pairwise(found):
        if following.starts_at < one.ends_at:
            raise InvalidValue(str(following), f"与 {one} 重叠", "请改正其中一次的时间")
    return tuple(found)
