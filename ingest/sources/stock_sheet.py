"""The stock-taking sheet of universities and institutes (存量专利盘点表)."""

from ingest.mapping import Source
from ingest.sources.patent_sheet import PATENT_ALIASES, PATENT_NOTED

STOCK_SHEET = Source(
    name="stock_sheet",
    label="存量专利盘点表",
    aliases=PATENT_ALIASES,
    required=("application_number", "title"),
    noted=PATENT_NOTED,
    signature=frozenset({"可接受的转化方式", "技术成熟度", "专利名称"}),
)
