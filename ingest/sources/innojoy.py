"""The export of Innojoy (大为); rebuilt from lists of its headers, no original was at hand."""

from ingest.mapping import Source
from ingest.sources.patent_sheet import PATENT_ALIASES, PATENT_NOTED
from ingest.types import CellHabits

INNOJOY = Source(
    name="innojoy",
    label="大为 Innojoy 导出",
    aliases={
        **PATENT_ALIASES,
        # 最新法律状态 is the last notice, such as a change of the address; validity is the state.
        "legal_text": ("专利有效性", "有效性", "当前法律状态", "法律状态", "最新法律状态"),
    },
    required=("application_number", "title"),
    signature=frozenset({"当前权利人", "DPI"}),
    noted=PATENT_NOTED | {"公开国别", "优先权信息", "引证数量"},
    habits=CellHabits(name_marks=";；"),
)
