"""The export of CNIPR (中国知识产权网); rebuilt from its headers, no original was at hand."""

from ingest.mapping import Source
from ingest.sources.patent_sheet import PATENT_ALIASES, PATENT_NOTED
from ingest.types import CellHabits

CNIPR = Source(
    name="cnipr",
    label="CNIPR 导出",
    aliases=PATENT_ALIASES,
    required=("application_number", "title"),
    # The national export has them too, and more: it is asked first.
    signature=frozenset({"名称", "申请（专利权）人", "发明（设计）人", "分类号"}),
    noted=PATENT_NOTED | {"说明书", "范畴分类", "欧洲主分类号"},
    habits=CellHabits(name_marks=";；"),
)
