"""Results of research without a patent number (成果表): the headers of patent sheets serve."""

from ingest.mapping import Source
from ingest.sources.patent_sheet import PATENT_ALIASES, PATENT_FACTS, PATENT_NOTED

KNOW_HOW_SHEET = Source(
    name="know_how_sheet",
    label="成果表",
    aliases={name: headers for name, headers in PATENT_ALIASES.items() if name not in PATENT_FACTS},
    required=("title",),
    noted=PATENT_NOTED.union(*PATENT_FACTS.values()),
)
