"""The export of Wanfang's patents (万方); rebuilt from its headers, no original was at hand."""

from ingest.mapping import Source
from ingest.sources.patent_sheet import PATENT_ALIASES, PATENT_NOTED

WANFANG = Source(
    name="wanfang",
    label="万方专利导出",
    aliases={
        **PATENT_ALIASES,
        "application_number": ("申请（专利）号", "申请/专利号", "专利号", "申请号"),
    },
    required=("application_number", "title"),
    signature=frozenset({"题名", "文摘", "主分类号"}),
    noted=PATENT_NOTED | {"语种", "数据来源", "链接", "URL"},
)
