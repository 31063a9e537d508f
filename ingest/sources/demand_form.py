"""The collection form for enterprises (技术需求征集表)."""

from ingest.mapping import Source
from ingest.sources.demand_sheet import DEMAND_ALIASES, DEMAND_NOTED

DEMAND_FORM = Source(
    name="demand_form",
    label="技术需求征集表",
    aliases=DEMAND_ALIASES,
    required=("organisation", "title"),
    noted=DEMAND_NOTED,
    signature=frozenset({"企业名称", "技术需求名称", "技术需求合作模式"}),
)
