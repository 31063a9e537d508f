"""The export of Wanfang's patents (万方); rebuilt from its headers, no original was at hand."""

from ingest.mapping import Source
from ingest.sources.patent_sheet import PATENT_ALIASES, PATENT_NOTED

WANFANG = Source(
    name="wanfang",
    label="万方专利导出",
    aliases={
        **PATENT_ALIASES,
        "application_number": ("申请（专利）号", "申请/专利号", "专利号", "申请号"),
        # 作者 and 机构 are what other kinds of paper in the same export have in these columns.
        "applicants": ("申请（专利权）人", "申请/专利权人", "申请人", "专利权人", "机构"),
        "inventors": ("发明（设计）人", "发明/设计人", "发明人", "作者"),
    },
    required=("application_number", "title"),
    signature=frozenset({"题名", "文摘", "主分类号"}),
    noted=PATENT_NOTED | {"关键词", "语种", "数据来源", "链接", "URL"},
)
