"""The collection form for enterprises (技术需求征集表)."""

from ingest.mapping import Source
from ingest.sources.demand_sheet import DEMAND_ALIASES

DEMAND_FORM = Source(
    name="demand_form",
    label="技术需求征集表",
    aliases=DEMAND_ALIASES,
    required=("organisation", "title"),
    signature=frozenset({"企业名称", "技术需求名称", "技术需求合作模式"}),
)
