"""Topics of policies and courses as people type them."""

import re

from models.queries.topics import MARK
from models.values.text import clean

_BETWEEN = re.compile("[、，,；;\n]+")
MOST_TOPICS = 10
LONGEST = 20
# What the campaign is about; a new topic is typed, and from then on offered, too.
SUGGESTED = (
    "转化运用",
    "开放许可",
    "质押融资",
    "专利密集型产品",
    "高价值专利",
    "专利导航",
    "奖补资助",
    "保护维权",
    "公共服务",
    "人才培养",
)


def write_topics(typed: str) -> str:
    """Return topics as a record keeps them: each once, in the order of typing."""
    found = dict.fromkeys(clean(part)[:LONGEST] for part in _BETWEEN.split(typed) if clean(part))
    return MARK.join(list(found)[:MOST_TOPICS])
