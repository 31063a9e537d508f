"""The 25-column export of the national patent search system."""

from ingest.mapping import Source
from ingest.sources.patent_sheet import PATENT_ALIASES, PATENT_NOTED

CNIPA_EXPORT = Source(
    name="cnipa_export",
    label="国家知识产权局专利检索系统导出",
    aliases=PATENT_ALIASES,
    required=("application_number", "title"),
    noted=PATENT_NOTED,
    signature=frozenset({"申请（专利权）人", "发明（设计）人", "光盘号", "颁证日"}),
)
